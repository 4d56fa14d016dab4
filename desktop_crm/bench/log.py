"""Bringing in an event log and measuring it, beside a reading of its XML alone and of its rows by the driver."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sqlalchemy import insert

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee
from desktop_crm.bench.made_log import write_made_log
from desktop_crm.bench.result import Result
from desktop_crm.core.ids import EmployeeId, new_id
from desktop_crm.exchange.eventlog.reading import read_log
from desktop_crm.measures.keeping import LogService
from desktop_crm.store.create import create_store
from desktop_crm.store.work import Store

EVENTS, QUICK_EVENTS = 250_000, 20_000
GOAL_A_SECOND, GOAL_FIGURES_MS = 20_000.0, 1_000.0
_TIMES = 5
_PIECE = 262_144
_BARE = "SELECT name, content FROM logged_case ORDER BY started_at, id"


def run(*, quick: bool = False) -> Result:
    """Bring a made-up log in as XES and as CSV, and ask for its figures."""
    result = Result("log")
    events = QUICK_EVENTS if quick else EVENTS
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for ending in (".xes", ".csv"):
            path = place / f"made{ending}"
            count = write_made_log(path, events=events)
            if ending == ".xes":
                result.row("its XML alone", count, [_took(partial(_bare_xml, path))])
            with closing(create_store(place / f"{ending[1:]}.store")) as store:
                _measure(result, store, path, count)
    return result


def _measure(result: Result, store: Store, path: Path, count: int) -> None:
    service = LogService(store, somebody(store), lambda _view: None)
    kept = []

    def bring_in() -> None:
        log = read_log(path, now=store.time.now()).log
        kept.append(service.keep_log(log, name="made", file_name=path.name))

    took = _took(bring_in)
    result.row(f"bringing in {path.suffix}", count, [took], events_a_second=round(count / took))
    bare = [_took(lambda: _bare_rows(store)) for _number in range(_TIMES)]
    result.row(f"its rows alone, {path.suffix}", count, bare)
    figures = [_took(lambda: service.figures(log=kept[0])) for _number in range(_TIMES)]
    median = result.row(f"its figures, {path.suffix}", count, figures)
    result.goal(f"events a second, {path.suffix}", GOAL_A_SECOND, count / took, most=False)
    result.goal(f"its figures in ms, {path.suffix}", GOAL_FIGURES_MS, median, most=True)


def _took(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _bare_xml(path: Path) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, _attributes: None
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _bare_rows(store: Store) -> None:
    with store.read() as view:
        view.driver.execute(_BARE).fetchall()


def somebody(store: Store, login: str = "bench") -> Actor:
    """Return a new employee who may do everything."""
    who = Actor(EmployeeId(new_id()), login, "Bench Clerk")
    with store.write(None) as work:
        work.connection.execute(
            insert(Employee).values(
                id=who.id, login=who.login, name=who.name, all_roles=True, created_at=work.now
            )
        )
    return who
