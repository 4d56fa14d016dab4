"""Keeping the measured months right: they follow the change log, and each week that is over joins them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select

from desktop_crm.core.clock import from_micros
from desktop_crm.measures.months import (
    Month,
    begin_of,
    build_month,
    end_of,
    monday_before,
    month_of,
    packed,
)
from desktop_crm.measures.tables import CrowdRule, MeasuredMonth
from desktop_crm.store.changed_rows import changed_cases, changed_clocks, last_change
from desktop_crm.store.holding import hold_company
from desktop_crm.store.prepared import Prepared, placed, places
from desktop_crm.store.work import Reading, Store, Writing
from desktop_crm.workflow.tables import ClockRow

FEWEST, LEAST = 5, 3
_STATE = 0  # the month that says up to where the others are right
_BUILT = Prepared(select(MeasuredMonth.month, MeasuredMonth.until, MeasuredMonth.seq))
_AWAY = Prepared(delete(MeasuredMonth).where(MeasuredMonth.month == bindparam("which")))
_ALL_AWAY = Prepared(delete(MeasuredMonth))
_PUT = Prepared(insert(MeasuredMonth), [column.key for column in MeasuredMonth.__table__.columns])
# Each by itself, of those that stopped: asked for both at once, a database reads the whole index.
_SPAN = Prepared(
    select(
        *(
            select(end(ClockRow.stopped_at)).where(ClockRow.stopped_at.is_not(None)).scalar_subquery()
            for end in (func.min, func.max)
        )
    )
)
_STOPPED = Prepared(select(ClockRow.stopped_at).where(ClockRow.id == bindparam("clock")))
_OF_CASES = Prepared(
    select(ClockRow.stopped_at).where(
        ClockRow.case_id.in_([bindparam(place, type_=ClockRow.case_id.type) for place in places()]),
        ClockRow.stopped_at.is_not(None),
    )
)
_FEWEST = Prepared(select(CrowdRule.fewest).order_by(CrowdRule.set_at.desc(), CrowdRule.id.desc()).limit(1))


def fewest_people(view: Reading) -> int:
    """Return on how many people a team's figures rest at least."""
    found = view.row(_FEWEST)
    return FEWEST if found is None else int(found[0])


def follow(store: Store, actor: UUID, progress: Callable[[int, int], None] | None = None) -> int:
    """Bring the measured months up to now; return how many were built.

    Args:
        progress: told after each month how many are built, and how many there are to build.
    """
    now = store.time.now()
    with store.read() as view:
        fewest, cursor, built = fewest_people(view), last_change(view), _built(view)
        told = _told(view, now)
        wanted = sorted(_outdated(view, built, told, now))
    if not wanted and built.get(_STATE) == (monday_before(now), cursor):
        return 0
    for place, number in enumerate(wanted):
        with store.read() as view:
            month = build_month(view, number, now, fewest) if number in told else None
        with store.write(actor) as work:
            _replace(work, number, month)
        if progress is not None:
            progress(place + 1, len(wanted))
    with store.write(actor) as work:
        hold_company(work)
        work.run(_AWAY, which=_STATE)
        work.run(
            _PUT, month=_STATE, until=monday_before(now), names="{}", withheld="{}", content=b"", seq=cursor
        )
    return len(wanted)


def forget(work: Writing) -> None:
    """Remove all that was measured; the next `follow` builds it anew."""
    work.run(_ALL_AWAY)


def is_behind(view: Reading, now: datetime) -> bool:
    """Tell whether `follow` has something to do."""
    return bool(_outdated(view, _built(view), _told(view, now), now))


def _built(view: Reading) -> dict[int, tuple[datetime, int]]:
    """Return the months that are there: until when each is told, and up to which entry of the change log."""
    return {number: (until, seq) for number, until, seq in view.rows(_BUILT)}


def _replace(work: Writing, number: int, month: Month | None) -> None:
    hold_company(work)
    work.run(_AWAY, which=number)
    if month is not None:
        work.run(_PUT, **packed(month))


def _told(view: Reading, now: datetime) -> set[int]:
    """Return the months from the first clock that stopped to the last of which something may be told."""
    first, last = view.row(_SPAN) or (None, None)
    if first is None:
        return set()
    there = range(month_of(first), month_of(min(last, now)) + 1)
    return {number for number in there if end_of(number, now) > begin_of(number)}


def _outdated(
    view: Reading, built: Mapping[int, tuple[datetime, int]], told: Set[int], now: datetime
) -> set[int]:
    """Return the months to build or to remove.

    To build are those that are not there, not up to the last Monday, or hold a clock that changed since, or whose
    case did; to remove those beyond all clocks that are left, as after a case was reopened.
    """
    gone = set(built) - {_STATE} - told
    late = {number for number in told if number not in built or built[number][0] < end_of(number, now)}
    changed = _touched(view, built[_STATE][1]) & told if _STATE in built else told
    return gone | late | changed


def _touched(view: Reading, after: int) -> set[int]:
    """Return the months in which clocks stopped that changed since an entry of the log, before and after."""
    months: set[int] = set()
    clocks = set()
    for pk, old in changed_clocks(view, after):
        clocks.add(pk)
        _add(months, old.get("stopped_at"))
    for pk in clocks:
        found = view.row(_STOPPED, clock=UUID(pk))
        if found is not None and found[0] is not None:
            months.add(month_of(found[0]))
    # What a verdict is told by stands in its case, and who is behind it in the work on that.
    for keys in placed(changed_cases(view, after)):
        months |= {month_of(stopped) for (stopped,) in view.rows(_OF_CASES, **keys)}
    return months


def _add(months: set[int], micros: Any) -> None:
    if micros is not None:
        months.add(month_of(from_micros(int(micros))))
