"""What the workflow knows of one customer: cases on the time line, running cases with clocks, known facts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, func, literal, or_, select, union_all

from desktop_crm.access.tables import Employee
from desktop_crm.core.ids import CaseId, ContactId, CustomerId, EmployeeId, WorkItemId
from desktop_crm.customers.tables import Question
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.schema import Id, Instant
from desktop_crm.store.work import Reading
from desktop_crm.workflow.states import LIVE
from desktop_crm.workflow.tables import Case, ClockRow, Value, WorkItem

PAGE = 100
RUNNING_LIMIT = 50
FACTS_LIMIT = 500

_Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case on the time line: once when it started, once more when it was concluded.

    Attributes:
        verdict: ``missed`` if any of its clocks missed, else ``met`` if any was met, else empty.
        channel: through which it started.
    """

    case: CaseId
    at: datetime
    concluded: bool
    number: str
    process: str
    status: str
    subject: str
    channel: str
    verdict: str
    net_seconds: int | None
    customer_seconds: int | None


@dataclass(frozen=True, slots=True)
class RunningCase:
    """A case of the customer that is not concluded."""

    case: CaseId
    number: str
    process: str
    subject: str
    owner_id: EmployeeId
    owner: str
    started_at: datetime
    promised_until: datetime | None
    paused_until: datetime | None
    expectation: str


@dataclass(frozen=True, slots=True)
class RunningItem:
    """A live work item of a running case; `holder` is empty while it is offered to its role."""

    item: WorkItemId
    case: CaseId
    step: str
    activity: str
    role: str
    state: str
    holder_id: EmployeeId | None
    holder: str
    offered_at: datetime


@dataclass(frozen=True, slots=True)
class ClockState:
    """The stored verdict of one clock; `due_at` is when the norm runs out if nothing pauses it."""

    case: CaseId
    ksf: str
    measure: str
    subject: UUID | None
    state: str
    started_at: datetime | None
    due_at: datetime | None
    warn_at: datetime | None
    stopped_at: datetime | None
    net_seconds: int | None
    customer_seconds: int | None
    revised: bool
    previous: str
    target: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """The newest registered value of a customer-level item; `content` is canonical text."""

    item: str
    content: str | None
    answer: str
    reason: str
    registered_at: datetime
    registered_by: str
    case: CaseId | None
    process: str
    source: str


@dataclass(frozen=True, slots=True)
class CaseName:
    """How a case is referred to in a row of something else."""

    number: str
    process: str


@dataclass(frozen=True, slots=True)
class QuestionVerdict:
    """The clock of a contact's question: met, missed, or still running until `due_at`."""

    state: str
    due_at: datetime | None
    warn_at: datetime | None


_verdict = (
    select(
        func.max(case((ClockRow.state == "missed", 2), (ClockRow.state == "met", 1), else_=0))
    )
    .where(ClockRow.case_id == Case.id)
    .correlate(Case)
    .scalar_subquery()
)  # fmt: skip
_VERDICTS = {None: "", 0: "", 1: "met", 2: "missed"}


def _entries(at: Any, concluded: bool) -> _Rows:
    moment = bindparam("before_at", type_=Instant())
    chosen = (
        select(Case.id.label("case_id"), at.label("at"))
        .where(
            Case.customer_id == bindparam("customer"),
            at <= moment,
            or_(at < moment, Case.id < bindparam("before_id", type_=Id())),
        )
        .order_by(at.desc(), Case.id.desc())
        .limit(bindparam("size"))
        .subquery()
    )
    return select(
        chosen.c.case_id,
        chosen.c.at,
        literal(int(concluded)),
        Case.number,
        Case.process,
        Case.status,
        Case.subject,
        Case.channel,
        _verdict,
        Case.net_seconds,
        Case.customer_seconds,
    ).join_from(chosen, Case, Case.id == chosen.c.case_id)


_ENTRIES = Prepared(union_all(_entries(Case.started_at, False), _entries(Case.concluded_at, True)))
_COUNT = Prepared(select(func.count()).select_from(Case).where(Case.customer_id == bindparam("customer")))
_running = and_(Case.customer_id == bindparam("customer"), Case.status == "running")
_WHOSE = Prepared(select(Case.customer_id).where(Case.id == bindparam("of_case")))
_RUNNING = Prepared(
    select(
        Case.id,
        Case.number,
        Case.process,
        Case.subject,
        Case.owner_id,
        Employee.name,
        Case.started_at,
        Case.promised_until,
        Case.paused_until,
        Case.expectation,
    )
    .join(Employee, Employee.id == Case.owner_id)
    .where(_running)
    .order_by(Case.started_at.desc(), Case.id.desc())
    .limit(RUNNING_LIMIT)
)
_ITEMS = Prepared(
    select(
        WorkItem.id,
        WorkItem.case_id,
        WorkItem.step,
        WorkItem.activity,
        WorkItem.role,
        WorkItem.state,
        WorkItem.holder_id,
        func.coalesce(Employee.name, ""),
        WorkItem.offered_at,
    )
    .join(Case, Case.id == WorkItem.case_id)
    .outerjoin(Employee, Employee.id == WorkItem.holder_id)
    .where(_running, or_(*(WorkItem.state == state.value for state in sorted(LIVE))))
    .order_by(WorkItem.offered_at, WorkItem.id)
    .limit(4 * RUNNING_LIMIT)
)
_CLOCKS = Prepared(
    select(
        ClockRow.case_id,
        ClockRow.ksf,
        ClockRow.measure,
        ClockRow.subject_id,
        ClockRow.state,
        ClockRow.started_at,
        ClockRow.due_at,
        ClockRow.warn_at,
        ClockRow.stopped_at,
        ClockRow.net_seconds,
        ClockRow.customer_seconds,
        ClockRow.revised,
        ClockRow.previous,
        ClockRow.target,
    )
    .join(Case, Case.id == ClockRow.case_id)
    .where(_running)
    .order_by(ClockRow.due_at.is_(None), ClockRow.due_at, ClockRow.id)
    .limit(8 * RUNNING_LIMIT)
)
_ranked = (
    select(
        Value,
        func.row_number()
        .over(partition_by=Value.item, order_by=(Value.registered_at.desc(), Value.id.desc()))
        .label("rank"),
    )
    .where(Value.customer_id == bindparam("customer"), Value.scope == "customer")
    .subquery()
)
_FACTS = Prepared(
    select(
        _ranked.c.item,
        _ranked.c.content,
        _ranked.c.answer,
        _ranked.c.reason,
        _ranked.c.registered_at,
        func.coalesce(Employee.name, ""),
        _ranked.c.case_id,
        _ranked.c.process,
        _ranked.c.source,
    )
    .outerjoin_from(_ranked, Employee, Employee.id == _ranked.c.registered_by)
    .where(_ranked.c.rank == 1)
    .order_by(_ranked.c.registered_at.desc(), _ranked.c.item)
    .limit(FACTS_LIMIT)
)


def case_entries(
    view: Reading, customer: CustomerId, *, before: tuple[datetime, UUID], size: int = PAGE
) -> list[CaseEntry]:
    """Return the starts and conclusions of the customer's cases older than the key, newest first.

    At most `size` of either, so that the caller can merge them with other things and cut the page.
    """
    found = view.rows(_ENTRIES, customer=customer, before_at=before[0], before_id=before[1], size=size)
    entries = [_entry(row) for row in found]
    entries.sort(key=lambda entry: (entry.at, entry.case, entry.concluded), reverse=True)
    return entries


def _entry(row: tuple[Any, ...]) -> CaseEntry:
    case_id, at, concluded, number, process, status, subject, channel, verdict, net, wall = row
    return CaseEntry(
        case_id, at, bool(concluded), number, process, status, subject, channel, _VERDICTS[verdict], net, wall
    )


def case_count(view: Reading, customer: CustomerId) -> int:
    """Return how many cases the customer has had."""
    found = view.row(_COUNT, customer=customer)
    return int(found[0]) if found else 0


def running_cases(view: Reading, customer: CustomerId) -> list[RunningCase]:
    """Return the customer's running cases, the latest first; at most 50."""
    return [RunningCase(*row) for row in view.rows(_RUNNING, customer=customer)]


def running_items(view: Reading, customer: CustomerId) -> list[RunningItem]:
    """Return the live work items of the customer's running cases, the oldest first."""
    return [RunningItem(*row) for row in view.rows(_ITEMS, customer=customer)]


def running_clocks(view: Reading, customer: CustomerId) -> list[ClockState]:
    """Return the clocks of the customer's running cases, the most urgent first."""
    return [ClockState(*row) for row in view.rows(_CLOCKS, customer=customer)]


def known_facts(view: Reading, customer: CustomerId) -> list[FactRow]:
    """Return the newest value of each customer-level item, the latest registered first."""
    return [FactRow(*row) for row in view.rows(_FACTS, customer=customer)]


def customer_of(view: Reading, case_id: CaseId) -> CustomerId | None:
    """Return whose case it is; None while the customer is anonymous."""
    found = view.row(_WHOSE, of_case=case_id)
    return CustomerId(found[0]) if found and found[0] else None


def case_names(view: Reading, cases: Collection[UUID]) -> dict[UUID, CaseName]:
    """Return number and process of `cases`, as many as a page has rows."""
    if not cases:
        return {}
    statement = select(Case.id, Case.number, Case.process).where(Case.id.in_(cases))
    return {row: CaseName(number, process) for row, number, process in view.connection.execute(statement)}


def question_verdicts(view: Reading, contacts: Collection[ContactId]) -> dict[UUID, QuestionVerdict]:
    """Return for each of `contacts` the clock of its question: the worst, then the most urgent."""
    if not contacts:
        return {}
    worst = case((ClockRow.state == "missed", 0), (ClockRow.state == "running", 1), else_=2)
    statement = (
        select(Question.contact_id, ClockRow.state, ClockRow.due_at, ClockRow.warn_at)
        .join(ClockRow, and_(ClockRow.case_id == Question.case_id, ClockRow.subject_id == Question.id))
        .where(Question.contact_id.in_(contacts))
        .order_by(worst, ClockRow.due_at, ClockRow.id)
    )
    found: dict[UUID, QuestionVerdict] = {}
    for contact, state, due_at, warn_at in view.connection.execute(statement):
        found.setdefault(contact, QuestionVerdict(state, due_at, warn_at))
    return found
