"""What was taken for somebody who was away goes back to them once they are here, by nobody's doing."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, bindparam, exists, literal_column, or_, select

from desktop_crm.access.tables import Absence
from desktop_crm.core.changes import Changes
from desktop_crm.core.ids import EmployeeId, WorkItemId
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Store
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.acting import changed
from desktop_crm.workflow.ledger import read_item
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.tables import CaseEvent, WorkItem

# How long after an absence what was lent in it is still looked for: a store may have been closed meanwhile.
_LOOK_BACK = timedelta(days=92)
# What whoever stood in took for themselves: a delegation by the absent is by the absent's own hand.
_LENT = Prepared(
    select(WorkItem.id)
    .join(Absence, Absence.employee_id == WorkItem.lender_id)
    .where(
        Absence.ends_at <= bindparam("now", type_=Absence.ends_at.type),
        Absence.ends_at > bindparam("since", type_=Absence.ends_at.type),
        literal_column("work_item.state IN ('offered', 'claimed', 'open', 'paused')"),
        or_(WorkItem.state == "claimed", WorkItem.state == "paused"),
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


def return_what_was_lent(store: Store) -> Changes:
    """Give what was taken for somebody who was away back to them, once they are here; return what changed.

    What is open on a screen stays where it is worked on. It is an act of the system: no right is asked for.
    """
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
