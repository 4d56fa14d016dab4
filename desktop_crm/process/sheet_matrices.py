"""The four matrices as sheets: KSF/process, process/activity, responsibility/activity, activity/information."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process import edit, edit_steps
from desktop_crm.process.condition_text import read_conditions, write_conditions
from desktop_crm.process.durations import read_duration, write_duration
from desktop_crm.process.model import (
    CalendarSpec,
    Direction,
    Duty,
    Measurement,
    Model,
    Process,
    Responsibility,
    Use,
)
from desktop_crm.process.sheets import Cell, Head, OneByOne, parts, shifted

_DUTY = {"R": Duty.RESPONSIBLE, "I": Duty.INFORMED, "D": Duty.DELEGATE}
_URGENT = "urgent"  # before the norm of urgent cases in a cell
_SIDE = {"I": Direction.INPUT, "O": Direction.OUTPUT}


def _grouped(model: Model) -> Iterator[Head]:
    """Yield the activities under the first process in which they stand; then those of none."""
    seen: set[str] = set()
    for process in model.processes:
        codes = [
            code for code in dict.fromkeys(step.activity for step in process.steps) if code in model.activity
        ]
        here = [code for code in codes if code not in seen]
        seen.update(here)
        if here:
            yield Head(f"process {process.code}", process.name, heading=True)
            yield from (_activity(model, code) for code in here)
    rest = [one.code for one in model.activities if one.code not in seen]
    if rest:
        yield Head("process", _("In no process"), heading=True)
        yield from (_activity(model, code) for code in rest)


def _activity(model: Model, code: str) -> Head:
    known = model.activity[code]
    return Head(code, known.name, known.performer.value)


class _AtOnce(ABC):
    """A matrix whose cells stand for themselves: a thousand of them are written in one go."""

    def write(self, model: Model, row: str, column: str, text: str) -> Model:
        """Take a cell's text."""
        return self.write_all(model, [(row, column, text)])

    @abstractmethod
    def write_all(self, model: Model, cells: Iterable[Cell]) -> Model:
        """Take the texts of cells."""


class _OfActivities:
    """What the matrices with a row for each activity share."""

    matrix = True

    def rows(self, model: Model) -> tuple[Head, ...]:
        """Return the activities, by process."""
        return tuple(_grouped(model))

    def words(self, model: Model, column: str) -> tuple[str, ...]:
        """Return nothing: a cell holds marks."""
        return ()

    def remove(self, model: Model, row: str) -> Model:
        """Take an activity out."""
        return edit.remove(model, "activity", row)

    def move(self, model: Model, row: str, by: int) -> Model:
        """Move an activity in its list."""
        return edit.move(model, "activity", row, shifted([one.code for one in model.activities], row, by))


class Responsibilities(_OfActivities, _AtOnce):
    """Who is responsible, who is informed, to whom it may be delegated; with the limits of their authority."""

    key = "responsibilities"

    @property
    def title(self) -> str:
        """What people call it."""
        return _("Responsibility / Activity")

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The letters of a cell."""
        return ("R", _("responsible")), ("I", _("informed")), ("D", _("may be delegated to"))

    def columns(self, model: Model) -> tuple[Head, ...]:
        """Return the roles."""
        return tuple(Head(one.code, one.name) for one in model.roles)

    def text(self, model: Model, row: str, column: str) -> str:
        """Return a cell such as ``R: damage at-most 500.00 EUR | I``."""
        letters = {duty: letter for letter, duty in _DUTY.items()}
        return " | ".join(
            letters[one.duty] + (f": {write_conditions(one.limits)}" if one.limits else "")
            for one in model.duties.get(row, ())
            if one.role == column
        )

    def write_all(self, model: Model, cells: Iterable[Cell]) -> Model:
        """Take the texts of cells."""
        return edit.set_all_duties(
            model, {(row, column): _duties(row, column, text) for row, column, text in cells}
        )


def _duties(activity: str, role: str, text: str) -> list[Responsibility]:
    found = parts(text, "".join(_DUTY))
    return [
        Responsibility(role, activity, duty, read_conditions(found[letter].removeprefix("*").strip()))
        for letter, duty in _DUTY.items()
        if letter in found
    ]


class Uses(_OfActivities, _AtOnce):
    """What an activity needs and what it registers."""

    key = "uses"

    @property
    def title(self) -> str:
        """What people call it."""
        return _("Activity / Information")

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The letters of a cell."""
        return ("I", _("input")), ("O", _("output")), ("*", _("required"))

    def columns(self, model: Model) -> tuple[Head, ...]:
        """Return the information items."""
        return tuple(Head(one.code, one.name) for one in model.items)

    def text(self, model: Model, row: str, column: str) -> str:
        """Return a cell such as ``I | O*: covered is yes``."""
        return " | ".join(
            letter + ("*" if one.required else "") + (f": {write_conditions(one.when)}" if one.when else "")
            for letter, side in ((("I"), model.inputs), (("O"), model.outputs))
            for one in side.get(row, ())
            if one.item == column
        )

    def write_all(self, model: Model, cells: Iterable[Cell]) -> Model:
        """Take the texts of cells."""
        return edit.set_all_uses(
            model, {(row, column): _uses(row, column, text) for row, column, text in cells}
        )


def _uses(activity: str, item: str, text: str) -> list[Use]:
    found = parts(text, "".join(_SIDE))
    return [
        Use(
            activity,
            item,
            side,
            found[letter].startswith("*"),
            read_conditions(found[letter].removeprefix("*")),
        )
        for letter, side in _SIDE.items()
        if letter in found
    ]


class Steps(_OfActivities, OneByOne):
    """Which activities a process has, at which places: the process/activity matrix."""

    key = "places"

    @property
    def title(self) -> str:
        """What people call it."""
        return _("Process / Activity")

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """A cell holds places, not letters."""
        return ()

    def columns(self, model: Model) -> tuple[Head, ...]:
        """Return the processes."""
        return tuple(Head(one.code, one.name) for one in model.processes)

    def text(self, model: Model, row: str, column: str) -> str:
        """Return at which places of the process the activity stands, ``2`` or ``2, 5``."""
        return ", ".join(str(place + 1) for place, _code in _places(model.process.get(column), row))

    def write(self, model: Model, row: str, column: str, text: str) -> Model:
        """Put the activity at these places: steps are added, moved or taken out."""
        wanted = _numbers(text)
        known = _places(model.process.get(column), row)
        for place, code in reversed(known[len(wanted) :]):
            del place
            model = edit_steps.without_step(model, column, code)
        for (place, code), to in zip(known, wanted, strict=False):
            if place + 1 != to:
                model = edit_steps.move_step(model, column, code, to - 1)
        for to in wanted[len(known) :]:
            model = edit_steps.insert_step(model, column, activity=row, place=to - 1)
        return model


def _places(process: Process | None, activity: str) -> list[tuple[int, str]]:
    steps = () if process is None else process.steps
    return [(place, step.code) for place, step in enumerate(steps) if step.activity == activity]


def _numbers(text: str) -> list[int]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() and part.isascii() and 0 < int(part) < 1_000 for part in found):
        raise Invalid(_("Type at which place it comes, such as 2, or 2, 5 for two places."))
    return sorted(int(part) for part in found)


class Measurements(_AtOnce):
    """Which clocks run in which process, from which event to which, and the process's own norm."""

    key = "measurements"
    matrix = True

    @property
    def title(self) -> str:
        """What people call it."""
        return _("KSF / Process")

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The letter of a cell."""
        return (("M", _("measured")),)

    def rows(self, model: Model) -> tuple[Head, ...]:
        """Return the key success factors."""
        return tuple(Head(one.code, one.name, one.measure) for one in model.ksfs)

    def columns(self, model: Model) -> tuple[Head, ...]:
        """Return the processes."""
        return tuple(Head(one.code, one.name) for one in model.processes)

    def words(self, model: Model, column: str) -> tuple[str, ...]:
        """Return nothing: a cell holds a mark."""
        return ()

    def text(self, model: Model, row: str, column: str) -> str:
        """Return a cell such as ``M``, or ``M: receive -> tell, 8 working days, urgent 2 working days``."""
        cell = next((one for one in model.measured.get(column, ()) if one.ksf == row), None)
        if cell is None:
            return ""
        details = []
        if (cell.from_event, cell.to_event) != ("start", "conclude"):
            details.append(f"{cell.from_event} -> {cell.to_event}")
        ksf = model.ksf.get(row)
        unit = "" if ksf is None else ksf.unit
        for mark, norm in (("", cell.norm_seconds), (f"{_URGENT} ", cell.urgent_seconds)):
            if norm is not None:
                details.append(mark + write_duration(norm, _calendar(model, row), unit))
        return "M" + (f": {', '.join(details)}" if details else "")

    def write_all(self, model: Model, cells: Iterable[Cell]) -> Model:
        """Take the texts of cells."""
        return edit.set_all_measurements(
            model, {(row, column): _measurement(model, row, column, text) for row, column, text in cells}
        )

    def remove(self, model: Model, row: str) -> Model:
        """Take a key success factor out."""
        return edit.remove(model, "ksf", row)

    def move(self, model: Model, row: str, by: int) -> Model:
        """Move a key success factor in its list."""
        return edit.move(model, "ksf", row, shifted([one.code for one in model.ksfs], row, by))


def _measurement(model: Model, ksf: str, process: str, text: str) -> Measurement | None:
    found = parts(text, "M")
    if "M" not in found:
        return None
    begin, end = "start", "conclude"
    norms: dict[str, int] = {}
    for detail in (part.strip() for part in found["M"].removeprefix("*").split(",")):
        before, arrow, after = detail.partition("->")
        if arrow:
            begin, end = before.strip() or "start", after.strip() or "conclude"
        elif detail:
            whose = _URGENT if detail.startswith(f"{_URGENT} ") else ""
            norms[whose] = read_duration(detail.removeprefix(whose).strip(), _calendar(model, ksf), "")
    return Measurement(ksf, process, begin, end, norms.get(""), norms.get(_URGENT))


def _calendar(model: Model, ksf: str) -> CalendarSpec | None:
    known = model.ksf.get(ksf)
    return (
        None if known is None else next((one for one in model.calendars if one.code == known.calendar), None)
    )
