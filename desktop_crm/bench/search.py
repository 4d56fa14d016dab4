"""Search as one types: from the question to the first fifty ranked rows in the list, beside its own SQL alone.

The way is the window's: a reader's thread asks, the answer comes back to the GUI thread and into the list's model.
Beside it the very statements that were sent are sent again on a bare connection of the driver, to the same file.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from desktop_crm.access.reads import employee
from desktop_crm.bench import saving
from desktop_crm.bench.drawn import FIRST, Drawn, draw, kinds
from desktop_crm.bench.generator.stores import TALKATIVE, cached_path, cached_store
from desktop_crm.bench.result import Result
from desktop_crm.bench.step import Recorder, Statement
from desktop_crm.bootstrap import Office
from desktop_crm.core.i18n import _
from desktop_crm.store.driver import connect
from desktop_crm.store.open import open_store
from desktop_crm.workflow.reads_hits import customer_hits

SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (2_000,)
# Making a million customers takes twenty minutes: only who asks for them by name waits for that.
WAITED_FOR = 100_000
if TYPE_CHECKING:
    from desktop_crm.bench.listed import Listed

LOGIN = "anouk"
EACH, QUICK_EACH = 30, 10
ROWS = 50
P95_GOAL, RATIO_GOAL, RIGHT_GOAL, GROWTH_GOAL = 20.0, 3.0, 0.95, 3.0


def run(*, quick: bool = False, customers: int | None = None) -> Result:
    """Search stores of several sizes, then save in copies of them; the goals are judged at each size.

    A million customers are searched when their store was made before, or when they are asked for by number.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    result = Result("search")
    stores = {
        size: cached_store(size, talk=TALKATIVE) for size in sizes(result, quick=quick, customers=customers)
    }
    if not stores:
        return result
    _grown(
        result,
        "search, median",
        {size: _measure(result, path, size, QUICK_EACH if quick else EACH) for size, path in stores.items()},
    )
    saved = {
        # A file of a million takes minutes to be weighed: it is when it is the only one asked for.
        size: saving.measure(result, path, size, LOGIN, weigh=size == min(stores))
        for size, path in stores.items()
    }
    _grown(
        result,
        "saving a changed customer, median",
        {size: median for size, median in saved.items() if median is not None},
    )
    return result


def _grown(result: Result, what: str, medians: Mapping[int, float]) -> None:
    if len(medians) > 1:
        largest, smallest = max(medians), min(medians)
        growth = medians[largest] / medians[smallest]
        result.goal(
            f"{what} at {largest}, times that at {smallest} customers", GROWTH_GOAL, growth, most=True
        )


def sizes(result: Result, *, quick: bool, customers: int | None) -> Iterator[int]:
    """Yield the sizes of the stores to measure; say which is left out, since its store takes long to make."""
    for size in (customers,) if customers else QUICK_SIZES if quick else SIZES:
        if size > WAITED_FOR and size != customers and not cached_path(size, talk=TALKATIVE).exists():
            left = _("{count} customers were not made yet; “bench {name} --customers {count}” makes them.")
            result.skip(left.format(count=size, name=result.name))
        else:
            yield size


class _Turns:
    """How long each search took, ours and the bare SQL."""

    def __init__(self) -> None:
        self.ours: dict[str, list[float]] = {kind: [] for kind in kinds()}
        self.bare: dict[str, list[float]] = {kind: [] for kind in kinds()}
        self.right = self.meant = 0


def _measure(result: Result, path: Path, size: int, each: int) -> float:
    """Search one store; return the median in milliseconds."""
    # Qt is imported when windows are measured, not when the command line lists its benchmarks.
    from desktop_crm.bench.listed import Listed

    office = Office(open_store(path))
    with closing(connect(path, None, writes=False)) as bare, closing(office):
        with office.store.read() as view:
            searches = draw(view, each)
            actor = employee(view, LOGIN).actor
        listed = Listed(office, actor)
        try:
            turns = _taken(office, listed, bare, searches, actor.id)
        finally:
            listed.close()
    return _told(result, turns, size)


def _taken(office: Office, listed: Listed, bare: Any, searches: Sequence[Drawn], employee: UUID) -> _Turns:
    turns = _Turns()
    for number, drawn in enumerate(searches):
        sent = _sent(office, drawn, employee)
        ask = partial(customer_hits, words=drawn.words, limit=ROWS, employee=employee)
        # Each goes first as often as the other: what is read first has to come from the file.
        if number % 2:
            alone = replayed(bare, sent)
            seconds, hits = listed.search(ask)
        else:
            seconds, hits = listed.search(ask)
            alone = replayed(bare, sent)
        turns.ours[drawn.kind].append(seconds)
        turns.bare[drawn.kind].append(alone)
        if drawn.customer is not None:
            turns.meant += 1
            turns.right += drawn.customer in {hit.id for hit in hits[:FIRST]}
    return turns


def _sent(office: Office, drawn: Drawn, employee: UUID) -> list[Statement]:
    """Return the statements of a search, with their values."""
    with office.store.read() as view:
        view.driver = recorder = Recorder(view.driver)
        customer_hits(view, drawn.words, ROWS, employee=employee)
    return recorder.statements


def replayed(bare: Any, sent: Sequence[Statement]) -> float:
    """Send the statements of a read again, on a connection of its own; return the seconds that they took."""
    begun = time.perf_counter()
    bare.execute("BEGIN")
    for one in sent:
        bare.execute(one.text, one.values).fetchall()
    bare.execute("COMMIT")
    return time.perf_counter() - begun


def _told(result: Result, turns: _Turns, size: int) -> float:
    for kind in kinds():
        result.row(f"search, {kind}", size, turns.ours[kind], **_p99(turns.ours[kind]))
    every = [one for kind in kinds() for one in turns.ours[kind]]
    bare = [one for kind in kinds() for one in turns.bare[kind]]
    median = result.row("search, all of them", size, every, **_p99(every))
    result.row("the same SQL on the bare driver", size, bare, **_p99(bare))
    p95 = result.rows[-2]["p95_ms"]
    ratio = median / (statistics.median(bare) * 1e3)
    result.goal(f"search, 95th percentile in ms, {size} customers", P95_GOAL, p95, most=True)
    result.goal(f"search, median, times the bare SQL's, {size} customers", RATIO_GOAL, ratio, most=True)
    share = turns.right / turns.meant
    result.goal(
        f"right customer in the first ten after one typing error, {size} customers",
        RIGHT_GOAL,
        share,
        most=False,
    )
    return median


def _p99(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {"p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1e3, 4)}
