"""The lists and details beside a time line: made once the file itself is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_crm.core.i18n import _
from desktop_crm.ui.customer.detail_rows import details_of
from desktop_crm.ui.customer.details import DetailsPanel
from desktop_crm.ui.customer.lists import FileLists
from desktop_crm.ui.customer.merged import MergedPanel
from desktop_crm.ui.customer.privacy import Privacy
from desktop_crm.ui.widgets.link import Link

if TYPE_CHECKING:
    from desktop_crm.ui.customer.page import CustomerPage


class Beside(QObject):
    """What a customer's page shows below open cases, facts and words: it grows there, nothing above it moves.

    Attributes:
        lists: how to reach them, consent, relations, other systems, where they stand. `privacy`: for who may.
        details: everything else that is known. `merged`: whom they were merged with.
    """

    def __init__(self, page: CustomerPage) -> None:
        super().__init__(page)
        self._page = page
        self.lists, self.privacy, self.merged = FileLists(page), Privacy(page), MergedPanel()
        self.merged.part_wanted.connect(page.parting.begin)
        self.details = self._make_details()
        lists = self.lists
        for panel in (
            lists.reach, lists.consents, lists.relations, lists.standing, self.details, lists.named,
            self.merged, page.editing.changes, self.privacy.panel,
        ):  # fmt: skip
            page.side.add(panel)

    def _make_details(self) -> DetailsPanel:
        page, made = self._page, DetailsPanel()
        made.wanted.connect(page.editing.save)
        made.history_wanted.connect(page.editing.show_history)
        for words, name, wanted in (
            (_("Tag…"), "add_tag", page.add_tag),
            (_("File…"), "add_file", page.documents.choose),
        ):
            link = Link(words)
            link.setObjectName(name)
            link.clicked.connect(wanted)
            made.add_to_head(link)
        return made

    def show_file(self) -> None:
        """Show what the page's file holds now."""
        view = self._page.view
        assert view is not None, "lists are shown with their file"
        self.details.show_details(list(details_of(view)))
        self.merged.show_merges(view.merges)
        self._page.editing.show_file()
        self.lists.show_file()
        self.privacy.show_file()
