"""A file of customers comes in by the Import page: chosen or dropped, mapped, tried, imported, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from desktop_crm.customers.imports import read_runs
from desktop_crm.customers.stored import all_customers
from desktop_crm.ui.importing.page import ImportPage
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
MANAGER = "greet"
CARDS = Path(__file__).parents[2] / "exchange" / "data" / "old_phone_2_1.vcf"


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "lijst.csv"
    path.write_text(
        "Wie;Bereikbaar;Plaats\nJan Smit;06 12345678;Zwolle\nEls Boer;06 87654321;Hattem\n;;\n", "utf-8"
    )
    return path


def importing(windows: Windows, path: Path | None = None) -> ImportPage:
    windows.office.open_customers()
    windows.settle()
    customers = windows.office.window.current_page()
    customers.bring.click()  # type: ignore[union-attr]
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, ImportPage)
    if path is not None:
        page.choose_file = lambda _parent: str(path)
        page.choose.click()
        windows.settle()
    return page


def choose(page: ImportPage, heading: str, target: str, windows: Windows) -> None:
    box = page.columns.boxes[heading]
    box.setCurrentIndex(box.findData(target))
    windows.settle()


def names(company: Company) -> list[str]:
    with company.store.read() as view:
        return [one.data.name for one in all_customers(view)]


def test_a_file_is_mapped_tried_imported_and_taken_back(log_in: LogIn, company: Company, rows: Path) -> None:
    windows = log_in(MANAGER)
    before = names(company)
    page = importing(windows, rows)
    assert page.settings.separator.code() == ";"
    assert [page.columns.boxes[heading].code() for heading in ("Wie", "Plaats")] == ["Keep", "Town"]
    choose(page, "Wie", "Name", windows)
    choose(page, "Bereikbaar", "Mobile", windows)
    first = page.preview.row_at(0)
    assert first is not None
    assert (first.name, first.phone, first.address) == ("Jan Smit", "06 12345678", "Zwolle")

    page.attempt.click()
    windows.settle()
    assert page.sentence.text() == (
        "A trial, nothing was changed: 2 created, 0 updated, 0 unchanged, 1 rejected."
    )
    assert names(company) == before

    page.bring.click()
    windows.settle()
    assert names(company) == [*before, "Jan Smit", "Els Boer"]
    assert "lijst.rejected.csv" in page.sentence.text()
    assert page.told.rowCount() == 1
    rejected = page.told.row_at(0)
    assert rejected is not None
    assert (rejected.where, "needs a name" in rejected.reason) == ("line 4", True)

    page.back.click()
    windows.settle()
    assert names(company) == before
    assert page.sentence.text() == "2 customers are gone again, 0 are as before."
    with company.store.read() as view:
        assert read_runs(view)[0].undone_at is not None
    assert not page.back.isEnabled()


def test_how_columns_go_is_remembered_for_the_next_file(log_in: LogIn, company: Company, rows: Path) -> None:
    windows = log_in(MANAGER)
    page = importing(windows, rows)
    choose(page, "Wie", "Name", windows)
    page.bring.click()
    windows.settle()
    page.open_file(rows)
    windows.settle()
    assert page.columns.boxes["Wie"].code() == "Name"
    page.bring.click()
    windows.settle()
    assert "0 created, 0 updated, 2 unchanged" in page.sentence.text()


def test_a_file_that_is_dropped_is_looked_at(log_in: LogIn) -> None:
    windows = log_in(MANAGER)
    page = importing(windows)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(CARDS))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, dropped, left, none))
    windows.settle()
    assert page.found is not None
    assert page.found.cards
    assert not page.left.isVisible()
    assert page.preview.rowCount() == 1


def test_what_is_no_list_is_told_and_nothing_can_be_imported(log_in: LogIn, tmp_path: Path) -> None:
    windows = log_in(MANAGER)
    path = tmp_path / "list.csv"
    path.write_bytes(b"PK\x03\x04 and so on")
    page = importing(windows, path)
    assert "a zip archive" in windows.told[-1].title
    assert not page.bring.isEnabled()


def test_an_earlier_import_is_taken_back_from_the_list(log_in: LogIn, company: Company, rows: Path) -> None:
    windows = log_in(MANAGER)
    page = importing(windows, rows)
    choose(page, "Wie", "Name", windows)
    page.bring.click()
    windows.settle()
    windows.office.window.close_page(page)
    windows.settle()
    page = importing(windows)
    run = page.earlier.row_at(0)
    assert run is not None
    assert (run.run.file_name, run.did) == ("lijst.csv", "2 created, 0 updated, 1 rejected")
    page.earlier_list.select_id(run.id)
    page.back.click()
    windows.settle()
    assert "Jan Smit" not in names(company)


def test_a_cancelled_import_says_so_and_can_be_taken_back(
    log_in: LogIn, company: Company, tmp_path: Path, qtbot: QtBot
) -> None:
    windows = log_in(MANAGER)
    before = names(company)
    path = tmp_path / "many.csv"
    path.write_text("Name\n" + "".join(f"Person {n}\n" for n in range(400)), "utf-8")
    page = importing(windows, path)
    stopping = page._told.connect(lambda *_args: page._stop.set(), Qt.ConnectionType.DirectConnection)
    page.bring.click()
    windows.settle()
    assert page.sentence.text().startswith("It was cancelled")
    assert 0 < len(names(company)) - len(before) < 400
    page._told.disconnect(stopping)
    page.back.click()
    windows.settle()
    assert names(company) == before
