"""The note beside a field: what is known about it, or what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped

# tone → (colour role, icon)
_TONES = {
    "muted": ("muted", ""),
    "known": ("accent_ink", ""),
    "ok": ("met_ink", "tick"),
    "problem": ("overdue_ink", "error"),
    "warning": ("at_risk_ink", "warning"),
}


class Note(QWidget):
    """Small text of up to three lines, with a sign where it is good or bad."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.tone = "", "muted"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(theme().width("form_note"))
        theme().changed.connect(self.update)

    def say(self, words: str, tone: str = "muted") -> None:
        """Say something: ``muted``, ``known``, ``ok``, ``problem`` or ``warning``."""
        if (words, tone) == (self.words, self.tone):
            return
        self.words, self.tone = words, tone
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def _indent(self) -> int:
        return 20 if _TONES[self.tone][1] else 0

    def sizeHint(self) -> QSize:
        """Return room for the wrapped text."""
        wide = theme().width("form_note")
        lines = wrapped(self.words, theme().font("caption"), wide - self._indent())
        return QSize(wide, max(theme().height("control"), len(lines) * theme().line("caption")))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign and words."""
        if not self.words:
            return
        painter = QPainter(self)
        look = theme()
        colour, icon = _TONES[self.tone]
        middle = (
            min(self.height(), look.height("control") if self.sizeHint().height() <= 34 else self.height())
            / 2
        )
        if icon == "tick":
            paint.tick(painter, QRectF(1, middle - 6, 12, 12), look.colour("met_shape"))
        elif icon:
            sign = "overdue_shape" if self.tone == "problem" else "at_risk_shape"
            paint.icon(painter, QRectF(0, middle - 8, 16, 16), icon, sign)
        indent = self._indent()
        lines = wrapped(self.words, look.font("caption"), self.width() - indent)
        high = look.line("caption")
        y = middle - high * len(lines) / 2
        for line in lines:
            place = QRectF(indent, y, self.width() - indent + 2, high)
            paint.text(painter, place, line, "caption", colour, elide=False)
            y += high
