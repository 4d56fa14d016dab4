"""What the Team screen asks the store: what is under way now, and what the months came to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_crm.core.frozen import frozen
from desktop_crm.measures.log_times import LOG
from desktop_crm.store.work import Reading
from desktop_crm.ui.session import Session
from desktop_crm.workflow.reads_absence import absences
from desktop_crm.workflow.reads_queues import QueueRow, queues, team_work
from desktop_crm.workflow.reads_rows import AbsenceLine, WorkList
from desktop_crm.workflow.reads_start import HandOverOptions, hand_over_options

if TYPE_CHECKING:
    from desktop_crm.measures.ksf_figures import Choice, KsfTile


@frozen
class Now:
    """What changes by the minute: the work under way, the queues, and to whom work can be given."""

    work: WorkList
    queues: tuple[QueueRow, ...]
    options: HandOverOptions
    processes: tuple[tuple[str, str], ...]
    away: tuple[AbsenceLine, ...]


@frozen
class Then:
    """What is told of the months: the tiles, on how many people they rest, and the logs that were imported."""

    tiles: tuple[KsfTile, ...]
    fewest: int
    logs: tuple[tuple[str, str], ...]


def asks_now(session: Session, role: str) -> Callable[[Reading], Now]:
    """Return what asks the store for what is under way, of a role or (empty) of all."""
    now, plans, actor = session.now(), session.plans, session.actor

    def ask(view: Reading) -> Now:
        plan = plans.in_force(view, actor.id)
        return Now(
            team_work(view, plans, role, now),
            queues(view, plans, now),
            hand_over_options(view, plan),
            tuple((one.code, one.name) for one in plan.model.processes),
            absences(view, now),
        )

    return ask


def asks_then(session: Session, choice: Choice) -> Callable[[], Then]:
    """Return what asks for the figures of a period."""
    measuring = session.desk.measuring

    def ask() -> Then:
        logs = tuple((f"{LOG}/{row.id}", row.name) for row in measuring.logs.logs())
        return Then(measuring.team.tiles(choice), measuring.team.fewest(), logs)

    return ask
