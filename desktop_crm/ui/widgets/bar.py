"""A white bar across the page: its head, or its actions."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.ui.theme import paint, theme


class Bar(QWidget):
    """A bar with a line at the side where the page's body is: ``below`` a head, ``above`` the actions."""

    def __init__(self, line: str = "below", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = line

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("panel"))
        y = self.height() - 1 if self._line == "below" else 0
        paint.line(painter, 0, y, self.width(), y, theme().colour("separator"))
