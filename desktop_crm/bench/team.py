"""What a supervisor sees at several sizes: tiles and the cases behind them, process times, months, the screen itself.

The months are built once; then some clocks change, and what follows from the change log is held against months that
are built anew.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from desktop_crm.bench.generator.stores import cached_store
from desktop_crm.bench.log import somebody
from desktop_crm.bench.many_cases import multiply_cases
from desktop_crm.bench.result import Result
from desktop_crm.bootstrap import Office
from desktop_crm.measures.ksf_figures import Choice
from desktop_crm.measures.months import month_of
from desktop_crm.measures.team import TeamService
from desktop_crm.store.open import open_store
from desktop_crm.store.work import Store
from desktop_crm.workflow.tables import Case, CaseEvent, ClockRow

# Of these customers the cases are copied.
CUSTOMERS, QUICK_CUSTOMERS = 10_000, 500
CASES, QUICK_CASES = (10_000, 100_000, 1_000_000), (200,)
GOAL_TILES_MS, GOAL_OPENED_MS = 1_000.0, 300.0
_TIMES = 7
_REVISED = 200
_BARE = "SELECT ksf, state, count(*), avg(net_seconds) FROM clock WHERE stopped_at IS NOT NULL GROUP BY ksf, state"


def run(*, quick: bool = False, customers: int | None = None, cases: int | None = None) -> Result:
    """Measure stores with this many cases, or of several sizes; the goals are judged at each of them.

    Args:
        customers: so many are generated, with the cases that they have; then nothing is copied.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    result = Result("team")
    sizes = (0,) if customers else (cases,) if cases else QUICK_CASES if quick else CASES
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            made = cached_store(customers or (QUICK_CUSTOMERS if quick else CUSTOMERS))
            path = Path(shutil.copy(made, Path(folder) / "team.store"))
            multiply_cases(path, size)
            with closing(Office(open_store(path))) as office:
                _measure(result, office)
    return result


def _measure(result: Result, office: Office) -> None:
    store, desk = office.store, office.desk_of(somebody(office.store))
    service = desk.measuring.team
    cases, events, clocks = (_count(store, table) for table in (Case, CaseEvent, ClockRow))
    more = {"events": events, "clocks": clocks}
    built: list[int] = []
    took = _took(lambda: built.append(service.follow()))
    result.row("building all months, once", cases, [took], months=built[0], **more)
    result.row("following when nothing changed", cases, _several(service.follow))
    last = month_of(store.time.now())
    ever, quarter = Choice(12, last, {}), Choice(last - 3, last, {})
    whole = result.row("tiles of all time", cases, _several(lambda: service.tiles(ever)), **more)
    result.row("tiles of three months", cases, _several(lambda: service.tiles(quarter)))
    tiles = service.tiles(ever)
    busiest = max(tiles, key=lambda one: one.figures.count if one.figures else 0).ksf
    result.row("one of them by team", cases, _several(lambda: service.parts(ever, ksf=busiest, way="team")))
    _look_behind(result, service, ever, busiest, cases)
    process = _busiest_process(store)
    result.row(
        "process times of three months", cases, _several(lambda: service.times(quarter, process=process))
    )
    result.row("the bare rows, counted by the database", cases, _several(lambda: _bare(store)))
    result.goal(f"tiles of all time in ms, {cases} cases, {events} events", GOAL_TILES_MS, whole, most=True)
    _follow_changes(result, store, service, ever, cases)
    _open(result, office, cases)


def _look_behind(result: Result, service: TeamService, ever: Choice, ksf: str, cases: int) -> None:
    """Ask for the cases behind a tile: the latest, and of its rarest channel those that missed it."""
    result.row("the cases behind it", cases, _several(lambda: service.cases(ever, ksf=ksf)))
    channels = [one for one in service.parts(ever, ksf=ksf, way="channel") if one.code]
    if channels:
        rarest = min(channels, key=lambda one: one.figures.count).code
        few = Choice(ever.first, ever.last, {"channel": rarest})
        took = _several(lambda: service.cases(few, ksf=ksf, verdict="missed"))
        result.row("those of its rarest channel that missed it", cases, took)


def _follow_changes(result: Result, store: Store, service: TeamService, ever: Choice, cases: int) -> None:
    """Let some verdicts change; hold the tiles that follow the change log against ones that are built anew."""
    with store.write(None) as work:
        work.driver.execute(
            "UPDATE clock SET state = CASE state WHEN 'met' THEN 'missed' ELSE 'met' END WHERE id IN "
            "(SELECT id FROM clock WHERE state IN ('met', 'missed') AND stopped_at IS NOT NULL "
            f"ORDER BY stopped_at DESC LIMIT {_REVISED})"
        )
    result.row(f"following {_REVISED} revised verdicts", cases, [_took(service.follow)])
    followed = service.tiles(ever)
    service.set_fewest(service.fewest())  # forgets all months
    service.follow()
    differ = sum(ours != anew for ours, anew in zip(followed, service.tiles(ever), strict=True))
    result.goal(f"tiles that differ from ones built anew, {cases} cases", 0, differ, most=True)


def _open(result: Result, office: Office, cases: int) -> None:
    # Qt is imported when windows are measured, not when the command line lists its benchmarks.
    from desktop_crm.bench.opening_pages import OpeningPages

    windows = OpeningPages(office.desk_of(somebody(office.store, "watcher")))
    try:
        first, later = windows.team(_TIMES)
        bare = windows.bare(_TIMES)
    finally:
        windows.close()
    result.row("from the wish to queues and tiles painted, the first time", cases, [first])
    median = result.row("the same once it was open", cases, later)
    result.row("plain tables and lines, as many, built and painted", cases, bare)
    for what, value in (("the first time", first * 1e3), ("later, median", median)):
        result.goal(f"opening Team, {what} in ms, {cases} cases", GOAL_OPENED_MS, value, most=True)


def _several(act: Callable[[], Any]) -> list[float]:
    return [_took(act) for _number in range(_TIMES)]


def _took(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _bare(store: Store) -> None:
    with store.read() as view:
        view.driver.execute(_BARE).fetchall()


def _count(store: Store, table: Any) -> int:
    with store.read() as view:
        return int(view.connection.execute(select(func.count()).select_from(table)).scalar_one())


def _busiest_process(store: Store) -> str:
    with store.read() as view:
        found = select(Case.process).group_by(Case.process).order_by(func.count().desc()).limit(1)
        return str(view.connection.execute(found).scalar_one())
