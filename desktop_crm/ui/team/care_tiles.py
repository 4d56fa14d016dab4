"""A tile that says how well customers are looked after: facts that still hold, customers we spoke with."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.measures import words
from desktop_crm.measures.care import Care
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped

WIDE = 200


class CareTile(QWidget):
    """One share, what it is of, and how certain it is."""

    def __init__(self, care: Care, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.care = care
        self.setObjectName(f"care_{care.kind}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(WIDE, height)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{self._title()}: {self._figure()}. {self._rests_on()}")

    def _title(self) -> str:
        return {
            "facts": _("Facts about customers that still hold"),
            "talks": _("Customers we spoke with this month, of those we planned to"),
        }[self.care.kind]

    def _figure(self) -> str:
        if self.care.count is None:
            return _("Not shown")
        return words.percent(self.care.share) if self.care.share is not None else "–"

    def _rests_on(self) -> str:
        care = self.care
        if care.count is None:
            return _("Too few people planned contacts this month, so that nobody is singled out.")
        if care.share is None:
            return {
                "facts": _("No fact with a stated validity is known yet."),
                "talks": _("No contact is planned in this month."),
            }[care.kind]
        low, high = care.certain
        certain = _("{low:.0%}–{high:.0%} certain").format(low=low, high=high)
        rests = _("of {count}, drawn from more") if care.drawn else _("of {count}")
        return f"{rests.format(count=care.count)} · {certain}"

    def sizeHint(self) -> QSize:
        """Return the size of the tile."""
        return QSize(WIDE, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter, look = QPainter(self), theme()
        untold = self.care.count is None
        paint.box(
            painter, self.rect(), fill=look.colour("panel_alt" if untold else "panel"),
            outline=look.colour("separator"), radius=look.radius("panel"),
        )  # fmt: skip
        space = look.space("panel")
        room = self.rect().adjusted(space, 10, -space, -8)
        for line in wrapped(self._title(), "body", room.width()):
            paint.text(
                painter, QRect(room.x(), room.y(), room.width(), look.line("body")), line, "body", "text"
            )
            room.adjust(0, look.line("body"), 0, 0)
        room.adjust(0, 4, 0, 0)
        font = "panel_title" if untold else "figure"
        paint.text(
            painter, QRect(room.x(), room.y(), room.width(), look.line(font)), self._figure(), font, "text"
        )
        room.adjust(0, look.line(font), 0, 0)
        high = look.line("caption")
        for line in wrapped(self._rests_on(), "caption", room.width()):
            paint.text(painter, QRect(room.x(), room.y(), room.width(), high), line, "caption", "muted")
            room.adjust(0, high, 0, 0)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect().adjusted(1, 1, -1, -1), look.radius("panel"))
