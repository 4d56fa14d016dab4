"""An empty list or screen: what would be here, and how to get it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label

_SIGN = 40  # pixels above the words


class EmptyState(QWidget):
    """A sign, a sentence, what would be here, and a button that helps; at the upper left, not centred.

    Where there is little room the sign gives way to the words.
    """

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
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(
            theme().space("group"), _SIGN, theme().space("group"), theme().space("panel")
        )
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether there is room for the sign."""
        margins = self._column.contentsMargins()
        words = self._column.totalHeightForWidth(self.width()) - margins.top()
        above = _SIGN if _SIGN + words <= self.height() else theme().space("base")
        if above != margins.top():
            margins.setTop(above)
            self._column.setContentsMargins(margins)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign."""
        if self._column.contentsMargins().top() != _SIGN:
            return
        box = QRectF(theme().space("group"), 14, 20, 20)
        paint.icon(QPainter(self), box, self._icon_name, "muted")
