"""Editing the steps of a process: putting one in, taking one out, moving, connecting; nothing is left loose.

A step that is put before another takes over what led there; one that is taken out passes on what led to it.
The mark of the conclusion stays at the end.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.codes import code_from, is_code
from desktop_crm.process.model import Flow, Join, Model, Process, Split, Step

# A measurement may begin at ``start`` and end at ``conclude``; a step of that name could not be told apart.
RESERVED = frozenset({"start", "conclude"})


def insert_step(
    model: Model, process: str, *, activity: str = "", name: str = "", place: int | None = None
) -> Model:
    """Put a new step into a process, before the step that stands at `place`, or last."""
    known = process_of(model, process)
    new, at = new_step(model, known, activity, name), len(known.steps) if place is None else place
    at = max(0, min(at, len(known.steps)))
    if not known.steps:
        return put_process(model, replace(known, start=(new.code,), steps=(new,)))
    if at == len(known.steps):
        return put_process(model, _appended(known, new))
    return put_process(model, _put_before(known, new, at))


def new_step(model: Model, process: Process, activity: str = "", name: str = "") -> Step:
    """Return a step with a code that is still free, connected with nothing."""
    told = model.activity.get(activity)
    wanted = name or (told.name if told is not None else activity)
    return Step(code_from(wanted, {*process.by_code, *RESERVED}, instead="step"), activity, name)


def change_step(model: Model, process: str, code: str, **values: Any) -> Model:
    """Give a step other attributes; its code is changed by `rename_step`."""
    known = process_of(model, process)
    changed = replace(step_of(known, code), **values)
    return put_process(model, _each(known, lambda one: changed if one.code == code else one))


def rename_step(model: Model, process: str, code: str, to: str) -> Model:
    """Give a step another code; flows, the start and the clocks of the process follow."""
    known = process_of(model, process)
    step_of(known, code)
    if to == code:
        return model
    if not is_code(to) or to in RESERVED or to in known.by_code:
        raise Invalid(
            _("“{code}” can't be the code of a step here: it is taken, or no code. Choose another.").format(
                code=to
            )
        )

    def name(found: str) -> str:
        return to if found == code else found

    def step(one: Step) -> Step:
        flows = tuple(replace(flow, to=name(flow.to)) for flow in one.flows)
        return replace(one, code=name(one.code), flows=flows)

    changed = replace(_each(known, step), start=tuple(map(name, known.start)))
    return _measured(put_process(model, changed), process, name, name)


def without_step(model: Model, process: str, code: str) -> Model:
    """Take a step out; what led to it leads to what followed it, and clocks fall back to the whole process."""
    known = process_of(model, process)
    gone = step_of(known, code)
    after = next((flow.to for flow in reversed(gone.flows) if flow.to != code), None)
    rest = replace(known, steps=tuple(one for one in known.steps if one.code != code))
    changed = _each(rest, lambda one: replace(one, flows=_led_on(one, code, after)))
    start = dict.fromkeys(after if one == code else one for one in known.start)
    if gone.concluding and changed.steps and not any(one.concluding for one in changed.steps):
        changed = _concluded_by_last(changed)
    changed = replace(changed, start=tuple(one for one in start if one is not None))
    return _measured(
        put_process(model, changed),
        process,
        lambda found: "start" if found == code else found,
        lambda found: "conclude" if found == code else found,
    )


def move_step(model: Model, process: str, code: str, place: int) -> Model:
    """Move a step to another place.

    In a plain sequence the steps then follow each other as they stand; where there are branches only the
    order on screen changes, and the flows stay.
    """
    known = process_of(model, process)
    moved = step_of(known, code)
    rest = [one for one in known.steps if one.code != code]
    at = max(0, min(place, len(rest)))
    steps = (*rest[:at], moved, *rest[at:])
    return put_process(model, _chained(known, steps) if is_sequence(known) else replace(known, steps=steps))


def is_sequence(process: Process) -> bool:
    """Tell whether the steps simply follow each other in the order in which they stand."""
    steps = process.steps
    if not steps or process.start != (steps[0].code,):
        return False
    follows = all(
        one.flows == (Flow(after.code),) and not one.concluding for one, after in itertools.pairwise(steps)
    )
    return follows and not steps[-1].flows


def _chained(process: Process, steps: tuple[Step, ...]) -> Process:
    ended = any(one.concluding for one in process.steps)
    linked = [
        replace(one, flows=(Flow(after.code),), concluding=False) for one, after in itertools.pairwise(steps)
    ]
    linked.append(replace(steps[-1], flows=(), concluding=ended))
    return replace(process, start=(steps[0].code,), steps=tuple(linked))


def _appended(process: Process, new: Step) -> Process:
    last = process.steps[-1]
    if last.flows:  # it leads back: whatever is to come is connected by hand
        return replace(process, steps=(*process.steps, new))
    ended = replace(last, flows=(Flow(new.code),), concluding=False)
    new = replace(new, concluding=last.concluding)
    return replace(process, steps=(*process.steps[:-1], ended, new))


def _put_before(process: Process, new: Step, at: int) -> Process:
    next_one = process.steps[at]
    new = replace(new, flows=(Flow(next_one.code),), join=next_one.join)

    def name(found: str) -> str:
        return new.code if found == next_one.code else found

    def step(one: Step) -> Step:
        one = replace(one, flows=tuple(replace(flow, to=name(flow.to)) for flow in one.flows))
        return replace(one, join=Join.ANY) if one.code == next_one.code else one

    changed = _each(process, step)
    return replace(
        changed,
        start=tuple(map(name, process.start)),
        steps=(*changed.steps[:at], new, *changed.steps[at:]),
    )


def _led_on(step: Step, gone: str, after: str | None) -> tuple[Flow, ...]:
    flows = [
        replace(flow, to=after) if flow.to == gone and after is not None else flow
        for flow in step.flows
        if flow.to != gone or after is not None
    ]
    return tuple(dict.fromkeys(flows)) if step.split is Split.ALL else tuple(flows)


def _concluded_by_last(process: Process) -> Process:
    """The conclusion stays at the end: the one step that now leads nowhere has it."""
    ends = [one.code for one in process.steps if not one.flows]
    if len(ends) != 1:
        return process
    return _each(process, lambda one: replace(one, concluding=True) if one.code == ends[0] else one)


def _measured(model: Model, process: str, begin: Callable[[str], str], end: Callable[[str], str]) -> Model:
    return replace(
        model,
        measurements=tuple(
            replace(one, from_event=begin(one.from_event), to_event=end(one.to_event))
            if one.process == process
            else one
            for one in model.measurements
        ),
    )


def process_of(model: Model, code: str) -> Process:
    """Return a process; raise `Invalid` when the model hasn't got it."""
    found = model.process.get(code)
    if found is None:
        raise Invalid(
            _("The process “{code}” is not in the model any more; nothing was changed.").format(code=code)
        )
    return found


def step_of(process: Process, code: str) -> Step:
    """Return a step; raise `Invalid` when the process hasn't got it."""
    found = process.by_code.get(code)
    if found is None:
        raise Invalid(
            _("The step “{code}” is not in the process any more; nothing was changed.").format(code=code)
        )
    return found


def _each(process: Process, change: Callable[[Step], Step]) -> Process:
    return replace(process, steps=tuple(map(change, process.steps)))


def put_process(model: Model, process: Process) -> Model:
    """Put a process in the place of the one with its code."""
    return replace(
        model, processes=tuple(process if one.code == process.code else one for one in model.processes)
    )
