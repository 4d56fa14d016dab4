"""Going to one contact on a customer's time line, however far back it stands."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject

from desktop_crm.core.ids import ContactId
from desktop_crm.customers.rows import TimeKind
from desktop_crm.ui.customer.page import CustomerPage


class ContactWanted(QObject):
    """Asks for older pages until the contact stands on the time line, makes it the current one, and is done."""

    def __init__(self, page: CustomerPage, contact: ContactId) -> None:
        super().__init__(page)
        self._line, self._contact, self._from = page.line, contact, 0
        entries = page.line.entries
        entries.modelReset.connect(self._begin)
        entries.rowsInserted.connect(self._look)
        self._look()

    def _begin(self) -> None:
        self._from = 0
        self._look()

    def _look(self) -> None:
        entries, nowhere = self._line.entries, QModelIndex()
        for row in range(self._from, entries.rowCount()):
            entry = entries.entry(row)
            key = None if entry is None else entry.key
            if isinstance(key, tuple) and key[:2] == (str(TimeKind.CONTACT), self._contact):
                index = entries.index(row)
                self._line.setCurrentIndex(index)
                self._line.scrollTo(index)
                self._line.setFocus()
                self.deleteLater()
                return
        self._from = entries.rowCount()
        if entries.canFetchMore(nowhere):
            entries.fetchMore(nowhere)
        elif self._from:  # a filter hides it
            self.deleteLater()
