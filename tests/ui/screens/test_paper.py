"""The preview: the file's own pages, read and printed by keys, saved where one says; what goes wrong is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desktop_crm.core.errors import Invalid
from desktop_crm.reports.apart import Book, write_apart, written
from desktop_crm.ui.paper.page import PaperPage
from desktop_crm.ui.paper.pages import page_sizes, picture, print_pages, words_of
from tests.process.small_model import SMALL
from tests.reports import books
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
LONG = Book("history_book", books.contacts(count=80), {})


@pytest.fixture
def windows(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> Windows:
    monkeypatch.setattr(PaperPage, "make", staticmethod(written))
    return log_in("greet")


def preview(windows: Windows, qtbot: QtBot, company: Company) -> PaperPage:
    """Open a customer's file and press Ctrl+P."""
    windows.office.open_customer(company.customers["smit"])
    windows.settle()
    qtbot.keyClick(windows.office.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, PaperPage)
    windows.settle()
    return page


def test_what_is_shown_is_the_file_and_saving_it_puts_it_where_one_says(
    windows: Windows, qtbot: QtBot, company: Company, tmp_path: Path
) -> None:
    page = preview(windows, qtbot, company)
    assert page.title == "Paper · Customer · Bakkerij Smit B.V."
    assert page.made is not None
    assert page.view is not None
    assert "Bakkerij Smit" in page.view.accessibleDescription()
    assert page.view.accessibleName().startswith("Page 1 of ")
    out = tmp_path / "sheet.pdf"
    page.choose_file = lambda _parent, name: str(out) if "Bakkerij" in name else ""
    qtbot.keyClick(page.view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert out.read_bytes() == page.made.content
    page.choose_file = lambda _parent, _name: str(tmp_path)
    page.save()
    windows.settle()
    assert "can't be saved there" in windows.told[-1].title


def test_a_preview_is_made_anew_when_it_is_asked_for_again(
    windows: Windows, qtbot: QtBot, company: Company
) -> None:
    first = preview(windows, qtbot, company)
    assert preview(windows, qtbot, company) is not first
    assert sum(isinstance(page, PaperPage) for page in windows.office.window.pages) == 1


def test_a_page_without_paper_says_so(windows: Windows, qtbot: QtBot) -> None:
    qtbot.keyClick(windows.office.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert "nothing to print" in windows.told[-1].title


def test_pages_are_read_through_and_zoomed_with_keys(
    windows: Windows, qtbot: QtBot, company: Company
) -> None:
    page = preview(windows, qtbot, company)
    view = page.view
    assert view is not None
    fitted = view.pages.zoom
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.pages.zoom > fitted
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.pages.zoom == fitted
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.pages.zoom < fitted
    qtbot.keyClick(view, Qt.Key.Key_End)
    windows.settle()
    assert view.at == len(view.pages.sizes) - 1
    assert view.pages.drawn(view.at)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.at == 0
    assert not view.pages.grab().isNull()


def test_what_cannot_be_made_is_said_in_its_place(
    windows: Windows, qtbot: QtBot, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_book: Book) -> bytes:
        raise Invalid("The disk is full.")

    monkeypatch.setattr(PaperPage, "make", staticmethod(full))
    page = preview(windows, qtbot, company)
    assert page.view is None
    assert "The disk is full." in page.empty.accessibleDescription() + page.empty.accessibleName()
    assert not page.print_button.isEnabled()


def test_pages_go_to_the_printer_in_their_own_orientation_and_only_those_wanted(tmp_path: Path) -> None:
    from desktop_crm.process.toml_form import read

    content = written(Book("model_book", read(SMALL), {}))
    sizes = page_sizes(content)
    assert {size.width() > size.height() for size in sizes} == {True, False}
    out = tmp_path / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    printer.setFromTo(2, 4)
    assert print_pages(content, sizes, printer) == 3
    printed = page_sizes(out.read_bytes())
    assert [size.width() > size.height() for size in printed] == [
        size.width() > size.height() for size in sizes[1:4]
    ]


def test_what_is_no_pdf_is_refused_in_a_sentence() -> None:
    for content in (b"", b"%PDF-1.4 and no more", b"\0" * 1_000):
        with pytest.raises(Invalid, match="no PDF, or it is damaged"):
            page_sizes(content)


def test_a_report_is_written_in_a_process_of_its_own_and_reads_as_one_written_here() -> None:
    content = write_apart(LONG)
    assert content == written(LONG)
    assert len(page_sizes(content)) > 3
    assert "Contact history" in words_of(content, 0)
    shown = picture(content, 0, 1.0)
    assert (shown.width(), shown.height()) == (596, 842)
