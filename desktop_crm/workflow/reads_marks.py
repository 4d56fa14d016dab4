"""What lists of work mark beside what they say: urgent cases, what is lent, all that is at risk, what came back.

It is read for the rows that stand there, once they do: nobody waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from desktop_crm.access.tables import Employee
from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId, WorkItemId
from desktop_crm.customers.tables import Customer
from desktop_crm.store.prepared import Prepared, placed, places
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads import step_name
from desktop_crm.workflow.reads_nearest import nearest_clock
from desktop_crm.workflow.reads_rows import NearestClock, WorkRow
from desktop_crm.workflow.states import Priority
from desktop_crm.workflow.tables import Case, CaseEvent, ClockRow, WorkItem

_URGENT = Prepared(
    select(CaseEvent.case_id, CaseEvent.detail)
    .where(
        CaseEvent.case_id.in_([bindparam(place, type_=CaseEvent.case_id.type) for place in places()]),
        CaseEvent.kind == "PriorityChanged",
    )
    .order_by(CaseEvent.case_id, CaseEvent.sequence)
)
_HANDS = Prepared(
    select(WorkItem.id, CaseEvent.kind, CaseEvent.detail, CaseEvent.actor_id, CaseEvent.happened_at)
    .join_from(WorkItem, CaseEvent, CaseEvent.case_id == WorkItem.case_id)
    .where(
        WorkItem.id.in_([bindparam(place, type_=WorkItem.id.type) for place in places()]),
        CaseEvent.work_item_id == WorkItem.id,
        or_(CaseEvent.kind == "ItemDelegated", CaseEvent.kind == "ItemReturned"),
    )
    .order_by(WorkItem.id, CaseEvent.sequence)
)
# Clocks of a case besides the nearest: a miss must not hide what can still be kept.
_RISKS = Prepared(
    select(
        ClockRow.case_id, Case.version_id, ClockRow.ksf, ClockRow.measure, ClockRow.state, ClockRow.due_at,
        ClockRow.warn_at,
    )
    .join(Case, Case.id == ClockRow.case_id)
    .where(
        ClockRow.case_id.in_([bindparam(place, type_=ClockRow.case_id.type) for place in places()]),
        or_(ClockRow.state == "running", ClockRow.state == "missed"),
        ClockRow.stopped_at.is_(None),
        ClockRow.warn_at <= bindparam("now", type_=ClockRow.warn_at.type),
    )
    .order_by(ClockRow.case_id, ClockRow.due_at, ClockRow.id)
)  # fmt: skip
_STEP = Prepared(
    select(Case.version_id, Case.process, WorkItem.step, WorkItem.activity, Case.number, Customer.name)
    .join_from(WorkItem, Case, Case.id == WorkItem.case_id)
    .outerjoin(Customer, Customer.id == Case.customer_id)
    .where(WorkItem.id == bindparam("item"))
)
_NAME = Prepared(select(Employee.name).where(Employee.id == bindparam("who")))


@frozen
class Marks:
    """Which cases are urgent, and until when what is lent is lent; None: until it is given back."""

    urgent: frozenset[CaseId]
    lent: Mapping[WorkItemId, datetime | None]


@frozen
class CameBack:
    """A work item that went back to its lender by itself, at a time: from whom, to whom."""

    item: WorkItemId
    step: str
    whose: str
    at: datetime
    lender: UUID
    lender_name: str
    borrower: UUID
    borrower_name: str


def urgent_among(view: Reading, cases: Collection[CaseId]) -> frozenset[CaseId]:
    """Return which of some cases are urgent."""
    latest: dict[UUID, str] = {}
    for some in placed(tuple(dict.fromkeys(cases))):
        latest.update({case: json.loads(detail)["priority"] for case, detail in view.rows(_URGENT, **some)})
    return frozenset(CaseId(case) for case, priority in latest.items() if priority == Priority.URGENT)


def marks_of(view: Reading, rows: Sequence[WorkRow]) -> Marks:
    """Return what a list marks of its rows."""
    lent: dict[WorkItemId, datetime | None] = {}
    for some in placed([row.work_item for row in rows if row.lender is not None]):
        for item, kind, detail, *_rest in view.rows(_HANDS, **some):
            until = json.loads(detail).get("until") if kind == "ItemDelegated" else None
            lent[item] = None if until is None else datetime.fromisoformat(until)
    return Marks(urgent_among(view, [row.case for row in rows]), lent)


def risks_of(view: Reading, plans: Plans, rows: Sequence[WorkRow], now: datetime) -> tuple[WorkRow, ...]:
    """Return work items once for each clock of their cases that is at risk or overdue, with that clock."""
    clocks: dict[UUID, list[NearestClock]] = {}
    for some in placed(tuple({row.case for row in rows})):
        for case, version, *clock in view.rows(_RISKS, now=now, **some):
            found = nearest_clock(plans.of(view, version), tuple(clock), now)
            if found is not None:
                clocks.setdefault(case, []).append(found)
    return tuple(replace(row, clock=clock) for row in rows for clock in clocks.get(row.case, ()))


def came_back(view: Reading, plans: Plans, items: Sequence[WorkItemId]) -> tuple[CameBack, ...]:
    """Return which of some work items went back to their lenders by themselves, and were not lent since."""
    lent: dict[WorkItemId, UUID] = {}
    back: dict[WorkItemId, tuple[UUID, datetime]] = {}
    for some in placed(items):
        for item, kind, detail, actor, at in view.rows(_HANDS, **some):
            holder = UUID(hex=json.loads(detail)["holder"])
            back.pop(item, None)
            if kind == "ItemDelegated":
                lent[item] = holder
            elif actor is None and item in lent:
                back[item] = (holder, at)
    return tuple(_came_back(view, plans, item, lent[item], *back[item]) for item in back)


def _came_back(
    view: Reading, plans: Plans, item: WorkItemId, borrower: UUID, lender: UUID, at: datetime
) -> CameBack:
    row = view.row(_STEP, item=item)
    assert row is not None, "its events were read a moment ago"
    version, process, step, activity, number, name = row
    said = step_name(plans.of(view, version), process, step, activity)
    return CameBack(
        item, said, name or number, at, lender, _name(view, lender), borrower, _name(view, borrower)
    )


def _name(view: Reading, who: UUID) -> str:
    found = view.row(_NAME, who=who)
    return str(found[0]) if found is not None else ""
