"""Repairs of information: what is asked for, shown, required, and how conditions are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process import edit
from desktop_crm.process.graph import reached
from desktop_crm.process.model import Condition, Direction, Model, Performer, Process, Use
from desktop_crm.process.repair_words import Repair, Spot
from desktop_crm.process.values import parse_value


def _not_required(model: Model, spot: Spot) -> Repair | None:
    step = spot.the_step(model)
    if step is None or not spot.about:
        return None
    return Repair(
        _("Show it without requiring it"),
        lambda now: _input(now, step.activity, spot.about[0], required=False),
    )


def _input(model: Model, activity: str, item: str, *, required: bool | None) -> Model:
    """Return the model with an input required or not; None takes the input out."""
    cells = [
        one if one.direction is not Direction.INPUT else replace(one, required=bool(required))
        for one in model.uses
        if (one.activity, one.item) == (activity, item)
        and (one.direction is not Direction.INPUT or required is not None)
    ]
    return edit.set_uses(model, activity, item, cells)


def _not_shown(_model: Model, spot: Spot) -> Repair | None:
    if not spot.activity or not spot.about:
        return None
    return Repair(
        _("Do not show it here"), lambda now: _input(now, spot.activity, spot.about[0], required=None)
    )


def _asked_first(model: Model, spot: Spot) -> Repair | None:
    """Let the first step that people do ask for it; where that is this step, show it without requiring it."""
    process, step = spot.the_process(model), spot.the_step(model)
    if not spot.about or spot.about[0] not in model.item:
        return None
    item = spot.about[0]
    if process is None or step is None:  # a condition in a matrix: whoever does the activity asks for it
        activity = spot.activity
    else:
        inside = [process.by_code[code].activity for code in reached(process, process.start)]
        first = next((code for code in inside if _people_do(model, code)), "")
        if first == step.activity and any(one.item == item for one in step.only_when):
            return None  # nobody comes before whoever is to decide by it
        if first == step.activity and any(
            one.item == item and one.required for one in model.inputs.get(first, ())
        ):
            return _not_required(model, spot)
        activity = first
    if not _people_do(model, activity):
        return None
    new = Use(activity, item, Direction.OUTPUT, required=True)
    return Repair(
        _("Ask for “{item}” in “{activity}”").format(
            item=model.item[item].name, activity=model.activity[activity].name
        ),
        lambda now: edit.set_uses(
            now, activity, item, [*(u for u in now.uses if (u.activity, u.item) == (activity, item)), new]
        ),
    )


def _people_do(model: Model, activity: str) -> bool:
    known = model.activity.get(activity)
    return known is not None and known.performer is not Performer.SYSTEM


def _no_choices(model: Model, spot: Spot) -> Repair | None:
    if spot.item not in model.item:
        return None
    return Repair(_("Take the choices out"), lambda now: edit.change(now, "item", spot.item, choices=()))


def _written_right(model: Model, _spot: Spot) -> Repair | None:
    """Write the values of all conditions in the form that files have, where they can be read at all."""
    changed = _canonical(model)
    return None if changed == model else Repair(_("Write the values in their form"), _canonical)


def _canonical(model: Model) -> Model:
    def conditions(found: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(
            replace(one, values=tuple(value(one.item, text) for text in one.values)) for one in found
        )

    def value(item: str, text: str) -> str:
        try:
            return parse_value(model.item[item], text)
        except (Invalid, KeyError):
            return text

    def process(one: Process) -> Process:
        steps = tuple(
            replace(
                step,
                only_when=conditions(step.only_when),
                flows=tuple(replace(flow, when=conditions(flow.when)) for flow in step.flows),
            )
            for step in one.steps
        )
        return replace(one, steps=steps)

    return replace(
        model,
        uses=tuple(replace(one, when=conditions(one.when)) for one in model.uses),
        responsibilities=tuple(replace(one, limits=conditions(one.limits)) for one in model.responsibilities),
        processes=tuple(map(process, model.processes)),
    )


INFORMATION_REPAIRS: dict[str, Callable[[Model, Spot], Repair | None]] = {
    "input-missing": _asked_first,
    "condition-unregistered": _asked_first,
    "input-maybe-missing": _not_required,
    "input-idle": _not_shown,
    "choices-unused": _no_choices,
    "condition-value": _written_right,
}
