"""Opening pages beside the daily ones: a team's work and figures, contact history, paper, absences, merging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_crm.core.i18n import _
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.pages import load_looking_pages, load_paper_pages
from desktop_crm.ui.search.everything import Action
from desktop_crm.ui.widgets.list_view import Keeper

if TYPE_CHECKING:
    from desktop_crm.core.ids import CaseId, CustomerId
    from desktop_crm.measures.care import Care
    from desktop_crm.measures.ksf_figures import Choice, KsfTile
    from desktop_crm.measures.process_times import ProcessTimes
    from desktop_crm.ui.office import OfficeWindow


class Looking(QObject):
    """Loads what stands behind these pages when one is first asked for, and opens it."""

    def __init__(self, office: OfficeWindow, settings: Keeper | None) -> None:
        super().__init__(office)
        self._office, self._settings = office, settings

    def actions(self) -> Sequence[Action]:
        """Return what who looks after a team can do from the search box."""
        return (
            Action("team", _("Team: at risk now, figures, process times"), "", self.open_team),
            Action("promises", _("Promises: what will break today"), "", self.open_promises),
        )

    def open_team(self) -> None:
        """Show the team's work and figures."""
        self._office.session.tasks.read(load_looking_pages, self._open_team, owner=self, key="team")

    def open_history(self) -> None:
        """Show contact history."""
        self._office.session.tasks.read(load_looking_pages, self._open_history, owner=self, key="history")

    def open_doubles_of(self, customer: CustomerId) -> None:
        """Show who may be the same as a customer."""
        from desktop_crm.ui.duplicates.of_one import KEY, DoublesOfPage

        there = self._office.window.find_page(KEY + customer.hex)
        page = there or DoublesOfPage(self._office.session, customer)
        if there is None and isinstance(page, DoublesOfPage):
            page.customer_wanted.connect(self._office.open_customer)
        self._office.window.open_page(page)

    def open_privacy(self) -> None:
        """Show what was told of people and erased; a tab that has it already comes to the front."""
        from desktop_crm.ui.privacy.page import PrivacyPage

        self._office.window.open_page(PrivacyPage(self._office.session))

    def open_keeping(self) -> None:
        """Show how long what is kept, and who is past it."""
        from desktop_crm.ui.privacy.keeping import KeepingPage

        page = KeepingPage(self._office.session)
        if self._office.window.open_page(page) is page:
            page.customer_wanted.connect(self._office.open_customer)

    def open_away(self) -> None:
        """Show who is away, and who stands in."""
        from desktop_crm.ui.team.away_page import AwayPage

        page = AwayPage(self._office.session)
        if self._office.window.open_page(page) is page:
            page.customer_wanted.connect(self._office.open_customer)

    def open_merge(self, case: CaseId) -> None:
        """Show a case beside others of its customer that may be about the same."""
        from desktop_crm.ui.activity.merge_page import MergeCasesPage

        page = MergeCasesPage(self._office.session, case)
        if self._office.window.open_page(page) is page:
            page.case_wanted.connect(self._office.open_case)

    def ask_pulse(self) -> None:
        """Ask now and then, quietly, whether this helps to serve."""
        from desktop_crm.ui.pulse import PulseAsking

        asking = PulseAsking(self._office.session, self._office.window)
        asking.pulse_wanted.connect(self.open_pulse)
        self._office.left.connect(asking.leave)

    def open_pulse(self) -> None:
        """Show what employees say of the program."""
        self._office.session.tasks.read(load_looking_pages, self._open_pulse, owner=self, key="pulse")

    def _open_pulse(self, _done: None) -> None:
        from desktop_crm.ui.team.pulse_page import PulsePage

        self._office.window.open_page(PulsePage(self._office.session))

    def _open_stated(self) -> None:
        from desktop_crm.ui.team.stated_page import StatedPage

        page = StatedPage(self._office.session)
        if self._office.window.open_page(page) is page:
            page.case_wanted.connect(self._open_behind)

    def print_page(self, page: Page) -> None:
        """Show what a page puts on paper; what is a preview already goes to the printer."""
        read = self._office.session.tasks.read
        read(load_paper_pages, lambda _done: self._print_page(page), owner=page, key="paper")

    def _print_page(self, page: Page) -> None:
        from desktop_crm.ui.paper.page import KEY, PaperPage

        office = self._office
        if isinstance(page, PaperPage):
            page.print_out()
            return
        sheet = page.paper()
        if sheet is None:
            office.session.messages.notice(_("There is nothing to print on this page."))
            return
        old = office.window.find_page(KEY + sheet.title)
        if old is not None:
            office.window.close_page(old)
        office.window.open_page(PaperPage(office.session, sheet))

    def _open_team(self, _done: None) -> None:
        from desktop_crm.ui.team.page import KEY, TeamPage

        office = self._office
        there = office.window.find_page(KEY)
        page = there if isinstance(there, TeamPage) else TeamPage(office.session, self._settings)
        if page is not there:
            page.case_wanted.connect(office.open_case)
            page.figures_wanted.connect(self._open_figures)
            page.care_wanted.connect(self._open_care)
            page.process_wanted.connect(self._open_process)
            page.stated_wanted.connect(self._open_stated)
            page.away_wanted.connect(self.open_away)
            page.promises_wanted.connect(self._open_promises)
        office.window.open_page(page)

    def _open_figures(self, tile: KsfTile, choice: Choice) -> None:
        from desktop_crm.ui.team.figure_page import FigurePage

        page = FigurePage(self._office.session, tile, choice)
        if self._office.window.open_page(page) is page:
            page.case_wanted.connect(self._open_behind)

    def _open_care(self, care: Care) -> None:
        from desktop_crm.ui.team.care_page import CarePage

        page = CarePage(self._office.session, care)
        if self._office.window.open_page(page) is page:
            page.customer_wanted.connect(self._office.open_customer)

    def _open_behind(self, case: CaseId) -> None:
        """Show a case that a figure led to, but for who worked on it."""
        from desktop_crm.ui.activity.case_page import CasePage

        self._office.window.open_page(CasePage(self._office.session, case, behind_figure=True))

    def open_promises(self) -> None:
        """Show which promises will break today."""
        self._office.session.tasks.read(
            load_looking_pages, lambda _done: self._open_promises(""), owner=self, key="promises"
        )

    def _open_promises(self, role: str) -> None:
        from desktop_crm.ui.team.promises_page import KEY, PromisesPage

        window = self._office.window
        old = window.find_page(KEY)
        if isinstance(old, PromisesPage) and old.role != role:
            window.close_page(old)
        page = PromisesPage(self._office.session, role, self._settings)
        if window.open_page(page) is page:
            page.case_wanted.connect(self._office.open_case)

    def _open_process(self, times: ProcessTimes, choice: Choice) -> None:
        from desktop_crm.ui.team.process_page import ProcessPage

        page = ProcessPage(self._office.session, times, choice)
        if self._office.window.open_page(page) is page:
            page.case_wanted.connect(self._open_behind)

    def _open_history(self, _done: None) -> None:
        from desktop_crm.ui.history.page import KEY, HistoryPage

        office = self._office
        there = office.window.find_page(KEY)
        page = there if isinstance(there, HistoryPage) else HistoryPage(office.session, self._settings)
        if page is not there:
            page.case_wanted.connect(office.open_case)
            page.customer_wanted.connect(office.open_customer)
        office.window.open_page(page)
