"""What the customer page asks of the store: the file, with clocks as they stand now; for a reader's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.rows import TimeKind
from desktop_crm.customers.survivors import MergeRow, merges_of, still_merged, survivor
from desktop_crm.customers.time_line import NEWEST, PAGE
from desktop_crm.dossier.file import customer_file
from desktop_crm.dossier.rows import CustomerFile, OpenCase, TimeRow
from desktop_crm.dossier.time_line import time_line_page
from desktop_crm.process.model import Model
from desktop_crm.process.reads import version_in_force
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.reads_case import read_standing
from desktop_crm.workflow.reads_nearest import nearest_clock
from desktop_crm.workflow.reads_rows import NearestClock

if TYPE_CHECKING:
    from desktop_crm.ui.session import Session

_TICKING = frozenset({"running", "missed", "paused"})


@dataclass(frozen=True, slots=True)
class FileView:
    """A customer file, the model's words for it, of each open case the clock that runs out first, the merges."""

    file: CustomerFile
    model: Model
    clocks: dict[Any, NearestClock | None]
    now: datetime
    merges: tuple[MergeRow, ...] = ()


def read_file(view: Reading, session: Session, customer: CustomerId) -> FileView:
    """Return a customer's file as this employee may see it; raise `NotFound`.

    Of somebody who was merged it is the file of whom they were merged with.
    """
    customer = survivor(view, customer)
    now = session.now()
    version = version_in_force(view, session.actor.id)
    plan = None if version is None else session.plans.of(view, version)
    roles: frozenset[str] | None = frozenset()
    if plan is not None:
        standing = read_standing(view, session.actor.id, plan.version)
        roles = None if standing.all_roles else standing.roles
    model = plan.model if plan is not None else Model("")
    file = customer_file(view, customer, model=model, roles=roles, now=now)
    clocks = {one.case.case: _nearest(plan, one, now) for one in file.open_cases}
    return FileView(file, model, clocks, now, still_merged(merges_of(view, customer), customer))


def _nearest(plan: Plan | None, case: OpenCase, now: datetime) -> NearestClock | None:
    if plan is None:
        return None
    ticking = [
        one.clock for one in case.clocks if one.clock.state in _TICKING and one.clock.stopped_at is None
    ]
    ticking.sort(key=lambda clock: (clock.due_at is None, clock.due_at))
    if not ticking:
        return None
    first = ticking[0]
    return nearest_clock(plan, (first.ksf, first.measure, first.state, first.due_at, first.warn_at), now)


def read_page(
    view: Reading, customer: CustomerId, model: Model, kind: TimeKind | None, before: tuple[Any, Any] | None
) -> tuple[tuple[TimeRow, ...], bool]:
    """Return a page of the time line after the key `before`, and whether there are more."""
    rows = time_line_page(view, customer, model=model, kind=kind, before=before or NEWEST)
    return rows, len(rows) >= PAGE
