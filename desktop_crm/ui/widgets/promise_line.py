"""What may be promised, in bold, and what that rests on; also any other calm advice."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.label import ElidingLabel, Label


class PromiseLine(QWidget):
    """A soft box: words, the promise, its grounds."""

    def __init__(
        self,
        words: str,
        promise: str,
        grounds: str = "",
        *,
        icon: str = "ph.clock",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 8, 12, 8)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(4)
        self._words, self._promise = ElidingLabel(words), ElidingLabel(promise, font="strong")
        row.addWidget(self._words)
        row.addWidget(self._promise)
        row.addStretch(1)
        column.addLayout(row)
        self._grounds = Label(grounds, font="caption", colour="muted", wrap=True)
        column.addWidget(self._grounds)
        self.say(words, promise, grounds)

    def say(self, words: str, promise: str, grounds: str = "") -> None:
        """Say something else."""
        self._words.set_text(words)
        self._words.setVisible(bool(words))
        self._promise.set_text(promise)
        self._grounds.setText(grounds)
        self._grounds.setVisible(bool(grounds))
        self.setAccessibleName(f"{words} {promise}. {grounds}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the sign."""
        painter = QPainter(self)
        look = theme()
        paint.box(painter, self.rect(), fill=look.colour("accent_soft"), radius=look.radius("control"))
        paint.icon(painter, QRectF(12, 11, 16, 16), self._icon_name, "accent_ink")
