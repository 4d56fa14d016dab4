"""An empty list or screen: what would be here, and how to get it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label


class EmptyState(QWidget):
    """A sign, a sentence, what would be here, and a button that helps; at the upper left, not centred."""

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        action: Button | None = None,
        icon: str = "ph.tray",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().space("group"), 40, theme().space("group"), theme().space("panel"))
        column.setSpacing(theme().space("hair"))
        self._title = Label(title, font="strong", wrap=True)
        self._text = Label(text, colour="muted", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._text)
        if action is not None:
            column.addSpacing(theme().space("hair"))
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.say(title, text)

    def say(self, title: str, text: str = "") -> None:
        """Say something else, as when a filter finds nothing."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}".strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign."""
        box = QRectF(theme().space("group"), 14, 20, 20)
        paint.icon(QPainter(self), box, self._icon_name, "muted")
