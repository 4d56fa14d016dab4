"""Imports as a whole: which there were, and which of them were taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from desktop_crm.access.tables import Employee
from desktop_crm.core.errors import Conflict, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.customers.tables import ImportRun
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing

MOST_RUNS = 50

_RUNS = Prepared(
    select(
        ImportRun.id,
        ImportRun.file_name,
        ImportRun.happened_at,
        func.coalesce(Employee.name, ""),
        ImportRun.created,
        ImportRun.updated,
        ImportRun.unchanged,
        ImportRun.rejected,
        ImportRun.undone_at,
    )
    .outerjoin(Employee, Employee.id == ImportRun.employee_id)
    .order_by(ImportRun.id.desc())
    .limit(MOST_RUNS)
)
_RUN = Prepared(select(ImportRun.undone_at).where(ImportRun.id == bindparam("run")))
_UNDONE = Prepared(
    update(ImportRun)
    .where(ImportRun.id == bindparam("run"))
    .values(undone_at=bindparam("moment"), undone_by=bindparam("who"))
)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One import: of which file, when, by whom, what it did, and whether it was taken back."""

    id: UUID
    file_name: str
    happened_at: datetime
    employee: str
    created: int
    updated: int
    unchanged: int
    rejected: int
    undone_at: datetime | None


def read_runs(view: Reading) -> tuple[RunRow, ...]:
    """Return the latest fifty imports, the latest first."""
    return tuple(RunRow(*row) for row in view.rows(_RUNS))


def require_standing(view: Reading, run: UUID) -> None:
    """Raise `NotFound` for an import that never was, `Conflict` for one that was taken back."""
    found = view.row(_RUN, run=run)
    if found is None:
        raise NotFound(_("There is no import {id}; nothing was changed.").format(id=run))
    if found[0] is not None:
        raise Conflict(_("This import was taken back already; nothing was changed."))


def mark_undone(work: Writing, run: UUID) -> None:
    """State that an import was taken back by whoever acts."""
    work.run(_UNDONE, run=run, moment=work.now, who=work.actor)
