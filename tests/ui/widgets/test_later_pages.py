"""The pages that open later: what comes with them is kept from the garbage collector, once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import pytest

from desktop_crm.core import collector
from desktop_crm.ui import pages


@pytest.mark.parametrize(
    ("names", "load"),
    [
        ("LATER", pages.load_later_pages),
        ("LOOKING", pages.load_looking_pages),
        ("PAPER", pages.load_paper_pages),
    ],
)
def test_what_is_imported_behind_the_desk_is_set_aside_once_and_at_the_next_log_in_nothing_is(
    monkeypatch: pytest.MonkeyPatch, names: str, load: Callable[[], None]
) -> None:
    times: list[int] = []
    monkeypatch.setattr(pages, "_loaded", threading.Event())
    monkeypatch.setattr(collector, "set_aside", lambda: times.append(len(sys.modules)))
    monkeypatch.setattr(pages, names, ("this_is_loaded", "colorsys"))
    monkeypatch.setitem(sys.modules, "this_is_loaded", pages)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    load()
    assert "colorsys" in sys.modules
    assert len(times) == 1
    load()
    assert len(times) == 1
