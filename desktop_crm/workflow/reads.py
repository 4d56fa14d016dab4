"""Work lists: what an employee holds, what waits for their roles, and which cases there are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, literal_column, or_, select

from desktop_crm.access.tables import AccessRight, Employee, EmployeeRole
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, WorkItemId
from desktop_crm.customers.tables import Customer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads_clocks import nearest_clock, pause_in_words
from desktop_crm.workflow.reads_rows import WorkList, WorkRow
from desktop_crm.workflow.states import ItemState
from desktop_crm.workflow.tables import Case, CaseEvent, ClockRow, WorkItem

# Written out so that SQLite recognises the condition of the partial indexes.
_LIVE: ColumnElement[bool] = literal_column("work_item.state IN ('offered', 'claimed', 'open', 'paused')")
_TICKING: ColumnElement[bool] = literal_column("state IN ('running', 'paused', 'missed')")

_nearest = (
    select(ClockRow.id)
    .where(ClockRow.case_id == Case.id, _TICKING, ClockRow.stopped_at.is_(None))
    .order_by(ClockRow.due_at.is_(None), ClockRow.due_at)
    .limit(1)
    .correlate(Case)
    .scalar_subquery()
)
_pause = (
    select(CaseEvent.detail)
    .where(CaseEvent.case_id == Case.id, CaseEvent.kind == "CasePaused")
    .order_by(CaseEvent.sequence.desc())
    .limit(1)
    .correlate(Case)
    .scalar_subquery()
)
_COLUMNS = (
    WorkItem.id,
    Case.id,
    Case.number,
    WorkItem.step,
    WorkItem.activity,
    Case.process,
    Case.version_id,
    WorkItem.customer_id,
    Customer.name,
    WorkItem.state,
    WorkItem.role,
    WorkItem.offered_at,
    WorkItem.claimed_at,
    WorkItem.holder_id,
    WorkItem.lender_id,
    Case.promised_until,
    Case.paused_until,
    case((Case.paused_until.is_not(None), _pause), else_=None),
    ClockRow.ksf,
    ClockRow.measure,
    ClockRow.state,
    ClockRow.due_at,
    ClockRow.warn_at,
)
_BY_DUE = (ClockRow.due_at.is_(None), ClockRow.due_at, WorkItem.offered_at, WorkItem.id)
_has_all_roles = exists().where(Employee.id == bindparam("who"), Employee.all_roles)
# The role must be able to complete it: responsible, or one that may be delegated to.
_role_is_able = exists().where(
    AccessRight.version_id == Case.version_id,
    AccessRight.role == WorkItem.role,
    AccessRight.object_code == WorkItem.activity,
    or_(AccessRight.verb == "perform", AccessRight.verb == "receive"),
)
_holds_its_role = exists().where(
    EmployeeRole.employee_id == bindparam("who"), EmployeeRole.role == WorkItem.role
)
_WAITS_FOR_ME = and_(
    _LIVE,
    WorkItem.state == "offered",
    WorkItem.holder_id.is_(None),
    or_(_holds_its_role, _has_all_roles),
    _role_is_able,
)
_IS_MINE = and_(_LIVE, WorkItem.holder_id == bindparam("who"))


def _rows(condition: ColumnElement[bool]) -> Prepared:
    return Prepared(
        select(*_COLUMNS)
        .join_from(WorkItem, Case, Case.id == WorkItem.case_id)
        .outerjoin(Customer, Customer.id == WorkItem.customer_id)
        .outerjoin(ClockRow, ClockRow.id == _nearest)
        .where(condition)
        .order_by(*_BY_DUE)
        .limit(bindparam("most"))
    )


def _figures(condition: ColumnElement[bool]) -> Prepared:
    over = and_(ClockRow.state != "paused", ClockRow.due_at < bindparam("now", type_=ClockRow.due_at.type))
    near = and_(
        ClockRow.state != "paused",
        ClockRow.due_at >= bindparam("now", type_=ClockRow.due_at.type),
        ClockRow.warn_at <= bindparam("now", type_=ClockRow.due_at.type),
    )
    return Prepared(
        select(
            func.count(), func.coalesce(func.sum(case((over, 1), else_=0)), 0),
            func.coalesce(func.sum(case((near, 1), else_=0)), 0),
        )
        .join_from(WorkItem, Case, Case.id == WorkItem.case_id)
        .outerjoin(ClockRow, ClockRow.id == _nearest)
        .where(condition)
    )  # fmt: skip


_MINE, _MINE_FIGURES = _rows(_IS_MINE), _figures(_IS_MINE)
_WAITING, _WAITING_FIGURES = _rows(_WAITS_FOR_ME), _figures(_WAITS_FOR_ME)


def work_list(view: Reading, plans: Plans, employee: EmployeeId, now: datetime, limit: int = 500) -> WorkList:
    """Return what `employee` holds, claimed, open or paused, what runs out first on top."""
    return _read(view, plans, _MINE, _MINE_FIGURES, employee, now, limit)


def queue(view: Reading, plans: Plans, employee: EmployeeId, now: datetime, limit: int = 200) -> WorkList:
    """Return what waits for whoever of the employee's roles takes it, what runs out first on top."""
    return _read(view, plans, _WAITING, _WAITING_FIGURES, employee, now, limit)


def _read(
    view: Reading,
    plans: Plans,
    rows: Prepared,
    figures: Prepared,
    employee: EmployeeId,
    now: datetime,
    limit: int,
) -> WorkList:
    found = view.rows(rows, who=employee, most=limit)
    known = {version: plans.of(view, version) for version in {row[6] for row in found}}
    total, overdue, at_risk = view.row(figures, who=employee, now=now) or (0, 0, 0)
    return WorkList(tuple(_work_row(known[row[6]], row, now) for row in found), total, overdue, at_risk)


def _work_row(plan: Plan, row: tuple[Any, ...], now: datetime) -> WorkRow:
    pause = json.loads(row[17]) if row[17] else {}
    return WorkRow(
        work_item=WorkItemId(row[0]),
        case=CaseId(row[1]),
        number=row[2],
        activity=step_name(plan, row[5], row[3], row[4]),
        process=process_name(plan, row[5]),
        customer=None if row[7] is None else CustomerId(row[7]),
        customer_name=row[8] or "",
        state=ItemState(row[9]),
        role=role_name(plan, row[10]),
        offered=row[11],
        claimed=row[12],
        holder=row[13],
        lender=row[14],
        clock=nearest_clock(plan, row[18:23], now),
        promised_until=row[15],
        paused_until=row[16],
        paused_for=pause_in_words(pause.get("reason", ""), pause.get("party", "")) if row[16] else "",
    )


def step_name(plan: Plan, process: str, step: str, activity: str) -> str:
    """Return how a person calls a work item: its step's name, else that of its activity."""
    steps = plan.processes[process].steps if process in plan.processes else {}
    if step in steps:
        return steps[step].name
    known = plan.model.activity.get(activity)
    return known.name if known else activity


def process_name(plan: Plan, process: str) -> str:
    """Return the name of a process, or its code where the model no longer has it."""
    known = plan.model.process.get(process)
    return known.name if known else process


def role_name(plan: Plan, role: str) -> str:
    """Return the name of a role, or its code where the model no longer has it."""
    known = plan.model.role.get(role)
    return known.name if known else role


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What a list of cases is narrowed to; None: not by this."""

    status: str | None = "running"
    process: str | None = None
    customer: UUID | None = None
    owner: UUID | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list."""

    case: CaseId
    number: str
    process: str
    customer: CustomerId | None
    customer_name: str
    status: str
    owner: str
    started: datetime
    concluded: datetime | None
    promised_until: datetime | None


def _unless_given(name: str, column: Any) -> ColumnElement[bool]:
    return or_(bindparam(name, type_=column.type).is_(None), column == bindparam(name, type_=column.type))


_CASES = Prepared(
    select(
        Case.id, Case.number, Case.process, Case.version_id, Case.customer_id, Customer.name, Case.status,
        Employee.name, Case.started_at, Case.concluded_at, Case.promised_until,
    )
    .join_from(Case, Employee, Employee.id == Case.owner_id)
    .outerjoin(Customer, Customer.id == Case.customer_id)
    .where(
        _unless_given("status", Case.status), _unless_given("process", Case.process),
        _unless_given("whose", Case.customer_id), _unless_given("owner", Case.owner_id),
    )
    .order_by(Case.started_at.desc(), Case.id.desc())
    .limit(bindparam("most"))
)  # fmt: skip


def case_list(view: Reading, plans: Plans, filters: CaseFilters) -> tuple[CaseRow, ...]:
    """Return cases, newest first."""
    found = view.rows(
        _CASES, status=filters.status, process=filters.process, whose=filters.customer, owner=filters.owner,
        most=filters.limit,
    )  # fmt: skip
    known = {version: plans.of(view, version) for version in {row[3] for row in found}}
    return tuple(
        CaseRow(row[0], row[1], process_name(known[row[3]], row[2]), row[4], row[5] or "", *row[6:11])
        for row in found
    )
