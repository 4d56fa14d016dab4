"""Stated against real: whether customers whose norms were missed stay, buy and contact less."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import insert, update

from desktop_crm.access.model import Actor
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.tables import Contact, Customer, PlannedContact, Trade
from desktop_crm.measures.care import Care
from desktop_crm.measures.stated import Stated, StatedPart
from desktop_crm.measures.statistics import mean_difference, share_difference
from desktop_crm.workflow.tables import ClockRow, Value
from tests.employees import employ
from tests.measures.team import staff, team, verdict
from tests.workflow.builders import refused
from tests.workflow.small_company import Company

FEBRUARY = datetime(2026, 2, 10, 12, tzinfo=UTC)


@pytest.fixture
def people(company: Company) -> Iterator[Actor]:
    """Six people, who take turns."""
    return cycle(staff(company, 6))


def customers(company: Company, count: int) -> list[CustomerId]:
    """Welcome some customers."""
    made = [CustomerId(new_id()) for _number in range(count)]
    with company.store.write(None) as work:
        work.connection.execute(
            insert(Customer),
            [
                {"id": one, "customer_id": one, "number": one.hex, "kind": "person", "name": one.hex,
                 "sort_key": one.hex, "status": "customer", "created_at": FEBRUARY}
                for one in made
            ],
        )  # fmt: skip
    return made


def judge(
    company: Company, whom: list[CustomerId], people: Iterator[Actor], *, met: bool, **more: Any
) -> None:
    """Let each of these customers have a case that met its norm, or missed it."""
    at = more.pop("at", FEBRUARY)
    clocks = [(verdict(company, next(people), at, met=met, **more), one) for one in whom]
    with company.store.write(None) as work:
        run = work.connection.execute
        for clock, one in clocks:
            run(update(ClockRow).where(ClockRow.id == clock).values(customer_id=one))


def buy(company: Company, whom: list[CustomerId], at: datetime, kind: str = "policy") -> None:
    with company.store.write(None) as work:
        work.connection.execute(
            insert(Trade),
            [{"id": new_id(), "customer_id": one, "kind": kind, "product": "x", "cents": 100,
              "happened_at": at, "master": "till"} for one in whom],
        )  # fmt: skip


def write_to_us(company: Company, whom: list[CustomerId], at: datetime, **more: Any) -> None:
    given = {"channel": "email", "direction": "in", "party": "customer", "by_person": True} | more
    with company.store.write(None) as work:
        work.connection.execute(
            insert(Contact),
            [{"id": new_id(), "customer_id": one, "happened_at": at, "recorded_at": work.now} | given
             for one in whom],
        )  # fmt: skip


def part(stated: Stated, process: str = "") -> StatedPart:
    return next(one for one in stated.parts if (one.ksf, one.process) == ("reached", process))


@pytest.mark.server_in_soak
def test_those_whose_norm_was_missed_buy_and_contact_less(company: Company, people: Iterator[Actor]) -> None:
    good, bad = customers(company, 40), customers(company, 40)
    judge(company, good, people, met=True)
    judge(company, bad, people, met=False)
    soon, late = FEBRUARY + timedelta(30), FEBRUARY + timedelta(181)
    buy(company, good[:30], soon)
    buy(company, bad[:4], soon)
    for too_late_or_none in ((bad, late, "policy"), (bad, FEBRUARY, "policy"), (bad, soon, "payout")):
        buy(company, *too_late_or_none)
    write_to_us(company, good, soon)
    write_to_us(company, bad[:20], soon)
    write_to_us(company, bad, soon, direction="out")
    found = part(team(company).stated())
    assert (found.met, found.missed, found.process) == (40, 40, "")
    told = {one.what: one for one in found.comparisons}
    assert (told["bought"].met, told["bought"].missed, told["bought"].verdict) == (0.75, 0.1, "less")
    assert (told["contacts"].met, told["contacts"].missed, told["contacts"].verdict) == (1, 0.5, "less")
    assert (told["stayed"].met, told["stayed"].missed, told["stayed"].verdict) == (1, 1, "open")
    assert part(team(company).stated(), "question").comparisons == found.comparisons
    behind = team(company).stated_cases(found)
    assert len({one.case for one in behind}) == 80
    assert [one.verdict for one in behind].count("missed") == 40


def test_who_stayed_is_told_by_the_status_there_was(
    company: Company, people: Iterator[Actor], fake_time: Any
) -> None:
    """Twenty left within the time, twenty after it, five had left before and are not counted."""
    good, bad, gone = customers(company, 40), customers(company, 40), customers(company, 5)

    def leave(whom: list[CustomerId]) -> None:
        with company.store.write(None) as work:
            for one in whom:
                change = update(Customer).where(Customer.id == one).values(status="former")
                work.connection.execute(change)

    november = company.now
    leave(gone)
    judge(company, good, people, met=True, at=november + timedelta(2))
    judge(company, bad + gone, people, met=False, at=november + timedelta(2))
    fake_time.advance(60 * 86_400)
    leave(bad[:20])
    fake_time.advance(150 * 86_400)
    leave(bad[20:])
    fake_time.advance(60 * 86_400)
    stayed = part(team(company).stated()).comparisons[0]
    assert (stayed.what, stayed.met, stayed.missed, stayed.verdict) == ("stayed", 1, 0.5, "less")
    assert part(team(company).stated()).missed == 45


@pytest.mark.server_in_soak
def test_too_few_customers_are_not_compared(company: Company, people: Iterator[Actor]) -> None:
    judge(company, customers(company, 40), people, met=True)
    judge(company, customers(company, 29), people, met=False)
    found = part(team(company).stated())
    assert (found.met, found.missed, found.comparisons) == (40, 29, ())


@pytest.mark.server_in_soak
def test_a_customer_counts_once_by_the_first_verdict(company: Company, people: Iterator[Actor]) -> None:
    whom = customers(company, 31)
    judge(company, whom, people, met=True)
    judge(company, whom, people, met=False, at=FEBRUARY + timedelta(7))
    found = part(team(company).stated())
    assert (found.met, found.missed) == (31, 0)


@pytest.mark.server_in_soak
def test_a_verdict_whose_time_after_is_not_over_is_not_told(
    company: Company, people: Iterator[Actor]
) -> None:
    judge(company, customers(company, 30), people, met=True, at=company.now - timedelta(120))
    assert team(company).stated().parts == ()
    assert team(company).stated(days=60).parts != ()
    refused(lambda: team(company).stated(days=5), Invalid)
    refused(lambda: team(company).stated(months=0), Invalid)
    refused(lambda: team(company, "anouk").stated(), Refused)


@pytest.mark.server_in_soak
def test_what_rests_on_too_few_people_is_left_out_as_everywhere(company: Company) -> None:
    """Four did the claims, six the questions: no process can be told from the other, and four alone tell nothing."""
    few = cycle(staff(company, 4))
    judge(company, customers(company, 40), few, met=True, process="claim")
    assert team(company).stated().parts == ()
    many = cycle([employ(company.store, f"m{n}", f"M. {n}", ("front",)) for n in range(6)])
    judge(company, customers(company, 40), many, met=True, at=FEBRUARY + timedelta(1))
    assert {one.process for one in team(company).stated().parts} == {""}
    assert part(team(company).stated()).met == 80


def test_differences_have_the_intervals_of_the_books() -> None:
    """Newcombe (1998), table II, method 10, and Welch's by hand."""
    assert share_difference(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert share_difference(9, 10, 3, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert share_difference(10, 10, 0, 10) == pytest.approx((0.6075, 1.0), abs=5e-5)
    low, high = mean_difference([1, 2, 3, 4], [1, 1, 1, 1])
    assert (low + high) / 2 == pytest.approx(1.5)
    assert high - low == pytest.approx(2 * 1.959964 * (5 / 3 / 4) ** 0.5)


def test_facts_still_hold_while_the_model_says_so(company: Company) -> None:
    anna, ben = customers(company, 2)
    now = company.now
    with company.store.write(None) as work:
        for whose, item, days, answer in (
            (anna, "plate", 400, "value"), (anna, "plate", 100, "value"), (ben, "plate", 366, "value"),
            (anna, "mobile", 700, "value"), (ben, "mobile", 1, "refused"), (ben, "email", 9_000, "value"),
        ):  # fmt: skip
            work.connection.execute(
                insert(Value).values(
                    id=new_id(), customer_id=whose, item=item, scope="customer", content="x", answer=answer,
                    registered_at=now - timedelta(days),
                )
            )  # fmt: skip
    facts, _talks = team(company).care()
    assert (facts.good, facts.count) == (2, 3)
    assert facts.share == pytest.approx(2 / 3)
    behind = team(company).care_behind("facts")
    assert [(one.customer, one.what, one.good) for one in behind] == [
        (ben, "Licence plate", False), (anna, "Mobile number", True), (anna, "Licence plate", True),
    ]  # fmt: skip


def test_we_spoke_with_those_we_meant_to_when_both_spoke(company: Company) -> None:
    whom = customers(company, 6)
    planned = [
        {"id": new_id(), "customer_id": one, "channel": "telephone", "subject": "x",
         "planned_at": company.now, "employee_id": who.id}
        for one, who in zip(whom, staff(company, 6), strict=True)
    ]  # fmt: skip
    with company.store.write(None) as work:
        work.connection.execute(insert(PlannedContact), planned[:4])
    assert team(company).care()[1] == Care("talks", None, None)
    assert team(company).care_behind("talks") == (), "what is not told isn't told by its customers either"
    with company.store.write(None) as work:
        work.connection.execute(insert(PlannedContact), planned[4:])
    at = company.now - timedelta(1)
    write_to_us(company, whom[:1], at, channel="telephone")
    write_to_us(company, whom[1:4], at)
    write_to_us(company, whom[1:2], at, direction="out")
    write_to_us(company, whom[2:3], at, direction="out", by_person=False)
    write_to_us(company, whom[4:5], at - timedelta(60), channel="telephone")
    talks = team(company).care()[1]
    assert (talks.good, talks.count) == (2, 6)
    behind = team(company).care_behind("talks")
    assert {one.customer: one.good for one in behind} == {one: one in whom[:2] for one in whom}
    assert not any(f"E. {number}" in repr(behind) for number in range(6)), "who meant to talk isn't named"
    refused(lambda: team(company, "anouk").care_behind("talks"), Refused)
    assert 0 < talks.certain[0] < 1 / 3 < talks.certain[1] < 1
