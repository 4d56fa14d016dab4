"""What a drawing brings is put into a model that is there: nothing that stands in it is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from desktop_crm.exchange.bpmn.importing import Imported
from desktop_crm.exchange.bpmn.naming import Codes
from desktop_crm.process.edit import LISTS, ordered, rename, things
from desktop_crm.process.model import Model, Responsibility

_THE_COMPANY_S = frozenset({"role", "channel", "segment", "calendar"})


def joined(model: Model, come: Imported) -> Model:
    """Return `model` with what a file brings.

    A drawing of ours that came back replaces what it was made of: processes, activities, items and key success
    factors of the same code; roles, ways of contact and calendars are the company's, and stay. Of any other
    everything is new and gets codes of its own; only a role or an item of a name that is
    known is that role or item.
    """
    if come.ours:
        return _over(model, come.model)
    return _beside(model, _apart(model, come.model))


def _over(model: Model, other: Model) -> Model:
    lists: dict[str, Any] = {
        attribute: _by_code(
            getattr(model, attribute), getattr(other, attribute), stays=kind in _THE_COMPANY_S
        )
        for kind, attribute in LISTS.items()
    }
    drawn, done = set(other.process), set(other.activity)
    return ordered(
        replace(
            model,
            **lists,
            measurements=(*_but(model.measurements, lambda one: one.process in drawn), *other.measurements),
            responsibilities=(
                *_but(model.responsibilities, lambda one: one.activity in done),
                *other.responsibilities,
            ),
            uses=(*_but(model.uses, lambda one: one.activity in done), *other.uses),
        )
    )


def _by_code(there: tuple[Any, ...], new: tuple[Any, ...], *, stays: bool) -> tuple[Any, ...]:
    """Return what is there and what is new, each code once; `stays`: what is there is not replaced."""
    ours, theirs = {one.code: one for one in there}, {one.code: one for one in new}
    return tuple((ours | theirs | (ours if stays else {})).values())


def _but(cells: Iterable[Any], gone: Callable[[Any], bool]) -> tuple[Any, ...]:
    return tuple(cell for cell in cells if not gone(cell))


def _apart(model: Model, other: Model) -> Model:
    """Give what is new codes that are free in `model`, and what is known by its name the code it has there."""
    for kind in ("process", "activity", "item", "role"):
        codes = {one.code for one in things(model, kind)}
        known = {one.name.casefold(): one for one in things(model, kind)} if kind in {"item", "role"} else {}
        free = Codes(frozenset(codes | {one.code for one in things(other, kind)}), instead=kind)
        for one in things(other, kind):
            same = known.get(one.name.casefold())
            if same is not None and (kind == "role" or _alike(same, one)):
                to = same.code
            else:
                to = free.give(one.name) if one.code in codes else one.code
            if to != one.code:
                taken = next((at for at in things(other, kind) if at.code == to), None)
                if taken is not None:  # the code is another's for now
                    other = rename(other, kind, to, free.give(taken.name))
                other = rename(other, kind, one.code, to)
    return other


def _alike(known: Any, one: Any) -> bool:
    return (known.type, known.scope, known.choices) == (one.type, one.scope, one.choices)


def _beside(model: Model, other: Model) -> Model:
    """Add what is not there yet; roles only where they do something, and no channels or calendars."""
    doing = {one.role for one in other.responsibilities}
    lists: dict[str, Any] = {}
    for kind in ("process", "activity", "item", "role"):
        there = things(model, kind)
        codes = {one.code for one in there}
        new = [one for one in things(other, kind) if one.code not in codes]
        lists[LISTS[kind]] = (*there, *(one for one in new if kind != "role" or one.code in doing))
    cells: tuple[Responsibility, ...] = (*model.responsibilities, *other.responsibilities)
    return ordered(replace(model, **lists, responsibilities=cells, uses=(*model.uses, *other.uses)))
