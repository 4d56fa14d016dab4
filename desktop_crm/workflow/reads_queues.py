"""The queues by role, as a supervisor looks at them: how much waits, since when, what is at risk; nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop_crm.process.reads import published_version
from desktop_crm.store.prepared import kept
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads import read_list
from desktop_crm.workflow.reads_rows import WorkList

_ROWS, _FIGURES = kept("workflow", "QUEUE"), kept("workflow", "QUEUE_FIGURES")
_BY_ROLE = kept("workflow", "QUEUES")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What waits for one role, or for all of them together: `role` is empty then.

    Attributes:
        oldest: since when the one that waits longest was offered; None: nothing waits.
    """

    role: str
    name: str
    waiting: int
    overdue: int
    at_risk: int
    oldest: datetime | None


def queues(view: Reading, plans: Plans, now: datetime) -> tuple[QueueRow, ...]:
    """Return all roles' queues together, then each that holds anything or is of the published model.

    What is overdue stands first, then what is at risk, then what waits longest.
    """
    version = published_version(view)
    names = {} if version is None else {one.code: one.name for one in plans.of(view, version).model.roles}
    found = {row[3]: row for row in view.rows(_BY_ROLE, now=now)}
    nothing = (0, 0, 0, "", None)
    rows = []
    for role in dict.fromkeys((*names, *found)):
        waiting, overdue, at_risk, _role, since = found.get(role, nothing)
        rows.append(QueueRow(role, names.get(role, role), waiting, overdue, at_risk, since))
    oldest = min((row.oldest for row in rows if row.oldest is not None), default=None)
    waiting, overdue = sum(row.waiting for row in rows), sum(row.overdue for row in rows)
    at_risk = sum(row.at_risk for row in rows)
    rows.sort(key=lambda row: (-row.overdue, -row.at_risk, row.oldest or now, row.name))
    return (QueueRow("", "", waiting, overdue, at_risk, oldest), *rows)


def role_queue(view: Reading, plans: Plans, role: str, now: datetime, limit: int = 200) -> WorkList:
    """Return what waits for `role`, of all roles where it is empty; what runs out first on top."""
    return read_list(view, plans, (_ROWS, _FIGURES), {"role": role or None}, now, limit)
