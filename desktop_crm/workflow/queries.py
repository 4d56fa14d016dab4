"""Statements of the desk, which are kept compiled (see `store.prepared`): work lists,
cases, what may be started, what the search box finds.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from desktop_crm.access.tables import Absence, AccessRight, Employee, EmployeeRole
from desktop_crm.customers.tables import Address, ContactPoint, Customer
from desktop_crm.store.prepared import Prepared, places
from desktop_crm.store.tables import NumberSeries
from desktop_crm.workflow.answering import answers_for_it, unlimited
from desktop_crm.workflow.standing import lasts, left_by_the_absent, stands_in
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
    # The exact role first: most of what waits is decided by it.
    or_(
        and_(or_(_holds_its_role, _has_all_roles), _role_is_able),
        answers_for_it(bindparam("who"), Case.version_id),
    ),
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


def _figures(condition: ColumnElement[bool], *more: Any, per: Any = None) -> Prepared:
    over = and_(ClockRow.state != "paused", ClockRow.due_at < bindparam("now", type_=ClockRow.due_at.type))
    near = and_(
        ClockRow.state != "paused",
        ClockRow.due_at >= bindparam("now", type_=ClockRow.due_at.type),
        ClockRow.warn_at <= bindparam("now", type_=ClockRow.due_at.type),
    )
    figures = (
        select(
            func.count(), func.coalesce(func.sum(case((over, 1), else_=0)), 0),
            func.coalesce(func.sum(case((near, 1), else_=0)), 0), *more,
        )
        .join_from(WorkItem, Case, Case.id == WorkItem.case_id)
        .outerjoin(ClockRow, ClockRow.id == _nearest)
        .where(condition)
    )  # fmt: skip
    return Prepared(figures if per is None else figures.group_by(per))


MINE, MINE_FIGURES = _rows(_IS_MINE), _figures(_IS_MINE)
WAITING, WAITING_FIGURES = _rows(_WAITS_FOR_ME), _figures(_WAITS_FOR_ME)
# Who is away now, as far as it concerns an employee: they themselves, whom they stand in for, who has no deputy.
_deputy = aliased(Employee)
AWAY = Prepared(
    select(
        Absence.id, Absence.employee_id, Employee.name, Absence.deputy_id, _deputy.name, Absence.begins_at,
        Absence.ends_at,
    )
    .join_from(Absence, Employee, Employee.id == Absence.employee_id)
    .outerjoin(_deputy, _deputy.id == Absence.deputy_id)
    .where(
        lasts(Absence),
        or_(Absence.employee_id == bindparam("who"), stands_in(Absence, bindparam("who"))),
    )
    .order_by(Absence.ends_at, Absence.id)
)  # fmt: skip
_LEFT = and_(_LIVE, left_by_the_absent(bindparam("who")))
LEFT, LEFT_FIGURES = _rows(_LEFT), _figures(_LEFT)

_OFFERED = and_(_LIVE, WorkItem.state == "offered", WorkItem.holder_id.is_(None))
_OF_ROLE = and_(
    _OFFERED,
    or_(
        bindparam("role", type_=WorkItem.role.type).is_(None),
        WorkItem.role == bindparam("role"),
        exists().where(unlimited(Case.version_id), AccessRight.role == bindparam("role")),
    ),
)
QUEUE, QUEUE_FIGURES = _rows(_OF_ROLE), _figures(_OF_ROLE)
# All that is under way, whoever holds it: what a supervisor looks at.
_OF_TEAM = and_(
    _LIVE, or_(bindparam("role", type_=WorkItem.role.type).is_(None), WorkItem.role == bindparam("role"))
)
TEAM, TEAM_FIGURES = _rows(_OF_TEAM), _figures(_OF_TEAM)


def _older(name: str) -> ColumnElement[Any]:
    """How many were offered before an instant."""
    before = bindparam(name, type_=WorkItem.offered_at.type)
    return func.coalesce(func.sum(case((WorkItem.offered_at <= before, 1), else_=0)), 0)


_AGES = (func.min(WorkItem.offered_at), _older("day_ago"), _older("week_ago"))
QUEUES = _figures(_OFFERED, WorkItem.role, *_AGES, per=WorkItem.role)
# What waits for another role than the one it was offered to, which answers for it too.
QUEUES_TOO = _figures(
    and_(_OFFERED, unlimited(Case.version_id), AccessRight.role != WorkItem.role),
    AccessRight.role,
    *_AGES,
    per=AccessRight.role,
)


def _unless_given(name: str, column: Any) -> ColumnElement[bool]:
    return or_(bindparam(name, type_=column.type).is_(None), column == bindparam(name, type_=column.type))


CASES = Prepared(
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

MAY_START = Prepared(
    select(AccessRight.object_code)
    .join(Employee, Employee.id == bindparam("who"))
    .where(
        AccessRight.version_id == bindparam("version"),
        AccessRight.verb == "start",
        or_(
            Employee.all_roles,
            exists().where(EmployeeRole.employee_id == Employee.id, EmployeeRole.role == AccessRight.role),
        ),
    )
)
COLLEAGUES = Prepared(
    select(Employee.id, Employee.name, EmployeeRole.role)
    .outerjoin(EmployeeRole, EmployeeRole.employee_id == Employee.id)
    .where(Employee.state == "active")
    .order_by(Employee.name, Employee.id, EmployeeRole.role)
)
OPEN_CASES = Prepared(
    select(func.count()).where(Case.customer_id == bindparam("whose"), Case.status == "running")
)
_town = (
    select(Address.town)
    .where(Address.customer_id == Customer.id)
    .order_by(Address.position)
    .limit(1)
    .correlate(Customer)
    .scalar_subquery()
)
_phone = (
    select(ContactPoint.content)
    .where(
        ContactPoint.customer_id == Customer.id,
        or_(ContactPoint.kind == "phone", ContactPoint.kind == "mobile"),
    )
    .order_by(ContactPoint.preferred.desc(), ContactPoint.position)
    .limit(1)
    .correlate(Customer)
    .scalar_subquery()
)
_running = (
    select(func.count())
    .where(Case.customer_id == Customer.id, Case.status == "running")
    .correlate(Customer)
    .scalar_subquery()
)
CUSTOMER_HITS = Prepared(
    select(Customer.id, Customer.number, Customer.name, _town, _phone, _running).where(
        Customer.id.in_([bindparam(place, type_=Customer.id.type) for place in places()]),
        Customer.deleted_at.is_(None),
    )
)
CASE_HITS = Prepared(
    select(Case.id, Case.number, Case.process, Case.version_id, Customer.name, Case.status)
    .outerjoin(Customer, Customer.id == Case.customer_id)
    .where(Case.number >= bindparam("first"), Case.number < bindparam("after"))
    .order_by(Case.number.desc())
    .limit(bindparam("most"))
)
# Of which years there are cases.
CASE_SERIES = Prepared(
    select(NumberSeries.series).where(NumberSeries.series >= "case-", NumberSeries.series < "case.")
)
