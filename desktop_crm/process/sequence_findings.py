"""Findings on order: two steps in a row that exchange nothing could be done side by side.

“Sometimes the linear sequence of activities can profit from parallelization: activities are performed whenever
capacity is available and don't wait until they have to be performed” (the paper, step 3).
"""

from __future__ import annotations

from collections.abc import Iterator

from desktop_crm.core.i18n import _
from desktop_crm.process.flow_findings import holds_together, place_of
from desktop_crm.process.model import Condition, Duty, Model, Performer, Process, Split, Step
from desktop_crm.process.severity import Finding, advice


def check_sequences(model: Model) -> Iterator[Finding]:
    """Yield the steps that wait for the one before them and take nothing from it."""
    for process in model.processes:
        if not holds_together(model, process):
            continue
        for step in process.steps:
            after = follower(process, step)
            if after is not None and _idle(model, step, after):
                yield advice(
                    "could-be-parallel",
                    place_of(process, after.code),
                    _(
                        "“{after}” needs nothing that “{before}” registers; they could be done side by side."
                    ).format(before=_name(model, step), after=_name(model, after)),
                    step.code,
                    after.code,
                )


def follower(process: Process, step: Step) -> Step | None:
    """Return the step that simply follows another, and nothing else."""
    if len(step.flows) != 1 or step.flows[0].when or step.split is not Split.ONE:
        return None
    after = process.by_code.get(step.flows[0].to)
    if after is None or process.incoming[after.code] != (step.code,) or after.code in process.start:
        return None
    return after


def _idle(model: Model, step: Step, after: Step) -> bool:
    if after.concluding or after.code == step.code or not (step.activity and after.activity):
        return False
    one, other = model.activity[step.activity], model.activity[after.activity]
    # What the system does is done at once, and the customer answers what they were asked.
    if Performer.SYSTEM in (one.performer, other.performer) or one.code == other.code:
        return False
    if one.contact is not None and other.performer is Performer.CUSTOMER:
        return False
    told, touched = {use.item for use in model.outputs[one.code]}, _touched(model, after)
    # While neither has a cell in the matrix, nothing is known of what they exchange.
    return bool(told | touched) and not told & touched


def _touched(model: Model, step: Step) -> set[str]:
    """Return the items that a step shows, asks for, or decides by."""
    uses = (*model.inputs[step.activity], *model.outputs[step.activity])
    limits = [one.limits for one in model.duties[step.activity] if one.duty is Duty.RESPONSIBLE]
    asked: list[tuple[Condition, ...]] = [
        step.only_when, *(one.when for one in uses), *(one.when for one in step.flows), *limits
    ]  # fmt: skip
    return {use.item for use in uses} | {one.item for conditions in asked for one in conditions}


def _name(model: Model, step: Step) -> str:
    return step.name or model.activity[step.activity].name
