"""Who may correct a registered value: whoever registers it in one of their activities, within their authority."""

from __future__ import annotations

from desktop_crm.access.check import grants
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _
from desktop_crm.store.work import Writing
from desktop_crm.workflow.acting import require_serving, within_limits
from desktop_crm.workflow.ledger import Head
from desktop_crm.workflow.plan import ActivityPlan, Plan
from desktop_crm.workflow.values import Output, read_answers


def require_writer(work: Writing, actor: Actor, plan: Plan, head: Head, output: Output) -> None:
    """Raise `Refused` unless one of the actor's activities registers this item, and with this value."""
    require_serving(work, actor, plan)
    own = [
        (activity, held)
        for activity in registering(plan, output.item.code)
        if (held := grants(work, actor, Verb.PERFORM, activity.spec.code, plan.version))
    ]
    if not own:
        raise Refused(
            _("{who} registers “{item}” in none of their activities; nothing was changed.").format(
                who=actor.name, item=output.item.name
            )
        )
    if not any(
        within_limits(activity, held, _answers(work, plan, head, activity, output)) for activity, held in own
    ):
        raise Refused(
            _(
                "“{item}” is above your authority with this value; nothing was changed. Ask a colleague."
            ).format(item=output.item.name)
        )


def registering(plan: Plan, item: str) -> list[ActivityPlan]:
    """Return the activities that register an information item."""
    return [
        activity
        for activity in plan.activities.values()
        if any(output.item.code == item for output in activity.outputs)
    ]


def _answers(
    work: Writing, plan: Plan, head: Head, activity: ActivityPlan, output: Output
) -> dict[str, str | None]:
    known = read_answers(work, head, plan.model, activity.asks, work.now)
    return {**known, output.item.code: output.content}
