"""What the desk asks the store: what may be started, and what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktop_crm.access.check import has_power
from desktop_crm.access.model import Verb
from desktop_crm.core.errors import Refused
from desktop_crm.core.frozen import frozen
from desktop_crm.process.reads import version_in_force
from desktop_crm.store.work import Reading
from desktop_crm.ui.session import Session
from desktop_crm.workflow.reads import absences_of, queue, work_list
from desktop_crm.workflow.reads_queues import QueueRow, queues, role_queue
from desktop_crm.workflow.reads_rows import AbsenceLine, WorkList
from desktop_crm.workflow.reads_start import StartOptions, own_roles, start_options


@frozen
class Work:
    """What the two lists show, read in one transaction."""

    mine: WorkList
    waiting: WorkList
    queues: tuple[QueueRow, ...] = ()
    away: tuple[AbsenceLine, ...] = ()


@frozen
class Standing:
    """What this employee may do here.

    Attributes:
        options: what they may start; empty: nothing, and the form goes. `problem`: why nobody may start anything.
        roles: the names of their roles. `supervises`, `models`: whether they hold these powers.
    """

    options: StartOptions
    roles: tuple[str, ...]
    supervises: bool
    models: bool
    problem: str = ""


def standing_of(session: Session) -> Callable[[Reading], Standing]:
    """Return what asks the store for the standing of who works here."""
    plans, actor = session.plans, session.actor

    def ask(view: Reading) -> Standing:
        version, options, problem = version_in_force(view, actor.id), StartOptions((), ()), ""
        try:
            options = start_options(view, plans, actor)
        except Refused as why:
            problem = why.sentence
        return Standing(
            options,
            own_roles(view, plans, actor),
            supervises=has_power(view, actor, Verb.SUPERVISE, version),
            models=has_power(view, actor, Verb.MODEL, version),
            problem=problem,
        )

    return ask


def work_of(
    session: Session, now: datetime, *, watched: bool, chosen: QueueRow | None
) -> Callable[[Reading], Work]:
    """Return what asks for both lists as they are at `now`.

    `watched`: with the queues of all roles, for who supervises; `chosen`: the one of them that stands below.
    """
    plans, actor = session.plans, session.actor

    def ask(view: Reading) -> Work:
        mine = work_list(view, plans, actor.id, now)
        if not watched or chosen is None:
            waiting = queue(view, plans, actor.id, now)
            return Work(mine, waiting, queues(view, plans, now) if watched else (), waiting.away)
        waiting = role_queue(view, plans, chosen.role, now)
        return Work(mine, waiting, queues(view, plans, now), absences_of(view, actor.id, now))

    return ask
