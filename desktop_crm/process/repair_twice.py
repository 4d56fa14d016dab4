"""The repair of what stands twice: one of it stays, and two things of one code get two codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from desktop_crm.core.i18n import _
from desktop_crm.process import edit
from desktop_crm.process.codes import code_from
from desktop_crm.process.model import Item, Model, Process, Split, Step
from desktop_crm.process.repair_words import Repair, Spot

_Cell = TypeVar("_Cell")


def once(_model: Model, _spot: Spot) -> Repair:
    """Keep the first of each that stands twice."""
    return Repair(_("Keep the first of what stands twice"), _each_once)


def _each_once(model: Model) -> Model:
    """Leave one of each cell, start, choice and flow side by side that stands twice; two things get two codes."""
    for kind in edit.LISTS:
        model = _codes_once(model, kind)

    def process(one: Process) -> Process:
        codes: set[str] = set()
        steps: list[Step] = []
        for step in one.steps:
            code = code_from(step.code, codes, instead="step") if step.code in codes else step.code
            codes.add(code)
            flows = dict.fromkeys(step.flows) if step.split is Split.ALL else step.flows
            steps.append(replace(step, code=code, flows=tuple(flows)))
        return replace(one, start=tuple(dict.fromkeys(one.start)), steps=tuple(steps))

    return replace(
        model,
        processes=tuple(map(process, model.processes)),
        items=tuple(map(_choices_once, model.items)),
        responsibilities=_first(model.responsibilities, lambda one: (one.activity, one.role, one.duty)),
        uses=_first(model.uses, lambda one: (one.activity, one.item, one.direction)),
        measurements=_first(model.measurements, lambda one: (one.process, one.ksf)),
    )


def _codes_once(model: Model, kind: str) -> Model:
    seen: set[str] = set()
    found = []
    for one in edit.things(model, kind):
        code = code_from(one.code, seen, instead=kind) if one.code in seen else one.code
        seen.add(code)
        found.append(one if code == one.code else replace(one, code=code))
    return replace(model, **{edit.LISTS[kind]: tuple(found)})  # type: ignore[arg-type]


def _choices_once(item: Item) -> Item:
    names: set[str] = set()
    codes: set[str] = set()
    kept = []
    for one in item.choices:
        name = one.name.strip().casefold()
        if name not in names and one.code not in codes:
            kept.append(one)
        names.add(name)
        codes.add(one.code)
    return item if len(kept) == len(item.choices) else replace(item, choices=tuple(kept))


def _first(cells: tuple[_Cell, ...], key: Callable[[_Cell], object]) -> tuple[_Cell, ...]:
    found: dict[object, _Cell] = {}
    for one in cells:
        found.setdefault(key(one), one)
    return tuple(found.values())
