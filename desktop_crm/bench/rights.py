"""What row-level security costs: the same reads under an employee's own log-in, and of whoever keeps the server.

Both take turns on the same store and ask for the same customers, those that the employee sees. The store is one on
a server (`--store`), the employee is who acts (`--as`), and the environment names the keeper (`PGUSER`), whom a
superuser's log-in lets past all policies.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop_crm.bench.result import Result
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.dossier.file import open_customer_file
from desktop_crm.store.find import find
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads import queue, work_list

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.store.work import Reading

TIMES, QUICK_TIMES = 200, 30
GOAL = 1.5
_SAMPLE = "SELECT customer_id, sort_key FROM search_doc ORDER BY md5(customer_id::text) LIMIT 500"


def run(at: Desk, *, quick: bool = False) -> Result:
    """Return how long each read takes with and without row-level security; 1.5 times is the goal for each."""
    result = Result("rights")
    place = at.store.location
    if not isinstance(place, Address):
        result.skip(_("Rights are kept by the database on a server only; name one with --store."))
        return result
    keeper = open_store(place, time=at.store.time)
    try:
        with keeper.read() as past, at.store.read() as under:
            known = under.driver.execute(_SAMPLE).fetchall()
            size = past.driver.execute("SELECT count(*) FROM customer").fetchone()[0]
            for what, read in _reads(at, known).items():
                _compare(result, what, size, read, (under, past), QUICK_TIMES if quick else TIMES)
    finally:
        keeper.close()
    return result


def _reads(at: Desk, known: list[tuple[Any, str]]) -> dict[str, Callable[[Reading, int], object]]:
    """Return the reads, each of a view and a turn, which chooses what is asked for."""
    plans, now = Plans(), at.store.time.now()
    chosen = random.Random(1999)
    pieces = [(key[: chosen.randint(1, 6)], key) for _who, key in known]

    def the_file(view: Reading, turn: int) -> object:
        whose = CustomerId(known[turn % len(known)][0])
        return open_customer_file(view, whose, plans=plans, actor=at.actor, now=now)

    return {
        "customer file": the_file,
        "search, as it is typed": lambda view, turn: find(view, pieces[turn % len(pieces)][0]),
        "search, a whole name": lambda view, turn: find(view, pieces[turn % len(pieces)][1]),
        "work list": lambda view, _turn: work_list(view, plans, at.actor.id, now),
        "queue": lambda view, _turn: queue(view, plans, at.actor.id, now),
    }


def _compare(
    result: Result,
    what: str,
    size: int,
    read: Callable[[Reading, int], object],
    views: tuple[Reading, Reading],
    times: int,
) -> None:
    spent: tuple[list[float], list[float]] = ([], [])
    for turn in range(-3, times):
        for place in (turn % 2, 1 - turn % 2):  # each goes first as often as the other
            begun = time.perf_counter()
            read(views[place], turn)
            if turn >= 0:
                spent[place].append(time.perf_counter() - begun)
    for taken, whose in zip(spent, (_("under row security"), _("without")), strict=True):
        result.row(f"{what}, {whose}", size, taken)
    ratio = statistics.median(spent[0]) / statistics.median(spent[1])
    result.goal(_("{what}: times the time without row security").format(what=what), GOAL, ratio, most=True)
