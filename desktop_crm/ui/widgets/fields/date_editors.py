"""Editors for a date, and for a date with a time of day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import IconButton
from desktop_crm.ui.widgets.fields import notation
from desktop_crm.ui.widgets.fields.editor import Editor
from desktop_crm.ui.widgets.fields.spec import FieldSpec
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.popover import Popover

_DATE_WIDTH, _TIME_WIDTH = 160, 88


class DateLine(LineEdit):
    """A line for a date; the button inside, or Alt+Down, opens a calendar.

    Signals:
        picked: a day was chosen in the calendar.
    """

    picked = Signal()

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        example = notation.date_to_local(date(2026, 11, 24).isoformat())
        super().__init__(placeholder=example, name=name, parent=parent)
        self.setFixedWidth(_DATE_WIDTH)
        button = IconButton("ph.calendar-blank", _("Open the calendar"))
        button.setFixedSize(24, 24)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self.open_calendar)
        self.add_inside(button)

    def open_calendar(self) -> None:
        """Show a calendar below the line."""
        popover = Popover(self)
        column = QVBoxLayout(popover)
        column.setContentsMargins(4, 4, 4, 4)
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        there = QDate.fromString(notation.date_to_canonical(self.text()), Qt.DateFormat.ISODate)
        if there.isValid():
            calendar.setSelectedDate(there)
        column.addWidget(calendar)

        def choose(day: QDate) -> None:
            self.setText(notation.date_to_local(day.toString(Qt.DateFormat.ISODate)))
            popover.dismiss()
            popover.deleteLater()
            self.picked.emit()

        calendar.activated.connect(choose)
        calendar.clicked.connect(choose)
        popover.open()
        calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the calendar on Alt+Down."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        else:
            super().keyPressEvent(event)


class DateEditor(Editor):
    """A date."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.line = DateLine(name=spec.label)
        self.line.textEdited.connect(lambda _text: self._typing())
        self.line.picked.connect(self.edited)
        self._add(self.line)
        self._row.addStretch(1)

    def _typing(self) -> None:
        self.typed.emit()
        self.edited.emit()

    def text(self) -> str:
        """Return the date in ISO form, or what was typed."""
        return notation.date_to_canonical(self.line.text())

    def set_text(self, canonical: str) -> None:
        """Show a value."""
        self.line.setText(notation.date_to_local(canonical))

    def undo(self) -> bool:
        """Take back typing."""
        if not self.line.isUndoAvailable():
            return False
        self.line.undo()
        self.edited.emit()
        return True


class DateTimeEditor(DateEditor):
    """A date and a time of day."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.time = LineEdit(placeholder="08:40")
        self.time.setFixedWidth(_TIME_WIDTH)
        self.time.textEdited.connect(lambda _text: self._typing())
        self._row.insertWidget(1, self.time)
        self.targets.append(self.time)
        self.time.setAccessibleName(_("{name}, time").format(name=spec.label))
        self._row.setSpacing(theme().space("base"))

    def text(self) -> str:
        """Return the instant in ISO form with an offset, or what was typed."""
        if not self.line.text().strip() and not self.time.text().strip():
            return ""
        return notation.moment_to_canonical(self.line.text(), self.time.text(), self.spec.zone)

    def set_text(self, canonical: str) -> None:
        """Show a value."""
        day, time = notation.moment_to_local(canonical, self.spec.zone) if canonical else ("", "")
        self.line.setText(day)
        self.time.setText(time)

    def undo(self) -> bool:
        """Take back typing in the part that has the keyboard, else in the other."""
        for line in sorted((self.line, self.time), key=lambda one: not one.hasFocus()):
            if line.isUndoAvailable():
                line.undo()
                self.edited.emit()
                return True
        return False
