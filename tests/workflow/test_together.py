"""Many at one shared store: one winner each, joins that fire once, numbers that nobody else has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TypeVar

import pytest

from desktop_crm.core.errors import Conflict, Known
from desktop_crm.store.open import open_store
from desktop_crm.workflow.plans import Plans
from tests.workflow.builders import ACase, Office
from tests.workflow.laws import require_laws

T = TypeVar("T")
DESKS = 6


@pytest.fixture
def dialect() -> str:
    """On a file the second writer waits for the first at the beginning of the act."""
    return "postgresql"


@pytest.fixture
def desks(office: Office) -> Iterator[list[Office]]:
    """The same office at several desks: each has its own connections, as programs have."""
    opened = [
        replace(office, store=open_store(office.store.location, time=office.time), plans=Plans())
        for _desk in range(DESKS)
    ]
    yield opened
    for one in opened:
        one.store.close()


def at_once(desks: list[Office], act: Callable[[Office], T]) -> list[T | Known]:
    """Let every desk act at the same moment; return what came of each."""
    start = Barrier(len(desks))

    def play(desk: Office) -> T | Known:
        start.wait()
        try:
            return act(desk)
        except Known as refusal:
            return refusal

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(play, desks))


def login_at(desks: list[Office], desk: Office) -> str:
    """Two employees in turn, each at several desks."""
    return ("anouk", "tim")[[one.store for one in desks].index(desk.store) % 2]


def test_of_many_who_claim_one_wins_and_the_others_are_told_in_a_sentence(
    office: Office, desks: list[Office]
) -> None:
    for _round in range(5):
        case = office.a_case()
        item = next(iter(case.live.values())).item.id
        came = at_once(
            desks, lambda desk, item=item: desk.desk(login_at(desks, desk)).items.claim(work_item=item)
        )
        refused = [one for one in came if isinstance(one, Known)]
        assert len(came) - len(refused) >= 1
        assert case.kinds().count("ItemClaimed") == 1
        assert all(isinstance(one, Conflict) for one in refused)
        require_laws(case)


def test_nobody_takes_what_a_colleague_takes_at_the_same_moment(office: Office, desks: list[Office]) -> None:
    for _case in range(DESKS):
        office.a_case()
    came = at_once(desks, lambda desk: desk.desk("anouk").items.take_next())
    assert None not in came
    assert len(set(came)) == DESKS
    assert [one for one in came if isinstance(one, Known)] == []


def test_branches_that_end_at_the_same_moment_join_once(office: Office, desks: list[Office]) -> None:
    for _round in range(5):
        case = office.a_case().at("assess", kind="glass")
        steps = sorted(case.live)
        assert len(steps) == 3
        pairs = list(zip(desks, steps, strict=False))
        step_of = {id(desk): step for desk, step in pairs}
        came = at_once(
            [desk for desk, _step in pairs],
            lambda desk, case=case, step_of=step_of: ACase(desk, case.id).done(step_of[id(desk)]),
        )
        assert [one for one in came if isinstance(one, Known)] == []
        assert set(case.live) == {"decide"}
        require_laws(case)


def test_cases_that_begin_at_the_same_moment_have_numbers_of_their_own(desks: list[Office]) -> None:
    came = at_once(desks, lambda desk: [desk.a_case().head.number for _case in range(5)])
    numbers = [number for one in came if not isinstance(one, Known) for number in one]
    assert len(numbers) == len(set(numbers)) == 5 * DESKS
