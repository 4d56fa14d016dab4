"""What an activity's window does to its work item, each a function for the writer's thread: it touches no widget.

Completing reads the next window's view right after its own commit, in the same task, so that nothing waits for a
second way there and back. That step is opened, which is one more commit, once its window is on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Refused
from desktop_crm.core.ids import QuestionId, WorkItemId
from desktop_crm.ui.activity.form import SAME_CONTACT, Form
from desktop_crm.workflow.outcome import CaseOutcome, ContactGiven
from desktop_crm.workflow.reads_activity import ActivityView, activity_view

if TYPE_CHECKING:
    from desktop_crm.ui.session import Session


@dataclass(frozen=True, slots=True)
class Resumed:
    """A work item's window after a wait ended."""

    view: ActivityView
    changes: Changes


@dataclass(frozen=True, slots=True)
class Went:
    """A step was completed: what came of it, and the view of the next step where it is this employee's."""

    outcome: CaseOutcome
    next: ActivityView | None
    changes: Changes


def read_view(session: Session, work_item: WorkItemId) -> ActivityView:
    """Return what the window of a work item shows now."""
    with session.office.store.read() as view:
        return activity_view(view, session.plans, session.actor, work_item, session.now())


def open_item(session: Session, work_item: WorkItemId) -> Changes | None:
    """Open a work item for this employee, ending its wait where it was paused; None: a colleague was first."""
    try:
        return session.desk.items.open(work_item=work_item)
    except (Conflict, Refused):
        return None


def resume(session: Session, work_item: WorkItemId) -> Resumed:
    """Take a paused work item up again and return its window's view."""
    changes = open_item(session, work_item) or Changes()
    return Resumed(read_view(session, work_item), changes)


def complete(session: Session, form: Form) -> Went:
    """Complete a work item with what the form holds; read the next step where it is this employee's."""
    view, ending = form.view, form.ending
    outcome = session.desk.cases.complete(
        work_item=view.work_item,
        outputs=form.outputs(),
        answers=form.answers(),
        contact=_contact(form),
        grade=ending.grade,
        graded_by=ending.graded_by if ending.grade is not None else "",
        delivered=ending.delivered,
    )
    if not outcome.mine:
        return Went(outcome, None, outcome.changes)
    return Went(outcome, read_view(session, outcome.mine[0]), outcome.changes)


def _contact(form: Form) -> ContactGiven | None:
    """Return the contact the step is, or None where it is none and nothing was said about one."""
    if form.view.rule is None and not form.view.concluding:
        return None
    given = form.contact
    answers = None if given.answers is None else tuple(QuestionId(UUID(one)) for one in given.answers)
    asks = (given.asks.strip(),) if given.asks.strip() else ()
    talking = form.view.open_contact
    if given.channel == SAME_CONTACT and talking is not None:
        return ContactGiven(asks=asks, answers=answers, within=talking.id)
    return ContactGiven(channel=given.channel, text=given.text, asks=asks, answers=answers)
