"""While a new customer is typed: those who are there already and look like them, with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.likely import Likely, likely_doubles
from desktop_crm.ui.likeness_words import reasons_line
from desktop_crm.ui.quiet import empty
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.link import Link

_PAUSE_MS = 250


class LikelyDoubles(QWidget):
    """Stays away while nobody looks like what was typed; typing never waits for it.

    Args:
        typed: gives what stands in the form now.

    Signals:
        customer_wanted: carries the id of the customer whose file is to open.
    """

    customer_wanted = Signal(object)

    def __init__(
        self, session: Session, typed: Callable[[], CustomerData], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self._typed = session, typed
        self.found: Sequence[Likely] = ()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, theme().space("panel"), 0, 0)
        self.column.setSpacing(theme().space("hair"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.hide()

    def typing(self) -> None:
        """Something was typed; whoever stops typing for a moment is told."""
        self._pause.start()

    def look(self) -> None:
        """Ask the store who looks like this; a newer question takes the place of an older."""
        data = self._typed()
        self.session.read(lambda view: likely_doubles(view, data), self.show_found, owner=self, key="likely")

    def show_found(self, found: Sequence[Likely]) -> None:
        """Show them, the most likely first."""
        self.found = found
        empty(self.column)
        self.setVisible(bool(found))
        if not found:
            return
        self.column.addWidget(Label(_("Perhaps here already"), font="strong"))
        for one in found:
            link = Link(f"{one.customer.name}, {one.customer.number}")
            link.clicked.connect(partial(self.customer_wanted.emit, one.customer.id))
            self.column.addWidget(link)
            words = reasons_line(one.score, one.evidence)
            self.column.addWidget(Label(words, font="caption", colour="muted", wrap=True))
            self.column.addSpacing(theme().space("hair"))
