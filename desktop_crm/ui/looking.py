"""Opening the pages of who looks back: a team's work and figures, and contact history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_crm.ui.pages import load_looking_pages
from desktop_crm.ui.widgets.list_view import Keeper

if TYPE_CHECKING:
    from desktop_crm.measures.ksf_figures import Choice, KsfTile
    from desktop_crm.ui.office import OfficeWindow


class Looking(QObject):
    """Loads what stands behind these pages when one is first asked for, and opens it."""

    def __init__(self, office: OfficeWindow, settings: Keeper | None) -> None:
        super().__init__(office)
        self._office, self._settings = office, settings

    def open_team(self) -> None:
        """Show the team's work and figures."""
        self._office.session.tasks.read(load_looking_pages, self._open_team, owner=self, key="team")

    def open_history(self) -> None:
        """Show contact history."""
        self._office.session.tasks.read(load_looking_pages, self._open_history, owner=self, key="history")

    def open_away(self) -> None:
        """Show who is away, and who stands in."""
        from desktop_crm.ui.team.away_page import AwayPage

        page = AwayPage(self._office.session)
        if self._office.window.open_page(page) is page:
            page.customer_wanted.connect(self._office.open_customer)

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

        self._office.window.open_page(StatedPage(self._office.session))

    def _open_team(self, _done: None) -> None:
        from desktop_crm.ui.team.page import KEY, TeamPage

        office = self._office
        there = office.window.find_page(KEY)
        page = there if isinstance(there, TeamPage) else TeamPage(office.session, self._settings)
        if page is not there:
            page.case_wanted.connect(office.open_case)
            page.figures_wanted.connect(self._open_figures)
            page.stated_wanted.connect(self._open_stated)
            page.away_wanted.connect(self.open_away)
        office.window.open_page(page)

    def _open_figures(self, tile: KsfTile, choice: Choice) -> None:
        from desktop_crm.ui.team.figure_page import FigurePage

        page = FigurePage(self._office.session, tile, choice)
        if self._office.window.open_page(page) is page:
            page.case_wanted.connect(self._office.open_case)

    def _open_history(self, _done: None) -> None:
        from desktop_crm.ui.history.page import KEY, HistoryPage

        office = self._office
        there = office.window.find_page(KEY)
        page = there if isinstance(there, HistoryPage) else HistoryPage(office.session, self._settings)
        if page is not there:
            page.case_wanted.connect(office.open_case)
            page.customer_wanted.connect(office.open_customer)
        office.window.open_page(page)
