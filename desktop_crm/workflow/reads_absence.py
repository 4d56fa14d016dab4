"""Who is away, now and later, and what comes up meanwhile with whoever stands in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from desktop_crm.access.tables import Absence, Employee
from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CustomerId, EmployeeId
from desktop_crm.customers.tables import Customer, PlannedContact
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.reads_rows import AbsenceLine

_deputy = aliased(Employee)
_ALL = Prepared(
    select(
        Absence.id, Absence.employee_id, Employee.name, Absence.deputy_id, _deputy.name, Absence.begins_at,
        Absence.ends_at,
    )
    .join_from(Absence, Employee, Employee.id == Absence.employee_id)
    .outerjoin(_deputy, _deputy.id == Absence.deputy_id)
    .where(Absence.ends_at > bindparam("now", type_=Absence.ends_at.type), Absence.ends_at > Absence.begins_at)
    .order_by(Absence.begins_at, Absence.id)
)  # fmt: skip
_PLANNED = Prepared(
    select(
        PlannedContact.id, PlannedContact.planned_at, PlannedContact.channel, PlannedContact.subject,
        PlannedContact.customer_id, Customer.name, Employee.name,
    )
    .join_from(PlannedContact, Absence, Absence.employee_id == PlannedContact.employee_id)
    .join(Employee, Employee.id == Absence.employee_id)
    .join(Customer, Customer.id == PlannedContact.customer_id)
    .where(
        Absence.deputy_id == bindparam("who"),
        Absence.ends_at > bindparam("now", type_=Absence.ends_at.type),
        PlannedContact.planned_at >= Absence.begins_at,
        PlannedContact.planned_at < Absence.ends_at,
        PlannedContact.done_contact_id.is_(None),
    )
    .order_by(PlannedContact.planned_at, PlannedContact.id)
)  # fmt: skip


@frozen
class PlannedForAbsent:
    """A planned contact of a colleague that falls in their absence, and so comes up with their deputy."""

    id: UUID
    at: datetime
    channel: str
    subject: str
    customer: CustomerId
    customer_name: str
    of: str


def absences(view: Reading, now: datetime) -> tuple[AbsenceLine, ...]:
    """Return every absence that lasts or is to come, the earliest first."""
    return tuple(AbsenceLine(*row) for row in view.rows(_ALL, now=now))


def planned_for_absent(view: Reading, deputy: EmployeeId, now: datetime) -> tuple[PlannedForAbsent, ...]:
    """Return the planned contacts that come up with `deputy`, of the absences that last or are to come."""
    return tuple(PlannedForAbsent(*row) for row in view.rows(_PLANNED, who=deputy, now=now))
