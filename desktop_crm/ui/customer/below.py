"""What is read below a customer's time line: one card, which Escape puts away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.ui.widgets.bar import Bar

if TYPE_CHECKING:
    from desktop_crm.ui.customer.page import CustomerPage


class Card(Bar):
    """Something to be read; Escape puts it away."""

    def __init__(self, owner: Below) -> None:
        super().__init__("above")
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put it away on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._owner.leave()
        else:
            super().keyPressEvent(event)


class Below(QObject):
    """Shows one card at a time below the time line of a page.

    Signals:
        opening: a card is about to be shown.
    """

    opening = Signal()

    def __init__(self, page: CustomerPage, place: QVBoxLayout) -> None:
        super().__init__(page)
        self._page, self._place = page, place
        self._shown: Card | None = None

    def put(self, card: Card, hands: QWidget) -> None:
        """Show a card in place of the one that stands there; the keyboard goes to `hands`."""
        self.leave()
        self.opening.emit()
        self._shown = card
        self._place.addWidget(card)
        hands.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Put the card away; the keyboard goes back to the time line."""
        if self._shown is not None:
            card, self._shown = self._shown, None
            card.hide()
            card.deleteLater()
            self._page.line.setFocus()
