"""Repairs of the flow of a process: steps, flows, joins, the start and the conclusion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_crm.core.i18n import _
from desktop_crm.process import edit, edit_steps
from desktop_crm.process.branch_findings import responsible
from desktop_crm.process.codes import code_from
from desktop_crm.process.model import Flow, Join, Model, Performer, Process, Split, Step
from desktop_crm.process.regions import Space
from desktop_crm.process.repair_words import Repair, Spot
from desktop_crm.process.sequence_findings import follower


def _changed(spot: Spot, **values: object) -> Callable[[Model], Model]:
    return lambda model: edit_steps.change_step(model, spot.process, spot.step, **values)


def _start(model: Model, spot: Spot) -> Repair | None:
    process = spot.the_process(model)
    if process is None or not process.steps:
        return None
    first = process.steps[0]
    return Repair(
        _("Start at “{step}”").format(step=name_of(model, first)),
        lambda now: edit.change(now, "process", process.code, start=(first.code,)),
    )


def _conclusion(model: Model, spot: Spot) -> Repair | None:
    """The one step that leads nowhere concludes, where people do it."""
    process = spot.the_process(model)
    ends = [] if process is None else [one for one in process.steps if not one.flows]
    if process is None or len(ends) != 1 or not may_conclude(model, ends[0]):
        return None
    return Repair(
        _("Let “{step}” conclude the process").format(step=name_of(model, ends[0])),
        lambda now: edit_steps.change_step(now, process.code, ends[0].code, concluding=True),
    )


def _dead_end(model: Model, spot: Spot) -> Repair | None:
    process, step = spot.the_process(model), spot.the_step(model)
    if process is None or step is None:
        return None
    ends = [one for one in process.steps if one.concluding]
    if len(ends) == 1:
        return Repair(
            _("Let “{step}” follow").format(step=name_of(model, ends[0])),
            _changed(spot, flows=(Flow(ends[0].code),)),
        )
    if not ends and may_conclude(model, step):
        return Repair(_("Let this step conclude the process"), _changed(spot, concluding=True))
    return None


def _without_step(model: Model, spot: Spot) -> Repair | None:
    step = spot.the_step(model)
    if step is None:
        return None
    return Repair(
        _("Take the step “{step}” out").format(step=name_of(model, step)),
        lambda now: edit_steps.without_step(now, spot.process, step.code),
    )


def _wait_for_any(_model: Model, spot: Spot) -> Repair:
    return Repair(_("Begin this step whenever something leads to it"), _changed(spot, join=Join.ANY))


def _no_more_flows(_model: Model, spot: Spot) -> Repair:
    return Repair(_("Take out what follows this step"), _changed(spot, flows=()))


def _never_passed_over(_model: Model, spot: Spot) -> Repair:
    return Repair(_("Let this step never be passed over"), _changed(spot, only_when=()))


def _last_for_all_others(model: Model, spot: Spot) -> Repair | None:
    step = spot.the_step(model)
    if step is None or not step.flows:
        return None
    *others, last = step.flows
    return Repair(
        _("Follow “{step}” in all other cases").format(step=_called(model, spot, last.to)),
        _changed(spot, flows=(*others, replace(last, when=()))),
    )


def _open_flow_last(model: Model, spot: Spot) -> Repair | None:
    step = spot.the_step(model)
    if step is None:
        return None
    rest = [flow for flow in step.flows if not flow.when]
    return Repair(
        _("Put the flow without condition last"),
        _changed(spot, flows=(*(flow for flow in step.flows if flow.when), *rest[:1])),
    )


def _never_taken(model: Model, spot: Spot) -> Repair | None:
    step = spot.the_step(model)
    if step is None:
        return None
    dead = dead_flows(model, step)
    return Repair(
        _("Take the flow to “{step}” out").format(
            step=", ".join(_called(model, spot, one.to) for one in dead)
        ),
        _changed(spot, flows=tuple(flow for flow in step.flows if flow not in dead)),
    )


def dead_flows(model: Model, step: Step) -> list[Flow]:
    """Return the flows of a step with conditions that are never followed, since earlier ones always are."""
    asking = [flow for flow in step.flows if flow.when]
    space = Space.of(model, [flow.when for flow in asking])
    if space is None:
        return []
    boxes = [space.box(flow.when) for flow in asking]
    return [
        flow
        for number, (flow, box) in enumerate(zip(asking, boxes, strict=True))
        if not all(box) or space.covers(box, boxes[:number])
    ]


def _no_other_cases(model: Model, spot: Spot) -> Repair | None:
    step = spot.the_step(model)
    if step is None:
        return None
    return Repair(
        _("Take out the flow for all other cases"),
        _changed(spot, flows=tuple(flow for flow in step.flows if flow.when)),
    )


def _unconditional(model: Model, spot: Spot) -> Repair | None:
    step = spot.the_step(model)
    if step is None:
        return None
    flows = dict.fromkeys(replace(flow, when=()) for flow in step.flows)
    return Repair(_("Take the conditions out"), _changed(spot, flows=tuple(flows)))


def _side_by_side(model: Model, spot: Spot) -> Repair | None:
    """Let two steps in a row run side by side, between a step that parts the ways and one that joins them."""
    process = spot.the_process(model)
    if process is None or len(spot.about) != 2:
        return None
    one, after = (process.by_code.get(code) for code in spot.about)
    if one is None or after is None or follower(process, one) != after:
        return None
    return Repair(
        _("Do “{one}” and “{other}” side by side").format(
            one=name_of(model, one), other=name_of(model, after)
        ),
        lambda now: beside(now, process.code, one.code, after.code),
    )


def beside(model: Model, process: str, one: str, other: str) -> Model:
    """Return the model in which a step and its only follower run side by side."""
    known = model.process[process]
    first, second = known.by_code[one], known.by_code[other]
    taken = {*known.by_code, *edit_steps.RESERVED}
    parting = Step(
        code_from(f"{one} {other}", taken, instead="step"),
        flows=(Flow(one), Flow(other)),
        split=Split.ALL,
        join=first.join,
    )
    joining = Step(
        code_from(f"{one} {other} done", {*taken, parting.code}, instead="step"),
        flows=second.flows,
        split=second.split,
        join=Join.ALL,
    )

    def name(found: str) -> str:
        return parting.code if found == one else found

    steps: list[Step] = []
    for step in known.steps:
        if step.code == one:
            steps += [parting, replace(step, flows=(Flow(joining.code),), join=Join.ANY)]
        elif step.code == other:
            steps += [replace(step, flows=(Flow(joining.code),), split=Split.ONE), joining]
        else:
            steps.append(step)
    new = {parting.code, one, other}
    led = tuple(
        step
        if step.code in new
        else replace(step, flows=tuple(replace(flow, to=name(flow.to)) for flow in step.flows))
        for step in steps
    )
    return edit.change(model, "process", process, start=tuple(map(name, known.start)), steps=led)


def name_of(model: Model, step: Step) -> str:
    """Return what people call a step."""
    activity = model.activity.get(step.activity)
    return step.name or (activity.name if activity is not None else "") or step.code


def may_conclude(model: Model, step: Step) -> bool:
    """Tell whether a step can conclude a process: people do it, and never pass it over."""
    activity = model.activity.get(step.activity)
    return (
        activity is not None
        and activity.performer is not Performer.SYSTEM
        and bool(responsible(model, activity.code))
        and not step.only_when
        and not step.flows
    )


def _called(model: Model, spot: Spot, code: str) -> str:
    process: Process | None = spot.the_process(model)
    step = None if process is None else process.by_code.get(code)
    return code if step is None else name_of(model, step)


FLOW_REPAIRS: dict[str, Callable[[Model, Spot], Repair | None]] = {
    "no-start": _start,
    "no-conclusion": _conclusion,
    "dead-end": _dead_end,
    "unreachable": _without_step,
    "join-never": _wait_for_any,
    "join-stuck": _wait_for_any,
    "after-the-end": _no_more_flows,
    "end-passed-over": _never_passed_over,
    "gap": _last_for_all_others,
    "overlap": _open_flow_last,
    "never-taken": _never_taken,
    "else-never": _no_other_cases,
    "parallel-condition": _unconditional,
    "could-be-parallel": _side_by_side,
}
