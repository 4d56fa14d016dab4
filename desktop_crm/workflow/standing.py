"""Who stands in: while somebody is away, their deputy has their work, or where there is none, whoever has the role."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_
from sqlalchemy.orm import aliased

from desktop_crm.access.tables import Absence, AccessRight, Employee, EmployeeRole
from desktop_crm.workflow.tables import Case, WorkItem

_NOW = bindparam("now", type_=Absence.begins_at.type)


def lasts(absence: Any) -> ColumnElement[bool]:
    """The condition that an absence lasts at the instant `now`: from its begin up to its end."""
    return and_(absence.begins_at <= _NOW, absence.ends_at > _NOW)


def stands_in(absence: Any, who: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    """The condition that `who` may take what an absence leaves: its deputy; anyone while there is none at work."""
    theirs = aliased(Absence)
    return or_(
        absence.deputy_id == who,
        absence.deputy_id.is_(None),
        exists().where(theirs.employee_id == absence.deputy_id, lasts(theirs)),
    )


def may_take(who: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    """The condition that one of an employee's roles is responsible for a work item, or may be delegated it."""
    holds = exists().where(EmployeeRole.employee_id == who, EmployeeRole.role == AccessRight.role)
    return exists().where(
        AccessRight.version_id == Case.version_id,
        AccessRight.object_code == WorkItem.activity,
        or_(AccessRight.verb == "perform", AccessRight.verb == "receive"),
        or_(exists().where(Employee.id == who, Employee.all_roles), holds),
    )


def left_by_the_absent(who: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    """The condition that a work item is a colleague's who is away, and `who` may take it for them."""
    return and_(
        WorkItem.holder_id != who,
        exists().where(Absence.employee_id == WorkItem.holder_id, lasts(Absence), stands_in(Absence, who)),
        may_take(who),
    )
