"""Opening the pages where files come in; a tab that has one already comes to the front."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_crm.ui.frame.window import MainWindow
    from desktop_crm.ui.session import Session


def open_import(
    window: MainWindow, session: Session, duplicates: Callable[[], None], *, trades: bool
) -> None:
    """Show where files of customers come in, or (`trades`) transactions of other systems."""
    if trades:
        from desktop_crm.ui.importing.trades import KEY as TRADES
        from desktop_crm.ui.importing.trades import TradesPage

        window.open_page(window.find_page(TRADES) or TradesPage(session))
        return
    from desktop_crm.ui.importing.page import KEY, ImportPage

    there = window.find_page(KEY)
    page = there or ImportPage(session)
    if there is None and isinstance(page, ImportPage):
        page.duplicates_wanted.connect(duplicates)
    window.open_page(page)
