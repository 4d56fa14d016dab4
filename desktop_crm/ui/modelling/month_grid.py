"""A month of a working calendar as a grid of days under the keyboard: hours, and why a day has none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.process.calendar_month import WEEKS, DayWhy, MonthDay, moved_month
from desktop_crm.ui import wording
from desktop_crm.ui.theme import paint, theme

_HEAD, _SIDE = 24, 8
_Key = Qt.Key
_STEPS = {_Key.Key_Left: -1, _Key.Key_Right: 1, _Key.Key_Up: -7, _Key.Key_Down: 7}
_MONTHS = {_Key.Key_PageUp: -1, _Key.Key_PageDown: 1}


def reason_of(one: MonthDay) -> str:
    """Return in a few words why a day has the hours it has; nothing where the week says so."""
    return {
        DayWhy.WEEK: "",
        DayWhy.PUBLIC: one.name,
        DayWhy.CLOSED: _("closed this day"),
        DayWhy.SPECIAL: _("this day only"),
    }[one.why]


def hours_in_words(one: MonthDay) -> str:
    """Return the hours of a day, or that it is closed."""
    return ", ".join(f"{start}–{end}" for start, end in one.hours) or _("closed")


class MonthGrid(QWidget):
    """Six weeks of days; arrows move the day, the page keys the month.

    Attributes:
        day: where the keyboard stands. `month`: the first of the month that is shown.

    Signals:
        moved: another day, or another month, is in hand.
        typing: a key that begins hours was typed; carries it, empty for Enter.
        cleared: the week shall hold again on this day; `closed`: this day shall be closed.
    """

    moved = Signal()
    typing = Signal(str)
    cleared = Signal()
    closed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("month_grid")
        self.today = self.day = today
        self._days: Sequence[MonthDay] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def month(self) -> date:
        """The first of the month that is shown."""
        return self.day.replace(day=1)

    @property
    def here(self) -> MonthDay | None:
        """The day under the keyboard, as the calendar has it."""
        return next((one for one in self._days if one.day == self.day), None)

    def show_days(self, days: Sequence[MonthDay]) -> None:
        """Show what holds on the days of the month in hand."""
        self._days = days
        one = self.here
        if one is not None:
            told = (
                f"{one.day.day} {wording.month_name(one.day.month)} {one.day.year}",
                hours_in_words(one),
                reason_of(one),
            )
            self.setAccessibleName(", ".join(part for part in (wording.day_name(one.day), *told) if part))
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.update()

    def go(self, day: date) -> None:
        """Stand on another day."""
        if day != self.day and moved_month(day, 0) == day.replace(day=1):
            self.day = day
            self.moved.emit()

    def sizeHint(self) -> QSize:
        """Return room for two lines of hours on each day."""
        return QSize(7 * 120, _HEAD + WEEKS * 72)

    def minimumSizeHint(self) -> QSize:
        """Return room for the numbers of the days and a line of hours."""
        return QSize(7 * 84, _HEAD + WEEKS * 44)

    def _area(self, place: int) -> QRect:
        wide, high = self.width() / 7, (self.height() - _HEAD) / WEEKS
        column, row = place % 7, place // 7
        left, top = round(column * wide), _HEAD + round(row * high)
        return QRect(left, top, round((column + 1) * wide) - left, _HEAD + round((row + 1) * high) - top)

    # Keys and mouse -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, or begin to change the day."""
        key = _Key(event.key())
        if key in _STEPS:
            self.go(self.day + timedelta(days=_STEPS[key]))
        elif key in _MONTHS:
            month = moved_month(self.day, _MONTHS[key])
            last = (moved_month(month, 1) - timedelta(days=1)).day
            self.go(month.replace(day=min(self.day.day, last)))
        elif key == _Key.Key_Home:
            self.go(self.today)
        elif key in (_Key.Key_Delete, _Key.Key_Backspace):
            self.cleared.emit()
        elif key in (_Key.Key_Return, _Key.Key_Enter, _Key.Key_F2):
            self.typing.emit("")
        elif event.text().isdigit():
            self.typing.emit(event.text())
        elif event.text().casefold() == "c":
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on the day under the mouse."""
        point = event.position().toPoint()
        for place, one in enumerate(self._days):
            if self._area(place).contains(point):
                self.go(one.day)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Begin to change the day under the mouse."""
        self.typing.emit("")

    # Painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the heads of the weekdays and the days."""
        painter, look = QPainter(self), theme()
        painter.fillRect(QRect(0, 0, self.width(), _HEAD), look.colour("panel_alt"))
        for place, one in enumerate(self._days):
            area = self._area(place)
            if place < 7:
                head = QRect(area.x() + _SIDE, 0, area.width() - _SIDE, _HEAD)
                paint.text(painter, head, wording.day_name(one.day), "label", "muted")
            self._paint_day(painter, area, one)
        for row in range(WEEKS + 1):
            y = self._area(row * 7).y() if row < WEEKS else self.height() - 1
            paint.line(painter, 0, y, self.width(), y, look.colour("separator"))
        for column in range(1, 7):
            x = self._area(column).x()
            paint.line(painter, x, 0, x, self.height(), look.colour("separator"))

    def _paint_day(self, painter: QPainter, area: QRect, one: MonthDay) -> None:
        look = theme()
        inside = one.day.month == self.day.month
        chosen = one.day == self.day
        ground = "selection" if chosen else "panel" if one.hours else "panel_alt"
        painter.fillRect(area, look.colour(ground))
        if chosen:
            painter.fillRect(QRect(area.x(), area.y(), 3, area.height()), look.colour("accent"))
        line = paint.metrics("body").height()
        text = area.adjusted(_SIDE, 4, -4, -2)
        number = f"{one.day.day}" if one.day != self.today else _("{day} today").format(day=one.day.day)
        font = "strong" if inside else "body"
        ink = "accent_ink" if one.day == self.today else "text" if inside else "muted"
        paint.text(painter, QRect(text.x(), text.y(), text.width(), line), number, font, ink)
        rows = [f"{start}–{end}" for start, end in one.hours] or [_("closed")]
        if reason_of(one):
            rows.append(reason_of(one))
        small = paint.metrics("caption").height()
        top = text.y() + line
        room = max(1, (text.bottom() - top) // small)
        if len(rows) > room:  # on one line what has no line of its own
            rows = [*rows[: room - 1], ", ".join(rows[room - 1 :])]
        for place, words in enumerate(rows):
            own = one.why is not DayWhy.WEEK and place == len(rows) - 1
            colour = "accent_ink" if own and inside else "text" if one.hours and inside else "muted"
            paint.text(
                painter, QRect(text.x(), top + place * small, text.width(), small), words, "caption", colour
            )
        if chosen and self.hasFocus():
            paint.focus_ring(painter, area.adjusted(1, 1, -1, -1), 2)
