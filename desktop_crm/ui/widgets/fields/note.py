"""The note beside a field: what is known about it, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped

# tone → (colour role of the words, colour role of the sign, icon)
_TONES = {
    "muted": ("muted", "", ""),
    "known": ("accent_ink", "", ""),
    "ok": ("met_ink", "met_shape", "tick"),
    "problem": ("overdue_ink", "overdue_shape", "error"),
    "warning": ("at_risk_ink", "at_risk_shape", "warning"),
}
_SIGN_ROOM = 20


@dataclass(frozen=True, slots=True)
class Note:
    """Small words, with a sign where they are good or bad.

    Attributes:
        tone: ``muted``, ``known``, ``ok``, ``problem`` or ``warning``.
    """

    words: str = ""
    tone: str = "muted"

    def _lines(self) -> tuple[str, ...]:
        indent = _SIGN_ROOM if _TONES[self.tone][2] else 0
        return wrapped(self.words, "caption", theme().width("form_note") - indent)

    def height(self) -> int:
        """Return how high it is, in pixels; 0 for no words."""
        return len(self._lines()) * theme().line("caption") if self.words else 0

    def paint(self, painter: QPainter, left: int) -> None:
        """Paint it at `left`, in the middle of a control's height, or from the top where it is higher."""
        if not self.words:
            return
        look = theme()
        ink, sign_ink, sign = _TONES[self.tone]
        high = look.line("caption")
        y = max(0, (look.height("control") - self.height()) // 2)
        middle = y + self.height() / 2
        if sign == "tick":
            paint.tick(painter, QRectF(left + 1, middle - 6, 12, 12), look.colour(sign_ink))
        elif sign:
            paint.icon(painter, QRectF(left, middle - 8, 16, 16), sign, sign_ink)
        left += _SIGN_ROOM if sign else 0
        for line in self._lines():
            paint.text(
                painter, QRect(left, y, look.width("form_note"), high), line, "caption", ink, elide=False
            )
            y += high
