"""Editors for a date, and for a date with a time of day."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import IconButton
from desktop_crm.ui.widgets.fields.editor import Editor
from desktop_crm.ui.widgets.fields.spec import FieldSpec
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.popover import Popover

_DATE_WIDTH, _TIME_WIDTH = 160, 88
# The same notation as `process.moments` reads and shows.
_SHOWN = "dd-MM-yyyy"


def _day_of(text: str) -> QDate:
    """Return the day that a line shows, in Dutch or ISO notation; an invalid one where it shows none."""
    found = QDate.fromString(text.strip(), _SHOWN)
    return found if found.isValid() else QDate.fromString(text.strip(), Qt.DateFormat.ISODate)


def _calendar() -> QCalendarWidget:
    """Return a calm calendar: weeks from Monday, no red days, a head like the panel's."""
    look = theme()
    calendar = QCalendarWidget()
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    plain, quiet = QTextCharFormat(), QTextCharFormat()
    plain.setForeground(look.colour("text"))
    quiet.setForeground(look.colour("muted"))
    calendar.setHeaderTextFormat(quiet)
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, plain)
    palette = calendar.palette()
    palette.setColor(QPalette.ColorRole.Base, look.colour("panel"))
    calendar.setPalette(palette)
    head = calendar.findChild(QWidget, "qt_calendar_navigationbar")
    if head is not None:
        palette.setColor(QPalette.ColorRole.Highlight, look.colour("panel"))
        palette.setColor(QPalette.ColorRole.HighlightedText, look.colour("text"))
        head.setPalette(palette)
        _arrows(head)
    return calendar


def _arrows(head: QWidget) -> None:
    for name, icon, words in (
        ("qt_calendar_prevmonth", "ph.caret-left", _("Previous month")),
        ("qt_calendar_nextmonth", "ph.caret-right", _("Next month")),
    ):
        button = head.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(theme().icon(icon))
            button.setAccessibleName(words)


class DateLine(LineEdit):
    """A line for a date; the button inside, or Alt+Down, opens a calendar.

    Signals:
        picked: a day was chosen in the calendar.
    """

    picked = Signal()

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder=_("dd-mm-yyyy"), name=name, parent=parent)
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
        calendar = _calendar()
        there = _day_of(self.text())
        if there.isValid():
            calendar.setSelectedDate(there)
        column.addWidget(calendar)

        def choose(day: QDate) -> None:
            self.setText(day.toString(_SHOWN))
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
        self.line.textEdited.connect(lambda _text: self.tell(typed=True))
        self.line.picked.connect(self.tell)
        self._add(self.line)
        self._row.addStretch(1)

    def start_over(self, spec: FieldSpec) -> None:
        """Take another item and no date."""
        super().start_over(spec)
        self.set_text("")

    def text(self) -> str:
        """Return what was typed."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Show what was typed before."""
        self.line.setText(text)

    def set_canonical(self, canonical: str) -> None:
        """Show a value."""
        self.set_text(self.spec.shown(canonical))

    def undo(self) -> bool:
        """Take back typing."""
        return self._undo_in([self.line])

    def _undo_in(self, lines: list[LineEdit]) -> bool:
        for line in lines:
            if line.isUndoAvailable():
                line.undo()
                self.tell(typed=True)
                return True
        return False


class DateTimeEditor(DateEditor):
    """A date and a time of day, in two lines that read as one."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.time = LineEdit(placeholder=_("hh:mm"))
        self.time.setFixedWidth(_TIME_WIDTH)
        self.time.textEdited.connect(lambda _text: self.tell(typed=True))
        self._row.insertWidget(1, self.time)
        self.targets.append(self.time)
        self._name_targets()

    def _name_targets(self) -> None:
        super()._name_targets()
        self.time.setAccessibleName(_("{name}, time").format(name=self.spec.label))

    def text(self) -> str:
        """Return date and time as typed, a space between."""
        return f"{self.line.text().strip()} {self.time.text().strip()}".strip()

    def set_text(self, text: str) -> None:
        """Show what was typed before."""
        day, _space, time = text.partition(" ")
        if ":" in day and "T" not in day and not time:
            day, time = "", day
        self.line.setText(day)
        self.time.setText(time)

    def undo(self) -> bool:
        """Take back typing in the part that has the keyboard, else in the other."""
        return self._undo_in(sorted((self.line, self.time), key=lambda one: not one.hasFocus()))
