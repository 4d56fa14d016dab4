"""One case whole: steps, values, contacts, questions, promises and clocks, from a limited number of statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from desktop_crm.access.tables import AccessRight, Employee, EmployeeRole
from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, QuestionId, WorkItemId
from desktop_crm.customers.tables import Contact, Customer, Question
from desktop_crm.process.model import Item, Scope
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.clocks import clocks_of
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.reads_clocks import clock_line
from desktop_crm.workflow.reads_nearest import pause_in_words
from desktop_crm.workflow.reads_rows import (
    ClockLine,
    ContactLine,
    CustomerLine,
    PromiseLine,
    QuestionLine,
    ValueLine,
)
from desktop_crm.workflow.standing import left_by_the_absent
from desktop_crm.workflow.states import LIVE, CaseStatus, ItemState
from desktop_crm.workflow.tables import Case, CaseEvent, Promise, Value, WorkItem
from desktop_crm.workflow.values import AnswerKind, Known

CONTACTS_SHOWN = 5

_owner, _holder, _lender = aliased(Employee), aliased(Employee), aliased(Employee)
_HEAD = Prepared(
    select(
        Case.id, Case.number, Case.process, Case.version_id, Case.status, Case.customer_id, Case.owner_id,
        _owner.name, Case.channel, Case.subject, Case.started_at, Case.concluded_at, Case.expectation,
        Case.delivered, Case.promised_until, Case.paused_until, Case.grade, Case.graded_by,
        Customer.number, Customer.name, Customer.segment, Case.carried_at,
    )
    .join_from(Case, _owner, _owner.id == Case.owner_id)
    .outerjoin(Customer, Customer.id == Case.customer_id)
    .where(Case.id == bindparam("of_case"))
)  # fmt: skip
_ITEMS = Prepared(
    select(
        WorkItem.id, WorkItem.step, WorkItem.activity, WorkItem.role, WorkItem.state, WorkItem.holder_id,
        _holder.name, WorkItem.lender_id, WorkItem.reason, WorkItem.offered_at, WorkItem.claimed_at,
        WorkItem.opened_at, WorkItem.ended_at, _owner.name, _lender.name,
    )
    .outerjoin(_holder, _holder.id == WorkItem.holder_id)
    .outerjoin(_owner, _owner.id == WorkItem.ended_by)
    .outerjoin(_lender, _lender.id == WorkItem.lender_id)
    .where(WorkItem.case_id == bindparam("of_case"))
    .order_by(WorkItem.offered_at, WorkItem.id)
)  # fmt: skip
_VALUES = Prepared(
    select(
        Value.id, Value.item, Value.content, Value.answer, Value.reason, Value.registered_at, Value.case_id,
        Value.process, Value.source,
    )
    .where(
        or_(
            Value.case_id == bindparam("of_case"),
            (Value.customer_id == bindparam("whose")) & (Value.scope == "customer"),
        )
    )
    .order_by(Value.registered_at, Value.id)
)  # fmt: skip
_CONTACT = (
    Contact.id, Contact.channel, Contact.direction, Contact.party, Contact.happened_at, Contact.recorded_at,
    Contact.subject, Contact.text, Employee.name, Contact.case_id,
)  # fmt: skip
_CONTACTS_OF_CUSTOMER = Prepared(
    select(*_CONTACT)
    .outerjoin(Employee, Employee.id == Contact.employee_id)
    .where(Contact.customer_id == bindparam("whose"))
    .order_by(Contact.happened_at.desc(), Contact.id.desc())
    .limit(bindparam("most"))
)
_CONTACTS_OF_CASE = Prepared(
    select(*_CONTACT)
    .outerjoin(Employee, Employee.id == Contact.employee_id)
    .where(Contact.case_id == bindparam("of_case"))
    .order_by(Contact.happened_at.desc(), Contact.id.desc())
    .limit(bindparam("most"))
)
_COUNT_OF_CUSTOMER = Prepared(
    select(func.count()).select_from(Contact).where(Contact.customer_id == bindparam("whose"))
)
_COUNT_OF_CASE = Prepared(
    select(func.count()).select_from(Contact).where(Contact.case_id == bindparam("of_case"))
)
_QUESTIONS = Prepared(
    select(Question.id, Question.text, Question.raised_at, Question.raised_by, Question.answered_at)
    .where(Question.case_id == bindparam("of_case"))
    .order_by(Question.raised_at, Question.id)
)
_PROMISES = Prepared(
    select(Promise.id, Promise.until, Promise.made_at, Promise.channel, Promise.words, Employee.name)
    .outerjoin(Employee, Employee.id == Promise.made_by)
    .where(Promise.case_id == bindparam("of_case"))
    .order_by(Promise.made_at, Promise.id)
)
_CONTACTS_PROMISED = Prepared(
    select(CaseEvent.detail).where(
        CaseEvent.case_id == bindparam("of_case"),
        CaseEvent.kind == "PromiseMade",
        CaseEvent.detail.contains('"contact"'),
    )
)
_PAUSE = Prepared(
    select(CaseEvent.detail)
    .where(CaseEvent.case_id == bindparam("of_case"), CaseEvent.kind == "CasePaused")
    .order_by(CaseEvent.sequence.desc())
    .limit(1)
)
_CHANGED = Prepared(
    select(CaseEvent.happened_at)
    .where(CaseEvent.case_id == bindparam("of_case"), CaseEvent.kind == "ProcessChanged")
    .order_by(CaseEvent.sequence.desc())
    .limit(1)
)
_STANDING = Prepared(
    select(Employee.all_roles, EmployeeRole.role)
    .outerjoin(EmployeeRole, EmployeeRole.employee_id == Employee.id)
    .where(Employee.id == bindparam("who"), Employee.state == "active")
)
_LEFT = Prepared(
    select(WorkItem.id)
    .join(Case, Case.id == WorkItem.case_id)
    .where(WorkItem.id == bindparam("which"), left_by_the_absent(bindparam("who")))
)
_MAY_PERFORM = Prepared(
    select(AccessRight.object_code)
    .join(EmployeeRole, EmployeeRole.role == AccessRight.role)
    .where(
        EmployeeRole.employee_id == bindparam("who"),
        AccessRight.version_id == bindparam("version"),
        AccessRight.verb == "perform",
    )
)


@dataclass(frozen=True, slots=True)
class CaseHead:
    """A case's own row, with names."""

    id: CaseId
    number: str
    process: str
    version: UUID
    status: CaseStatus
    customer: CustomerLine | None
    owner: EmployeeId
    owner_name: str
    channel: str
    subject: str
    started: datetime
    concluded: datetime | None
    expectation: str
    delivered: str
    promised_until: datetime | None
    paused_until: datetime | None
    grade: int | None
    graded_by: str
    carried: datetime | None = None  # when it last went over to another version, or to another process


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A work item of a case, ended or not."""

    id: WorkItemId
    step: str
    activity: str
    role: str
    state: ItemState
    holder: UUID | None
    holder_name: str
    lender: UUID | None
    reason: str
    offered: datetime
    claimed: datetime | None
    opened: datetime | None
    ended: datetime | None
    ended_by: str
    lender_name: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an employee is to a version: roles, and the activities they may perform.

    Attributes:
        takes: the work items that they may take for colleagues who are away.
    """

    employee: UUID
    all_roles: bool
    roles: frozenset[str]
    activities: frozenset[str]
    takes: frozenset[WorkItemId] = frozenset()

    def may_do(self, item: ItemRow) -> bool:
        """Whether a live work item is this employee's to do: held, or free and of their responsibility."""
        if item.holder is not None:
            return item.holder == self.employee or item.id in self.takes
        return self.all_roles or item.role in self.roles or item.activity in self.activities

    def may_see(self, plan: Plan, item: Item) -> bool:
        """Whether they may read an item: a sensitive one only if an activity of theirs uses it."""
        if not item.sensitive or self.all_roles:
            return True
        return any(
            use.item == item.code
            for activity in self.activities
            for use in (*plan.model.inputs.get(activity, ()), *plan.model.outputs.get(activity, ()))
        )


def read_head(view: Reading, case: CaseId) -> CaseHead:
    """Return a case; raise `NotFound` when it isn't there."""
    row = view.row(_HEAD, of_case=case)
    if row is None:
        raise NotFound(_("This case isn't in the store; check its number."))
    customer = CustomerLine(CustomerId(row[5]), row[18], row[19], row[20]) if row[5] else None
    own = (*row[6:18], row[21])
    return CaseHead(CaseId(row[0]), row[1], row[2], row[3], CaseStatus(row[4]), customer, *own)


def read_item_rows(view: Reading, case: CaseId) -> tuple[ItemRow, ...]:
    """Return all work items of a case, oldest first."""
    return tuple(_item_row(row) for row in view.rows(_ITEMS, of_case=case))


def of_this_process(view: Reading, head: CaseHead, items: Iterable[ItemRow]) -> tuple[ItemRow, ...]:
    """Return the work items of the process that a case runs as: those of one before it are no part of its steps."""
    found = None if head.carried is None else view.row(_CHANGED, of_case=head.id)
    return tuple(item for item in items if found is None or item.offered >= found[0])


def _item_row(row: tuple[Any, ...]) -> ItemRow:
    return ItemRow(
        id=WorkItemId(row[0]),
        step=row[1],
        activity=row[2],
        role=row[3],
        state=ItemState(row[4]),
        holder=row[5],
        holder_name=row[6] or "",
        lender=row[7],
        reason=row[8],
        offered=row[9],
        claimed=row[10],
        opened=row[11],
        ended=row[12],
        ended_by=row[13] or "",
        lender_name=row[14] or "",
    )


def read_standing(view: Reading, employee: UUID, version: UUID) -> Standing:
    """Return an employee's roles and what they may perform under `version`; two statements."""
    rows = view.rows(_STANDING, who=employee)
    roles = frozenset(row[1] for row in rows if row[1] is not None)
    activities = frozenset(row[0] for row in view.rows(_MAY_PERFORM, who=employee, version=version))
    return Standing(employee, bool(rows and rows[0][0]), roles, activities)


def standing_in(view: Reading, standing: Standing, items: Iterable[ItemRow], now: datetime) -> Standing:
    """Return what an employee is once who is away is looked at: asked only of what a colleague holds."""
    held = (row for row in items if row.state in LIVE and row.holder not in (None, standing.employee))
    takes = [row.id for row in held if view.row(_LEFT, which=row.id, who=standing.employee, now=now)]
    return replace(standing, takes=frozenset(takes)) if takes else standing


def read_values(view: Reading, head: CaseHead, plan: Plan) -> dict[str, Known]:
    """Return the newest registered row of each item, as this case sees it (ask once)."""
    whose = head.customer.id if head.customer else None
    newest: dict[str, Known] = {}
    for row in view.rows(_VALUES, of_case=head.id, whose=whose):
        known = Known(row[0], row[1], row[2], AnswerKind(row[3]), *row[4:])
        item = plan.model.item.get(known.item)
        of_customer = item is not None and item.scope is Scope.CUSTOMER and whose is not None
        if of_customer or known.case == head.id:
            newest[known.item] = known
    return newest


def value_line(plan: Plan, known: Known, head: CaseHead, standing: Standing, now: datetime) -> ValueLine:
    """Return a registered value as a screen shows it; withheld when it is sensitive and not this employee's."""
    item = plan.model.item.get(known.item)
    withheld = item is not None and not standing.may_see(plan, item)
    in_case = known.case == head.id
    return ValueLine(
        item=known.item,
        name=item.name if item else known.item,
        type=str(item.type) if item else "text",
        content=None if withheld else known.content,
        answer=str(known.answer),
        reason="" if withheld else known.reason,
        registered=known.registered,
        source=source_name(plan, known),
        valid=in_case or (item is not None and known.valid(item, now)),
        withheld=withheld,
        in_case=in_case,
    )


def source_name(plan: Plan, known: Known) -> str:
    """Return where a value came from in a person's words: a master system, an activity, else the process."""
    activity = plan.model.activity.get(known.source)
    if activity is not None:
        return activity.name
    process = plan.model.process.get(known.process)
    return known.source or (process.name if process else known.process)


def read_contacts(view: Reading, head: CaseHead, *, most: int, of_case: bool) -> tuple[ContactLine, ...]:
    """Return the latest contacts of the customer, or of the case alone, newest first."""
    if of_case or head.customer is None:
        rows = view.rows(_CONTACTS_OF_CASE, of_case=head.id, most=most)
    else:
        rows = view.rows(_CONTACTS_OF_CUSTOMER, whose=head.customer.id, most=most)
    return tuple(_contact_line(row) for row in rows)


def _contact_line(row: tuple[Any, ...]) -> ContactLine:
    who, case = row[8] or "", row[9]
    return ContactLine(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], who, case)


def count_contacts(view: Reading, head: CaseHead) -> int:
    """Return how many contacts the customer (of an anonymous case: the case) has had."""
    if head.customer is None:
        found = view.row(_COUNT_OF_CASE, of_case=head.id)
    else:
        found = view.row(_COUNT_OF_CUSTOMER, whose=head.customer.id)
    return int(found[0]) if found else 0


def read_questions(view: Reading, case: CaseId) -> tuple[QuestionLine, ...]:
    """Return the questions of a case in the order in which they were raised."""
    return tuple(QuestionLine(QuestionId(row[0]), *row[1:]) for row in view.rows(_QUESTIONS, of_case=case))


def read_promises(view: Reading, case: CaseId) -> tuple[PromiseLine, ...]:
    """Return the promises of a case; the first stays, the last counts."""
    rows = view.rows(_PROMISES, of_case=case)
    details = view.rows(_CONTACTS_PROMISED, of_case=case) if rows else []
    of_contact = {UUID(hex=json.loads(detail)["promise"]) for (detail,) in details}
    return tuple(
        PromiseLine(until, made, channel, words, who or "", promise in of_contact)
        for promise, until, made, channel, words, who in rows
    )


def read_pause(view: Reading, head: CaseHead) -> tuple[str, datetime] | None:
    """Return for whom a case waits and until when; None while it does not wait."""
    if head.paused_until is None:
        return None
    row = view.row(_PAUSE, of_case=head.id)
    detail: Mapping[str, str] = json.loads(row[0]) if row else {}
    return pause_in_words(detail.get("reason", ""), detail.get("party", "")), head.paused_until


def read_clocks(view: Reading, plan: Plan, head: CaseHead, now: datetime) -> tuple[ClockLine, ...]:
    """Return every clock of a case with its intervals, as they stand at `now`."""
    pause = read_pause(view, head)
    return tuple(clock_line(plan, clock, pause, now) for clock in clocks_of(view, plan, head.id, now))
