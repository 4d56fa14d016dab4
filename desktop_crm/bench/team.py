"""What a supervisor sees: the tiles and process times, and how long the months behind them take to build."""

from __future__ import annotations

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
from desktop_crm.bench.result import Result
from desktop_crm.measures.ksf_figures import Choice
from desktop_crm.measures.months import month_of
from desktop_crm.measures.team import TeamService
from desktop_crm.store.open import open_store
from desktop_crm.store.work import Store
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.tables import Case, CaseEvent, ClockRow

SIZE, QUICK_SIZE = 10_000, 500
GOAL_TILES_MS = 1_000.0
_TIMES = 7
_BARE = "SELECT ksf, state, count(*), avg(net_seconds) FROM clock WHERE stopped_at IS NOT NULL GROUP BY ksf, state"


def run(*, quick: bool = False, customers: int | None = None) -> Result:
    """Measure on a generated store of this many customers; the goal is a second for all its tiles."""
    result = Result("team")
    size = customers or (QUICK_SIZE if quick else SIZE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(cached_store(size), Path(folder) / "team.store"))
        with closing(open_store(path)) as store:
            _measure(result, store)
    return result


def _measure(result: Result, store: Store) -> None:
    service = TeamService(store, somebody(store), Plans())
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
    process = _busiest_process(store)
    result.row(
        "process times of three months", cases, _several(lambda: service.times(quarter, process=process))
    )
    result.row("the bare rows, counted by the database", cases, _several(lambda: _bare(store)))
    result.goal("tiles of all time in ms", GOAL_TILES_MS, whole, most=True)


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
