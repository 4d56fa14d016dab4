"""One customer's whole way in windows, as `tests.cli.test_whole_way` goes it on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.ids import new_id
from desktop_crm.store.open import open_store
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.duplicates.page import DuplicatesPage
from desktop_crm.ui.widgets.link import Link
from tests.cli.test_whole_way import NAMED, twins_in
from tests.employees import employ
from tests.ui.screens.conftest import Windows
from tests.ui.screens.test_import import importing
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


@pytest.fixture
def company(founded_file: tuple[Path, Company], fake_time: FakeTime, tmp_path: Path) -> Iterator[Company]:
    """The small company, or the store that is named, with somebody who may do everything there."""
    path, built = founded_file
    if NAMED:
        store = open_store(Path(NAMED))
    else:
        copy = tmp_path / "small.store"
        copy.write_bytes(path.read_bytes())
        store = open_store(copy, time=fake_time)
    actor = employ(store, f"way{new_id().hex[-6:]}", "Wei Way", [], all_roles=True)
    yield replace(built, store=store, people={"eva": actor})
    store.close()


def in_front(windows: Windows) -> CustomerPage:
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, CustomerPage)
    return page


def found(windows: Windows, qtbot: QtBot, words: str, count: int) -> None:
    """Type into the search box until so many stand there."""
    box = windows.office.window.top_bar.search
    box.line.setFocus()
    box.line.clear()
    qtbot.keyClicks(box.line, words)
    customers = [words.casefold()]
    qtbot.waitUntil(
        lambda: sum(customers[0] in hit.title.casefold() for hit in box.results.hits) == count, timeout=10_000
    )


def test_the_whole_way_of_a_customer_in_windows(
    log_in: LogIn, company: Company, qtbot: QtBot, tmp_path: Path
) -> None:
    windows = log_in("eva")
    file, family, _mark = twins_in(tmp_path)
    importing(windows, file).bring.click()
    windows.settle()
    found(windows, qtbot, family, 2)
    QTest.keyClick(windows.office.window.top_bar.search.line, Qt.Key.Key_Return)
    page = in_front(windows)
    assert family in page.head.name.text()
    page.beside.details.show_all()
    row = page.beside.details.rows["department"]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    typing = QApplication.focusWidget()
    assert typing is not None
    QTest.keyClicks(typing, "Bells")
    QTest.keyClick(typing, Qt.Key.Key_Return)
    windows.settle()
    assert page.view is not None
    assert len(page.editing.saved) == 1
    merged(windows, family)
    found(windows, qtbot, family, 1)
    QTest.keyClick(windows.office.window.top_bar.search.line, Qt.Key.Key_Return)
    page = in_front(windows)
    assert page.view is not None
    page.parting.begin(page.view.merges[0])
    windows.settle()
    assert page.parting.panel is not None
    page.parting.panel.part.click()
    windows.settle()
    found(windows, qtbot, family, 2)
    page.beside.privacy.write(tmp_path / "held.pdf")
    windows.settle()
    assert (tmp_path / "held.pdf").read_bytes().startswith(b"%PDF")
    erased(windows, page)
    found(windows, qtbot, family, 1)


def merged(windows: Windows, family: str) -> None:
    """Look through all customers, and make the two one."""
    windows.office.open_duplicates()
    page = windows.office.window.current_page()
    assert isinstance(page, DuplicatesPage)
    QTest.keyClick(page, Qt.Key.Key_F5)
    windows.settle()
    pairs = [page.pairs.row_at(row) for row in range(page.pairs.rowCount())]
    (pair,) = (
        one for one in pairs if one is not None and family in one.one.name and family in one.other.name
    )
    page.list.select_id(pair.id)
    windows.settle()
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()


def erased(windows: Windows, page: CustomerPage) -> None:
    """Erase whose file it is, their number typed."""
    assert page.view is not None
    link = page.beside.privacy.panel.findChild(Link, "erase_person")
    assert isinstance(link, Link)
    link.clicked.emit()
    windows.settle()
    typing = QApplication.focusWidget()
    assert typing is not None
    QTest.keyClicks(typing, page.view.file.head.number)
    QTest.keyClick(typing, Qt.Key.Key_Return)
    windows.settle()
    assert page not in windows.office.window.pages
