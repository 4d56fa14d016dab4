"""The two kinds of tabs of the Model screen: lists at the left, the four matrices behind a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.process.sheets import Sheet
from desktop_crm.ui.theme import paint, theme

_SIDE, _LEAST, _GAP = 12, 4, 24


class SheetTabs(QWidget):
    """Chooses a sheet; arrows move along.

    Signals:
        chosen: the number of the sheet.
    """

    chosen = Signal(int)

    def __init__(self, sheets: Sequence[Sheet], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets = tuple(sheets)
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme().height("tabs"))
        self.set_current(0)

    def set_current(self, number: int) -> None:
        """Show a sheet as the one in front, without telling."""
        self.current = number
        self.setAccessibleName(_("Sheet: {title}").format(title=self._sheets[number].title))
        self.update()

    def _places(self) -> list[QRect]:
        natural = [paint.width_of(one.title, "strong") + 2 * _SIDE for one in self._sheets]
        side = _SIDE
        over = sum(natural) + _GAP - self.width()
        if over > 0:  # closer together before any word is cut
            side = max(_LEAST, _SIDE - over // (2 * len(natural)) - 1)
        places, x = [], 0
        for number, one in enumerate(self._sheets):
            if number and one.matrix and not self._sheets[number - 1].matrix:
                x += _GAP
            wide = paint.width_of(one.title, "strong") + 2 * side
            places.append(QRect(x, 0, wide, self.height()))
            x += wide
        return places

    def narrowest(self) -> int:
        """Return the width in which all words are seen whole, with least room around them."""
        words = sum(paint.width_of(one.title, "strong") for one in self._sheets)
        return words + 2 * _LEAST * len(self._sheets) + _GAP

    def sizeHint(self) -> QSize:
        """Return room for all words."""
        wide = sum(paint.width_of(one.title, "strong") + 2 * _SIDE for one in self._sheets) + _GAP
        return QSize(wide, theme().height("tabs"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the sheet under the mouse."""
        point = event.position().toPoint()
        number = next((n for n, place in enumerate(self._places()) if place.contains(point)), None)
        if number is not None:
            self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along the sheets."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.chosen.emit((self.current + step) % len(self._sheets))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, a line below the one in front, a line between lists and matrices."""
        painter, look = QPainter(self), theme()
        places = self._places()
        for number, place in enumerate(places):
            current = number == self.current
            title = self._sheets[number].title
            ink, font = ("accent_ink", "strong") if current else ("muted", "body")
            left = place.x() + (place.width() - paint.width_of(title, font)) // 2
            paint.text(
                painter, QRect(left, 0, place.width(), place.height() - 2), title, font, ink, elide=False
            )
            if current:
                painter.fillRect(
                    QRect(place.x(), place.bottom() - 1, place.width(), 2), look.colour("accent")
                )
                if self.hasFocus():
                    paint.focus_ring(painter, place.adjusted(0, 4, 0, -4), 2)
            if number and place.x() > places[number - 1].right() + 1:
                x = place.x() - _GAP // 2
                paint.line(painter, x, 12, x, self.height() - 12, look.colour("separator"))
