"""Writing the events of an act: the facts, and the rows of work items and tokens that are projected from them.

With `ledger` these are the statements of the hot path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from desktop_crm.core.errors import Conflict
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import EmployeeId, WorkItemId, new_id
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.details import Detail
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import Head, Row
from desktop_crm.workflow.model import Item
from desktop_crm.workflow.states import ItemState
from desktop_crm.workflow.tables import CaseEvent, Token, WorkItem

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
        == select(_waiting.c.id)
        .where(
            _waiting.c.case_id == bindparam("of_case"),
            _waiting.c.from_step == bindparam("origin"),
            _waiting.c.to_step == bindparam("step"),
            _waiting.c.taken_at.is_(None),
        )
        .order_by(_waiting.c.id)
        .limit(1)
        .scalar_subquery()
    )
    .values(taken_at=bindparam("at"))
)
_HAPPEN = Prepared(insert(CaseEvent), [column.key for column in CaseEvent.__table__.columns])
_SAME: Any = object()  # what an event leaves as it is


class Projection:
    """Writes the events of one act: work items, tokens and the facts themselves, each with few statements."""

    def __init__(self, work: Writing, head: Head, rows: Mapping[WorkItemId, Row], happened: datetime) -> None:
        self.work = work
        self.head = head
        self.rows = dict(rows)
        self.happened = happened
        self.offered: list[Item] = []
        self._touched: list[Row] = []

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
        for row in self._touched:
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

    def change(
        self,
        item: WorkItemId,
        state: ItemState,
        *,
        holder: EmployeeId | None = _SAME,
        lender: EmployeeId | None = _SAME,
        role: str = _SAME,
    ) -> Row:
        """Move a work item's row; stored once, however many events touched it."""
        row = self.rows[item]
        was = row.item
        # Not `replace`, which takes three times as long; this runs for every event of every step.
        row.item = Item(
            was.id,
            was.step,
            was.activity,
            was.role if role is _SAME else role,
            state,
            was.holder if holder is _SAME else holder,
            was.lender if lender is _SAME else lender,
        )
        self._touch(row)
        return row

    def _touch(self, row: Row) -> None:
        if not row.touched:
            row.touched = True
            self._touched.append(row)

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
        row.before, row.touched = item.state, False

    def _offer(self, event: fact.ItemOffered) -> None:
        self._take(event)
        item = Item(event.item, event.step, event.activity, event.role, ItemState.OFFERED)
        row = self.rows[item.id] = Row(item, event.reason, self.happened, None, None)
        self._touch(row)
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
        row = self.change(event.item, ItemState.CLAIMED, holder=event.holder)
        row.claimed = max(self.happened, row.offered)

    def _open(self, event: fact.ItemOpened) -> None:
        row = self.change(event.item, ItemState.OPEN)
        row.opened = row.opened or self._after(row)

    def _close(self, event: fact.ItemClosed) -> None:
        self.change(event.item, ItemState.CLAIMED)

    def _release(self, event: fact.ItemReleased) -> None:
        row = self.change(event.item, ItemState.OFFERED, holder=None, lender=None)
        row.claimed = row.opened = None

    def _hand_over(self, event: fact.ItemHandedOver) -> None:
        state = ItemState.OFFERED if event.holder is None else ItemState.CLAIMED
        row = self.change(event.item, state, holder=event.holder, lender=None, role=event.role)
        row.claimed = None if event.holder is None else max(self.happened, row.offered)
        row.opened = None

    def _delegate(self, event: fact.ItemDelegated) -> None:
        self.change(event.item, ItemState.CLAIMED, holder=event.holder, lender=event.lender)

    def _give_back(self, event: fact.ItemReturned) -> None:
        self.change(event.item, ItemState.CLAIMED, holder=event.holder, lender=None)

    def _pause(self, event: fact.ItemPaused) -> None:
        self.change(event.item, ItemState.PAUSED)

    def _resume(self, event: fact.ItemResumed) -> None:
        held = self.rows[event.item].item.holder is not None
        self.change(event.item, ItemState.CLAIMED if held else ItemState.OFFERED)

    def _end(self, item: WorkItemId, state: ItemState, reason: str = "") -> None:
        row = self.change(item, state)
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

    def _begin_anew(self, event: fact.ProcessChanged) -> None:
        for origin, step in event.cleared:
            self._use_token(origin, step)

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
    fact.ProcessChanged: Projection._begin_anew,
}
