"""The main window as the gallery's scenes show it."""

from __future__ import annotations

from desktop_crm.ui.frame import MainWindow, Page
from desktop_crm.ui.messages import Messages


def frame() -> MainWindow:
    """Return a window with its bars filled, without pages."""
    messages = Messages()
    window = MainWindow(messages)
    messages.setParent(window)
    for key, label, icon in (
        ("desk", "Desk", "desk"),
        ("customer", "Customers", "customers"),
        ("history", "History", "history"),
        ("sync", "Sync", "sync"),
    ):
        window.add_rail(key, label, icon, lambda: None)
    window.add_rail("setup", "Set-up", "setup", lambda: None, bottom=True)
    window.top_bar.set_store_state("Shared store", "· 24 colleagues at work")
    window.top_bar.set_time("14:18")
    window.top_bar.set_user("Anouk Jansen", "Front office")
    return window


def other_pages(window: MainWindow, *, before: bool) -> None:
    """Open tabs that are not looked at."""
    if before:
        first = Page("desk", "Desk")
        first.icon, first.closable = "desk", False
        window.open_page(first)
    else:
        case = Page("case:183", "Case 2026-0183 · De Vries")
        window.open_page(case, front=False)
        case.set_dirty(True)
    window.open_page(Page("customer:1", "Customer · Bakkerij Smit"), front=False)
