"""Whatever refers to a thing of a model follows when its code changes, or goes with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from desktop_crm.process.edit_steps import without_step
from desktop_crm.process.model import (
    Activity,
    Condition,
    Event,
    Measurement,
    Model,
    Process,
    Responsibility,
    Step,
    Use,
)

_Name = Callable[[str], str]
_Cell = TypeVar("_Cell", Use, Responsibility)


def renamed(model: Model, kind: str, code: str, to: str) -> Model:
    """Return the model in which references to `code` name `to`; the thing itself has its new code already."""

    def name(found: str) -> str:
        return to if found == code else found

    follow = _RENAMED.get(kind)
    return model if follow is None else follow(model, name)


def dropped(model: Model, kind: str, code: str) -> Model:
    """Return the model without the matrix cells of a thing that was taken out."""
    drop = _DROPPED.get(kind)
    return model if drop is None else drop(model, code)


def _channels(model: Model, name: _Name) -> Model:
    def event(one: Event) -> Event:
        return replace(one, channels=tuple(map(name, one.channels)))

    def activity(one: Activity) -> Activity:
        contact = one.contact
        return replace(
            one,
            channels=tuple(map(name, one.channels)),
            contact=None if contact is None else replace(contact, channel=name(contact.channel)),
        )

    return replace(
        model,
        activities=tuple(map(activity, model.activities)),
        processes=tuple(
            replace(one, starting=event(one.starting), concluding=event(one.concluding))
            for one in model.processes
        ),
        ksfs=tuple(replace(one, channel=name(one.channel)) for one in model.ksfs),
    )


def _items(model: Model, name: _Name) -> Model:
    def conditions(found: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(replace(one, item=name(one.item)) for one in found)

    def step(one: Step) -> Step:
        flows = tuple(replace(flow, when=conditions(flow.when)) for flow in one.flows)
        return replace(one, flows=flows, only_when=conditions(one.only_when))

    return replace(
        model,
        uses=tuple(replace(one, item=name(one.item), when=conditions(one.when)) for one in model.uses),
        responsibilities=tuple(replace(one, limits=conditions(one.limits)) for one in model.responsibilities),
        processes=tuple(replace(one, steps=tuple(map(step, one.steps))) for one in model.processes),
    )


def _activities(model: Model, name: _Name) -> Model:
    def process(one: Process) -> Process:
        return replace(one, steps=tuple(replace(step, activity=name(step.activity)) for step in one.steps))

    return replace(
        model,
        uses=tuple(replace(one, activity=name(one.activity)) for one in model.uses),
        responsibilities=tuple(replace(one, activity=name(one.activity)) for one in model.responsibilities),
        processes=tuple(map(process, model.processes)),
    )


_RENAMED: dict[str, Callable[[Model, _Name], Model]] = {
    "channel": _channels,
    "segment": lambda model, name: replace(
        model, ksfs=tuple(replace(one, segment=name(one.segment)) for one in model.ksfs)
    ),
    "calendar": lambda model, name: replace(
        model, ksfs=tuple(replace(one, calendar=name(one.calendar)) for one in model.ksfs)
    ),
    "role": lambda model, name: replace(
        model,
        responsibilities=tuple(replace(one, role=name(one.role)) for one in model.responsibilities),
    ),
    "item": _items,
    "ksf": lambda model, name: replace(
        model, measurements=tuple(replace(one, ksf=name(one.ksf)) for one in model.measurements)
    ),
    "activity": _activities,
    "process": lambda model, name: replace(
        model, measurements=tuple(replace(one, process=name(one.process)) for one in model.measurements)
    ),
}


def _without_channel(model: Model, code: str) -> Model:
    def rest(channels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in channels if one != code)

    def event(one: Event) -> Event:
        return replace(one, channels=rest(one.channels))

    return replace(
        model,
        activities=tuple(replace(one, channels=rest(one.channels)) for one in model.activities),
        processes=tuple(
            replace(one, starting=event(one.starting), concluding=event(one.concluding))
            for one in model.processes
        ),
    )


def _without_activity(model: Model, code: str) -> Model:
    """The steps of an activity go with it; what led to them leads on to what followed them."""
    for process in model.processes:
        for step in process.steps:
            if step.activity == code:
                model = without_step(model, process.code, step.code)
    return replace(
        model,
        uses=_others(model.uses, code),
        responsibilities=_others(model.responsibilities, code),
    )


def _others(cells: tuple[_Cell, ...], activity: str) -> tuple[_Cell, ...]:
    return tuple(one for one in cells if one.activity != activity)


def _measurements(model: Model, keep: Callable[[Measurement], bool]) -> Model:
    return replace(model, measurements=tuple(filter(keep, model.measurements)))


_DROPPED: dict[str, Callable[[Model, str], Model]] = {
    "channel": _without_channel,
    "role": lambda model, code: replace(
        model, responsibilities=tuple(one for one in model.responsibilities if one.role != code)
    ),
    "item": lambda model, code: replace(model, uses=tuple(one for one in model.uses if one.item != code)),
    "ksf": lambda model, code: _measurements(model, lambda one: one.ksf != code),
    "activity": _without_activity,
    "process": lambda model, code: _measurements(model, lambda one: one.process != code),
}
