"""A small tag that names a key, such as Ctrl+K."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.key_tag import HEIGHT, hint_width, paint_hint


class KeyHint(QWidget):
    """Says by which key the thing beside it is reached."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setAccessibleName(key)

    def sizeHint(self) -> QSize:
        """Return the tag's size."""
        return QSize(hint_width(self.key), HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the tag's size: it is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tag."""
        painter = QPainter(self)
        look = theme()
        ground = QRectF(0, self.height() / 2 - HEIGHT / 2, self.width(), HEIGHT)
        paint.box(painter, ground, fill=look.colour("panel_alt"), radius=3)
        paint_hint(
            painter,
            self.width(),
            self.height() // 2,
            self.key,
            look.colour("muted"),
            look.colour("separator"),
        )
