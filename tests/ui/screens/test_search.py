"""Searching in the real windows while one types: an older answer never comes in the place of a newer one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.store.work import Reading
from desktop_crm.ui.customer.finder import CustomersPage
from desktop_crm.ui.search import everything
from desktop_crm.ui.widgets.search_box import SearchBox
from desktop_crm.workflow.reads_hits import customer_hits
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def in_the_top_bar(windows: Windows) -> SearchBox:
    box = windows.office.window.top_bar.search
    box.line.setFocus()
    return box


def titles(box: SearchBox) -> list[str]:
    return [hit.title for hit in box.results.hits]


def with_a_first_answer_of(
    monkeypatch: pytest.MonkeyPatch, slow: Callable[[Reading], object], begun: threading.Event
) -> None:
    """Let the search for "smi" do something else first."""

    def hits(view: Reading, words: str, *args: Any, **more: Any) -> object:
        if words == "smi":
            begun.set()
            slow(view)
        return customer_hits(view, words, *args, **more)

    monkeypatch.setattr(everything, "customer_hits", hits)


def test_typing_on_interrupts_the_question_that_is_still_asked(
    log_in: LogIn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    with_a_first_answer_of(monkeypatch, lambda view: view.driver.execute(ENDLESS).fetchone(), begun)
    windows = log_in("anouk")
    box = in_the_top_bar(windows)
    qtbot.keyClicks(box.line, "smi")
    qtbot.waitUntil(begun.is_set, timeout=5_000)
    qtbot.keyClicks(box.line, "t")
    windows.settle()  # would never come if the first question went on
    assert titles(box) == ["Bakkerij Smit B.V."]
    assert windows.told == []


def test_an_answer_that_comes_late_is_not_shown(
    log_in: LogIn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    with_a_first_answer_of(monkeypatch, lambda _view: go_on.wait(10), begun)
    windows = log_in("anouk")
    box = in_the_top_bar(windows)
    qtbot.keyClicks(box.line, "smi")
    qtbot.waitUntil(begun.is_set, timeout=5_000)
    box.line.clear()
    qtbot.keyClicks(box.line, "yilmaz")
    qtbot.waitUntil(lambda: titles(box) == ["Mw. F. Yılmaz"], timeout=5_000)
    go_on.set()
    windows.settle()
    assert titles(box) == ["Mw. F. Yılmaz"]


def test_what_was_typed_is_marked_and_a_typing_error_forgiven(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    box = in_the_top_bar(windows)
    qtbot.keyClicks(box.line, "bakkeirj smi")
    qtbot.waitUntil(lambda: bool(box.results.hits), timeout=5_000)
    assert titles(box) == ["Bakkerij Smit B.V."]
    assert box.results.hits[0].marks == ((0, 8), (9, 3))


def test_a_case_is_found_by_its_number_with_or_without_the_year(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    started = company.claim(customer="smit")
    windows = log_in("anouk")
    box = in_the_top_bar(windows)
    for typed in (started.number, started.number.replace("-", ""), started.number[5:]):
        box.line.clear()
        qtbot.keyClicks(box.line, typed)
        qtbot.waitUntil(lambda: started.number in titles(box), timeout=5_000)
        windows.settle()


def test_the_list_of_customers_marks_what_was_typed(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    windows.office.open_customers()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, CustomersPage)
    qtbot.keyClicks(page.box.line, "smit")
    qtbot.waitUntil(lambda: page.rows.rowCount() == 1, timeout=5_000)
    marks = page.rows.columns[0].marks
    assert marks is not None
    assert marks(page.rows.row_at(0)) == ((9, 4),)
    qtbot.keyClick(page.box.line, Qt.Key.Key_Return)
    assert page.list.current_id() == company.customers["smit"]
