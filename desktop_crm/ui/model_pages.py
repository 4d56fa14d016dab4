"""The pages of the process model in the main window: the Model screen, versions, estimate, practice, proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from desktop_crm.core.ids import CaseId, CustomerId

# The pages are imported where they are opened.
if TYPE_CHECKING:
    from desktop_crm.process.model import Model
    from desktop_crm.ui.customer.page import CustomerPage
    from desktop_crm.ui.frame.window import MainWindow
    from desktop_crm.ui.modelling.practice import Practice
    from desktop_crm.ui.session import Session
    from desktop_crm.workflow.reads_proposals import ProposalRow


class ModelPages(QObject):
    """Opens them; what leads to customers and cases is the main window's.

    Attributes:
        window: the main window. `practice`: the draft that is practised, or None.
    """

    def __init__(self, session: Session, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self.window = session, window
        self.practice: Practice | None = None

    def open_customer(self, customer: CustomerId) -> CustomerPage:
        """Show a customer's file."""
        raise AssertionError("the main window knows how")

    def open_case(self, case: CaseId) -> None:
        """Show a case."""
        raise AssertionError("the main window knows how")

    def open_model(self, version: UUID | None = None) -> None:
        """Show the process model, or a version of it; a tab that has it already comes to the front."""
        from desktop_crm.ui.modelling.page import KEY, ModelPage

        there = self.window.find_page(KEY)
        page = there if isinstance(there, ModelPage) else ModelPage(self.session, version=version)
        if page is not there:
            page.versions_wanted.connect(self.open_versions)
            page.contact_wanted.connect(self.open_contact)
            page.trying.estimate_wanted.connect(self.open_estimate)
            page.trying.practice_wanted.connect(self.open_practice)
        elif version is not None:
            page.bench.look_at(version)
        self.window.open_page(page)

    def open_versions(self) -> None:
        """Show all versions of the model, and the sketches."""
        from desktop_crm.ui.modelling.versions_page import VersionsPage

        page = VersionsPage(self.session)
        if self.window.open_page(page) is page:
            page.version_wanted.connect(self.open_model)

    def open_proposals(self) -> None:
        """Show what this employee proposed as key success factors."""
        from desktop_crm.ui.modelling.proposals_page import ProposalsPage

        page = ProposalsPage(self.session)
        if self.window.open_page(page) is page:
            page.contact_wanted.connect(self.open_contact)

    def open_contact(self, row: ProposalRow) -> None:
        """Show the contact behind a proposal: on its customer's time line, else in its case."""
        if row.customer is not None:
            from desktop_crm.ui.customer.contact_wanted import ContactWanted

            ContactWanted(self.open_customer(row.customer), row.contact)
        elif row.case is not None:
            self.open_case(row.case)

    def open_estimate(self) -> None:
        """Show what the draft would do, beside the version in use."""
        from desktop_crm.ui.modelling.estimate_page import EstimatePage

        self.window.open_page(EstimatePage(self.session))

    def open_practice(self, model: Model) -> None:
        """Practise a model in windows of its own, on a store that is thrown away; one at a time."""
        from desktop_crm.ui.modelling.practice import Practice

        if self.practice is None:
            self.practice = Practice(model, parent=self)
            self.practice.failed.connect(self.session.messages.error)
            self.practice.left.connect(self._practised)
            self.window.closing.connect(self.practice.close)
            self.practice.begin()
        elif self.practice.pages is not None:
            self.practice.pages.window.activateWindow()

    def _practised(self) -> None:
        self.practice = None
