"""The queues by role, as a supervisor looks at them: how much waits, since when, what is at risk; nobody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from desktop_crm.core.frozen import frozen
from desktop_crm.process.reads import pilot_version, published_version
from desktop_crm.store.prepared import kept
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads import read_list
from desktop_crm.workflow.reads_rows import WorkList

_ROWS, _FIGURES = kept("workflow", "QUEUE"), kept("workflow", "QUEUE_FIGURES")
_TEAM, _TEAM_FIGURES = kept("workflow", "TEAM"), kept("workflow", "TEAM_FIGURES")
_BY_ROLE, _TOO = kept("workflow", "QUEUES"), kept("workflow", "QUEUES_TOO")


@frozen
class QueueRow:
    """What waits for one role, or for all of them together: `role` is empty then.

    Attributes:
        oldest: since when the one that waits longest was offered; None: nothing waits.
        older, oldest_of_all: how many of them wait for more than a day, and for more than a week.
    """

    role: str
    name: str
    waiting: int
    overdue: int
    at_risk: int
    oldest: datetime | None
    older: int = 0
    oldest_of_all: int = 0

    @property
    def ages(self) -> tuple[int, int, int]:
        """How many wait for up to a day, for up to a week, and for longer."""
        return self.waiting - self.older, self.older - self.oldest_of_all, self.oldest_of_all


def queues(view: Reading, plans: Plans, now: datetime) -> tuple[QueueRow, ...]:
    """Return all roles' queues together, then each that holds anything or is of a model at work.

    What two roles answer for without limits waits in the queues of both, and counts once in all together.
    What is overdue stands first, then what is at risk, then what waits longest.
    """
    at_work = (pilot_version(view), published_version(view))
    names = {
        one.code: one.name
        for version in at_work
        if version is not None
        for one in plans.of(view, version).model.roles
    }
    moments = {"now": now, "day_ago": now - timedelta(days=1), "week_ago": now - timedelta(days=7)}
    offered = [_row(names, row) for row in view.rows(_BY_ROLE, **moments)]
    too = [_row(names, row) for row in view.rows(_TOO, **moments)]
    waiting: dict[str, list[QueueRow]] = {role: [] for role in names}
    for row in (*offered, *too):
        waiting.setdefault(row.role, []).append(row)
    rows = [_together(role, names.get(role, role), parts) for role, parts in waiting.items()]
    rows.sort(key=lambda row: (-row.overdue, -row.at_risk, row.oldest or now, row.name))
    return (_together("", "", offered), *rows)


def _row(names: Mapping[str, str], found: tuple[Any, ...]) -> QueueRow:
    waiting, overdue, at_risk, role, since, older, oldest = found
    return QueueRow(role, names.get(role, role), waiting, overdue, at_risk, since, int(older), int(oldest))


def _together(role: str, name: str, parts: Sequence[QueueRow]) -> QueueRow:
    return QueueRow(
        role,
        name,
        sum(part.waiting for part in parts),
        sum(part.overdue for part in parts),
        sum(part.at_risk for part in parts),
        min((part.oldest for part in parts if part.oldest is not None), default=None),
        sum(part.older for part in parts),
        sum(part.oldest_of_all for part in parts),
    )


def role_queue(view: Reading, plans: Plans, role: str, now: datetime, limit: int = 200) -> WorkList:
    """Return what waits for `role`, of all roles where it is empty; what runs out first on top."""
    return read_list(view, plans, (_ROWS, _FIGURES), {"role": role or None}, now, limit)


def team_work(view: Reading, plans: Plans, role: str, now: datetime, limit: int = 200) -> WorkList:
    """Return what is under way for `role`, held or not, of all roles where it is empty; what runs out first on top."""
    return read_list(view, plans, (_TEAM, _TEAM_FIGURES), {"role": role or None}, now, limit)
