"""Whose lane a step of a process is in: that of the role which is responsible, or else of whoever does it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.core.i18n import _
from desktop_crm.process.graph import reached, targets
from desktop_crm.process.model import Duty, Model, Performer, Process, Step

_CUSTOMER, _PARTNER, _SYSTEM, _NOBODY = "customer:", "partner:", "system:", "nobody:"


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; `role` is empty when it is not that of a role, and `title` when it is the only one."""

    role: str
    title: str


def lanes_of(model: Model, process: Process) -> tuple[tuple[Lane, ...], dict[str, int]]:
    """Return the lanes of a process from top to bottom, and the number of the lane of each step.

    While no role is responsible for any of its steps, there is one lane without a name. The customer's comes
    first, that of steps for which nobody is responsible last, the others as the walk through the steps meets them.
    """
    own = {step.code: _whose(model, step) for step in process.steps}
    if not any(whose in model.role for whose in own.values()):
        return (Lane("", ""),), dict.fromkeys(own, 0)
    order = list(dict.fromkeys([*reached(process, process.start), *own]))
    whose = {code: own[code] or _passed_on(process, own, code) for code in order}
    met = [one for one in dict.fromkeys(whose[code] for code in order) if one not in (_CUSTOMER, _NOBODY)]
    used = set(whose.values())
    keys = [*([_CUSTOMER] if _CUSTOMER in used else []), *met, *([_NOBODY] if _NOBODY in used else [])]
    number = {key: place for place, key in enumerate(keys)}
    return tuple(_lane(model, key) for key in keys), {code: number[whose[code]] for code in own}


def responsible(model: Model, activity: str) -> list[str]:
    """Return the roles that are responsible for an activity, in the order of the matrix."""
    return [one.role for one in model.duties.get(activity, ()) if one.duty is Duty.RESPONSIBLE]


def _whose(model: Model, step: Step) -> str:
    """Return the role whose lane a step is in, a word for whoever else does it, or nothing where it only routes."""
    if not step.activity:
        return ""
    known = next((role for role in responsible(model, step.activity) if role in model.role), "")
    activity = model.activity.get(step.activity)
    if known or activity is None:
        return known or _NOBODY
    return {
        Performer.CUSTOMER: _CUSTOMER,
        Performer.PARTNER: _PARTNER,
        Performer.SYSTEM: _SYSTEM,
    }.get(activity.performer, _NOBODY)


def _passed_on(process: Process, own: dict[str, str], code: str) -> str:
    """A step that only routes stands with the step before it, or else with one after it."""
    for linked in (process.incoming, {one.code: targets(process, one) for one in process.steps}):
        found, seen = [code], {code}
        for one in found:
            if own[one]:
                return own[one]
            more = [other for other in linked[one] if other not in seen]
            seen.update(more)
            found += more
    return _NOBODY


def _lane(model: Model, key: str) -> Lane:
    if key in model.role:
        return Lane(key, model.role[key].name)
    title = {
        _CUSTOMER: _("Customer"),
        _PARTNER: _("Partner"),
        _SYSTEM: _("System"),
        _NOBODY: _("Nobody yet"),
    }[key]
    return Lane("", title)
