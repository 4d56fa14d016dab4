"""An error in its place: what happened, what was kept, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.messages import Message
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.link import Link


class ErrorPanel(QWidget):
    """Stays until it is dealt with.

    Args:
        message: its title says what happened; `kept` and `todo` are optional.
        actions: buttons, the one that helps most first.

    Signals:
        copied: the details are on the clipboard.
    """

    copied = Signal()

    def __init__(
        self, message: Message, actions: Sequence[Button] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._details = message.details
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(52, look.space("group"), look.space("panel"), look.space("group"))
        column.setSpacing(look.space("hair"))
        title, _dot, rest = message.title.partition(". ")
        column.addWidget(Label(f"{title}." if rest else title, font="strong", wrap=True))
        for words, colour in ((rest, "text"), (message.todo, "text"), (message.kept, "muted")):
            if words:
                column.addWidget(Label(words, colour=colour, wrap=True))
        if actions:
            row = QHBoxLayout()
            row.setSpacing(look.space("base"))
            for button in actions:
                row.addWidget(button)
            row.addStretch(1)
            column.addSpacing(look.space("base"))
            column.addLayout(row)
        if message.details:
            link = Link(_("Details to copy"), font="caption")
            link.clicked.connect(self._copy)
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(" ".join(part for part in (message.title, message.kept, message.todo) if part))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self.copied.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the panel with its red outline and sign."""
        painter = QPainter(self)
        look = theme()
        edge = look.colour("overdue_shape")
        paint.box(painter, self.rect(), fill=look.colour("panel"), outline=edge, radius=look.radius("panel"))
        paint.icon(painter, QRectF(24, look.space("group") + 2, 16, 16), "error", "overdue_shape")
