"""A band across a page on the panel's ground, with a line along one edge: the head, the bar of actions."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.ui.theme import paint, theme


class Band(QWidget):
    """Painted as a panel from side to side; `top`: its line is above it, otherwise below."""

    def __init__(self, *, top: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top = top
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("panel"))
        y = 0 if self._top else self.height() - 1
        paint.line(painter, 0, y, self.width() - 1, y, theme().colour("separator"))
