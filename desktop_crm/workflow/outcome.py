"""What an act returns: what changed, and what comes next for whoever acted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.changes import Changes
from desktop_crm.core.ids import CaseId, ContactId, QuestionId, WorkItemId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.answering import answers_for_it
from desktop_crm.workflow.ledger import Head
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.tables import WorkItem


class ContactGiven(NamedTuple):
    """The contact that completing a step was: how, when, what was said, which questions it answers.

    Attributes:
        answers: None lets the model's rule decide (all open questions, or none).
        received: when our message reached the customer, where that is known.
        within: the contact that goes on already: the step was done in the same call or visit, so that no
            second contact is registered. It has its channel and words.
    """

    channel: str = ""
    text: str = ""
    asks: tuple[str, ...] = ()
    answers: tuple[QuestionId, ...] | None = None
    received: datetime | None = None
    within: ContactId | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open work item that is somebody else's now."""

    activity: str
    role: str
    holder: str


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What an act did, and what is open in the case now: `mine` for whoever acted, `waiting` for others."""

    changes: Changes
    case: CaseId
    number: str
    concluded: bool = False
    mine: tuple[WorkItemId, ...] = ()
    waiting: tuple[Waiting, ...] = ()


_me = aliased(Employee)
_holder = aliased(Employee)
_OPEN = Prepared(
    select(
        WorkItem.id,
        WorkItem.activity,
        WorkItem.role,
        WorkItem.holder_id,
        _holder.name,
        _me.all_roles,
        or_(EmployeeRole.id.is_not(None), answers_for_it(_me.id, bindparam("version"))),
    )
    .select_from(WorkItem)
    .join_from(WorkItem, _me, _me.id == bindparam("me"))
    .outerjoin(_holder, _holder.id == WorkItem.holder_id)
    .outerjoin(EmployeeRole, and_(EmployeeRole.employee_id == _me.id, EmployeeRole.role == WorkItem.role))
    .where(
        WorkItem.case_id == bindparam("of_case"),
        or_(*(WorkItem.state == state for state in ("offered", "claimed", "open", "paused"))),
    )
    .order_by(WorkItem.offered_at, WorkItem.id)
)


def outcome(
    view: Reading, plan: Plan, head: Head, me: UUID, changes: Changes, *, concluded: bool
) -> CaseOutcome:
    """Return the outcome of an act on a case as it stands now, read in the act's own transaction."""
    mine: list[WorkItemId] = []
    waiting: list[Waiting] = []
    rows: Iterable[tuple[Any, ...]] = (
        () if concluded else view.rows(_OPEN, of_case=head.id, me=me, version=head.version)
    )
    for item, activity, role, holder, holder_name, all_roles, able in rows:
        if holder == me or (holder is None and (all_roles or able)):
            mine.append(WorkItemId(item))
        else:
            names = plan.model.role
            role_name = names[role].name if role in names else role
            waiting.append(Waiting(plan.model.activity[activity].name, role_name, holder_name or ""))
    return CaseOutcome(changes, head.id, head.number, concluded, tuple(mine), tuple(waiting))
