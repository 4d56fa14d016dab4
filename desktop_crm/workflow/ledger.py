"""Reading a case for a decision: its own row, its work items, tokens and facts.

These are the statements of the hot path. They read what one decision needs and no more, so that a step of a
long process costs what a step of a short one does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, WorkItemId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.details import Detail
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.holding import hold_case, hold_item
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
    Case.segment, Case.channel, Case.started_at, Case.paused_until, _LAST, Case.carried_at,
    Case.promised_until,
)  # fmt: skip
_ITEM = (
    WorkItem.id, WorkItem.step, WorkItem.activity, WorkItem.role, WorkItem.state, WorkItem.holder_id,
    WorkItem.lender_id, WorkItem.reason, WorkItem.offered_at, WorkItem.claimed_at, WorkItem.opened_at,
)  # fmt: skip
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
    carried: datetime | None = None  # when it last went over to another version or process
    promised: datetime | None = None  # until when the customer was told, of what still stands

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
    touched: bool = False  # since it was stored


# Looking a member up by its value in its enumeration takes ten times as long.
_STATUS = {str(status): status for status in CaseStatus}
_STATE = {str(state): state for state in ItemState}


def _head(row: tuple[Any, ...]) -> Head:
    return Head(CaseId(row[0]), row[1], row[2], row[3], _STATUS[row[4]], *row[5:14])


def _row(row: tuple[Any, ...]) -> Row:
    state = _STATE[row[4]]
    item = Item(WorkItemId(row[0]), row[1], row[2], row[3], state, row[5], row[6])
    return Row(item, row[7], row[8], row[9], row[10], before=state)


def read_item(view: Reading, item: WorkItemId) -> tuple[Head, Row]:
    """Return a work item and its case, locked for a decision; raise `NotFound` when it isn't there."""
    hold_item(view, item)
    found = view.row(_READ_ITEM, item=item)
    if found is None:
        raise NotFound(_("This work item isn't in the store; it may belong to another store."))
    return _head(found[:14]), _row(found[14:])


def read_case(view: Reading, case: CaseId) -> Head:
    """Return a case, locked for a decision; raise `NotFound` when it isn't there."""
    hold_case(view, case)
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
