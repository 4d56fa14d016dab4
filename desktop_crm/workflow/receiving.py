"""Who may receive a work item: the colleagues and roles for whom the responsibility matrix has a cell."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select

from desktop_crm.access.tables import AccessRight, Employee, EmployeeRole
from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import EmployeeId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.acting import name_of
from desktop_crm.workflow.ledger import Row
from desktop_crm.workflow.plan import Plan

_ABLE = Prepared(
    select(AccessRight.role)
    .select_from(AccessRight)
    .outerjoin(
        EmployeeRole,
        and_(EmployeeRole.role == AccessRight.role, EmployeeRole.employee_id == bindparam("who")),
    )
    .join(Employee, Employee.id == bindparam("who"))
    .where(
        AccessRight.version_id == bindparam("version"),
        AccessRight.object_code == bindparam("object"),
        or_(AccessRight.verb == "perform", AccessRight.verb == "receive"),
        or_(Employee.all_roles, EmployeeRole.id.is_not(None)),
    )
)


def role_of(work: Reading, plan: Plan, row: Row, employee: EmployeeId) -> str:
    """Return the role under which a colleague could do a work item, or raise `Refused`."""
    able = [
        role for (role,) in work.rows(_ABLE, who=employee, version=plan.version, object=row.item.activity)
    ]
    if not able:
        raise Refused(
            _(
                "{who} is not responsible for “{activity}” and may not be delegated to; nothing was changed."
            ).format(who=name_of(work, employee), activity=plan.activities[row.item.activity].spec.name)
        )
    return row.item.role if row.item.role in able else able[0]


def require_able_role(plan: Plan, row: Row, role: str) -> None:
    """Raise `Refused` unless a role is responsible for a work item's activity, or may be delegated to."""
    if role not in {duty.role for duty, _within in plan.activities[row.item.activity].duties}:
        raise Refused(
            _("The role “{role}” is not responsible for “{activity}”; nothing was changed.").format(
                role=plan.model.role[role].name if role in plan.model.role else role,
                activity=plan.activities[row.item.activity].spec.name,
            )
        )
