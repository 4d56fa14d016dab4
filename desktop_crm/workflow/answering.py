"""Who else answers for a work item: every role that is responsible for its activity without limits."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from desktop_crm.access.tables import AccessRight, EmployeeRole
from desktop_crm.workflow.tables import WorkItem


def unlimited(version: ColumnElement[Any] | Any) -> ColumnElement[bool]:
    """The condition on `AccessRight`: responsible for a work item's activity, whatever was registered.

    A step is offered to one role, the one whose limits hold what was registered; a role without limits may do
    it as well.
    """
    return and_(
        AccessRight.version_id == version,
        AccessRight.verb == "perform",
        AccessRight.object_code == WorkItem.activity,
        AccessRight.limits == "[]",
    )


def answers_for_it(
    employee: ColumnElement[Any] | Any, version: ColumnElement[Any] | Any
) -> ColumnElement[bool]:
    """The condition that one of an employee's roles answers for a work item without limits under `version`."""
    held = aliased(EmployeeRole)
    return exists().where(unlimited(version), held.employee_id == employee, held.role == AccessRight.role)
