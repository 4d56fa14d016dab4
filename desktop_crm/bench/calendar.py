"""Working-time arithmetic and the clocks of open cases: how long they take, beside plain references.

A million elapsed times whose two ends lie within a year of each other, beside a walk from day to day that reads
the same calendar. The clocks of open cases as a list shows them, at sizes that tell how it grows, beside the same
statements sent by the bare driver; and every clock of a case judged anew from its facts, with its ledger.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from desktop_crm.bench.large_model import SIZES
from desktop_crm.bench.process_model import desk_in, office_of
from desktop_crm.bench.result import Result
from desktop_crm.bench.search import replayed
from desktop_crm.bench.step import Recorder
from desktop_crm.bootstrap import Desk, Office
from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.core.ids import CaseId
from desktop_crm.store.driver import connect
from desktop_crm.timing.calendar import Calendar
from desktop_crm.timing.calendar_file import calendar_from_json
from desktop_crm.workflow.clocks import clocks_of
from desktop_crm.workflow.reads import queue

MOST, QUICK_MOST, PLAIN = 1_000_000, 100_000, 200
# The goal is one of a thousand; fewer and more tell how it grows.
CASES, QUICK_CASES, JUDGED_CASES = (100, 1_000, 10_000), (200,), 1_000
ELAPSED_GOAL, STATE_GOAL = 10_000.0, 100.0
_YEAR = 365 * 86_400
_ROUNDS = 7

OFFICE = {
    "timezone": "Europe/Amsterdam",
    "weekly": {
        **{day: [["08:30", "12:00"], ["12:30", "17:00"]] for day in ("mon", "tue", "wed", "thu")},
        "fri": [["08:30", "12:00"]],
    },
    "holidays": ["2025-12-25", "2025-12-26", "2026-01-01", "2026-04-06", "2026-04-27", "2026-05-14"],
    "special_days": {"2026-12-24": [["08:30", "15:00"]], "2026-05-15": []},
}


def run(*, quick: bool = False) -> Result:
    """Return the times of the arithmetic and of reading clocks, and whether they meet their goals."""
    result = Result("calendar")
    calendar = calendar_from_json(OFFICE)
    most = QUICK_MOST if quick else MOST
    spans = _spans(most)
    ours = result.row("elapsed times over up to a year, all of them", most, [_elapsed(calendar, spans)])
    begun = time.perf_counter()
    walked = [walk(calendar, start, end) for start, end in spans[:PLAIN]]
    plain = (time.perf_counter() - begun) * most / PLAIN
    result.row("the same from day to day, as many at its speed", most, [plain])
    assert walked == [calendar.elapsed(start, end) for start, end in spans[:PLAIN]]
    what = "a million elapsed times over up to a year, in ms"
    result.goal(what, ELAPSED_GOAL, ours * MOST / most, most=True)
    _clocks(result, QUICK_CASES if quick else CASES)
    return result


def _spans(most: int) -> list[tuple[datetime, datetime]]:
    chance, begin = Random(1), to_micros(datetime(2025, 11, 1, tzinfo=UTC))
    starts = [begin + chance.randrange(_YEAR) * 1_000_000 for _one in range(most)]
    return [(from_micros(at), from_micros(at + chance.randrange(_YEAR) * 1_000_000)) for at in starts]


def _elapsed(calendar: Calendar, spans: list[tuple[datetime, datetime]]) -> float:
    elapsed = calendar.elapsed
    begun = time.perf_counter()
    for start, end in spans:
        elapsed(start, end)
    return time.perf_counter() - begun


def walk(calendar: Calendar, start: datetime, end: datetime) -> float:
    """Return the working seconds between two instants as one counts them by hand: day by day, hour by hour."""
    total = 0.0
    day = start.astimezone(calendar.zone).date()
    while day <= end.astimezone(calendar.zone).date():
        for opens, closes in _hours(calendar, day):
            midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
            first, last = (
                (midnight + timedelta(microseconds=micros)).astimezone(UTC) for micros in (opens, closes)
            )
            total += max(0.0, (min(last, end) - max(first, start)).total_seconds())
        day += timedelta(days=1)
    return total


def _hours(calendar: Calendar, day: date) -> tuple[tuple[int, int], ...]:
    special = calendar.special_days.get(day)
    if special is not None:
        return special
    return () if day in calendar.holidays else calendar.weekly[day.weekday()]


def _clocks(result: Result, sizes: tuple[int, ...]) -> None:
    with office_of(SIZES[0], drafted=False) as office:
        desk = desk_in(office)
        opened: list[CaseId] = []
        for cases in sizes:
            opened += _open_cases(desk, cases - len(opened))
            listing = _listed(result, office, desk, cases)
            if cases <= JUDGED_CASES:
                what = f"the clocks' state of {cases} open cases, in ms"
                result.goal(what, STATE_GOAL, listing, most=True)
        result.row(
            "every clock of a case, judged from its facts, with its ledger",
            1,
            _judged(desk, opened, office.store.time.now()),
        )


def _listed(result: Result, office: Office, desk: Desk, cases: int) -> float:
    """Read the clocks of all open cases as a list does; return the median in milliseconds."""
    now = office.store.time.now()

    def listed() -> None:
        with office.store.read() as view:
            found = queue(view, office.plans, desk.actor.id, now, cases)
        assert sum(row.clock is not None for row in found.rows) == cases, "each case has a clock to be shown"

    with office.store.read() as view:
        view.driver = recorder = Recorder(view.driver)
        queue(view, office.plans, desk.actor.id, now, cases)
    listing = result.row("the clocks of open cases, as a list shows them", cases, _times(listed))
    with closing(connect(Path(str(office.store.location)), None, writes=False)) as bare:
        alone = [replayed(bare, recorder.statements) for _round in range(_ROUNDS)]
    result.row("the same SQL on the bare driver", cases, alone)
    return listing


def _open_cases(desk: Desk, count: int) -> list[CaseId]:
    with desk.store.read() as view:
        plan = desk.office.plans.in_force(view, desk.actor.id)
    process = next(iter(plan.processes))
    channel = plan.model.channels[0].code
    return [desk.cases.start_case(process=process, channel=channel, text="x").case for _one in range(count)]


def _judged(desk: Desk, cases: list[CaseId], now: datetime) -> list[float]:
    found = []
    with desk.store.read() as view:
        plan = desk.office.plans.in_force(view, desk.actor.id)
        for case in cases[:200]:
            begun = time.perf_counter()
            for clock in clocks_of(view, plan, case, now):
                assert clock.intervals is not None
            found.append(time.perf_counter() - begun)
    return found


def _times(act: Callable[[], None]) -> list[float]:
    found = []
    for _round in range(_ROUNDS):
        begun = time.perf_counter()
        act()
        found.append(time.perf_counter() - begun)
    return found
