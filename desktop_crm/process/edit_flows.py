"""Editing what leads where in a process: connect, disconnect, condition, put a step between, order branches.

An empty code for the source is the start of the process. The flow without conditions, which is for all other
cases, stays last; what nothing was said of yet stands before it and becomes a finding until it has its condition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.edit_steps import (
    change_step,
    insert_step,
    new_step,
    process_of,
    put_process,
    step_of,
)
from desktop_crm.process.model import Condition, Flow, Model, Process, Split, Step

_T = TypeVar("_T")
START = ""


def connect(model: Model, process: str, source: str, target: str) -> Model:
    """Let a step lead to another, or the process begin with it too; raise `Invalid` where that can't be."""
    known = process_of(model, process)
    step_of(known, target)
    if source == START:
        if target in known.start:
            raise _leads_there()
        return put_process(model, replace(known, start=(*known.start, target)))
    step = step_of(known, source)
    if step.concluding:
        raise Invalid(
            _(
                "This step concludes the case, so nothing follows it. Take its conclusion away first, with Delete."
            )
        )
    if any(flow.to == target for flow in step.flows):
        raise _leads_there()
    return change_step(model, process, source, flows=_last_stays(step, (*step.flows, Flow(target))))


def disconnect(model: Model, process: str, source: str, target: str) -> Model:
    """Let a step not lead to another any more; the last of what begins a process stays."""
    known = process_of(model, process)
    if source == START:
        rest = tuple(code for code in known.start if code != target)
        if not rest:
            raise Invalid(_("A process begins somewhere; connect the start with another step first."))
        return put_process(model, replace(known, start=rest))
    flows = tuple(flow for flow in step_of(known, source).flows if flow.to != target)
    return change_step(model, process, source, flows=flows)


def set_condition(
    model: Model, process: str, source: str, target: str, conditions: Sequence[Condition]
) -> Model:
    """Say when a step leads to another; without conditions: in all cases for which no other flow has one."""
    step = step_of(process_of(model, process), source)
    if all(flow.to != target for flow in step.flows):
        raise Invalid(_("These two steps are not connected any more; nothing was changed."))
    flows: list[Flow] = []
    for flow in step.flows:
        if flow.to != target:
            flows.append(flow)
        elif all(one.to != target for one in flows):  # several become the one that is said now
            flows.append(Flow(target, tuple(conditions)))
    if step.split is Split.ONE:
        flows.sort(key=lambda flow: not flow.when)
    return change_step(model, process, source, flows=tuple(flows))


def insert_after(model: Model, process: str, code: str, *, activity: str = "", name: str = "") -> Model:
    """Put a new step after another: it takes over what follows, with its branches, or the conclusion."""
    known = process_of(model, process)
    if code == START or not known.steps:
        return insert_step(model, process, activity=activity, name=name, place=_first(known))
    before = step_of(known, code)
    new = replace(
        new_step(model, known, activity, name),
        flows=before.flows,
        split=before.split,
        concluding=before.concluding,
    )
    model = _put_in(model, process, new, after=code)
    return change_step(model, process, code, flows=(Flow(new.code),), split=Split.ONE, concluding=False)


def insert_between(
    model: Model, process: str, source: str, target: str, *, activity: str = "", name: str = ""
) -> Model:
    """Put a new step on the way from one step to another; the condition of the way stays before it."""
    known = process_of(model, process)
    step_of(known, target)
    new = replace(new_step(model, known, activity, name), flows=(Flow(target),))
    model = _put_in(model, process, new, after=source)
    if source == START:
        start = tuple(new.code if code == target else code for code in known.start)
        return put_process(model, replace(process_of(model, process), start=start))
    flows = step_of(known, source).flows
    led = tuple(replace(flow, to=new.code) if flow.to == target else flow for flow in flows)
    return change_step(model, process, source, flows=led)


def move_flow(model: Model, process: str, source: str, target: str, by: int) -> Model:
    """Move a branch before or behind its neighbour: of several whose conditions hold the first is taken."""
    known = process_of(model, process)
    if source == START:
        return put_process(model, replace(known, start=_shifted(known.start, known.start.index(target), by)))
    step = step_of(known, source)
    at = next((place for place, flow in enumerate(step.flows) if flow.to == target), 0)
    flows = _shifted(step.flows, at, by)
    if step.split is Split.ONE:
        flows = tuple(sorted(flows, key=lambda flow: not flow.when))
    return change_step(model, process, source, flows=flows)


def _shifted(things: tuple[_T, ...], at: int, by: int) -> tuple[_T, ...]:
    rest = [*things[:at], *things[at + 1 :]]
    to = max(0, min(at + by, len(rest)))
    return (*rest[:to], things[at], *rest[to:])


def _put_in(model: Model, process: str, new: Step, *, after: str) -> Model:
    """Put a step into the list behind another; nothing leads to it yet."""
    known = process_of(model, process)
    codes = [step.code for step in known.steps]
    at = codes.index(after) + 1 if after in codes else 0
    return put_process(model, replace(known, steps=(*known.steps[:at], new, *known.steps[at:])))


def _first(process: Process) -> int:
    codes = [step.code for step in process.steps]
    return next((codes.index(code) for code in process.start if code in codes), 0)


def _last_stays(step: Step, flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
    """A new flow goes before the one for all other cases."""
    if step.split is Split.ALL or len(flows) < 2 or flows[-2].when:
        return flows
    return (*flows[:-2], flows[-1], flows[-2])


def _leads_there() -> Invalid:
    return Invalid(_("It leads there already; nothing was changed."))
