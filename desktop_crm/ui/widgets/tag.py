"""A tag: a few quiet words in a box, such as a customer's segment."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.ui.theme import paint, theme


class Tag(QWidget):
    """Words in a small box; says something, does nothing."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for the words."""
        return QSize(paint.width_of(self._words, "caption") + 14, theme().height("tag"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tag."""
        painter = QPainter(self)
        look = theme()
        edge = look.colour("separator")
        paint.box(
            painter, self.rect(), fill=look.colour("panel_alt"), outline=edge, radius=look.radius("chip")
        )
        paint.text(painter, self.rect().adjusted(7, 0, 0, 0), self._words, "caption", "text", elide=False)
