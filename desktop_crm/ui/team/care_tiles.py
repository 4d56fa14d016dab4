"""A tile that says how well customers are looked after: facts that still hold, customers we spoke with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.measures import words
from desktop_crm.measures.care import FACTS, TALKS, Care
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped

WIDE = 200


class CareTile(QAbstractButton):
    """One share, what it is of, and how certain it is; pressing it shows what is behind it.

    Signals:
        reached: the keyboard came here; carries the tile.
    """

    reached = Signal(object)

    def __init__(self, care: Care, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.care = care
        self.setObjectName(f"care_{care.kind}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(WIDE, height)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{title_of(care)}: {figure_of(care)}. {rests_on(care)}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard is here."""
        super().focusInEvent(event)
        self.reached.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter; go to the next tile with the arrows."""
        press_or_go(self, event, super().keyPressEvent)

    def sizeHint(self) -> QSize:
        """Return the size of the tile."""
        return QSize(WIDE, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter, look = QPainter(self), theme()
        untold = self.care.count is None
        paint.box(
            painter, self.rect(), fill=look.colour("panel_alt" if untold else "panel"),
            outline=look.colour("border" if self.underMouse() else "separator"), radius=look.radius("panel"),
        )  # fmt: skip
        space = look.space("panel")
        room = self.rect().adjusted(space, 10, -space, -8)
        for line in wrapped(title_of(self.care), "body", room.width()):
            paint.text(
                painter, QRect(room.x(), room.y(), room.width(), look.line("body")), line, "body", "text"
            )
            room.adjust(0, look.line("body"), 0, 0)
        room.adjust(0, 4, 0, 0)
        font = "panel_title" if untold else "figure"
        paint.text(
            painter,
            QRect(room.x(), room.y(), room.width(), look.line(font)),
            figure_of(self.care),
            font,
            "text",
        )
        room.adjust(0, look.line(font), 0, 0)
        high = look.line("caption")
        for line in wrapped(rests_on(self.care), "caption", room.width()):
            paint.text(painter, QRect(room.x(), room.y(), room.width(), high), line, "caption", "muted")
            room.adjust(0, high, 0, 0)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect().adjusted(1, 1, -1, -1), look.radius("panel"))


def press_or_go(tile: QAbstractButton, event: QKeyEvent, otherwise: Callable[[QKeyEvent], None]) -> None:
    """Press a tile on Enter, go to the next one or the one before with the arrows; else do what is done elsewhere."""
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        tile.click()
    elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        tile.focusNextChild()
    elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        tile.focusPreviousChild()
    else:
        otherwise(event)


def title_of(care: Care) -> str:
    """Return what a share is of."""
    return {
        FACTS: _("Facts about customers that still hold"),
        TALKS: _("Customers we spoke with this month, of those we planned to"),
    }[care.kind]


def figure_of(care: Care) -> str:
    """Return a share for people."""
    if care.count is None:
        return _("Not shown")
    return words.percent(care.share) if care.share is not None else "–"


def rests_on(care: Care) -> str:
    """Return on how many a share rests, and how certain it is; or why there is none."""
    if care.count is None:
        return _("Too few people planned contacts this month, so that nobody is singled out.")
    if care.share is None:
        return {
            FACTS: _("No fact with a stated validity is known yet."),
            TALKS: _("No contact is planned in this month."),
        }[care.kind]
    low, high = care.certain
    certain = _("{low:.0%}–{high:.0%} certain").format(low=low, high=high)
    rests = _("of {count}, drawn from more") if care.drawn else _("of {count}")
    return f"{rests.format(count=care.count)} · {certain}"
