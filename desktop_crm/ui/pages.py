"""The pages that open later: imported behind the desk, so that neither it nor they keep anybody waiting."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Sequence

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
    "desktop_crm.ui.team.care_page",
    "desktop_crm.ui.team.pulse_page",
    "desktop_crm.ui.team.promises_page",
    "desktop_crm.ui.history.page",
    "desktop_crm.exchange.measuring",
)
PAPER = ("desktop_crm.ui.paper.page", "PySide6.QtPrintSupport", "pypdfium2")
_loading, _loaded = threading.Lock(), threading.Event()


def load_model_page() -> None:
    """Import the Model page, for those who may open it; runs on a thread."""
    _import_for_good((MODEL,))


def load_looking_pages() -> None:
    """Import the pages of who looks back, and what they measure with; runs on a thread."""
    _import_for_good(LOOKING)


def load_paper_pages() -> None:
    """Import the preview, and what it draws and prints with; runs on a thread."""
    _import_for_good(PAPER)


def _import_for_good(names: Sequence[str]) -> None:
    """Import modules; what came with those that were not there yet is never looked at by the collector."""
    new = [name for name in names if name not in sys.modules]
    for name in new:
        importlib.import_module(name)
    if new:
        collector.set_aside()


def are_loaded() -> bool:
    """Tell whether the pages of `LATER` can be opened without an import."""
    return _loaded.is_set()


def load_later_pages() -> None:
    """Import the pages of `LATER`; runs on a thread, for it takes a third of a second."""
    with _loading:
        if are_loaded():  # at a second log-in, what the first one left behind is still to be found
            return
        _import_for_good(LATER)
        _loaded.set()
