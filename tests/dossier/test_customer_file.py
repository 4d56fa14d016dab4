"""The customer file: whole, in the right order, in few statements, quick at any length of history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_crm.core.errors import NotFound
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.core.money import Money
from desktop_crm.customers.rows import Counts, TimeKind
from desktop_crm.customers.tables import Contact
from desktop_crm.dossier.file import customer_file
from desktop_crm.dossier.rows import CustomerFile, TimeRow
from desktop_crm.dossier.time_line import time_line_page
from desktop_crm.store.work import Reading
from tests.dossier.office import MODEL, Office

HOUR, DAY = 3600.0, 86400.0
MOST_STATEMENTS = 12


def read(office: Office, customer: CustomerId, roles: frozenset[str] | None = None) -> CustomerFile:
    with office.store.read() as view:
        return customer_file(view, customer, model=MODEL, roles=roles, now=office.now)


@contextmanager
def counted(view: Reading) -> Iterator[list[str]]:
    statements: list[str] = []
    view.driver.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        view.driver.set_trace_callback(None)


def test_a_customer_without_any_history_has_an_empty_file(office: Office) -> None:
    customer = office.customer("Bakkerij Smit", segment="small")
    file = read(office, customer)
    assert (file.head.name, file.segment, file.counts) == ("Bakkerij Smit", "Small business", Counts())
    assert (file.time_line, file.planned, file.open_cases, file.facts, file.more) == ((), (), (), (), False)


def test_a_customer_that_is_not_there_is_told_in_a_sentence(office: Office) -> None:
    with pytest.raises(NotFound, match="There is no customer"):
        read(office, CustomerId(new_id()))


def test_an_erased_customer_is_not_there(office: Office) -> None:
    customer = office.customer("Gone", deleted_at=office.now)
    with pytest.raises(NotFound):
        read(office, customer)


def test_everything_stands_on_one_time_line_newest_first_and_is_counted(office: Office) -> None:
    owner = office.employee("Anouk")
    customer = office.customer("De Vries")
    case = office.case(customer, owner, 3 * HOUR)
    contact = office.contact(customer, HOUR, case_id=case, employee_id=owner, subject="Window broken")
    trade = office.trade(customer, 2 * HOUR)
    document = office.document(customer, 4 * HOUR)
    office.plan(customer, DAY, "Yearly review")
    file = read(office, customer)
    assert [row.id for row in file.time_line] == [contact, trade, case, document]
    assert [row.kind for row in file.time_line] == ["contact", "trade", "case", "document"]
    assert [row.title for row in file.planned] == ["Telephone: Yearly review"]
    assert file.counts == Counts(contacts=1, cases=1, trades=1, documents=1, planned=1)
    first, second, third, _ = file.time_line
    assert (first.title, first.who, first.case_number) == ("Window broken", "Anouk", "2026-0001")
    assert (second.title, second.money) == ("Premium: Van", Money(41260, "EUR"))
    assert third.title == "Case started: Report a claim"


def test_a_contact_shows_the_customers_question_and_how_its_clock_stands(office: Office) -> None:
    owner = office.employee("Anouk")
    customer = office.customer("De Vries")
    case = office.case(customer, owner, HOUR)
    contact = office.contact(customer, HOUR, case_id=case)
    question = office.question(customer, contact, case, "May I have it replaced today?")
    due = office.now + timedelta(minutes=42)
    office.clock(customer, case, "running", subject_id=question, due_at=due)
    row = next(row for row in read(office, customer).time_line if row.id == contact)
    assert (row.words, row.verdict, row.due_at) == ("May I have it replaced today?", "running", due)


def test_a_concluded_case_stands_twice_with_its_verdict_at_its_end(office: Office) -> None:
    owner = office.employee("Anouk")
    customer = office.customer("De Vries")
    case = office.case(customer, owner, 2 * DAY, status="concluded", concluded_at=office.now)
    office.clock(customer, case, "met")
    office.clock(customer, case, "missed", ksf="slow")
    end, start = read(office, customer).time_line
    assert (end.title, end.verdict, start.title, start.verdict) == (
        "Case concluded: Report a claim",
        "missed",
        "Case started: Report a claim",
        "",
    )


def test_open_cases_show_who_has_the_work_and_the_most_urgent_clock_first(office: Office) -> None:
    owner = office.employee("Anouk")
    customer = office.customer("De Vries")
    case = office.case(customer, owner, HOUR)
    office.item(customer, case, state="open", holder_id=owner)
    office.clock(customer, case, "running", due_at=office.now + timedelta(hours=5), ksf="unknown_one")
    office.clock(customer, case, "running", due_at=office.now + timedelta(hours=1))
    (running,) = read(office, customer).open_cases
    assert (running.process, running.case.owner, running.case.number) == (
        "Report a claim",
        "Anouk",
        "2026-0001",
    )
    assert [(line.activity, line.role, line.item.holder) for line in running.items] == [
        ("Check cover", "Claims", "Anouk")
    ]
    assert [line.name for line in running.clocks] == ["Quick answer", "unknown_one"]


def test_a_fact_is_asked_again_once_its_validity_has_passed(office: Office) -> None:
    customer = office.customer("De Vries")
    office.fact(customer, "turnover", "100.00 EUR", 900 * DAY)
    office.fact(customer, "coc", "05112338", 5000 * DAY)
    turnover, coc = read(office, customer).facts
    assert (turnover.ask_again, turnover.lasting, turnover.age_seconds) == (True, False, 900 * 86400)
    assert (coc.ask_again, coc.lasting, coc.shown, coc.source) == (False, True, "05112338", "Report a claim")


def test_of_a_corrected_fact_only_the_newest_value_shows(office: Office) -> None:
    customer = office.customer("De Vries")
    old = office.fact(customer, "coc", "05112338", 2 * DAY)
    office.fact(customer, "coc", "05112339", DAY, replaces_id=old)
    office.fact(customer, "coc", "of a case", HOUR, scope="case")
    assert [fact.content for fact in read(office, customer).facts] == ["05112339"]


def test_an_answer_without_a_value_is_shown_in_words_with_its_reason(office: Office) -> None:
    customer = office.customer("De Vries")
    office.fact(customer, "coc", None, DAY, answer="refused", reason="private")
    (fact,) = read(office, customer).facts
    assert (fact.content, fact.shown, fact.reason) == (None, "refused to say", "private")


def test_a_sensitive_fact_is_for_those_whose_activities_use_it(office: Office) -> None:
    customer = office.customer("De Vries")
    office.fact(customer, "health", "diabetes", DAY)
    (hidden,) = read(office, customer, frozenset({"front"})).facts
    (shown,) = read(office, customer, frozenset({"claims"})).facts
    (all_roles,) = read(office, customer).facts
    assert (hidden.hidden, hidden.content) == (True, None)
    assert "diabetes" not in repr(hidden)
    assert (shown.shown, all_roles.shown) == ("diabetes", "diabetes")


def test_the_newest_consent_of_a_channel_counts(office: Office) -> None:
    customer = office.customer("De Vries")
    office.consent(customer, "telephone", True, 2 * DAY)
    office.consent(customer, "telephone", False, DAY)
    office.consent(customer, "post", True, DAY)
    assert [(one.channel, one.given) for one in read(office, customer).profile.consents] == [
        ("post", True),
        ("telephone", False),
    ]


def test_a_relation_shows_from_both_sides(office: Office) -> None:
    bakery, hans = office.customer("Bakkerij Smit"), office.customer("Hans Smit", number="118901")
    office.relation(bakery, hans, "director")
    (seen,) = read(office, bakery).profile.relations
    (back,) = read(office, hans).profile.relations
    assert (seen.other_name, seen.other_number, seen.kind, seen.forward) == (
        "Hans Smit",
        "118901",
        "director",
        True,
    )
    assert (back.other_id, back.kind, back.forward) == (bakery, "director", False)


def test_contact_points_and_addresses_keep_their_order(office: Office) -> None:
    customer = office.customer("De Vries")
    second = office.point(customer, "phone", "038 421 77 07", 1)
    first = office.point(customer, "mobile", "06 1234 5678", 0)
    assert [point.id for point in read(office, customer).profile.points] == [first, second]


def walk(office: Office, customer: CustomerId, size: int, kind: TimeKind | None = None) -> list[TimeRow]:
    rows: list[TimeRow] = []
    with office.store.read() as view:
        page = time_line_page(view, customer, model=MODEL, kind=kind, size=size)
        while page:
            rows += page
            page = time_line_page(view, customer, model=MODEL, kind=kind, before=page[-1].key, size=size)
    return rows


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_pages_of_any_size_give_every_row_once_in_one_order(office: Office, size: int) -> None:
    owner = office.employee("Anouk")
    customer = office.customer("De Vries")
    for hour in range(6):
        office.contact(customer, hour * HOUR)
        office.contact(customer, hour * HOUR)  # at the same instant
        office.trade(customer, hour * HOUR)
        office.document(customer, hour * HOUR + 60)
        office.case(customer, owner, hour * HOUR)
    at_once = office.now - timedelta(hours=2)
    office.case(customer, owner, 2 * HOUR, status="concluded", concluded_at=at_once)
    rows = walk(office, customer, size)
    assert rows == walk(office, customer, 1000)
    assert len(rows) == len({(row.id, row.concluded) for row in rows}) == 32
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)


def test_a_filter_gives_the_rows_of_its_kind_alone(office: Office) -> None:
    customer = office.customer("De Vries")
    office.contact(customer, HOUR)
    trade = office.trade(customer, 2 * HOUR)
    office.plan(customer, HOUR, "Call")
    assert [row.id for row in walk(office, customer, 1, TimeKind.TRADE)] == [trade]
    with office.store.read() as view:
        planned = time_line_page(view, customer, model=MODEL, kind=TimeKind.PLANNED)
    assert [row.kind for row in planned] == [TimeKind.PLANNED]


def test_a_file_is_few_statements_however_much_there_is_in_it(office: Office) -> None:
    owner = office.employee("Anouk")
    customer = office.customer("De Vries", owner_id=owner)
    for hour in range(30):
        case = office.case(customer, owner, hour * HOUR)
        contact = office.contact(customer, hour * HOUR, case_id=case)
        office.question(customer, contact, case, "Why?")
        office.item(customer, case)
        office.clock(customer, case, "running")
    office.plan(customer, DAY, "Call")
    with office.store.read() as view, counted(view) as statements:
        customer_file(view, customer, model=MODEL, roles=None, now=office.now)
    assert len(statements) <= MOST_STATEMENTS, statements


def test_a_file_of_fifty_thousand_contacts_gives_its_newest_page_and_says_how_many_there_are(
    office: Office,
) -> None:
    large = office.customer("Large")
    office.put_many(Contact, [office.contact_row(large, n * 60.0, text="said") for n in range(50_000)])
    file = read(office, large)
    assert (len(file.time_line), file.more, file.counts.contacts) == (100, True, 50_000)


def test_rows_are_values_that_compare_and_can_be_kept(office: Office) -> None:
    customer = office.customer("De Vries")
    office.contact(customer, HOUR, text="Hello\nworld " * 100)
    one, again = read(office, customer), read(office, customer)
    assert one == again
    assert one.time_line[0].title.startswith("Hello world Hello")
    assert len(one.time_line[0].title) <= 120
    assert replace(one.time_line[0], title="x") != one.time_line[0]
