"""The customer file edited where it stands: in place, by two at once, taken back, with documents dropped on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.customers.editing import EditingService, FieldEdit
from desktop_crm.reports.page import paragraph, write_pdf
from desktop_crm.ui.customer.details import DetailRow
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.widgets.fact_row import FactRow
from tests.customers.people import unpublished
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


@pytest.fixture
def windows(log_in: LogIn) -> Windows:
    return log_in("anouk")


@pytest.fixture
def page(company: Company, windows: Windows) -> CustomerPage:
    opened = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    return opened


def row_of(page: CustomerPage, name: str) -> DetailRow:
    return page.beside.details.rows[name]


def of_joost(company: Company) -> EditingService:
    return EditingService(company.store, company.people["joost"], unpublished)


def typed(row: DetailRow, text: str) -> None:
    row.begin()
    assert row.field is not None
    row.field.set_typed(text)


def test_enter_edits_a_detail_and_enter_saves_it(page: CustomerPage, windows: Windows) -> None:
    row = row_of(page, "name")
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert row.field is not None
    row.field.set_typed("Bakkerij Smit & Zn")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    windows.settle()
    assert row.field is None
    assert page.head.name.text() == "Bakkerij Smit & Zn"


def test_escape_gives_up_and_tab_goes_on_to_the_next_field(page: CustomerPage, windows: Windows) -> None:
    page.beside.details.show_all()
    row, after = row_of(page, "department"), row_of(page, "language")
    typed(row, "Sales")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert row.field is None
    typed(row, "Purchasing")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    windows.settle()
    assert after.field is not None, "the next field is edited"
    assert row.detail.shown == "Purchasing"


def test_ctrl_z_takes_the_last_saved_edit_back(page: CustomerPage, windows: Windows) -> None:
    row = row_of(page, "name")
    typed(row, "Smit BV")
    row.save()
    windows.settle()
    page.line.setFocus()
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert page.head.name.text() == "Bakkerij Smit B.V."
    page.editing.take_back()
    assert "nothing of yours" in windows.told[-1].title


def test_two_windows_with_the_same_field_show_both_values_and_ask(
    company: Company, page: CustomerPage, windows: Windows
) -> None:
    row = row_of(page, "name")
    typed(row, "Mine")
    theirs = FieldEdit("name", "Bakkerij Smit B.V.", "Theirs")
    of_joost(company).edit(customer=company.customers["smit"], edits=[theirs])
    row.save()
    windows.settle()
    keep, take = (row.findChild(QPushButton, name) for name in ("keep_theirs", "take_mine"))
    assert keep is not None
    assert take is not None
    assert (keep.text(), take.text()) == ("Keep “Theirs”", "Make it “Mine”")
    take.click()
    windows.settle()
    assert page.head.name.text() == "Mine"


def test_what_a_colleague_changed_elsewhere_comes_in_while_a_field_stays_open(
    company: Company, page: CustomerPage, windows: Windows
) -> None:
    row = row_of(page, "name")
    typed(row, "Mine")
    edit = FieldEdit("department", "", "Sales")
    windows.office.session.announce(of_joost(company).edit(customer=company.customers["smit"], edits=[edit]))
    windows.settle()
    assert row_of(page, "department").detail.shown == "Sales"
    row.save()
    windows.settle()
    assert page.head.name.text() == "Mine"


def test_the_history_tells_who_changed_what(page: CustomerPage, windows: Windows) -> None:
    row = row_of(page, "name")
    typed(row, "Smit BV")
    row.save()
    windows.settle()
    page.beside.details.history.click()
    windows.settle()
    first = page.editing.changes.findChildren(FactRow)[0].accessibleName()
    assert "Bakkerij Smit B.V. → Smit BV" in first
    assert "Anouk" in first


def test_a_file_is_painted_once_before_the_lists_beside_it_are_made(
    page: CustomerPage, windows: Windows, qtbot: QtBot
) -> None:
    again = CustomerPage(page.session, page.customer)
    windows.office.window.close_page(page)
    windows.office.window.open_page(again)
    assert not again.head.isVisible()  # nothing empty is looked at
    with qtbot.waitSignal(again.shown):
        pass
    assert "beside" not in vars(again)
    with qtbot.waitSignal(again.completed):
        pass
    assert again.head.isVisible()
    assert again.beside.details.rows


def test_f2_reaches_the_details_before_they_were_painted(
    page: CustomerPage, windows: Windows, qtbot: QtBot
) -> None:
    again = CustomerPage(page.session, page.customer)
    windows.office.window.close_page(page)
    windows.office.window.open_page(again)
    with qtbot.waitSignal(again.shown):
        pass
    QTest.keyClick(again, Qt.Key.Key_F2)
    windows.settle()
    assert any(row.hasFocus() for row in again.beside.details.rows.values())


def test_a_statement_and_a_tag_are_registered_from_the_file(page: CustomerPage, windows: Windows) -> None:
    page.side.said_wanted.emit()
    assert page.planning.panel is not None
    page.planning.panel.fields["kind"].set_value("wish")
    page.planning.panel.fields["text"].set_value("A second van")
    page.planning.panel.confirm()
    windows.settle()
    page.add_tag()
    page.planning.panel.fields["tag"].set_value("fleet")
    page.planning.panel.confirm()
    windows.settle()
    assert page.view is not None
    profile = page.view.file.profile
    assert [one.text for one in profile.statements] == ["A second van"]
    assert [one.tag for one in profile.tags] == ["fleet"]
    assert {str(row.kind) for row in page.view.file.time_line} == {"statement"}


def test_a_dropped_file_stands_on_the_time_line_and_is_shown(
    page: CustomerPage, windows: Windows, tmp_path: Path
) -> None:
    path = tmp_path / "damage.txt"
    path.write_text("The window is broken.", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)), QUrl.fromLocalFile(str(tmp_path / "gone.txt"))])
    page.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    windows.settle()
    assert page.view is not None
    (document,) = page.view.file.time_line
    page.documents.show_document(document.id)
    windows.settle()
    assert page.documents.preview is not None
    assert page.documents.preview.shown.text() == "The window is broken."
    assert any("gone.txt" in one.title + one.todo for one in windows.told)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.documents.preview is None


def test_of_a_pdf_the_first_page_is_shown_and_a_damaged_one_has_no_preview(
    company: Company, page: CustomerPage, windows: Windows, tmp_path: Path
) -> None:
    paper = tmp_path / "offer.pdf"
    write_pdf(paper, [paragraph("Our offer")], title="Offer", foot="")
    filing, smit = windows.office.session.desk.filing, company.customers["smit"]
    shown: dict[str, int | str] = {}
    for name, content in (("offer.pdf", paper.read_bytes()), ("broken.pdf", b"%PDF-1.4 and no more")):
        (made,) = filing.add_document(customer=smit, name=name, content=content).ids("document")
        page.documents.show_document(made)
        windows.settle()
        assert page.documents.preview is not None
        label = page.documents.preview.shown
        shown[name] = label.pixmap().height() or label.text()
    assert shown["offer.pdf"] == 360
    assert "no preview" in str(shown["broken.pdf"])
