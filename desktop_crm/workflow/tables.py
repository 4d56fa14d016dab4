"""Cases, work items, the facts that happened to them, registered values, promises, clocks and drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.store.schema import Base, Id, Instant, Sync, marked
from desktop_crm.workflow.states import CASE_TRANSITIONS, TRANSITIONS


def _pairs(table: Mapping[Any, str]) -> frozenset[tuple[str, str]]:
    return frozenset((str(before), str(after)) for before, after in table)


_LIVE = text("state IN ('offered', 'claimed', 'open', 'paused')")


class Case(Base):
    """A running process for a customer, who may stay anonymous (`customer_id` empty) until it needs a name.

    `started_at` is when the customer's contact arrived. The durations are written when the case ends and can
    be derived again from its facts. `carried_at` is when it last went over to another version of the model, or to
    another process.
    """

    __tablename__ = "crm_case"
    __table_args__ = (
        Index("ix_crm_case_customer_id", "customer_id"),
        Index("ix_crm_case_number", "number"),
        Index("ix_crm_case_process_started_at", "process", "started_at"),
        Index(
            "ix_crm_case_process_concluded_at",
            "process",
            "concluded_at",
            sqlite_where=text("concluded_at IS NOT NULL"),
            postgresql_where=text("concluded_at IS NOT NULL"),
        ),
        Index(
            "ix_crm_case_running",
            "owner_id",
            sqlite_where=text("status = 'running'"),
            postgresql_where=text("status = 'running'"),
        ),
        {
            "info": marked(
                Sync.CUSTOMER,
                fixed=("recorded_at",),
                transitions={"status": _pairs(CASE_TRANSITIONS)},
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    number: Mapped[str] = mapped_column(Text)
    process: Mapped[str] = mapped_column(Text)
    version_id: Mapped[UUID] = mapped_column(Id, ForeignKey("model_version.id"))
    status: Mapped[str] = mapped_column(Text, default="running")
    owner_id: Mapped[UUID] = mapped_column(Id, ForeignKey("employee.id"))
    channel: Mapped[str] = mapped_column(Text)
    segment: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    concluded_at: Mapped[datetime | None] = mapped_column(Instant)
    first_concluded_at: Mapped[datetime | None] = mapped_column(Instant)
    linked_case_id: Mapped[UUID | None] = mapped_column(Id)
    expectation: Mapped[str] = mapped_column(Text, default="")
    delivered: Mapped[str] = mapped_column(Text, default="")
    promised_until: Mapped[datetime | None] = mapped_column(Instant)  # the latest promise
    paused_until: Mapped[datetime | None] = mapped_column(Instant)
    grade: Mapped[int | None] = mapped_column(Integer)
    graded_by: Mapped[str] = mapped_column(Text, default="")  # customer, employee
    net_seconds: Mapped[int | None] = mapped_column(BigInteger)
    customer_seconds: Mapped[int | None] = mapped_column(BigInteger)
    carried_at: Mapped[datetime | None] = mapped_column(Instant)


class WorkItem(Base):
    """A running step: offered to a role, held by at most one employee, completed once."""

    __tablename__ = "work_item"
    __table_args__ = (
        Index("ix_work_item_case_id", "case_id"),
        Index("ix_work_item_activity_case_id", "activity", "case_id"),
        Index("ix_work_item_queue", "role", "offered_at", sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_work_item_holder", "holder_id", sqlite_where=_LIVE, postgresql_where=_LIVE),
        {
            "info": marked(
                Sync.CUSTOMER,
                fixed=("case_id", "step", "activity", "offered_at"),
                transitions={"state": _pairs(TRANSITIONS)},
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    case_id: Mapped[UUID] = mapped_column(Id, ForeignKey("crm_case.id"))
    step: Mapped[str] = mapped_column(Text)  # empty for an activity from outside the process
    activity: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    holder_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("employee.id"))
    lender_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("employee.id"))
    reason: Mapped[str] = mapped_column(Text, default="")  # why skipped, added, cancelled
    offered_at: Mapped[datetime] = mapped_column(Instant)
    claimed_at: Mapped[datetime | None] = mapped_column(Instant)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[UUID | None] = mapped_column(Id)


class Token(Base):
    """A finished step's arrival at a step that waits for several; `taken_at` once the join has fired."""

    __tablename__ = "case_token"
    __table_args__ = (
        Index("ix_case_token_case_id", "case_id", "to_step"),
        {"info": marked(Sync.CUSTOMER, fixed=("case_id", "from_step", "to_step"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    case_id: Mapped[UUID] = mapped_column(Id, ForeignKey("crm_case.id"))
    from_step: Mapped[str] = mapped_column(Text)
    to_step: Mapped[str] = mapped_column(Text)
    arrived_at: Mapped[datetime] = mapped_column(Instant)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)


class CaseEvent(Base):
    """A fact: what happened to a case or one of its work items. Written once, never changed.

    `happened_at` is a statement of who says so; `recorded_at` is stamped by the store. `sequence` counts the
    events of a case, so that a replay has one order. `detail` is JSON of ids and codes, and of what somebody
    typed where `events.FREE_TEXT` says so.
    """

    __tablename__ = "case_event"
    __table_args__ = (
        Index("ix_case_event_case_id", "case_id", "sequence"),
        {
            "info": marked(
                Sync.CUSTOMER,
                fixed=("case_id", "work_item_id", "kind", "happened_at", "recorded_at", "actor_id", "detail"),
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    case_id: Mapped[UUID] = mapped_column(Id, ForeignKey("crm_case.id"))
    work_item_id: Mapped[UUID | None] = mapped_column(Id)
    sequence: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[UUID | None] = mapped_column(Id)
    replica: Mapped[UUID | None] = mapped_column(Id)
    monotonic_ns: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[str] = mapped_column(Text, default="{}")


class Value(Base):
    """An information item registered for a customer or a case; a correction is a new row.

    `answer` is ``value``, or ``unknown``, ``refused``, ``not-applicable``, ``later`` with a `reason`.
    `case_id` tells where it was registered; a customer-level item counts for every case of the customer.
    """

    __tablename__ = "item_value"
    __table_args__ = (
        Index("ix_item_value_case_id", "case_id", "item"),
        Index("ix_item_value_customer_id", "customer_id", "item"),
        {
            "info": marked(
                Sync.CUSTOMER,
                fixed=("case_id", "item", "scope", "content", "answer", "reason", "registered_at"),
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    case_id: Mapped[UUID | None] = mapped_column(Id)
    item: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    content: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="value")
    reason: Mapped[str] = mapped_column(Text, default="")
    registered_at: Mapped[datetime] = mapped_column(Instant)
    registered_by: Mapped[UUID | None] = mapped_column(Id)
    work_item_id: Mapped[UUID | None] = mapped_column(Id)
    process: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")  # a master system, an import, an activity
    replaces_id: Mapped[UUID | None] = mapped_column(Id)


class Promise(Base):
    """What a customer was told to expect, made at a moment, through a channel; revising keeps the first."""

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_case_id", "case_id"),
        {"info": marked(Sync.CUSTOMER, fixed=("case_id", "until", "made_at"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    case_id: Mapped[UUID] = mapped_column(Id, ForeignKey("crm_case.id"))
    contact_id: Mapped[UUID | None] = mapped_column(Id)
    until: Mapped[datetime] = mapped_column(Instant)
    made_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[str] = mapped_column(Text)
    made_by: Mapped[UUID | None] = mapped_column(Id)
    words: Mapped[str] = mapped_column(Text, default="")


class ClockRow(Base):
    """The stored verdict of one clock on one case (or one of its questions): derived, can be rebuilt.

    `due_at` is the instant at which the norm runs out if nothing pauses it; `target` is JSON of the norm the
    clock runs under, so that a finished clock keeps it.
    """

    __tablename__ = "clock"
    __table_args__ = (
        UniqueConstraint("case_id", "ksf", "subject", "subject_id"),
        Index("ix_clock_case_id", "case_id"),
        Index(
            "ix_clock_stopped_at",
            "stopped_at",
            sqlite_where=text("stopped_at IS NOT NULL"),
            postgresql_where=text("stopped_at IS NOT NULL"),
        ),
        {"info": marked(Sync.CUSTOMER, unlogged=("net_seconds", "customer_seconds", "due_at"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    case_id: Mapped[UUID] = mapped_column(Id, ForeignKey("crm_case.id"))
    ksf: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text, default="case")  # a `timing.clock.SubjectKind`
    subject_id: Mapped[UUID | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    warn_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
    net_seconds: Mapped[int | None] = mapped_column(BigInteger)
    customer_seconds: Mapped[int | None] = mapped_column(BigInteger)
    revised: Mapped[bool] = mapped_column(default=False)
    previous: Mapped[str] = mapped_column(Text, default="")
    target: Mapped[str] = mapped_column(Text)


class Draft(Base):
    """What somebody typed and did not complete yet; kept until it is completed or thrown away."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("employee_id", "subject"), {"info": marked(Sync.LOCAL)})

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[UUID] = mapped_column(Id)
    subject: Mapped[str] = mapped_column(Text)  # a work item's id, "event", "customer/ID"
    content: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(Instant)
