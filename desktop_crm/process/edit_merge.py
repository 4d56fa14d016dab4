"""Making one of two things of a model: whatever named the one names the other, and nothing stands twice."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

from desktop_crm.process import edit
from desktop_crm.process.edit_references import renamed
from desktop_crm.process.model import Model, Use

_Cell = TypeVar("_Cell")


def merged(model: Model, kind: str, gone: str, kept: str) -> Model:
    """Take the item or activity `gone` out; what named it names `kept`, with the wider of two like cells."""
    edit.thing(model, kind, kept)
    edit.thing(model, kind, gone)
    listed = tuple(one for one in edit.things(model, kind) if one.code != gone)
    model = renamed(replace(model, **{edit.LISTS[kind]: listed}), kind, gone, kept)  # type: ignore[arg-type]
    return edit.ordered(
        replace(
            model,
            uses=_joined(model.uses, lambda one: (one.activity, one.item, one.direction), _wider),
            responsibilities=_joined(
                model.responsibilities,
                lambda one: (one.activity, one.role, one.duty),
                lambda one, other: one if not one.limits else other if not other.limits else one,
            ),
        )
    )


def _wider(one: Use, other: Use) -> Use:
    """Return a use that asks whenever one of the two did."""
    return replace(
        one,
        required=one.required or other.required,
        when=one.when if one.when == other.when else (),
    )


def _joined(
    cells: tuple[_Cell, ...],
    key: Callable[[_Cell], Hashable],
    both: Callable[[_Cell, _Cell], _Cell],
) -> tuple[_Cell, ...]:
    found: dict[Hashable, _Cell] = {}
    for one in cells:
        at = key(one)
        found[at] = both(found[at], one) if at in found else one
    return tuple(found.values())
