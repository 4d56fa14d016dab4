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


def require_part(view: Reading, acting: Acting, plan: Plan, head: Head, items: Iterable[Item]) -> None:
    """Raise `Refused` unless the actor has a part in a case; the sentence names the cells that say who has.

    Its owner has, and whoever answers for a step that is open or has it in hand. A supervisor has in any.
    """
    actor = acting.actor
    require_serving(view, actor, plan)
    live = [item for item in items if item.live]
    if head.owner == actor.id or any(_answers_for(view, actor, plan, item) for item in live):
        return
    if has_power(view, actor, Verb.SUPERVISE, acting.plans.published(view).version):
        return
    cells = _(" and ").join(dict.fromkeys(_cell(plan, item) for item in live)) or _("no step is open")
    raise Refused(
        _(
            "{who} has no part in case {number}, which {owner} owns: in version {version} of the model {cells}. "
            "Nothing was changed; ask one of them, or a supervisor."
        ).format(
            who=actor.name,
            number=head.number,
            owner=name_of(view, head.owner),
            version=plan.number,
            cells=cells,
        )
    )


def _answers_for(view: Reading, actor: Actor, plan: Plan, item: Item) -> bool:
    held = item.holder == actor.id
    return held or bool(grants(view, actor, Verb.PERFORM, item.activity, plan.version))


def _cell(plan: Plan, item: Item) -> str:
    """The cell of the responsibility matrix for an open step, in words."""
    activity = plan.activities[item.activity]
    roles = dict.fromkeys(plan.model.role[duty.role].name for duty, _within in activity.duties)
    return _("“{activity}” is open, for which {roles} answers").format(
        activity=activity.spec.name, roles=_(" or ").join(roles) or _("nobody")
    )
