"""What an estimate goes by, as a list: each figure with where it comes from, and a line to state another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.estimate.measured import stated
from desktop_crm.estimate.model import InputLine, Inputs, Source, inputs_of
from desktop_crm.process.model import Model
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

_MOST = 10_000.0
_FORM = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,4})?)\s*(s|min|h|days?)?")
_SECONDS = {"": 60.0, "s": 1.0, "min": 60.0, "h": 3_600.0, "day": 86_400.0, "days": 86_400.0}


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with its kind: ``arrivals``, ``work`` or ``staff``; `id` is how the list knows it."""

    kind: str
    line: InputLine

    @property
    def id(self) -> tuple[str, str]:
        """The kind and the code."""
        return self.kind, self.line.code


def figure_in_words(kind: str, value: float) -> str:
    """Return a figure as one types it: cases, minutes or hours, people."""
    if kind != "work":
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if value >= 7_200:
        return f"{value / 3_600:.1f}".rstrip("0").rstrip(".") + " h"
    return f"{value / 60:.1f}".rstrip("0").rstrip(".") + " min"


def read_figure(kind: str, text: str) -> float:
    """Return a figure from a text, of work in seconds; raise `Invalid` with a right example."""
    match = _FORM.fullmatch(text.strip())
    value, unit = (float(match[1].replace(",", ".")), match[2] or "") if match else (-1.0, "")
    if kind == "work" and 0 <= value <= _MOST:
        return value * _SECONDS[unit]
    least = 1 if kind == "staff" else 0
    if unit or not least <= value <= _MOST:
        raise Invalid(
            {
                "work": _("Write a duration like 15 min or 2 h."),
                "staff": _("Write a number of people, such as 3."),
            }.get(kind, _("Write how many cases begin a working day, such as 4.5."))
        )
    return float(int(value)) if kind == "staff" else value


class InputsPanel(Panel):
    """The figures, and the line in which another is stated.

    Signals:
        changed: something else is stated now.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What it goes by"), parent=parent)
        self.setObjectName("estimate_inputs")
        self._measured, self._models = Inputs(), tuple[Model, ...]()
        self.stated: dict[tuple[str, str], float] = {}
        self.rows = PagedTableModel(
            (
                Column("name", _("Of"), lambda row: row.line.name, 170, stretch=True),
                Column("kind", _("What"), lambda row: self._kind(row.kind), 92, "muted"),
                Column("value", _("Figure"), self._figure, 76, right=True, order=lambda row: row.line.value),
                Column("source", _("From"), lambda row: self._source(row.line.source), 80, "muted"),
            ),
            id_of=lambda row: row.id,
            parent=self,
        )
        empty = EmptyState(_("There is nothing to estimate yet."), _("Begin a draft of the model first."))
        self.list = ListView(self.rows, name=_("What it goes by"), empty=empty)
        self.list.setObjectName("estimate_figures")
        self.list.opened.connect(lambda _id: self._begin())
        self.add(self.list, 1)
        self.label = Label(_("Enter states another figure; an empty one goes back to what was measured."),
                           font="caption", colour="muted", wrap=True)  # fmt: skip
        self.line = LineEdit(name=_("Another figure"))
        self.line.setObjectName("estimate_figure")
        self.line.returnPressed.connect(self._state)
        self.line.setEnabled(False)
        foot = QWidget()
        column = QVBoxLayout(foot)
        space = theme().space("panel")
        column.setContentsMargins(space, theme().space("base"), space, space)
        column.addWidget(self.label)
        column.addWidget(self.line)
        self.add(foot)
        self._at: Row | None = None

    @staticmethod
    def _kind(kind: str) -> str:
        return {"arrivals": _("cases a day"), "work": _("takes"), "staff": _("people")}[kind]

    @staticmethod
    def _source(source: Source) -> str:
        return {
            Source.MEASURED: _("measured"),
            Source.STATED: _("stated"),
            Source.ASSUMED: _("assumed"),
        }[source]

    @staticmethod
    def _figure(row: Row) -> str:
        return figure_in_words(row.kind, row.line.value)

    def show_inputs(self, measured: Inputs, *models: Model) -> None:
        """Show what was measured, and what was stated here in its place."""
        self._measured, self._models = measured, models
        self._show()

    def inputs(self) -> Inputs:
        """Return the inputs as they stand."""
        return stated(
            self._measured,
            arrivals=self._of("arrivals"),
            work=self._of("work"),
            staff={code: int(value) for code, value in self._of("staff").items()},
        )

    def _of(self, kind: str) -> Mapping[str, float]:
        return {code: value for (of, code), value in self.stated.items() if of == kind}

    def _show(self) -> None:
        found = inputs_of(self.inputs(), *self._models)
        self.rows.set_rows([Row(kind, line) for kind, lines in found.items() for line in lines])

    def _begin(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self._at = row
            self._say(f"{row.line.name}, {self._kind(row.kind)}")
            self.line.setEnabled(True)
            self.line.setText(self._figure(row))
            self.line.selectAll()
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _state(self) -> None:
        row, text = self._at, self.line.text()
        if row is None:
            return
        try:
            if text.strip():
                self.stated[row.id] = read_figure(row.kind, text)
            else:
                self.stated.pop(row.id, None)
        except Invalid as problem:
            self._say(problem.sentence, wrong=True)
            return
        self._say(_("Enter states another figure; an empty one goes back to what was measured."))
        self.line.clear()
        self.line.setEnabled(False)
        self._show()
        self.list.select_id(row.id)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.label.set_colour("overdue_ink" if wrong else "muted")
        self.label.setText(words)
