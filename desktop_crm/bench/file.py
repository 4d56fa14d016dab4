"""The customer file: its data beside their own SQL alone, the window until it is painted, the time line scrolled."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from desktop_crm.access.reads import employee
from desktop_crm.bench.drawn import SEED
from desktop_crm.bench.generator.stores import TALKATIVE, cached_store
from desktop_crm.bench.result import Result
from desktop_crm.bench.search import LOGIN, replayed, sizes
from desktop_crm.bench.step import Recorder
from desktop_crm.bootstrap import Desk, Office
from desktop_crm.core.ids import CustomerId
from desktop_crm.dossier.file import open_customer_file
from desktop_crm.store.driver import connect
from desktop_crm.store.open import open_store
from desktop_crm.store.work import Reading

READS, OPENINGS, QUICK_READS, QUICK_OPENINGS = 200, 40, 40, 8
DATA_GOAL, PAINTED_GOAL, FRAME_GOAL, GROWTH_GOAL = 20.0, 50.0, 50.0, 2.0
# Pages of the time line that are read on the way down stay; on the way up and down again nothing is added.
MEMORY_GOAL = 2_000_000
_BUSIEST = (
    "SELECT customer_id FROM contact WHERE customer_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
)


def run(*, quick: bool = False, customers: int | None = None) -> Result:
    """Open files in stores of several sizes; the goals are judged at the largest."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    result = Result("file")
    medians = {
        size: _measure(result, cached_store(size, talk=TALKATIVE), size, quick=quick)
        for size in sizes(result, quick=quick, customers=customers)
    }
    if len(medians) > 1:
        growth = medians[max(medians)] / medians[min(medians)]
        what = f"data of a file at {max(medians)}, times that at {min(medians)} customers"
        result.goal(what, GROWTH_GOAL, growth, most=True)
    return result


def _measure(result: Result, path: Path, size: int, *, quick: bool) -> float:
    """Open files of one store; return the median of reading one, in milliseconds."""
    with closing(Office(open_store(path))) as office:
        with office.store.read() as view:
            desk = office.desk_of(employee(view, LOGIN).actor)
            chosen = _chosen(view, QUICK_READS if quick else READS)
            busiest = CustomerId(UUID(bytes=view.driver.execute(_BUSIEST).fetchone()[0]))
        with closing(connect(path, None, writes=False)) as bare:
            median = _read(result, desk, bare, chosen, size)
        _open(result, desk, chosen[: QUICK_OPENINGS if quick else OPENINGS], busiest, size)
    return median


def _chosen(view: Reading, count: int) -> list[CustomerId]:
    last = view.driver.execute("SELECT max(rid) FROM search_doc").fetchone()[0]
    question = "SELECT customer_id FROM search_doc WHERE rid = ?"
    found = (
        view.driver.execute(question, (row,)).fetchone()
        for row in Random(SEED).choices(range(1, last + 1), k=count)
    )
    return [CustomerId(UUID(bytes=row[0])) for row in found if row is not None]


def _read(result: Result, desk: Desk, bare: Any, chosen: Sequence[CustomerId], size: int) -> float:
    ours: list[float] = []
    alone: list[float] = []
    for number, customer in enumerate(chosen):
        sent = _read_one(desk, customer, Recorder)[1]
        if number % 2:  # each goes first as often as the other
            alone.append(replayed(bare, sent))
            ours.append(_read_one(desk, customer)[0])
        else:
            ours.append(_read_one(desk, customer)[0])
            alone.append(replayed(bare, sent))
    median = result.row("data of a customer file", size, ours)
    result.row("the same SQL on the bare driver", size, alone)
    result.goal(
        f"data of a file, 95th percentile in ms, {size} customers",
        DATA_GOAL,
        result.rows[-2]["p95_ms"],
        most=True,
    )
    return median


def _read_one(
    desk: Desk, customer: CustomerId, recorder: type[Recorder] | None = None
) -> tuple[float, list[Any]]:
    begun = time.perf_counter()
    with desk.store.read() as view:
        if recorder is not None:
            view.driver = recorder(view.driver)
        open_customer_file(
            view, customer, plans=desk.office.plans, actor=desk.actor, now=desk.store.time.now()
        )
        sent = view.driver.statements if recorder is not None else []
    return time.perf_counter() - begun, sent


def _open(result: Result, desk: Desk, chosen: Sequence[CustomerId], busiest: CustomerId, size: int) -> None:
    # Qt is imported when windows are measured, not when the command line lists its benchmarks.
    from desktop_crm.bench.opening_file import OpeningFiles

    windows = OpeningFiles(desk)
    try:
        for number, customer in enumerate((busiest, *chosen)):
            # The first loads what is loaded once.
            windows.shut(windows.open(customer, timed=number > 0))
        entries = windows.scroll(windows.open(busiest, timed=False))
    finally:
        windows.close()
    result.row("from the wish to the file painted", size, windows.opened)
    p95 = result.rows[-1]["p95_ms"]
    result.goal(f"file painted, 95th percentile in ms, {size} customers", PAINTED_GOAL, p95, most=True)
    result.row("and until the last list beside it is made", size, windows.completed)
    result.goal(
        f"longest block while {entries} entries are scrolled, in ms",
        FRAME_GOAL,
        windows.longest_ms,
        most=True,
    )
    result.goal("bytes of memory that scrolling again adds", MEMORY_GOAL, windows.grown, most=True)
    result.goal("store calls on the GUI thread", 0, windows.calls_on_gui_thread, most=True)
