"""The pages that open later: imported behind the desk, so that neither it nor they keep anybody waiting."""

from __future__ import annotations

import importlib
import threading

from desktop_crm.core import collector

LATER = (
    "desktop_crm.ui.alerts",
    "desktop_crm.ui.activity.page",
    "desktop_crm.ui.activity.case_page",
    "desktop_crm.ui.activity.merge_page",
    "desktop_crm.ui.customer.page",
    "desktop_crm.ui.customer.finder",
    "desktop_crm.ui.duplicates.of_one",
    "desktop_crm.ui.privacy.page",
    "desktop_crm.ui.privacy.keeping",
    "desktop_crm.ui.setup.page",
    "desktop_crm.ui.help",
    "desktop_crm.ui.pulse",
    "desktop_crm.ui.team.away_page",
)
MODEL = "desktop_crm.ui.modelling.page"
LOOKING = (
    "desktop_crm.ui.team.page",
    "desktop_crm.ui.team.figure_page",
    "desktop_crm.ui.team.process_page",
    "desktop_crm.ui.team.stated_page",
    "desktop_crm.ui.team.pulse_page",
    "desktop_crm.ui.team.promises_page",
    "desktop_crm.ui.history.page",
    "desktop_crm.exchange.measuring",
)
PAPER = ("desktop_crm.ui.paper.page", "PySide6.QtPrintSupport", "pypdfium2")
_loading, _loaded = threading.Lock(), threading.Event()


def load_model_page() -> None:
    """Import the Model page, for those who may open it; runs on a thread."""
    importlib.import_module(MODEL)


def load_looking_pages() -> None:
    """Import the pages of who looks back, and what they measure with; runs on a thread."""
    for name in LOOKING:
        importlib.import_module(name)


def load_paper_pages() -> None:
    """Import the preview, and what it draws and prints with; runs on a thread."""
    for name in PAPER:
        importlib.import_module(name)


def are_loaded() -> bool:
    """Tell whether the pages of `LATER` can be opened without an import."""
    return _loaded.is_set()


def load_later_pages() -> None:
    """Import the pages of `LATER`; runs on a thread, for it takes a third of a second."""
    with _loading:
        if are_loaded():  # at a second log-in, what the first one left behind is still to be found
            return
        for name in LATER:
            importlib.import_module(name)
        collector.set_aside()
        _loaded.set()
