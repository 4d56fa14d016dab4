"""What was lent goes back by nobody's doing: when the time it was lent for is reached, or the absent are here again."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, exists, literal_column, or_, select

from desktop_crm.access.tables import Absence
from desktop_crm.core.changes import Changes
from desktop_crm.core.ids import CaseId, EmployeeId, WorkItemId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store, Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.acting import changed
from desktop_crm.workflow.ledger import Head, Row, read_item
from desktop_crm.workflow.model import Item
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.states import ItemState
from desktop_crm.workflow.tables import CaseEvent, WorkItem

# How long after an absence what was lent in it is still looked for: a store may have been closed meanwhile.
_LOOK_BACK = timedelta(days=92)
_LIVE: ColumnElement[bool] = literal_column("work_item.state IN ('offered', 'claimed', 'open', 'paused')")
_IN_HAND = or_(WorkItem.state == "claimed", WorkItem.state == "paused")
# What whoever stood in took for themselves: a delegation by the absent is by the absent's own hand.
_LENT = Prepared(
    select(WorkItem.id)
    .join(Absence, Absence.employee_id == WorkItem.lender_id)
    .where(
        Absence.ends_at <= bindparam("now", type_=Absence.ends_at.type),
        Absence.ends_at > bindparam("since", type_=Absence.ends_at.type),
        _LIVE,
        _IN_HAND,
        exists().where(
            and_(
                CaseEvent.case_id == WorkItem.case_id,
                CaseEvent.work_item_id == WorkItem.id,
                CaseEvent.kind == "ItemDelegated",
                CaseEvent.actor_id == WorkItem.holder_id,
                CaseEvent.recorded_at >= Absence.begins_at,
                CaseEvent.recorded_at < Absence.ends_at,
            )
        ),
    )
    .order_by(WorkItem.id)
)
# Of what is in somebody's hands little is lent: that index is of all that is live, by its holder.
_ALL_LENT = Prepared(
    select(WorkItem.id, WorkItem.case_id)
    .where(_LIVE, WorkItem.holder_id.is_not(None), WorkItem.lender_id.is_not(None), _IN_HAND)
    .order_by(WorkItem.id)
)
_TERMS = Prepared(
    select(CaseEvent.detail)
    .where(
        CaseEvent.case_id == bindparam("of_case"), CaseEvent.work_item_id == bindparam("item"),
        CaseEvent.kind == "ItemDelegated",
    )
    .order_by(CaseEvent.sequence.desc())
    .limit(1)
)  # fmt: skip


def goes_back(item: Item, until: datetime | None, now: datetime) -> fact.ItemReturned | None:
    """Return that a work item goes back to its lender, lent as it is until some time; None while it doesn't.

    It does once that time is reached; what is open on a screen stays where it is worked on, until it is closed.
    """
    if item.lender is None or until is None or until > now:
        return None
    if item.state not in (ItemState.CLAIMED, ItemState.PAUSED):
        return None
    return fact.ItemReturned(item.id, EmployeeId(item.lender))


def lent_until(view: Reading, case: CaseId, item: WorkItemId) -> datetime | None:
    """Return until when a work item was lent the last time; None: until it is given back."""
    found = view.row(_TERMS, of_case=case, item=item)
    stored = json.loads(found[0]).get("until") if found is not None else None
    return None if stored is None else datetime.fromisoformat(stored)


def settle_loan(work: Writing, head: Head, row: Row) -> bool:
    """Give a work item back whose time with a colleague is over, as of that time; the next act finds it returned."""
    if row.item.lender is None:
        return False
    until = lent_until(work, head.id, row.item.id)
    back = goes_back(row.item, until, work.now)
    if back is None or until is None:
        return False
    Projection(work, head, {row.item.id: row}, until).write([back])
    return True


def return_what_was_lent(store: Store) -> Changes:
    """Give back what was lent until now, and what was taken for somebody who is here again; return what changed.

    What is open on a screen stays where it is worked on. It is an act of the system: no right is asked for.
    """
    return _return_over(store) | _return_to_who_was_away(store)


def _return_over(store: Store) -> Changes:
    now = store.time.now()
    with store.read() as view:
        lent = [(CaseId(case), WorkItemId(item)) for item, case in view.rows(_ALL_LENT)]
        due = [item for case, item in lent if (until := lent_until(view, case, item)) and until <= now]
    changes = Changes()
    for which in due:
        with store.write(None) as work:
            head, row = read_item(work, which)
            if settle_loan(work, head, row):
                changes |= changed(head, items=[which])
    return changes


def _return_to_who_was_away(store: Store) -> Changes:
    now = store.time.now()
    with store.read() as view:
        due = [WorkItemId(row[0]) for row in view.rows(_LENT, now=now, since=now - _LOOK_BACK)]
    changes = Changes()
    for which in due:
        with store.write(None) as work:
            if (which,) not in work.rows(_LENT, now=now, since=now - _LOOK_BACK):
                continue
            head, row = read_item(work, which)
            assert row.item.lender is not None, "it was looked for by its lender"
            back = fact.ItemReturned(which, EmployeeId(row.item.lender))
            Projection(work, head, {which: row}, work.now).write([back])
            changes |= changed(head, items=[which])
    return changes
