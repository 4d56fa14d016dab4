"""An attack on what Team tells: no filter, period, difference of two, part or drill-down singles anybody out."""

from __future__ import annotations

import itertools
import random
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.tables import PlannedContact
from desktop_crm.measures.ksf_figures import Choice, read_months
from desktop_crm.measures.months import WAYS, month_of, told_verdicts
from desktop_crm.workflow.tables import ClockRow
from tests.measures.team import staff, team, verdict
from tests.measures.test_stated import customers
from tests.sampling import examples
from tests.workflow.small_company import Company

FEBRUARY = datetime(2026, 2, 2, 12, tzinfo=UTC)
MONTHS = range(month_of(FEBRUARY), month_of(FEBRUARY) + 3)
PROCESSES, CHANNELS, SEGMENTS = ("claim", "question"), ("telephone", "email"), ("", "private")
CASES = 45
Told = frozenset[int]  # the cases behind an answer, by their numbers


class Crowd:
    """Seven people, some with much more work than others; each case took its own number of seconds.

    Attributes:
        who: whose each case is, by that number. `case_of`: the number of each customer's one case;
            `case_at`: of each case by its id.
    """

    def __init__(self, company: Company, fewest: int) -> None:
        self.company, self.fewest = company, fewest
        drawn, people = random.Random(fewest), staff(company, 7)
        self.who: dict[int, UUID] = {}
        self.case_of: dict[CustomerId, int] = {}
        self.case_at: dict[UUID, int] = {}
        clocks = []
        for number, whose in enumerate(customers(company, CASES), start=1):
            person = people[drawn.choice((0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6))]
            clock = verdict(
                company, person, FEBRUARY + timedelta(days=drawn.randrange(84)), met=drawn.random() < 0.5,
                process=drawn.choice(PROCESSES), channel=drawn.choice(CHANNELS),
                segment=drawn.choice(SEGMENTS), net=number,
            )  # fmt: skip
            self.who[number], self.case_of[whose] = person.id, number
            clocks.append((clock, whose))
        with company.store.write(None) as work:
            for clock, whose in clocks:
                change = update(ClockRow).where(ClockRow.id == clock).values(customer_id=whose)
                work.connection.execute(change)
            asked = select(ClockRow.case_id, ClockRow.net_seconds)
            self.case_at = {case: net for case, net in work.connection.execute(asked) if net is not None}
        team(company).set_fewest(fewest)
        team(company).follow()

    def people(self, told: Told) -> int:
        return len({self.who[number] for number in told})


@pytest.fixture(params=[5, 3])
def crowd(company: Company, request: pytest.FixtureRequest) -> Crowd:
    """A crowd of which as few are told of as may be."""
    return Crowd(company, request.param)


def choices() -> list[Choice]:
    """Every period of whole months, with every filter there is."""
    filters = [
        {
            way: code
            for way, code in zip(("process", "channel", "segment"), codes, strict=True)
            if code is not None
        }
        for codes in itertools.product((None, *PROCESSES), (None, *CHANNELS), (None, *SEGMENTS))
    ]
    periods = [(first, last) for first in MONTHS for last in MONTHS if first <= last]
    return [Choice(*period, only) for period in periods for only in filters]


def told_by_tiles(crowd: Crowd) -> set[Told]:
    """The cases behind each answer that a tile, a part or a week can give: durations tell which they are."""
    found: set[Told] = set()
    with crowd.company.store.read() as view:
        for choice in choices():
            records = []
            for month in read_months(view, choice):
                some = month.of_ksf("reached")
                for way, code in choice.only.items():
                    number = month.names[way].index(code) if code in month.names[way] else -1
                    some = some[some[way] == number]
                records.append(some)
            found.add(frozenset(net for some in records for net in some["net"].tolist()))
            weeks = {week for some in records for week in some["week"].tolist()}
            for week in weeks:
                found.add(
                    frozenset(n for some in records for n in some[some["week"] == week]["net"].tolist())
                )
    return found


def told_by_what_norms_are_worth(crowd: Crowd) -> set[Told]:
    """The cases behind each part of stated against real, in every period."""
    found: set[Told] = set()
    with crowd.company.store.read() as view:
        for first, last in ((one, other) for one in MONTHS for other in MONTHS if one <= other):
            verdicts = [
                one
                for number in range(first, last + 1)
                for one in told_verdicts(view, number, crowd.company.now, crowd.fewest)
            ]
            for process in ("", *PROCESSES):
                some = [one for one in verdicts if process in ("", one.process)]
                found.add(frozenset(crowd.case_of[CustomerId(one.customer)] for one in some))
    return found


def told_by_drilling_down(crowd: Crowd) -> set[Told]:
    """The cases behind each figure, its parts and its weeks, with every filter and period."""
    service, found = team(crowd.company), set[Told]()

    def drill(choice: Choice, **more: Any) -> int:
        cases = service.cases(choice, ksf="reached", **more)
        found.add(frozenset(crowd.case_at[one.case] for one in cases))
        return len(cases)

    every = choices()
    for choice in every[:: len(every) // examples(9, soak=len(every))]:
        tile = next(one for one in service.tiles(choice) if one.ksf == "reached")
        assert drill(choice) == (tile.figures.count if tile.figures else 0)
        for way in WAYS:
            for part in service.parts(choice, ksf="reached", way=way):
                assert drill(choice, part=(way, part.code)) == part.figures.count
        for week in tile.points:
            assert drill(choice, week=week.monday) == week.count
    return found


@pytest.mark.server_in_soak
def test_nothing_told_and_no_difference_of_two_answers_rests_on_fewer(crowd: Crowd) -> None:
    tiles, worth = told_by_tiles(crowd), told_by_what_norms_are_worth(crowd)
    told = tiles | worth | told_by_drilling_down(crowd)
    assert len(tiles) > 3, "something is told"
    assert any(worth), "something is told of what norms are worth"
    for one, other in itertools.product(told, repeat=2):
        for isolated in (one, one - other):
            assert not isolated or crowd.people(isolated) >= crowd.fewest


@pytest.mark.server_in_soak
def test_drilling_down_gives_cases_only_where_there_are_figures_and_nobody_stands_in_them(
    crowd: Crowd,
) -> None:
    service = team(crowd.company)
    for choice in choices():
        told = any(tile.ksf == "reached" and tile.figures for tile in service.tiles(choice))
        cases = service.cases(choice, ksf="reached")
        assert bool(cases) == told
        for case in cases[:1]:
            assert {one.name for one in fields(case)} == {
                "case", "number", "process", "customer", "verdict", "stopped",
            }  # fmt: skip


@pytest.mark.server_in_soak
def test_with_whom_was_spoken_is_told_of_enough_who_planned_it(crowd: Crowd) -> None:
    company = crowd.company
    planners = sorted(set(crowd.who.values()))[: crowd.fewest]
    for number, (whose, who) in enumerate(zip(crowd.case_of, planners, strict=False), start=1):
        with company.store.write(None) as work:
            work.connection.execute(
                insert(PlannedContact).values(
                    id=UUID(int=number), customer_id=whose, channel="telephone", subject="x",
                    planned_at=company.now, employee_id=who,
                )
            )  # fmt: skip
        assert (team(company).care()[1].count is None) == (number < crowd.fewest)
