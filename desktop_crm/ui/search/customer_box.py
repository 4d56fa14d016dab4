"""Who? A line that finds customers while one types, with the chosen one shown in its place."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.ui.search.marking import marks, not_shown
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.result_list import Hit
from desktop_crm.ui.widgets.search_box import SearchBox
from desktop_crm.workflow.reads_hits import CustomerHit, customer_hits

INLINE_HITS = 4


class CustomerBox(QWidget):
    """Finds a customer by name, number, telephone, place.

    Attributes:
        customer: the one that was chosen, or None while nobody is.

    Signals:
        picked: carries the `CustomerHit`, or None when the choice was taken back by typing on.
    """

    picked = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._found: dict[Any, CustomerHit] = {}
        self.customer: CustomerHit | None = None
        self.box = SearchBox(_("Name, number, telephone or place"), inline=True, icon="", most=INLINE_HITS)
        self.box.setObjectName("who")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)
        self.setFocusProxy(self.box)
        self.box.searched.connect(self._search)
        self.box.chosen.connect(self._choose)
        self.box.line.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        if self.customer is not None:
            self.customer = None
            self.picked.emit(None)
        if not text.strip():
            self.box.close_results()
            self.box.line.set_tail("")

    def _search(self, words: str) -> None:
        if not words.strip():
            return
        ask = partial(customer_hits, words=words, limit=INLINE_HITS, employee=self._session.actor.id)
        self._session.read(ask, partial(self._show, words), owner=self, key="who")

    def _show(self, words: str, found: tuple[CustomerHit, ...]) -> None:
        self._found = {hit.id: hit for hit in found}
        empty = _("Nobody is found. Start without a name, and name the customer later.")
        self.box.set_hits(words, [hit_of(one, words) for one in found], empty=empty)

    def _choose(self, hit: Hit) -> None:
        self.choose(self._found[hit.key])

    def choose(self, customer: CustomerHit) -> None:
        """Take a customer; typing on takes the choice back."""
        self.customer = customer
        self.box.set_text(customer.name)
        self.box.line.set_tail(customer.number)
        self.box.line.set_mood("known")
        self.picked.emit(customer)

    def look_for(self, words: str) -> None:
        """Put words into the line as if they had been typed, and show who fits them."""
        self.customer = None
        self.box.set_text(words)
        self._search(words)

    def clear(self) -> None:
        """Forget the choice and what was typed."""
        self.customer = None
        self.box.set_text("")
        self.box.line.set_tail("")
        self.box.line.set_mood("")


def hit_of(customer: CustomerHit, words: str) -> Hit:
    """Return a customer as a result: name, what tells them apart, how many cases are open; marked what was typed."""
    detail = " · ".join(part for part in (customer.number, customer.town, customer.phone) if part)
    # By a street, an e-mail address: nobody is to wonder why this one was found.
    unseen = not_shown(f"{customer.name} {detail}", customer.matched)
    detail += f" · {unseen}" if unseen else ""
    count = customer.open_cases
    meta = _("no open case") if not count else ngettext("{count} open case", "{count} open cases", count)
    return Hit(
        customer.id,
        customer.name,
        detail,
        meta.format(count=count),
        marks=marks(customer.name, words, customer.matched),
        detail_marks=marks(detail, words, customer.matched),
    )
