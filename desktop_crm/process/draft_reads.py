"""Reading what is worked on: the draft of the process model, and the sketches; whose each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from desktop_crm.access.tables import Employee
from desktop_crm.core.ids import VersionId
from desktop_crm.process.tables import ModelVersion
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

_worked_on = select(
    ModelVersion.id,
    ModelVersion.number,
    ModelVersion.held_by,
    func.coalesce(Employee.name, ""),
    ModelVersion.revision,
    ModelVersion.changed_at,
    ModelVersion.state,
).outerjoin(Employee, Employee.id == ModelVersion.held_by)
_DRAFT = Prepared(
    _worked_on.where(ModelVersion.state == "draft").order_by(ModelVersion.number.desc()).limit(1)
)
_SKETCHES = Prepared(_worked_on.where(ModelVersion.state == "sketch").order_by(ModelVersion.number))
_ONE = Prepared(
    _worked_on.where(
        ModelVersion.id == bindparam("version"),
        or_(ModelVersion.state == "draft", ModelVersion.state == "sketch"),
    )
)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft or a sketch: whose it is, and how often and when it was kept."""

    id: VersionId
    number: int
    held_by: UUID | None
    holder: str
    revision: int
    changed_at: datetime | None
    state: str = "draft"


def draft_in_hand(view: Reading) -> DraftRow | None:
    """Return the draft that is worked on: the newest one, or None."""
    found = view.row(_DRAFT)
    return None if found is None else DraftRow(*found)


def sketches(view: Reading) -> tuple[DraftRow, ...]:
    """Return the sketches that employees keep, oldest first."""
    return tuple(DraftRow(*found) for found in view.rows(_SKETCHES))


def worked_on(view: Reading, version: UUID) -> DraftRow | None:
    """Return a draft or sketch by its id; None for a version that is neither (any more)."""
    found = view.row(_ONE, version=version)
    return None if found is None else DraftRow(*found)
