"""One process of a model on its own: with what it needs, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.process.model import Condition, Model


def only_process(model: Model, code: str) -> Model:
    """Return the part of a model that one process needs; raise `NotFound` when there is no such process.

    Its activities with their roles and items, the key success factors that are measured on it, and whatever
    every process shares: channels, segments and calendars.
    """
    process = model.process.get(code)
    if process is None:
        known = ", ".join(one.code for one in model.processes)
        raise NotFound(
            _("There is no process “{code}” in the model; there are {known}.").format(code=code, known=known)
        )
    named = {step.activity for step in process.steps}
    activities = tuple(one for one in model.activities if one.code in named or one.outside)
    kept = {one.code for one in activities}
    cells = tuple(one for one in model.responsibilities if one.activity in kept)
    uses = tuple(one for one in model.uses if one.activity in kept)
    asked: list[Condition] = [one for use in uses for one in use.when]
    asked += [one for cell in cells for one in cell.limits]
    for step in process.steps:
        asked += [*step.only_when, *(one for flow in step.flows for one in flow.when)]
    items = {use.item for use in uses} | {one.item for one in asked}
    measured = tuple(one for one in model.measurements if one.process == code)
    roles = {one.role for one in cells}
    return replace(
        model,
        processes=(process,),
        activities=activities,
        responsibilities=cells,
        uses=uses,
        items=tuple(one for one in model.items if one.code in items),
        roles=tuple(one for one in model.roles if one.code in roles),
        measurements=measured,
        ksfs=tuple(one for one in model.ksfs if one.code in {cell.ksf for cell in measured}),
    )
