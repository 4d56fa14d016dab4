"""Who may let a case wait, take it up again or conclude it: its owner, whose step is open, a supervisor."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_crm.access.check import grants, has_power
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _
from desktop_crm.store.work import Reading
from desktop_crm.workflow.acting import Acting, name_of, require_serving
from desktop_crm.workflow.ledger import Head
from desktop_crm.workflow.model import Item
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads_case import CaseHead, ItemRow, Standing
from desktop_crm.workflow.states import LIVE


def require_part(view: Reading, acting: Acting, plan: Plan, head: Head, items: Iterable[Item]) -> None:
    """Raise `Refused` unless the actor has a part in a case; the sentence names the cells that say who has.

    Its owner has, and whoever answers for a step that is open or has it in hand. A supervisor has in any.
    """
    actor = acting.actor
    require_serving(view, actor, plan)
    live = [item for item in items if item.live]
    if head.owner == actor.id or any(_answers_for(view, actor, plan, item) for item in live):
        return
    if has_power(view, actor, Verb.SUPERVISE, acting.in_force(view)):
        return
    reason = _reason(actor, head.number, name_of(view, head.owner), plan, [item.activity for item in live])
    raise Refused(reason + " " + _("Nothing was changed; ask one of them, or a supervisor."))


def why_no_part(
    view: Reading,
    plans: Plans,
    plan: Plan,
    actor: Actor,
    head: CaseHead,
    items: Iterable[ItemRow],
    standing: Standing,
) -> str:
    """Return why `actor` may neither stop nor conclude a case, in words for a window; empty where they may.

    The rule is that of `require_part`, on rows that the window has read; only who has no part costs a question.
    """
    live = [row for row in items if row.state in LIVE]
    if head.owner == actor.id or any(
        row.holder == actor.id or standing.all_roles or row.activity in standing.activities for row in live
    ):
        return ""
    if has_power(view, actor, Verb.SUPERVISE, plans.in_force(view, actor.id).version):
        return ""
    reason = _reason(actor, head.number, head.owner_name, plan, [row.activity for row in live])
    return reason + " " + _("Ask one of them, or a supervisor.")


def _answers_for(view: Reading, actor: Actor, plan: Plan, item: Item) -> bool:
    held = item.holder == actor.id
    return held or bool(grants(view, actor, Verb.PERFORM, item.activity, plan.version))


def _reason(actor: Actor, number: str, owner: str, plan: Plan, activities: Iterable[str]) -> str:
    cells = dict.fromkeys(_cell(plan, activity) for activity in activities)
    return _(
        "{who} has no part in case {number}, which {owner} owns: in version {version} of the model {cells}."
    ).format(
        who=actor.name,
        number=number,
        owner=owner,
        version=plan.number,
        cells=_(" and ").join(cells) or _("no step is open"),
    )


def _cell(plan: Plan, code: str) -> str:
    """The cell of the responsibility matrix for an open step's activity, in words."""
    activity = plan.activities[code]
    roles = dict.fromkeys(plan.model.role[duty.role].name for duty, _within in activity.duties)
    return _("“{activity}” is open, for which {roles} answers").format(
        activity=activity.spec.name, roles=_(" or ").join(roles) or _("nobody")
    )
