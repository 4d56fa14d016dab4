"""The pages that open later: what comes with them is kept from the garbage collector, once."""

from __future__ import annotations

import sys
import threading

import pytest

from desktop_crm.core import collector
from desktop_crm.ui import pages


def test_what_is_imported_behind_the_desk_is_set_aside_and_at_the_next_log_in_nothing_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times: list[int] = []
    monkeypatch.setattr(pages, "_loaded", threading.Event())
    monkeypatch.setattr(collector, "set_aside", lambda: times.append(len(sys.modules)))
    monkeypatch.setattr(pages, "LATER", ("this_is_loaded", "colorsys"))
    monkeypatch.setitem(sys.modules, "this_is_loaded", pages)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    pages.load_later_pages()
    assert "colorsys" in sys.modules
    assert len(times) == 1
    pages.load_later_pages()
    assert len(times) == 1


def test_what_one_may_open_besides_is_set_aside_when_it_is_first_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times: list[int] = []
    monkeypatch.setattr(collector, "set_aside", lambda: times.append(len(sys.modules)))
    monkeypatch.setattr(pages, "LOOKING", ("this_is_loaded", "colorsys"))
    monkeypatch.setitem(sys.modules, "this_is_loaded", pages)
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    pages.load_looking_pages()
    assert "colorsys" in sys.modules
    assert len(times) == 1
    pages.load_looking_pages()
    assert len(times) == 1
