"""How long it takes to tell people everything that is held on them, and to erase them, among how many others."""

from __future__ import annotations

import time
from random import Random
from uuid import UUID

from desktop_crm.access.reads import employees
from desktop_crm.bench.drawn import SEED
from desktop_crm.bench.result import Result
from desktop_crm.bootstrap import Office
from desktop_crm.core.errors import Conflict, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.privacy.service import PrivacyService

PEOPLE, TELL_GOAL, ERASE_GOAL = 10, 2.0, 5.0
_SOMEBODY = "SELECT customer_id FROM search_doc WHERE rid = ?"


def measure(result: Result, office: Office, size: int) -> None:
    """Tell and erase people of a store that is thrown away afterwards; those of whom no case is running."""
    privacy = _who_may(office)
    if privacy is None:
        result.skip(_("Nobody in this store may erase; nobody was."))
        return
    told: list[float] = []
    erased: list[float] = []
    random = Random(SEED)
    for _turn in range(5 * PEOPLE):
        somebody = _somebody(office, random)
        if somebody is None or len(erased) == PEOPLE:
            continue
        try:
            privacy.before_erasing(customer=somebody)
        except Conflict:
            continue
        begun = time.perf_counter()
        privacy.tell(customer=somebody, form="json")
        between = time.perf_counter()
        privacy.erase(customer=somebody)
        told.append(between - begun)
        erased.append(time.perf_counter() - between)
    for what, seconds, goal in (
        ("telling a person", told, TELL_GOAL),
        ("erasing a person", erased, ERASE_GOAL),
    ):
        result.row(what, size, seconds)
        p95 = result.rows[-1]["p95_ms"] / 1e3
        result.goal(f"{what}, 95th percentile in seconds, {size} customers", goal, p95, most=True)


def _who_may(office: Office) -> PrivacyService | None:
    """Return the act of the first employee who may erase."""
    somebody = _somebody(office, Random(SEED))
    assert somebody is not None, "a store that is measured has customers"
    with office.store.read() as view:
        everybody = employees(view)
    for one in everybody:
        privacy = office.desk_of(one.actor).privacy
        try:
            privacy.before_erasing(customer=somebody)
        except Refused:
            continue
        except Conflict:  # the right is asked first
            return privacy
        return privacy
    return None


def _somebody(office: Office, random: Random) -> CustomerId | None:
    with office.store.read() as view:
        last = view.driver.execute("SELECT max(rid) FROM search_doc").fetchone()[0]
        row = view.driver.execute(_SOMEBODY, (random.randint(1, last),)).fetchone()
    return None if row is None else CustomerId(UUID(bytes=row[0]))
