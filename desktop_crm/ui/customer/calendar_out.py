"""Planned contacts of a customer, written to a file that calendars open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.customers.reach import open_plans
from desktop_crm.exchange.calendar_file import Planned, calendar_of
from desktop_crm.exchange.exporting import write_whole

if TYPE_CHECKING:
    from desktop_crm.store.work import Reading
    from desktop_crm.ui.customer.page import CustomerPage

KEY = "Ctrl+Shift+C"


class CalendarOut(QObject):
    """Asks where, and writes what is planned there."""

    def __init__(self, page: CustomerPage) -> None:
        super().__init__(page)
        self._page = page

    def ask(self) -> None:
        """Ask where the file is to be."""
        name, _kind = QFileDialog.getSaveFileName(
            self._page, _("Planned contacts as a calendar file"), "planned.ics", _("Calendars (*.ics)")
        )
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """Write what is planned with the customer."""
        session, customer = self._page.session, self._page.customer

        def act(view: Reading) -> int:
            planned = [Planned(*row) for row in open_plans(view, customer=customer)]
            write_whole(path, calendar_of(planned, session.now()))
            return len(planned)

        def told(count: int) -> None:
            words = ngettext(
                "{count} planned contact is in {file}.", "{count} planned contacts are in {file}.", count
            )
            session.messages.notice(words.format(count=count, file=path.name))

        session.read(act, told, session.messages.error, owner=self, key="calendar")
