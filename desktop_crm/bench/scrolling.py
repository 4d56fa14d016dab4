"""Every list that may be long, filled and scrolled: the worst frame, and what scrolling it again adds to memory."""

from __future__ import annotations

import os
from contextlib import closing

from desktop_crm.access.reads import employee
from desktop_crm.bench.generator.stores import cached_store
from desktop_crm.bench.result import Result
from desktop_crm.bench.search import LOGIN
from desktop_crm.bootstrap import Office
from desktop_crm.store.open import open_store

CUSTOMERS, ROWS, QUICK_ROWS = 2_000, 100_000, 5_000
FRAME_GOAL = 50.0
# What Python keeps of strings that were painted; a list that kept its rows would add tens of megabytes.
MEMORY_GOAL = 2_000_000


def run(*, quick: bool = False) -> Result:
    """Scroll each list with a hundred thousand rows, as far as it holds them all."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Qt is imported when windows are measured, not when the command line lists its benchmarks.
    from desktop_crm.bench.scrolling_lists import KINDS, ScrollingLists

    result, rows = Result("scrolling"), QUICK_ROWS if quick else ROWS
    with closing(Office(open_store(cached_store(CUSTOMERS)))) as office:
        with office.store.read() as view:
            desk = office.desk_of(employee(view, LOGIN).actor)
        lists = ScrollingLists(desk)
        try:
            for name in KINDS:
                lists.scroll(name, rows)
                result.row(f"a frame of {name}", rows, lists.frames[name])
        finally:
            lists.close()
    worst = {name: max(frames) * 1_000 for name, frames in lists.frames.items()}
    slowest, greediest = max(worst, key=worst.__getitem__), max(lists.grown, key=lists.grown.__getitem__)
    result.goal(f"worst frame of all lists, in ms ({slowest})", FRAME_GOAL, worst[slowest], most=True)
    what = f"bytes of memory that scrolling again adds, at most ({greediest})"
    result.goal(what, MEMORY_GOAL, lists.grown[greediest], most=True)
    return result
