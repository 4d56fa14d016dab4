"""A small tag that names a key, such as Ctrl+K."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.ui.theme import paint, theme

_HEIGHT = 16
_SIDE = 5


def hint_width(key: str) -> int:
    """Return how wide the tag of `key` is, in pixels."""
    return paint.width_of(key, "caption") + 2 * _SIDE


def paint_hint(painter: QPainter, right: int, middle: int, key: str, ink: QColor, outline: QColor) -> None:
    """Paint the tag of `key`, ending at `right`, around the height `middle`."""
    wide = hint_width(key)
    area = QRectF(right - wide, middle - _HEIGHT / 2, wide, _HEIGHT)
    paint.box(painter, area, outline=outline, radius=3)
    paint.text(painter, area.adjusted(_SIDE, 0, 0, 0), key, "caption", ink, elide=False)


class KeyHint(QWidget):
    """Says by which key the thing beside it is reached."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setAccessibleName(key)

    def sizeHint(self) -> QSize:
        """Return the tag's size."""
        return QSize(hint_width(self.key), _HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the tag's size: it is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tag."""
        painter = QPainter(self)
        look = theme()
        ground = QRectF(0, self.height() / 2 - _HEIGHT / 2, self.width(), _HEIGHT)
        paint.box(painter, ground, fill=look.colour("panel_alt"), radius=3)
        paint_hint(
            painter,
            self.width(),
            self.height() // 2,
            self.key,
            look.colour("muted"),
            look.colour("separator"),
        )
