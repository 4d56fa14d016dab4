"""Reading a case for a decision and writing the events that follow: rows are projections of the facts.

These are the statements of the hot path. They read what one decision needs and no more, so that a step of a
long process costs what a step of a short one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update

from desktop_crm.core.errors import Conflict, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, WorkItemId, new_id
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.events import Detail, Event
from desktop_crm.workflow.model import CaseState, Item
from desktop_crm.workflow.states import CaseStatus, ItemState
from desktop_crm.workflow.tables import Case, CaseEvent, Token, WorkItem

_LAST = (
    select(func.coalesce(func.max(CaseEvent.sequence), 0))
    .where(CaseEvent.case_id == Case.id)
    .scalar_subquery()
)
_HEAD = (
    Case.id, Case.number, Case.process, Case.version_id, Case.status, Case.owner_id, Case.customer_id,
    Case.segment, Case.channel, Case.started_at, Case.paused_until, _LAST,
)  # fmt: skip
_ITEM = (
    WorkItem.id, WorkItem.step, WorkItem.activity, WorkItem.role, WorkItem.state, WorkItem.holder_id,
    WorkItem.lender_id, WorkItem.reason, WorkItem.offered_at, WorkItem.claimed_at, WorkItem.opened_at,
)  # fmt: skip
_LIVE = ("offered", "claimed", "open", "paused")
_READ_ITEM = Prepared(
    select(*_HEAD, *_ITEM)
    .join_from(WorkItem, Case, Case.id == WorkItem.case_id)
    .where(WorkItem.id == bindparam("item"))
)
_READ_CASE = Prepared(select(*_HEAD).where(Case.id == bindparam("of_case")))
_READ_ITEMS = Prepared(
    select(*_ITEM).where(WorkItem.case_id == bindparam("of_case")).order_by(WorkItem.offered_at, WorkItem.id)
)
_READ_TOKENS = Prepared(
    select(Token.from_step, Token.to_step)
    .where(Token.case_id == bindparam("of_case"), Token.taken_at.is_(None))
    .order_by(Token.id)
)
_READ_EVENTS = Prepared(
    select(CaseEvent.kind, CaseEvent.work_item_id, CaseEvent.detail)
    .where(CaseEvent.case_id == bindparam("of_case"))
    .order_by(CaseEvent.sequence)
)
_OFFER = Prepared(insert(WorkItem), [column.key for column in WorkItem.__table__.columns])
_MOVE = Prepared(
    update(WorkItem)
    .where(WorkItem.id == bindparam("item"), WorkItem.state == bindparam("before"))
    .values(
        state=bindparam("after"),
        role=bindparam("new_role"),
        holder_id=bindparam("holder"),
        lender_id=bindparam("lender"),
        reason=bindparam("why"),
        claimed_at=bindparam("claimed"),
        opened_at=bindparam("opened"),
        ended_at=bindparam("ended"),
        ended_by=bindparam("by"),
    )
)
_ARRIVE = Prepared(insert(Token), [column.key for column in Token.__table__.columns])
_waiting = Token.__table__.alias("waiting")
_TAKE = Prepared(
    update(Token)
    .where(
        # One token, where a step that was begun twice left two: the one that waits longest.
        Token.id
        == select(func.min(_waiting.c.id))
        .where(
            _waiting.c.case_id == bindparam("of_case"),
            _waiting.c.from_step == bindparam("origin"),
            _waiting.c.to_step == bindparam("step"),
            _waiting.c.taken_at.is_(None),
        )
        .scalar_subquery()
    )
    .values(taken_at=bindparam("at"))
)
_HAPPEN = Prepared(insert(CaseEvent), [column.key for column in CaseEvent.__table__.columns])


@dataclass(slots=True)
class Head:
    """A case's row as decisions and projections need it; `sequence` counts its events."""

    id: CaseId
    number: str
    process: str
    version: UUID
    status: CaseStatus
    owner: UUID
    customer: UUID | None
    segment: str
    channel: str
    started: datetime
    paused_until: datetime | None
    sequence: int

    def state(self, items: Iterable[Item] = (), tokens: tuple[tuple[str, str], ...] = ()) -> CaseState:
        """Return the case as the pure engine sees it."""
        return CaseState(
            self.id,
            self.process,
            self.status,
            self.customer,  # type: ignore[arg-type]
            self.owner,  # type: ignore[arg-type]
            {item.id: item for item in items},
            tokens,
            {},
            self.paused_until is not None,
        )


@dataclass(slots=True)
class Row:
    """A work item's row, kept up while a decision's events are projected on it."""

    item: Item
    reason: str
    offered: datetime
    claimed: datetime | None
    opened: datetime | None
    ended: datetime | None = None
    ended_by: UUID | None = None
    before: ItemState | None = None  # the state in the store; None: not stored yet


def _head(row: tuple[Any, ...]) -> Head:
    status = CaseStatus(row[4])
    return Head(CaseId(row[0]), row[1], row[2], row[3], status, *row[5:12])


def _row(row: tuple[Any, ...]) -> Row:
    state = ItemState(row[4])
    item = Item(WorkItemId(row[0]), row[1], row[2], row[3], state, row[5], row[6])
    return Row(item, row[7], row[8], row[9], row[10], before=state)


def read_item(view: Reading, item: WorkItemId) -> tuple[Head, Row]:
    """Return a work item and its case, in one statement; raise `NotFound` when it isn't there."""
    found = view.row(_READ_ITEM, item=item)
    if found is None:
        raise NotFound(_("This work item isn't in the store; it may belong to another store."))
    return _head(found[:12]), _row(found[12:])


def read_case(view: Reading, case: CaseId) -> Head:
    """Return a case; raise `NotFound` when it isn't there."""
    found = view.row(_READ_CASE, of_case=case)
    if found is None:
        raise NotFound(_("This case isn't in the store; check its number."))
    return _head(found)


def read_items(view: Reading, case: CaseId) -> dict[WorkItemId, Row]:
    """Return all work items of a case, ended ones too, oldest first."""
    rows = [_row(found) for found in view.rows(_READ_ITEMS, of_case=case)]
    return {row.item.id: row for row in rows}


def read_tokens(view: Reading, case: CaseId) -> tuple[tuple[str, str], ...]:
    """Return the (from, to) pairs that wait at joins, in order of arrival."""
    return tuple((origin, step) for origin, step in view.rows(_READ_TOKENS, of_case=case))


def read_events(view: Reading, case: CaseId) -> list[Event]:
    """Return the facts of a case in their order."""
    return [Detail.read(kind, item, detail) for kind, item, detail in view.rows(_READ_EVENTS, of_case=case)]


class Projection:
    """Writes the events of one act: work items, tokens and the facts themselves, each with few statements."""

    def __init__(self, work: Writing, head: Head, rows: Mapping[WorkItemId, Row], happened: datetime) -> None:
        self.work = work
        self.head = head
        self.rows = dict(rows)
        self.happened = happened
        self.offered: list[Item] = []
        self._touched: dict[WorkItemId, Row] = {}

    def write(self, events: Iterable[Event]) -> None:
        """Project `events` on the rows and store both. Call once per act; `Head.sequence` moves on."""
        head, facts = self.head, []
        for event in events:
            head.sequence += 1
            facts.append(
                {
                    "id": new_id(),
                    "work_item_id": getattr(event, "item", None),
                    "sequence": head.sequence,
                    "kind": type(event).__name__,
                    "detail": Detail.write(event),
                }
            )
            project = _PROJECT.get(type(event))
            if project is not None:
                project(self, event)
        for row in self._touched.values():
            self._store(row)
        self._touched.clear()
        self.work.run_alike(_HAPPEN, self._circumstances(), facts)

    def _circumstances(self) -> dict[str, Any]:
        """What all events of one act have in common."""
        return {
            "customer_id": self.head.customer,
            "case_id": self.head.id,
            "happened_at": self.happened,
            "recorded_at": self.work.now,
            "actor_id": self.work.actor,
            "replica": self.work.replica,
            "monotonic_ns": self.work.monotonic_ns,
        }

    def change(self, item: WorkItemId, **changed: Any) -> Row:
        """Move a work item's row; stored once, however many events touched it."""
        row = self.rows[item]
        item_before = row.item
        # Not `replace`, which takes three times as long; this runs for every event of every step.
        row.item = Item(
            item_before.id,
            item_before.step,
            item_before.activity,
            changed.get("role", item_before.role),
            changed.get("state", item_before.state),
            changed.get("holder", item_before.holder),
            changed.get("lender", item_before.lender),
        )
        self._touched[item] = row
        return row

    def _store(self, row: Row) -> None:
        item = row.item
        if row.before is None:
            self.work.run(
                _OFFER,
                id=item.id,
                customer_id=self.head.customer,
                case_id=self.head.id,
                step=item.step,
                activity=item.activity,
                role=item.role,
                state=str(item.state),
                holder_id=item.holder,
                lender_id=item.lender,
                reason=row.reason,
                offered_at=row.offered,
                claimed_at=row.claimed,
                opened_at=row.opened,
                ended_at=row.ended,
                ended_by=row.ended_by,
            )
        else:
            touched = self.work.run(
                _MOVE,
                item=item.id,
                before=str(row.before),
                after=str(item.state),
                new_role=item.role,
                holder=item.holder,
                lender=item.lender,
                why=row.reason,
                claimed=row.claimed,
                opened=row.opened,
                ended=row.ended,
                by=row.ended_by,
            )
            if touched != 1:
                raise Conflict(
                    _("A colleague changed this step a moment ago; nothing was changed. Look again.")
                )
        row.before = item.state

    def _offer(self, event: fact.ItemOffered) -> None:
        self._take(event)
        item = Item(event.item, event.step, event.activity, event.role, ItemState.OFFERED)
        self.rows[item.id] = self._touched[item.id] = Row(item, event.reason, self.happened, None, None)
        self.offered.append(item)

    def _take(self, event: fact.ItemOffered | fact.StepPassed) -> None:
        for origin in event.took:
            self._use_token(origin, event.step)

    def _use_token(self, origin: str, step: str) -> None:
        touched = self.work.run(_TAKE, of_case=self.head.id, origin=origin, step=step, at=self.happened)
        assert touched == 1, "a join takes exactly one token from each incoming arc"

    def _arrive(self, event: fact.TokenArrived) -> None:
        self._put_token(event.origin, event.step)

    def _put_token(self, origin: str, step: str) -> None:
        self.work.run(
            _ARRIVE,
            id=new_id(),
            customer_id=self.head.customer,
            case_id=self.head.id,
            from_step=origin,
            to_step=step,
            arrived_at=self.happened,
            taken_at=None,
        )

    def _claim(self, event: fact.ItemClaimed) -> None:
        row = self.change(event.item, state=ItemState.CLAIMED, holder=event.holder)
        row.claimed = max(self.happened, row.offered)

    def _open(self, event: fact.ItemOpened) -> None:
        row = self.change(event.item, state=ItemState.OPEN)
        row.opened = row.opened or self._after(row)

    def _close(self, event: fact.ItemClosed) -> None:
        self.change(event.item, state=ItemState.CLAIMED)

    def _release(self, event: fact.ItemReleased) -> None:
        row = self.change(event.item, state=ItemState.OFFERED, holder=None, lender=None)
        row.claimed = row.opened = None

    def _hand_over(self, event: fact.ItemHandedOver) -> None:
        state = ItemState.OFFERED if event.holder is None else ItemState.CLAIMED
        row = self.change(event.item, state=state, holder=event.holder, lender=None, role=event.role)
        row.claimed = None if event.holder is None else max(self.happened, row.offered)
        row.opened = None

    def _delegate(self, event: fact.ItemDelegated) -> None:
        self.change(event.item, state=ItemState.CLAIMED, holder=event.holder, lender=event.lender)

    def _give_back(self, event: fact.ItemReturned) -> None:
        self.change(event.item, state=ItemState.CLAIMED, holder=event.holder, lender=None)

    def _pause(self, event: fact.ItemPaused) -> None:
        self.change(event.item, state=ItemState.PAUSED)

    def _resume(self, event: fact.ItemResumed) -> None:
        held = self.rows[event.item].item.holder is not None
        self.change(event.item, state=ItemState.CLAIMED if held else ItemState.OFFERED)

    def _end(self, item: WorkItemId, state: ItemState, reason: str = "") -> None:
        row = self.change(item, state=state)
        row.ended, row.ended_by = self._after(row), self.work.actor
        row.reason = reason or row.reason

    def _after(self, row: Row) -> datetime:
        """When something happened to a work item: as it is said, but not before what happened to it earlier."""
        return max(self.happened, row.opened or row.claimed or row.offered)

    def _complete(self, event: fact.ItemCompleted) -> None:
        self._end(event.item, ItemState.COMPLETED)

    def _skip(self, event: fact.ItemSkipped) -> None:
        self._end(event.item, ItemState.SKIPPED, event.reason)

    def _cancel(self, event: fact.ItemCancelled) -> None:
        self._end(event.item, ItemState.CANCELLED, event.reason)

    def _back(self, event: fact.WentBack) -> None:
        for origin, step in event.cleared:
            self._use_token(origin, step)
        for origin, step in event.restored:
            self._put_token(origin, step)


_PROJECT: dict[type[Any], Any] = {
    fact.ItemOffered: Projection._offer,
    fact.StepPassed: Projection._take,
    fact.TokenArrived: Projection._arrive,
    fact.ItemClaimed: Projection._claim,
    fact.ItemOpened: Projection._open,
    fact.ItemClosed: Projection._close,
    fact.ItemReleased: Projection._release,
    fact.ItemHandedOver: Projection._hand_over,
    fact.ItemDelegated: Projection._delegate,
    fact.ItemReturned: Projection._give_back,
    fact.ItemPaused: Projection._pause,
    fact.ItemResumed: Projection._resume,
    fact.ItemCompleted: Projection._complete,
    fact.ItemSkipped: Projection._skip,
    fact.ItemCancelled: Projection._cancel,
    fact.WentBack: Projection._back,
}
