"""This store's own cases as an event log: what happened to their steps, in the transitions of XES."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from desktop_crm.core.frozen import frozen
from desktop_crm.measures.logs import EARLIEST, LATEST
from desktop_crm.process.model import Process
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.details import Detail
from desktop_crm.workflow.events import ItemHandedOver, ItemOffered
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.tables import Case, CaseEvent

_PAGE = 500
_CASES = Prepared(
    select(Case.id, Case.number, Case.process, Case.version_id)
    .where(
        Case.id > bindparam("after"),
        or_(bindparam("process") == "", Case.process == bindparam("process")),
        Case.started_at >= bindparam("since"),
        Case.started_at < bindparam("until"),
    )
    .order_by(Case.id)
    .limit(_PAGE)
)
_EVENTS = Prepared(
    select(
        CaseEvent.case_id, CaseEvent.kind, CaseEvent.work_item_id, CaseEvent.happened_at, CaseEvent.actor_id,
        CaseEvent.detail,
    )
    .where(CaseEvent.case_id >= bindparam("first"), CaseEvent.case_id <= bindparam("last"))
    .order_by(CaseEvent.case_id, CaseEvent.sequence)
)  # fmt: skip
# What becomes of a step, in the words of the standard lifecycle (IEEE 1849-2016, extension `lifecycle`).
_TRANSITION = {
    "ItemOffered": "schedule",
    "ItemClaimed": "assign",
    "ItemOpened": "start",
    "ItemClosed": "suspend",
    "ItemReleased": "schedule",
    "ItemHandedOver": "reassign",
    "ItemDelegated": "reassign",
    "ItemReturned": "reassign",
    "ItemPaused": "suspend",
    "ItemResumed": "resume",
    "ItemCompleted": "complete",
    "ItemSkipped": "manualskip",
    "ItemCancelled": "withdraw",
}
_NOBODYS = frozenset({"ItemOffered", "ItemReleased"})


@frozen
class LiveEvent:
    """One event of a case.

    Attributes:
        activity: its name; of a case's first and last contact, what the process calls them.
        instance: which work item of the case, counted from 1; 0 for a contact.
        actor: who did it; None for the system.
    """

    activity: str
    role: str
    lifecycle: str
    instance: int
    moment: datetime
    actor: UUID | None


@frozen
class LiveCase:
    """A case with its events, in the order in which they were recorded."""

    number: str
    process: str
    events: tuple[LiveEvent, ...]


def live_cases(
    view: Reading,
    plans: Plans,
    *,
    process: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[LiveCase]:
    """Yield the cases that began in a period, of one process or of all, a page in memory at a time."""
    after = UUID(int=0)
    while cases := view.rows(
        _CASES, after=after, process=process, since=since or EARLIEST, until=until or LATEST
    ):
        known = {row[0]: row for row in cases}
        first, after = cases[0][0], cases[-1][0]
        rows = view.rows(_EVENTS, first=first, last=after)
        for case, events in groupby(rows, key=itemgetter(0)):
            if case in known:
                _id, number, code, version = known[case]
                yield _live_case(number, code, plans.of(view, version), [row[1:] for row in events])


def _live_case(number: str, process: str, plan: Plan, rows: list[tuple[Any, ...]]) -> LiveCase:
    spec = plan.model.process[process]
    items: dict[UUID, _Item] = {}
    events = []
    for kind, item, moment, actor, detail in rows:
        if kind in ("CaseStarted", "CaseConcluded"):
            events.append(_contact(spec, kind, moment, actor))
        elif item is not None and kind in _TRANSITION:
            events.append(_of_item(plan, items, kind, item, moment, actor, detail))
    return LiveCase(number, spec.name, tuple(events))


class _Item:
    """A work item on its way: what it is, whose it is now, and when something happened to it last."""

    def __init__(self, number: int, activity: str, role: str, last: datetime) -> None:
        self.number, self.activity, self.role, self.last = number, activity, role, last
        self.opened = False


def _contact(spec: Process, kind: str, moment: datetime, actor: UUID | None) -> LiveEvent:
    event = spec.starting if kind == "CaseStarted" else spec.concluding
    return LiveEvent(event.name, "", "complete", 0, moment, actor)


def _of_item(
    plan: Plan,
    items: dict[UUID, _Item],
    kind: str,
    key: UUID,
    moment: datetime,
    actor: UUID | None,
    detail: str,
) -> LiveEvent:
    roles = plan.model.role
    event = Detail.read(kind, key, detail) if kind in ("ItemOffered", "ItemHandedOver") else None
    if isinstance(event, ItemOffered):
        known = plan.model.activity.get(event.activity)
        name = known.name if known else event.activity
        items[key] = _Item(len(items) + 1, name, event.role, moment)
    item = items[key]
    if isinstance(event, ItemHandedOver):
        item.role = event.role
    transition = _TRANSITION[kind]
    if transition == "start":
        # Opened again after it was left: its work goes on.
        transition, item.opened = "resume" if item.opened else "start", True
    # What is said to have happened before what came earlier counts from there, as in the work item's own row.
    item.last = max(moment, item.last)
    role = roles[item.role].name if item.role in roles else item.role
    who = None if kind in _NOBODYS else actor
    return LiveEvent(item.activity, role, transition, item.number, item.last, who)
