"""Periods per kind of information: they propose what to erase, and nothing goes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from desktop_crm.core.errors import Conflict, Invalid, Refused
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.data import ConsentData
from desktop_crm.customers.fields import StatementKind
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.customers.tables import Trade
from desktop_crm.privacy import periods
from desktop_crm.privacy.periods import Kept, Past, in_words, months_in_words
from desktop_crm.privacy.record import Kind
from desktop_crm.privacy.record import in_words as act_in_words
from desktop_crm.privacy.retention import RetentionService
from desktop_crm.process.reads import published_version
from tests.workflow.builders import Office, refused
from tests.workflow.lives import Life

pytestmark = pytest.mark.server_in_soak
YEAR = timedelta(days=366)
A_YEAR = YEAR.total_seconds()


@pytest.fixture
def life(office: Office) -> Life:
    return Life(office)


@pytest.fixture
def keeping(office: Office, life: Life) -> RetentionService:
    return RetentionService(office.store, life.actor, published_version)


def past(keeping: RetentionService, what: Kept) -> list[Past]:
    found, after = list((first := keeping.look(what=what)).rows), first.after
    while after is not None:
        found += (page := keeping.look(what=what, after=after)).rows
        after = page.after
    return found


def write_to(life: Life, customer: CustomerId, words: str) -> None:
    entry = ContactEntry("email", Direction.IN, life.office.now, customer=customer, subject=words, text=words)
    life.contacts.add_contact(contact=entry, asks=[words])


def test_who_left_long_ago_is_proposed_and_erased_once_somebody_says_so(
    office: Office, life: Life, keeping: RetentionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periods, "AT_ONCE", 1)
    anna = office.customers["Anna"]
    write_to(life, anna, "zqxj hello")
    office.time.advance(A_YEAR)
    write_to(life, office.customers["Firm"], "hello")
    assert past(keeping, Kept.CUSTOMER) + past(keeping, Kept.PROSPECT) == []
    for what in (Kept.CUSTOMER, Kept.PROSPECT):
        keeping.state_period(what=what, months=12)
    found = {one.customer: one for one in past(keeping, Kept.CUSTOMER) + past(keeping, Kept.PROSPECT)}
    assert anna in found
    assert office.customers["Firm"] not in found
    assert "nothing happened since" in in_words(found[anna])
    assert office.ask("SELECT count(*) FROM contact WHERE text = 'zqxj hello'") == [(1,)]
    keeping.erase_past(what=found[anna].what, customer=anna)
    assert office.ask("SELECT count(*) FROM contact WHERE text = 'zqxj hello'") == [(0,)]
    assert life.privacy.record()[0].kind is Kind.ERASED


def test_words_past_their_period_go_and_the_contact_is_counted_on(
    office: Office, life: Life, keeping: RetentionService
) -> None:
    anna = office.customers["Anna"]
    write_to(life, anna, "zqxj old")
    office.time.advance(A_YEAR)
    write_to(life, anna, "zqxj new")
    keeping.state_period(what=Kept.WORDS, months=6)
    (found,) = past(keeping, Kept.WORDS)
    assert (found.customer, found.count) == (anna, 1)
    keeping.erase_past(what=Kept.WORDS, customer=anna)
    assert office.ask("SELECT text FROM contact ORDER BY happened_at") == [("",), ("zqxj new",)]
    assert office.ask("SELECT text FROM question ORDER BY raised_at") == [("",), ("zqxj new",)]
    assert office.ask(
        "SELECT count(*) FROM change_log WHERE old LIKE '%zqxj old%' OR new LIKE '%zqxj old%'"
    ) == [(0,)]
    assert past(keeping, Kept.WORDS) == []
    refused(lambda: keeping.erase_past(what=Kept.WORDS, customer=anna), Conflict)
    act = life.privacy.record()[0]
    assert act.kind is Kind.AGED
    assert "past its period" in act_in_words(act)


def test_a_document_past_its_period_goes_unless_it_proves_a_consent(
    office: Office, life: Life, keeping: RetentionService
) -> None:
    anna = office.customers["Anna"]
    ids = [
        next(iter(life.filing.add_document(customer=anna, name=name, content=name.encode()).ids("document")))
        for name in ("zqxj.txt", "proof.txt")
    ]
    consent = ConsentData("email", True, office.now)
    life.customers.register_consent(customer=anna, consent=consent, document=ids[1])
    office.time.advance(A_YEAR)
    keeping.state_period(what=Kept.DOCUMENTS, months=6)
    assert [one.count for one in past(keeping, Kept.DOCUMENTS)] == [1]
    keeping.erase_past(what=Kept.DOCUMENTS, customer=anna)
    assert office.ask("SELECT name FROM attachment") == [("proof.txt",)]
    assert office.ask("SELECT count(*) FROM change_log WHERE old LIKE '%zqxj%' OR new LIKE '%zqxj%'") == [
        (0,)
    ]


def test_what_they_said_planned_and_bought_goes_by_periods_of_its_own_and_amounts_stay(
    office: Office, life: Life, keeping: RetentionService
) -> None:
    anna, customers = office.customers["Anna"], life.customers
    life.filing.register_statement(customer=anna, kind=StatementKind.WISH, text="zqxj boat")
    customers.plan_contact(customer=anna, channel="telephone", subject="zqxj call", at=office.now)
    trade = {
        "customer_id": anna,
        "product": "car",
        "cents": 8400,
        "happened_at": office.now,
        "master": "till",
    }
    with office.store.write(life.actor.id) as work:
        for code, kind in (("zqxj1", "premium"), ("zqxj2", "policy")):
            work.connection.execute(insert(Trade), trade | {"id": new_id(), "reference": code, "kind": kind})
    office.time.advance(A_YEAR)
    for what in (Kept.STATEMENTS, Kept.PLANS, Kept.TRADES):
        keeping.state_period(what=what, months=6)
        (found,) = past(keeping, what)
        assert (found.customer, found.count) == (anna, 1)
        assert "1 " in in_words(found)
        keeping.erase_past(what=what, customer=anna)
        assert past(keeping, what) == []
    assert office.ask("SELECT reference, cents FROM trade ORDER BY reference") == [
        ("", 8400),
        ("zqxj2", 8400),
    ]
    assert office.ask("SELECT count(*) FROM customer_statement") == [(0,)]
    assert office.ask("SELECT count(*) FROM planned_contact") == [(0,)]
    left = "SELECT count(*) FROM change_log WHERE old LIKE '%zqxj {0}%' OR new LIKE '%zqxj {0}%'"
    assert [office.ask(left.format(word)) for word in ("boat", "call")] == [[(0,)], [(0,)]]


def test_a_proposal_is_put_off_until_a_day_for_a_reason(
    office: Office, life: Life, keeping: RetentionService
) -> None:
    anna = office.customers["Anna"]
    write_to(life, anna, "hello")
    office.time.advance(A_YEAR)
    keeping.state_period(what=Kept.WORDS, months=6)
    until = (office.now + YEAR).date()
    put_off = {"what": Kept.WORDS, "customer": anna, "until_day": until}
    refused(lambda: keeping.postpone(**put_off, reason=" "), Invalid)
    keeping.postpone(**put_off, reason="a claim in court")
    assert past(keeping, Kept.WORDS) == []
    assert keeping.look(what=Kept.WORDS).postponed == 1
    assert "a claim in court" in act_in_words(life.privacy.record()[0])
    office.time.advance(A_YEAR)
    assert len(past(keeping, Kept.WORDS)) == 1


def test_whose_case_runs_is_not_proposed(office: Office, life: Life, keeping: RetentionService) -> None:
    write_to(life, office.customers["Anna"], "hello")
    office.a_case()
    office.time.advance(A_YEAR)
    for what in Kept:
        keeping.state_period(what=what, months=6)
        assert office.customers["Anna"] not in {one.customer for one in past(keeping, what)}


def test_periods_are_stated_by_who_administers_and_each_change_is_logged(
    office: Office, life: Life, keeping: RetentionService
) -> None:
    greet = RetentionService(office.store, office.people["greet"], published_version)
    refused(lambda: greet.state_period(what=Kept.WORDS, months=6), Refused)
    refused(lambda: keeping.state_period(what=Kept.WORDS, months=0), Invalid)
    for months in (84, None, 18):
        keeping.state_period(what=Kept.WORDS, months=months)
    (stated,) = (one for one in keeping.periods() if one.what is Kept.WORDS)
    assert (stated.months, stated.set_by) == (18, life.actor.name)
    assert months_in_words(18) == "1 year 6 months"
    logged = office.ask("SELECT count(*) FROM change_log WHERE table_name = 'retention_rule'")
    assert logged[0][0] >= 3
