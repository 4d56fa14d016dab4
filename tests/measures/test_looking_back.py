"""Contact history is found in many ways, a colleague knows who read theirs, and a note is between two."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.contacts import ContactService
from desktop_crm.customers.model import ContactEntry
from desktop_crm.measures.contact_history import HistoryFilter
from desktop_crm.measures.looking_back import HistoryService
from desktop_crm.process.reads import published_version
from tests.workflow.small_company import Company


def service(company: Company, login: str) -> HistoryService:
    return HistoryService(company.store, company.people[login], company.plans)


def said(company: Company, login: str, text: str, **more: object) -> UUID:
    """Register a contact with a customer, outside of cases; return its id."""
    given = {"customer": company.customers["smit"], "channel": "telephone", "direction": "in", "text": text,
             "happened_at": company.now} | more  # fmt: skip
    contacts = ContactService(company.store, company.people[login], published_version)
    made = contacts.add_contact(contact=ContactEntry(**given), asks=("When?",))  # type: ignore[arg-type]
    return next(iter(made.ids("contact")))


def all_there_is(company: Company) -> HistoryFilter:
    return HistoryFilter(company.now - timedelta(days=900), company.now + timedelta(days=1))


def found(company: Company, login: str = "greet", **narrowed: object) -> list[str]:
    wanted = replace(all_there_is(company), **narrowed)  # type: ignore[arg-type]
    return [line.text for line in service(company, login).page(wanted)]


@pytest.fixture
def talked(company: Company, fake_time: FakeTime) -> Company:
    """Three contacts outside of cases, and a claim that begins with one."""
    said(company, "anouk", "The first: 100 % sure.")
    fake_time.advance(60)
    said(company, "tim", "The second, by Brief.", channel="letter", direction="out",
         customer=company.customers["vries"])  # fmt: skip
    fake_time.advance(60)
    said(company, "joost", "The third.", channel="email")
    fake_time.advance(60)
    company.claim("anouk")
    return company


@pytest.mark.parametrize(
    ("narrowed", "texts"),
    [
        ({}, ["A van hit me.", "The third.", "The second, by Brief.", "The first: 100 % sure."]),
        ({"channel": "letter"}, ["The second, by Brief."]),
        ({"direction": "out"}, ["The second, by Brief."]),
        ({"process": "claim"}, ["A van hit me."]),
        ({"process": "claim", "outcome": "concluded"}, []),
        ({"outcome": "running"}, ["A van hit me."]),
        ({"team": "claims"}, ["The third."]),
        ({"words": "THE brief"}, ["The second, by Brief."]),
        ({"words": "100 %"}, ["The first: 100 % sure."]),
        ({"words": "%"}, ["The first: 100 % sure."]),
        ({"words": "_"}, []),
        ({"activity": "answer"}, []),
    ],
)
def test_contacts_are_found_in_many_ways(talked: Company, narrowed: dict[str, str], texts: list[str]) -> None:
    assert found(talked, **narrowed) == texts


def test_a_customer_and_a_period_narrow_it_down(talked: Company) -> None:
    assert found(talked, customer=talked.customers["vries"]) == ["The second, by Brief."]
    assert found(talked, customer=CustomerId(new_id())) == []
    assert found(talked, since=talked.now - timedelta(seconds=61)) == ["A van hit me.", "The third."]


@pytest.mark.server_in_soak
def test_pages_go_on_where_the_one_above_ended(talked: Company) -> None:
    history, whole = service(talked, "greet"), all_there_is(talked)
    first = history.page(whole, size=3)
    second = history.page(whole, size=3, before=(first[-1].at, first[-1].id))
    assert [line.text for line in (*first, *second)] == found(talked)


def test_that_a_contact_was_read_is_kept_for_who_had_it(company: Company, fake_time: FakeTime) -> None:
    contact = said(company, "anouk", "Something.")
    for _time in range(2):
        read = service(company, "greet").read(contact=contact)
    assert read.looks == ()
    fake_time.advance(3_600)
    service(company, "tim").read(contact=contact)
    mine = service(company, "anouk").read(contact=contact)
    assert [one.who for one in mine.looks] == ["Tim Visser", "Greet Mulder"]
    assert mine.questions[0].text == "When?"
    assert not mine.may_note


def test_a_note_is_seen_by_the_two_it_is_between(company: Company) -> None:
    contact = said(company, "anouk", "Something.")
    service(company, "greet").write_note(contact=contact, text=" Well listened. ")
    assert service(company, "anouk").unseen_notes() == (contact,)
    (note,) = service(company, "anouk").read(contact=contact).notes
    assert (note.who, note.text, note.seen) == ("Greet Mulder", "Well listened.", company.now)
    assert service(company, "anouk").unseen_notes() == ()
    assert service(company, "tim").read(contact=contact).notes == ()
    assert len(service(company, "greet").read(contact=contact).notes) == 1


@pytest.mark.server_in_soak
def test_notes_are_written_by_who_looks_after_a_team_about_a_colleagues_contact(company: Company) -> None:
    contact, own = said(company, "anouk", "Something."), said(company, "greet", "My own.")
    with pytest.raises(Refused):
        service(company, "tim").write_note(contact=contact, text="Hm.")
    with pytest.raises(Refused):
        service(company, "greet").write_note(contact=own, text="Hm.")
    for words in ("  ", "x" * 4_001):
        with pytest.raises(Invalid):
            service(company, "greet").write_note(contact=contact, text=words)
    for act in (
        service(company, "greet").read,
        lambda contact: service(company, "greet").write_note(contact=contact, text="Hm."),
    ):
        with pytest.raises(NotFound):
            act(contact=new_id())


def test_what_is_taken_out_is_whole_and_each_colleague_is_told_once(talked: Company) -> None:
    long = "word " * 400
    said(talked, "anouk", long)
    report = service(talked, "greet").take_out(all_there_is(talked), most=2)
    assert report.contacts[0].line.text == long.strip() or report.contacts[0].line.text == long
    assert (len(report.contacts), report.more) == (2, True)
    service(talked, "greet").take_out(all_there_is(talked), most=2)
    one = report.contacts[0].line
    assert one.employee is not None
    looks = service(talked, "anouk").read(contact=one.id).looks
    assert [look.who for look in looks] == ["Greet Mulder"]


def test_a_selection_is_taken_out_as_it_was_chosen(talked: Company) -> None:
    first, *_others = service(talked, "greet").page(all_there_is(talked))
    report = service(talked, "greet").take_out(all_there_is(talked), only=[first.id])
    assert [one.line.id for one in report.contacts] == [first.id]
    assert not report.more
    assert report.customer == first.customer_name
