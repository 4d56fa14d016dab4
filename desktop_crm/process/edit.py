"""Editing a model: each operation returns a new model, so the one before it is its own undoing.

Models are frozen and share whatever did not change. Cells of the matrices keep the order in which a file has
them, so that what was edited is written and read back as the same model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.codes import is_code
from desktop_crm.process.edit_references import dropped, renamed
from desktop_crm.process.model import Direction, Duty, Measurement, Model, Responsibility, Use

# The list of `Model` in which things of a kind stand.
LISTS = {
    "channel": "channels",
    "segment": "segments",
    "calendar": "calendars",
    "role": "roles",
    "item": "items",
    "ksf": "ksfs",
    "activity": "activities",
    "process": "processes",
}
_DUTIES, _DIRECTIONS = list(Duty), list(Direction)


def things(model: Model, kind: str) -> tuple[Any, ...]:
    """Return the things of a kind such as ``role``, in their order."""
    found: tuple[Any, ...] = getattr(model, LISTS[kind])
    return found


def thing(model: Model, kind: str, code: str) -> Any:
    """Return one thing; raise `Invalid` when the model hasn't got it."""
    found = next((one for one in things(model, kind) if one.code == code), None)
    if found is None:
        raise Invalid(_("“{code}” is not in the model any more; nothing was changed.").format(code=code))
    return found


def add(model: Model, kind: str, new: Any, place: int | None = None) -> Model:
    """Put a thing into its list, at `place` or last; raise `Invalid` when its code is no code or is taken."""
    _require_free(model, kind, new.code)
    known = things(model, kind)
    at = len(known) if place is None else max(0, min(place, len(known)))
    return ordered(_with(model, kind, (*known[:at], new, *known[at:])))


def change(model: Model, kind: str, code: str, **values: Any) -> Model:
    """Give a thing other attributes; its code is changed by `rename`."""
    if kind == "calendar":
        values.setdefault("public", {})  # of the country it had; they are looked up when it is kept
    changed = replace(thing(model, kind, code), **values)
    return _with(model, kind, tuple(changed if one.code == code else one for one in things(model, kind)))


def rename(model: Model, kind: str, code: str, to: str) -> Model:
    """Give a thing another code; whatever refers to it follows."""
    if to == code:
        return model
    named = replace(thing(model, kind, code), code=to)
    _require_free(model, kind, to)
    listed = tuple(named if one.code == code else one for one in things(model, kind))
    return renamed(_with(model, kind, listed), kind, code, to)


def remove(model: Model, kind: str, code: str) -> Model:
    """Take a thing out, with its row or column in the matrices.

    What else names it (a condition, the channel of a contact) stays and becomes a finding: whether a branch
    without its condition is meant, only a person can say.
    """
    thing(model, kind, code)
    rest = tuple(one for one in things(model, kind) if one.code != code)
    return dropped(_with(model, kind, rest), kind, code)


def move(model: Model, kind: str, code: str, place: int) -> Model:
    """Move a thing to another place in its list."""
    moved = thing(model, kind, code)
    rest = [one for one in things(model, kind) if one.code != code]
    at = max(0, min(place, len(rest)))
    return ordered(_with(model, kind, (*rest[:at], moved, *rest[at:])))


def set_duties(model: Model, activity: str, role: str, cells: Iterable[Responsibility]) -> Model:
    """Replace a cell of the responsibility/activity matrix; without `cells` it becomes empty."""
    return set_all_duties(model, {(activity, role): cells})


def set_all_duties(model: Model, cells: Mapping[tuple[str, str], Iterable[Responsibility]]) -> Model:
    """Replace cells of the responsibility/activity matrix, given by activity and role."""
    _require(model, "activity", (activity for activity, _role in cells))
    return _cells(
        model, "responsibilities", lambda one: (one.activity, one.role), lambda one: one.duty, cells
    )


def set_uses(model: Model, activity: str, item: str, cells: Iterable[Use]) -> Model:
    """Replace a cell of the activity/information matrix; without `cells` it becomes empty."""
    return set_all_uses(model, {(activity, item): cells})


def set_all_uses(model: Model, cells: Mapping[tuple[str, str], Iterable[Use]]) -> Model:
    """Replace cells of the activity/information matrix, given by activity and item."""
    _require(model, "activity", (activity for activity, _item in cells))
    return _cells(model, "uses", lambda one: (one.activity, one.item), lambda one: one.direction, cells)


def set_measurement(model: Model, ksf: str, process: str, cell: Measurement | None) -> Model:
    """Replace a cell of the KSF/process matrix; None empties it."""
    return set_all_measurements(model, {(ksf, process): cell})


def set_all_measurements(model: Model, cells: Mapping[tuple[str, str], Measurement | None]) -> Model:
    """Replace cells of the KSF/process matrix, given by key success factor and process; None empties one."""
    _require(model, "process", (process for _ksf, process in cells))
    wanted = {place: () if cell is None else (cell,) for place, cell in cells.items()}
    return _cells(model, "measurements", lambda one: (one.ksf, one.process), lambda one: one.ksf, wanted)


def ordered(model: Model) -> Model:
    """Return the model with the cells of its matrices in the order in which a file has them."""
    activity = {one.code: place for place, one in enumerate(model.activities)}
    process = {one.code: place for place, one in enumerate(model.processes)}
    return replace(
        model,
        responsibilities=tuple(
            sorted(
                model.responsibilities,
                key=lambda one: (activity.get(one.activity, len(activity)), _DUTIES.index(one.duty)),
            )
        ),
        uses=tuple(
            sorted(
                model.uses,
                key=lambda one: (
                    activity.get(one.activity, len(activity)),
                    _DIRECTIONS.index(one.direction),
                ),
            )
        ),
        measurements=tuple(
            sorted(model.measurements, key=lambda one: process.get(one.process, len(process)))
        ),
    )


def _cells(
    model: Model,
    attribute: str,
    place: Callable[[Any], tuple[str, str]],
    kind: Callable[[Any], Any],
    wanted: Mapping[tuple[str, str], Iterable[Any]],
) -> Model:
    """Put each new cell where the old one of its place and kind stood, so that the rest keeps its order."""
    left = {at: {kind(cell): cell for cell in cells} for at, cells in wanted.items()}
    found = []
    for one in getattr(model, attribute):
        here = left.get(place(one))
        kept = one if here is None else here.pop(kind(one), None)
        if kept is not None:
            found.append(kept)
    found += (cell for here in left.values() for cell in here.values())
    return ordered(replace(model, **{attribute: tuple(found)}))  # type: ignore[arg-type]


def _require(model: Model, kind: str, codes: Iterable[str]) -> None:
    for code in dict.fromkeys(codes):
        thing(model, kind, code)


def _with(model: Model, kind: str, listed: tuple[Any, ...]) -> Model:
    changed: Model = replace(model, **{LISTS[kind]: listed})  # type: ignore[arg-type]
    return changed


def _require_free(model: Model, kind: str, code: str) -> None:
    if not is_code(code):
        raise Invalid(
            _("“{value}” is no code; use lower-case letters, digits and underscores, a letter first.").format(
                value=code
            )
        )
    if any(one.code == code for one in things(model, kind)):
        raise Invalid(_("The code “{code}” is taken; choose another.").format(code=code))
