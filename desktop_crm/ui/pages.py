"""The pages that open later: imported behind the desk, so that neither it nor they keep anybody waiting."""

from __future__ import annotations

import importlib

LATER = (
    "desktop_crm.ui.activity.page",
    "desktop_crm.ui.activity.case_page",
    "desktop_crm.ui.customer.page",
    "desktop_crm.ui.customer.finder",
    "desktop_crm.ui.setup.page",
    "desktop_crm.ui.help",
)


def load_later_pages() -> None:
    """Import the pages of `LATER`; runs on a thread, for it takes a third of a second."""
    for name in LATER:
        importlib.import_module(name)
