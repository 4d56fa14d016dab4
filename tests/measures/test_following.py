"""Whatever happens to cases, the months that follow the change log are those that are built from nothing."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from desktop_crm.core.errors import Known
from desktop_crm.core.ids import new_id
from desktop_crm.measures.following import follow, is_behind
from desktop_crm.measures.ksf_figures import read_months
from desktop_crm.measures.months import Month, build_month, month_of
from desktop_crm.measures.tables import CrowdRule
from desktop_crm.store.work import Store
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.joining import JoiningService
from tests.measures.team import ALL
from tests.sampling import examples
from tests.workflow.builders import ACase, Office, an_office
from tests.workflow.lives import Life

ACTS, TURNS = 6, 3
LATEST = timedelta(days=40)


class Days:
    """Random days of an office whose figures rest on one person at least, so that nothing hides behind too few."""

    def __init__(self, office: Office) -> None:
        self.office, self.life = office, Life(office)
        self.cases: list[ACase] = []
        # Nothing that is written late lies before.
        self.begin = office.now - LATEST
        with office.store.write(None) as work:
            rule = insert(CrowdRule).values(id=new_id(), fewest=1, set_at=work.now)
            work.connection.execute(rule)

    def act(self, dice: Random) -> None:
        """Let somebody do something, if they may."""
        acts = (
            self.start,
            self.walk,
            self.end,
            self.wait,
            self.reopen,
            self.write_late,
            self.join,
            self.erase,
        )
        chosen = dice.choice(acts if self.cases else (self.start,))
        try:
            chosen(dice)
        except Known:  # a case that waits does not walk on, one that is over does not wait
            return

    def start(self, dice: Random) -> None:
        self.cases.append(self.office.a_case(dice.choice(("claim", "question")), asks=["When?"]))

    def walk(self, dice: Random) -> None:
        case = dice.choice(self.cases)
        if case.live:
            case.done(dice.choice(sorted(case.live)))

    def end(self, dice: Random) -> None:
        case = dice.choice(self.cases)
        if case.live:
            case.concluded()

    def wait(self, dice: Random) -> None:
        dice.choice(self.cases).waiting_for_customer(days=dice.randrange(1, 9))

    def reopen(self, dice: Random) -> None:
        case = dice.choice(self.cases)
        self.office.desk("eva").steering.reopen(case=case.id, reason="It is not over.")

    def write_late(self, dice: Random) -> None:
        happened = self.office.now - LATEST * dice.random()
        dice.choice(self.cases).contact("out", "telephone", happened=happened)

    def join(self, dice: Random) -> None:
        case, into = dice.choice(self.cases), dice.choice(self.cases)
        acting = Acting(self.office.store, self.office.people["eva"], self.office.plans)
        JoiningService(acting).join(case=case.id, into=into.id, reason="told twice")

    def erase(self, dice: Random) -> None:
        self.life.privacy.erase(customer=self.office.customers["Anna"])
        self.office.welcome("Anna")


def told(month: Month) -> tuple[object, ...]:
    """What is kept of a month, to the bit."""
    return month.number, month.until, month.names, month.withheld, month.records.tobytes()


@pytest.fixture
def days(store: Store) -> Days:
    return Days(an_office(store))


@pytest.mark.server_in_soak
@settings(
    max_examples=examples(2, soak=60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_after_whatever_days_what_followed_is_what_is_built_from_nothing(days: Days, seed: int) -> None:
    dice, office = Random(seed), days.office  # the days of one example come after those of another
    for _turn in range(TURNS):
        for _act in range(ACTS):
            days.act(dice)
            office.wait(hours=dice.randrange(20))
        office.wait(days=dice.randrange(20))
        follow(office.store, days.life.actor.id)
        with office.store.read() as view:
            assert not is_behind(view, office.now)
            kept = read_months(view, ALL)
            months = range(month_of(days.begin), month_of(office.now) + 1)
            anew = [build_month(view, number, office.now, 1) for number in months]
        assert [told(one) for one in kept] == [
            told(one) for one in anew if one and one.number in numbers(kept)
        ]
        assert not any(len(one.records) for one in anew if one and one.number not in numbers(kept))


def numbers(months: list[Month]) -> set[int]:
    return {month.number for month in months}
