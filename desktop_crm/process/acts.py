"""What is done with a version of the model and said of it: who, when, in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select

from desktop_crm.access.tables import Employee
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.core.text import is_storable
from desktop_crm.process.tables import ModelAct, ModelVersion
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing

MOST_WORDS = 4_000  # characters of a remark


class Kind(StrEnum):
    """What was done, or said."""

    BEGUN = "begun"
    CHANGED = "changed"  # by somebody for the first time
    CHOSEN = "chosen"  # of all sketches this one became the draft
    SPONSOR = "sponsor"
    SUCCESS = "success"  # what success shall mean was stated
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    PILOT = "pilot"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"
    REMARK = "remark"  # of who works by it


DRAFTING = frozenset({Kind.BEGUN, Kind.CHANGED})

_NOTE = Prepared(insert(ModelAct), [column.key for column in ModelAct.__table__.columns])
_REVISION = Prepared(select(ModelVersion.revision).where(ModelVersion.id == bindparam("version")))
_ACTS = Prepared(
    select(
        ModelAct.kind,
        ModelAct.recorded_at,
        ModelAct.employee_id,
        func.coalesce(Employee.name, ""),
        ModelAct.remarks,
        ModelAct.revision,
    )
    .outerjoin(Employee, Employee.id == ModelAct.employee_id)
    .where(ModelAct.version_id == bindparam("version"))
    .order_by(ModelAct.recorded_at, ModelAct.id)
)
_DRAFTED = Prepared(
    select(ModelAct.id)
    .where(
        ModelAct.version_id == bindparam("version"),
        ModelAct.employee_id == bindparam("who"),
        (ModelAct.kind == "begun") | (ModelAct.kind == "changed"),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class ActRow:
    """One thing that was done with a version; `revision` is how often it had been kept by then."""

    kind: Kind
    at: datetime
    employee: UUID | None
    name: str
    remarks: str
    revision: int


def acts_of(view: Reading, version: UUID) -> tuple[ActRow, ...]:
    """Return what was done with a version, oldest first."""
    return tuple(ActRow(Kind(kind), *rest) for kind, *rest in view.rows(_ACTS, version=version))


def note(work: Writing, version: UUID, kind: Kind, remarks: str = "") -> None:
    """Write down that the actor did something with a version, as it stands now."""
    found = work.row(_REVISION, version=version)
    assert found is not None, "what is noted is of a version that is there"
    work.run(
        _NOTE,
        id=new_id(),
        version_id=version,
        kind=str(kind),
        employee_id=work.actor,
        recorded_at=work.now,
        remarks=remarks,
        revision=found[0],
    )


def note_hand(work: Writing, version: UUID) -> None:
    """Write down, once, that the actor has a hand in a version."""
    if work.row(_DRAFTED, version=version, who=work.actor) is None:
        note(work, version, Kind.CHANGED)


def words_given(text: str, where: str, *, needed: bool = True) -> str:
    """Return what somebody says, without surrounding blanks; raise `Invalid` where it can't be kept."""
    words = text.strip()
    if needed and not words:
        raise Invalid(_("Say it in a few words."), where=where)
    if len(words) > MOST_WORDS or not is_storable(words):
        raise Invalid(_("This can't be kept; use at most 4,000 ordinary characters."), where=where)
    return words
