"""Merging from a customer's file: those who look like this one, and anybody else who is looked for."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.likely import likely_doubles
from desktop_crm.customers.reads import customer_names
from desktop_crm.customers.rows import CustomerName
from desktop_crm.customers.stored import read_customer
from desktop_crm.store.work import Reading
from desktop_crm.ui.duplicates.page import DuplicatesPage, PairRow
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.search_box import SearchBox
from desktop_crm.workflow.reads_hits import customer_hits

KEY = "customers/duplicates/"
_MOST = 20


class DoublesOfPage(DuplicatesPage):
    """Pairs of this customer and somebody who may be the same."""

    fullest_first = False  # the customer from whose file one came is

    def __init__(self, session: Session, customer: CustomerId, parent: QWidget | None = None) -> None:
        super().__init__(session, KEY + customer.hex, _("Merge"), parent)
        self.customer = customer
        self._found.set_title(_("Who is the same customer?"))
        self.look.hide()
        self._empty.say(
            _("Nobody looks like this customer."),
            _("Type a name or number above to choose somebody nevertheless."),
        )
        self.box = SearchBox(_("Name, number, telephone or place"))
        self.box.setObjectName("find_other")
        self.box.searched.connect(self._search)
        space = theme().space("panel")
        self.above.setContentsMargins(space, theme().space("inner"), space, theme().space("inner"))
        self.above.addWidget(self.box)
        self.begin()

    def begin(self) -> None:
        """Look for whoever looks like this customer."""
        self.session.read(self._likely, self.show_pairs, self._cannot, owner=self, key="likely")

    def _likely(self, view: Reading) -> list[PairRow]:
        customer = self.customer
        mine = read_customer(view, customer, files=False)
        one = CustomerName(customer, mine.number, mine.data.name, mine.data.reference)
        return [
            PairRow((customer, found.customer.id), one, found.customer, found.score, found.evidence)
            for found in likely_doubles(view, mine.data, but=customer, shown=_MOST)
        ]

    def _search(self, words: str) -> None:
        if not words.strip():
            self.begin()
            return
        customer = self.customer

        def ask(view: Reading) -> list[PairRow]:
            hits = [hit.id for hit in customer_hits(view, words, _MOST) if hit.id != customer]
            names = customer_names(view, [customer, *hits])
            return [PairRow((customer, hit), names[customer], names[hit], 0.0, ()) for hit in hits]

        self.session.read(ask, self._show_found, self._cannot, owner=self, key="likely")

    def _show_found(self, found: list[PairRow]) -> None:
        self.pairs.set_rows(found)
        self._count()
        if found:
            self.list.select_id(found[0].id)  # the keyboard stays where one types

    def activated(self) -> None:
        """Put the keyboard into the list, or where one looks for somebody."""
        (self.list if self.pairs.rowCount() else self.box).setFocus()
