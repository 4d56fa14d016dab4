"""The lists of a model as sheets: KSFs, processes, steps, activities, roles, information items, channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop_crm.core.i18n import _
from desktop_crm.process import edit, edit_steps
from desktop_crm.process.codes import code_from
from desktop_crm.process.model import Model
from desktop_crm.process.sheets import NEW, Head, OneByOne, is_new, shifted

Say = Callable[[Model, Any], str]
Take = Callable[[Model, Any, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a list: how an attribute is said, and which attributes a typed text gives a thing.

    Attributes:
        words: what a cell may hold, from the model; None: any text.
    """

    key: str
    title: Callable[[], str]
    width: int
    say: Say
    take: Take
    words: Callable[[Model], tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class ThingSheet(OneByOne):
    """The list of one kind of thing, with an empty row at its end that takes the name of a new one."""

    key: str
    kind: str
    called: Callable[[], str]
    fields: tuple[Field, ...]
    make: Callable[[str, str], Any]
    matrix: bool = False

    @property
    def title(self) -> str:
        """What people call the list."""
        return self.called()

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """A list has no marks."""
        return ()

    def rows(self, model: Model) -> tuple[Head, ...]:
        """Return the things, and the row for a new one."""
        known = (Head(one.code, one.name) for one in edit.things(model, self.kind))
        return (*known, Head(NEW, _("new")))

    def columns(self, model: Model) -> tuple[Head, ...]:
        """Return name, code and the attributes."""
        return (
            Head("name", _("Name"), width=220),
            *(Head(one.key, one.title(), width=one.width) for one in self.fields),
            Head("code", _("Code"), width=150),
        )

    def _field(self, column: str) -> Field:
        return next(one for one in self.fields if one.key == column)

    def text(self, model: Model, row: str, column: str) -> str:
        """Return what a cell says."""
        if is_new(row):
            return ""
        thing = edit.thing(model, self.kind, row)
        if column in ("name", "code"):
            return str(getattr(thing, column))
        return self._field(column).say(model, thing)

    def write(self, model: Model, row: str, column: str, text: str) -> Model:
        """Take a cell's text; a name in the empty row adds a thing."""
        text = text.strip()
        if is_new(row):
            if not text:
                return model
            taken = {one.code for one in edit.things(model, self.kind)}
            name = text if column == "name" else self.called()
            new = self.make(code_from(name, taken, instead=self.kind), name)
            model = edit.add(model, self.kind, new)
            return model if column == "name" else self.write(model, new.code, column, text)
        if column == "code":
            return edit.rename(model, self.kind, row, text)
        if column == "name":
            return edit.change(model, self.kind, row, name=text)
        thing = edit.thing(model, self.kind, row)
        return edit.change(model, self.kind, row, **self._field(column).take(model, thing, text))

    def words(self, model: Model, column: str) -> tuple[str, ...]:
        """Return what a cell may hold."""
        if column in ("name", "code"):
            return ()
        offered = self._field(column).words
        return () if offered is None else offered(model)

    def remove(self, model: Model, row: str) -> Model:
        """Take a thing out."""
        return model if is_new(row) else edit.remove(model, self.kind, row)

    def move(self, model: Model, row: str, by: int) -> Model:
        """Move a thing up or down."""
        if is_new(row):
            return model
        codes = [one.code for one in edit.things(model, self.kind)]
        return edit.move(model, self.kind, row, shifted(codes, row, by))


@dataclass(frozen=True, slots=True)
class StepSheet(OneByOne):
    """The steps of all processes, process by process; the empty row of each takes the activity of a new step."""

    fields: tuple[Field, ...]
    key: str = "steps"
    matrix: bool = False

    @property
    def title(self) -> str:
        """What people call the list."""
        return _("Steps")

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """A list has no marks."""
        return ()

    def rows(self, model: Model) -> tuple[Head, ...]:
        """Return the steps under the names of their processes."""
        found: list[Head] = []
        for process in model.processes:
            found.append(Head(f"process {process.code}", process.name, heading=True))
            found += (Head(f"{process.code}/{one.code}", one.name or one.activity) for one in process.steps)
            found.append(Head(f"{process.code}{NEW}", _("new")))
        return tuple(found)

    def columns(self, model: Model) -> tuple[Head, ...]:
        """Return the attributes of a step."""
        return tuple(Head(one.key, one.title(), width=one.width) for one in self.fields)

    def _field(self, column: str) -> Field:
        return next(one for one in self.fields if one.key == column)

    def text(self, model: Model, row: str, column: str) -> str:
        """Return what a cell says."""
        process, _slash, code = row.partition(NEW)
        known = model.process.get(process)
        step = None if known is None else known.by_code.get(code)
        return "" if step is None else self._field(column).say(model, step)

    def write(self, model: Model, row: str, column: str, text: str) -> Model:
        """Take a cell's text; an activity in an empty row adds a step at the end."""
        process, _slash, code = row.partition(NEW)
        text = text.strip()
        if not code:
            if not text:
                return model
            name = "" if column == "activity" else text if column == "name" else _("Step")
            before = set(model.process[process].by_code)
            activity = self._field(column).take(model, None, text)["activity"] if column == "activity" else ""
            model = edit_steps.insert_step(model, process, activity=activity, name=name)
            new = next(one for one in model.process[process].by_code if one not in before)
            return (
                model
                if column in ("activity", "name")
                else self.write(model, f"{process}/{new}", column, text)
            )
        if column == "code":
            return edit_steps.rename_step(model, process, code, text)
        step = model.process[process].by_code[code]
        return edit_steps.change_step(model, process, code, **self._field(column).take(model, step, text))

    def words(self, model: Model, column: str) -> tuple[str, ...]:
        """Return what a cell may hold."""
        offered = self._field(column).words
        return () if offered is None else offered(model)

    def remove(self, model: Model, row: str) -> Model:
        """Take a step out."""
        process, _slash, code = row.partition(NEW)
        return edit_steps.without_step(model, process, code) if code else model

    def move(self, model: Model, row: str, by: int) -> Model:
        """Move a step up or down."""
        process, _slash, code = row.partition(NEW)
        if not code:
            return model
        codes = [one.code for one in model.process[process].steps]
        return edit_steps.move_step(model, process, code, shifted(codes, code, by))
