"""What the cases that ran say about a model: how fast its clocks ever were, and what was shown to somebody."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select

from desktop_crm.process.measured import Achieved, Measured
from desktop_crm.process.model import Model
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case, ClockRow, Value, WorkItem

DAYS = 90  # the period over which the use of information is counted

_BEST = Prepared(
    select(
        Case.process,
        ClockRow.ksf,
        func.count(),
        func.min(ClockRow.net_seconds),
        func.min(ClockRow.customer_seconds),
    )
    .join(Case, Case.id == ClockRow.case_id)
    .where(or_(ClockRow.state == "met", ClockRow.state == "missed"), ClockRow.stopped_at.is_not(None))
    .group_by(Case.process, ClockRow.ksf)
)
_COLLECTED = Prepared(
    select(Value.item, func.count())
    .where(Value.registered_at >= bindparam("since"), Value.answer == "value")
    .group_by(Value.item)
)
# A window that was opened while the value stood in its case, or on the file of its customer.
_SHOWN_IN_CASE = Prepared(
    select(Value.item, WorkItem.activity)
    .join(WorkItem, WorkItem.case_id == Value.case_id)
    .where(Value.registered_at >= bindparam("since"), WorkItem.opened_at >= Value.registered_at)
    .distinct()
)
_SHOWN_OF_CUSTOMER = Prepared(
    select(Value.item, WorkItem.activity)
    .join(WorkItem, WorkItem.customer_id == Value.customer_id)
    .where(
        Value.registered_at >= bindparam("since"),
        Value.scope == "customer",
        WorkItem.opened_at >= Value.registered_at,
    )
    .distinct()
)


def measured(view: Reading, model: Model, *, now: datetime) -> Measured:
    """Return what the cases that ran say about the clocks and items of a model.

    Args:
        now: the end of the period over which the use of information is counted.
    """
    since = now - timedelta(days=DAYS)
    achieved = {}
    for process, ksf, count, net, wall in view.rows(_BEST):
        known = model.ksf.get(ksf)
        best = None if known is None else wall if known.judged == "customer" else net
        if best is not None:
            achieved[process, ksf] = Achieved(int(best), int(count))
    shown: dict[str, set[str]] = defaultdict(set)
    for statement in (_SHOWN_IN_CASE, _SHOWN_OF_CUSTOMER):
        for item, activity in view.rows(statement, since=since):
            shown[item].add(activity)
    return Measured(
        achieved,
        DAYS,
        {item: int(count) for item, count in view.rows(_COLLECTED, since=since)},
        {item: frozenset(activities) for item, activities in shown.items()},
    )
