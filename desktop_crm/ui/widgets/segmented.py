"""A choice whose options all stand there, side by side: yes or no, or a grid of channels with icons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.frozen import frozen
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.owner import FieldOwner

_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


_FEW = 6


@frozen
class Option:
    """One thing to choose: its code, its words, its icon (token or glyph name)."""

    code: str
    label: str
    icon: str = ""


class SegmentedChoice(QWidget):
    """One of several; arrows move, Space or a first letter chooses, clicking the chosen one again keeps it.

    Args:
        options: what there is to choose.
        columns: how many stand in a row; 0: all, or in a grid as many as the width has whole words for.
        stretch: fill the width in equal columns (a grid), rather than each as wide as its words.

    Signals:
        chosen: the code, when the person chose another.
    """

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[Option] = (),
        *,
        columns: int = 0,
        stretch: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._options: list[Option] = []
        self._columns, self._stretch = columns, stretch
        self._chosen, self._at = -1, 0
        self._name = name
        self.mood = ""
        self.owner: FieldOwner | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        across = QSizePolicy.Policy.Expanding if stretch else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer these; what was chosen stays if it is still there."""
        kept = self.code()
        self._options = list(options)
        self._chosen = -1
        self.set_code(kept)
        self.updateGeometry()
        self.update()

    def code(self) -> str:
        """Return the chosen code; empty: nothing is chosen."""
        return self._options[self._chosen].code if 0 <= self._chosen < len(self._options) else ""

    def set_code(self, code: str) -> None:
        """Choose by code without telling; an unknown or empty one chooses nothing."""
        self._chosen = next((i for i, option in enumerate(self._options) if option.code == code), -1)
        self._at = max(0, self._chosen)
        self._name_it()
        self.update()

    def set_name(self, name: str) -> None:
        """Say what is chosen here, for assistive technology."""
        self._name = name
        self._name_it()

    def _name_it(self) -> None:
        label = self._options[self._chosen].label if self._chosen >= 0 else "–"
        self.setAccessibleName(f"{self._name}: {label}" if self._name else label)

    def _in_row(self) -> int:
        count = max(1, len(self._options))
        if self._columns or not self._stretch:
            return self._columns or count
        widest = max((paint.width_of(option.label, "strong") for option in self._options), default=60)
        return max(1, min(count, self.width() // (widest + 2 * theme().space("hair") + 2)))

    def _rows(self) -> int:
        return -(-max(1, len(self._options)) // self._in_row())

    def _widths(self) -> list[int]:
        look = theme()
        # Many in a row are figures: they stand closer.
        beside = 2 * look.space("inner") + 8 if len(self._options) <= _FEW else 2 * look.space("base")
        wide = [paint.width_of(o.label, "strong") + beside + (24 if o.icon else 0) for o in self._options]
        return [max(wide, default=60)] * len(wide) if self._columns else wide

    def sizeHint(self) -> QSize:
        """Return the size of all options, with 1-pixel lines shared."""
        high = theme().height("control")
        per_row = self._in_row()
        wide = sum(self._widths()[:per_row]) - min(per_row, len(self._options)) + 1
        return QSize(max(wide, 60), self._rows() * (high - 1) + 1)

    def minimumSizeHint(self) -> QSize:
        """Return the least: a grid may be narrower than its longest words."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), 240), hint.height()) if self._stretch else hint

    def _place(self, index: int) -> QRect:
        high = theme().height("control")
        row, column = divmod(index, self._in_row())
        if self._stretch:
            each = (self.width() - 1) / self._in_row()
            left, right = round(column * each), round((column + 1) * each)
            return QRect(left, row * (high - 1), right - left + 1, high)
        widths = self._widths()
        start = row * self._in_row()
        left = sum(widths[start : start + column]) - column
        return QRect(left, row * (high - 1), widths[index], high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for other rows where another number of columns fits now."""
        super().resizeEvent(event)
        if self._stretch and not self._columns and self.height() != self.sizeHint().height():
            self.updateGeometry()

    def _hit(self, point: QPoint) -> int | None:
        return next((i for i in range(len(self._options)) if self._place(i).contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the mouse."""
        index = self._hit(event.position().toPoint())
        if index is not None and event.button() is Qt.MouseButton.LeftButton:
            self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, choose with Space or a first letter."""
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _STEPS and plain and self._options:
            across, down = _STEPS[key]
            index = self._at + across + down * self._in_row() if self._chosen >= 0 else self._at
            if 0 <= index < len(self._options):
                self._choose(index)
        elif key is Qt.Key.Key_Space and self._options:
            self._choose(self._at)
        elif plain and event.text() and (found := self._by_letter(event.text())) is not None:
            self._choose(found)
        else:
            super().keyPressEvent(event)

    def _by_letter(self, letter: str) -> int | None:
        """Return the next option that begins so, after the chosen one and then from the first: 1 and again 1 is 10."""
        found = [i for i, o in enumerate(self._options) if o.label.casefold().startswith(letter.casefold())]
        return next((i for i in found if i > self._chosen), found[0] if found else None)

    def _choose(self, index: int) -> None:
        self._at = index
        if index != self._chosen:
            self._chosen = index
            self._name_it()
            self.chosen.emit(self.code())
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()
        if self.owner is not None:
            self.owner.field_entered()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the segments, the chosen one last so that its outline lies on top."""
        painter = QPainter(self)
        look = theme()
        edge = look.colour("overdue_shape" if self.mood == "problem" else "border")
        whole = QRect(QPoint(0, 0), self.rect().bottomRight()) if self._stretch else self.rect()
        paint.box(painter, whole, fill=look.colour("field"), outline=edge, radius=look.radius("control"))
        for index in range(len(self._options)):
            place = self._place(index)
            if place.x() > 0:
                paint.line(painter, place.x(), place.y(), place.x(), place.bottom(), edge)
            if place.y() > 0:
                paint.line(painter, 0, place.y(), self.width() - 1, place.y(), edge)
            if index == len(self._options) - 1 and place.right() < self.width() - 2:
                paint.line(painter, place.right(), place.y(), place.right(), place.bottom(), edge)
        for index in sorted(range(len(self._options)), key=lambda i: i == self._chosen):
            self._paint_option(painter, index)
        if self.hasFocus() and self._options:
            paint.focus_ring(painter, self._place(max(self._chosen, 0) if self._chosen >= 0 else self._at), 3)

    def _paint_option(self, painter: QPainter, index: int) -> None:
        look, option, place = theme(), self._options[index], self._place(index)
        chosen = index == self._chosen
        if chosen:
            edge = look.colour("accent")
            paint.box(
                painter, place, fill=look.colour("accent_soft"), outline=edge, radius=look.radius("control")
            )
        ink = "accent_ink" if chosen else "text" if self.isEnabled() else "disabled"
        font = "strong" if chosen else "body"
        x = place.x() + look.space("base")
        if option.icon:
            icon = QRectF(x, place.y() + (place.height() - 16) / 2, 16, 16)
            paint.icon(painter, icon, option.icon, ink)
            x = int(icon.right()) + look.space("base")
        else:
            x = place.x() + max(4, (place.width() - paint.width_of(option.label, font)) // 2)
        paint.text(
            painter, QRect(x, place.y(), place.right() - x - 2, place.height()), option.label, font, ink
        )
