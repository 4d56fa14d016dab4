"""Reading the draft of the process model: which one is in hand, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from desktop_crm.access.tables import Employee
from desktop_crm.core.ids import VersionId
from desktop_crm.process.tables import ModelVersion
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

_DRAFT = Prepared(
    select(
        ModelVersion.id,
        ModelVersion.number,
        ModelVersion.held_by,
        func.coalesce(Employee.name, ""),
        ModelVersion.revision,
        ModelVersion.changed_at,
    )
    .outerjoin(Employee, Employee.id == ModelVersion.held_by)
    .where(ModelVersion.state == "draft")
    .order_by(ModelVersion.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """The draft in hand: whose it is, and how often and when it was kept."""

    id: VersionId
    number: int
    held_by: UUID | None
    holder: str
    revision: int
    changed_at: datetime | None


def draft_in_hand(view: Reading) -> DraftRow | None:
    """Return the draft that is worked on: the newest one, or None."""
    found = view.row(_DRAFT)
    return None if found is None else DraftRow(*found)
