"""Taking a concluded case up again: within which window, at which steps."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing
from desktop_crm.workflow.ledger import Head, read_events
from desktop_crm.workflow.model import Undoing
from desktop_crm.workflow.plan import ActivityPlan, Plan, ProcessPlan
from desktop_crm.workflow.replay import History, empty, replay
from desktop_crm.workflow.tables import Case

_ENDED = Prepared(select(Case.concluded_at).where(Case.id == bindparam("of_case")))


def history_of(view: Reading, head: Head) -> History:
    """Return what happened in a case, and what led to what."""
    return replay(empty(head.id, head.process, head.owner), read_events(view, head.id))


def activity_at(process: ProcessPlan, step: str) -> ActivityPlan:
    """Return the activity of a step that asks for work."""
    activity = process.steps[step].activity
    assert activity is not None, "only steps with work are offered"
    return activity


def require_within_window(work: Writing, plan: Plan, head: Head) -> None:
    """Raise `Refused` for a case that ended longer ago than its process allows."""
    ended = work.row(_ENDED, of_case=head.id)
    assert ended is not None, "the case was read a moment ago"
    days = plan.processes[head.process].spec.reopen_days
    if ended[0] is not None and work.now - ended[0] > timedelta(days=days):
        raise Refused(
            _("This case ended more than {days} days ago; start a new one, linked to it.").format(days=days)
        )


def steps_again(process: ProcessPlan, history: History, step: str | None) -> dict[str, Undoing | None]:
    """The steps to offer again, each with what is undone: the one asked for, or where the case ended.

    That is its concluding step, or what was open when it was concluded directly.
    """
    if step is None:
        last = history.finished[-1].step if history.finished else ""
        if history.cut and not (last and process.steps[last].spec.concluding):
            return dict.fromkeys(history.cut)
        step = last
    target = process.steps.get(step)
    if target is None or target.activity is None:
        raise Invalid(_("There is no such step in this process."), where="step")
    if step in history.cut:
        return {step: None}
    undoing = history.undoing(step)
    if undoing is None:
        raise Refused(
            _("The case never came to “{step}”; nothing was changed. Choose a step that it came to.").format(
                step=target.name
            )
        )
    return {step: undoing}
