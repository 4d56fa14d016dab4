"""Contact history in a window: narrowed, read on to the end, and a note left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from desktop_crm.core.ids import new_id
from desktop_crm.customers.tables import Contact
from desktop_crm.ui.history.page import HistoryPage
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
MANY = 250


@pytest.fixture
def company(company: Company) -> Company:
    """Anouk had many contacts with Smit, one of them a visit."""
    with company.store.write(None) as work:
        rows = [
            {"id": new_id(), "customer_id": company.customers["smit"], "direction": "in", "text": f"Said {number}.",
             "channel": "visit" if number == 7 else "telephone", "employee_id": company.people["anouk"].id,
             "happened_at": work.now - timedelta(hours=number), "recorded_at": work.now}
            for number in range(MANY)
        ]  # fmt: skip
        work.connection.execute(insert(Contact), rows)
    return company


def history(windows: Windows) -> HistoryPage:
    windows.office.window.rail.button("history").click()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, HistoryPage)
    return page


def test_a_list_of_any_length_is_read_on_as_one_scrolls(company: Company, log_in: LogIn) -> None:
    windows = log_in("greet")
    page = history(windows)
    assert page.rows.rowCount() == 100
    for _page in range(3):
        page.list.scrollToBottom()
        windows.settle()
    assert page.rows.rowCount() == MANY
    assert page.rows.row_at(MANY - 1).text == f"Said {MANY - 1}."


def test_words_and_channels_narrow_the_list(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("greet")
    page = history(windows)
    qtbot.keyClicks(page.narrowing.words, "Said 24")
    qtbot.waitUntil(lambda: page.rows.rowCount() == 1)
    page.narrowing.words.clear()
    chooser = page.narrowing.choosers["channel"]
    chooser.set_code("visit")
    chooser.activated.emit(chooser.currentIndex())
    windows.settle()
    assert page.rows.rowCount() == 1


def test_a_note_is_left_and_read_by_the_colleague_who_sees_who_looked(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("greet")
    page = history(windows)
    page.list.selectRow(0)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    windows.settle()
    assert page.pane.shown is not None
    qtbot.keyClicks(page.pane.words, "Well listened.")
    page.pane.send.click()
    windows.settle()
    assert [note.text for note in page.pane.shown.notes] == ["Well listened."]
    theirs = history(log_in("anouk"))
    theirs.list.selectRow(0)
    theirs.read_current()
    windows.settle()
    assert theirs.pane.shown is not None
    assert [one.who for one in theirs.pane.shown.looks] == ["Greet Mulder"]
    assert [note.text for note in theirs.pane.shown.notes] == ["Well listened."]
    assert theirs.pane.words.isHidden() or not theirs.pane.words.isVisible()


def test_who_finds_nothing_is_told_what_to_do(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    page = history(log_in("anouk"))
    qtbot.keyClicks(page.narrowing.words, "nothing of the kind")
    qtbot.waitUntil(lambda: page.rows.rowCount() == 0)
    assert page.pane.shown is None
