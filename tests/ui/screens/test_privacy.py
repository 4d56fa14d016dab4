"""On a customer's file: everything held on them is written out, and they are erased after one has read what stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_crm.access.model import Actor
from desktop_crm.core.clock import FakeTime
from desktop_crm.privacy.approaching import mail_way
from desktop_crm.privacy.periods import Kept
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.privacy.keeping import KeepingPage
from desktop_crm.ui.privacy.page import PrivacyPage
from desktop_crm.ui.widgets.link import Link
from tests.employees import employ
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


@pytest.fixture
def keeper(company: Company) -> Actor:
    company.people["eva"] = employ(company.store, "eva", "Eva Erybody", [], all_roles=True)
    return company.people["eva"]


def opened(windows: Windows, company: Company) -> CustomerPage:
    page = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    return page


def link(page: CustomerPage, name: str) -> Link:
    found = page.beside.privacy.panel.findChild(Link, name)
    assert isinstance(found, Link)
    return found


def test_who_may_neither_tell_nor_erase_is_shown_nothing_of_it(company: Company, log_in: LogIn) -> None:
    assert opened(log_in("anouk"), company).beside.privacy.panel.isHidden()


@pytest.mark.usefixtures("keeper")
def test_everything_held_is_written_to_a_file_and_stands_on_the_record(
    company: Company, log_in: LogIn, tmp_path: Path
) -> None:
    windows = log_in("eva")
    page = opened(windows, company)
    assert not page.beside.privacy.panel.isHidden()
    for name in ("smit.json", "smit.pdf"):
        page.beside.privacy.write(tmp_path / name)
        windows.settle()
    told = json.loads((tmp_path / "smit.json").read_text(encoding="utf-8"))
    assert told["held"]["customer"][0]["id"] == str(company.customers["smit"])
    assert (tmp_path / "smit.pdf").read_bytes().startswith(b"%PDF")
    link(page, "privacy_record").clicked.emit()
    windows.settle()
    record = windows.office.window.current_page()
    assert isinstance(record, PrivacyPage)
    assert record.rows.rowCount() == 2


@pytest.mark.usefixtures("keeper")
def test_a_person_is_erased_once_their_number_is_typed_below_what_goes_and_stays(
    company: Company, log_in: LogIn
) -> None:
    windows = log_in("eva")
    page = opened(windows, company)
    assert page.view is not None
    number = page.view.file.head.number
    link(page, "erase_person").clicked.emit()
    windows.settle()
    panel = page.planning.panel
    assert panel is not None
    assert "can’t be undone" in panel.spec.explanation
    panel.fields["number"].set_value("another")
    panel.confirm()
    windows.settle()
    assert page.planning.panel is panel
    panel.fields["number"].set_value(number)
    panel.confirm()
    windows.settle()
    assert page not in windows.office.window.pages
    assert any(f"{number} is erased" in one.title for one in windows.told)
    with company.store.read() as view:
        assert view.driver.execute(
            "SELECT count(*) FROM search_doc WHERE words LIKE '%smit%'"
        ).fetchone() == (0,)


@pytest.mark.usefixtures("keeper")
def test_the_record_totals_by_reason_who_was_reached_without_consent(company: Company, log_in: LogIn) -> None:
    windows = log_in("eva")
    windows.office.looking.open_privacy()
    windows.settle()
    record = windows.office.window.current_page()
    assert isinstance(record, PrivacyPage)
    assert record.reached.isHidden()
    approach, smit = windows.office.session.desk.privacy.approach, company.customers["smit"]
    for reason in ("a recall", "a recall", "asked at the counter"):
        windows.office.session.write(
            lambda why=reason: approach.begin(customer=smit, how=mail_way(), purpose="news", despite=why),
            owner=record,
        )
        windows.settle()
    assert not record.reached.isHidden()
    assert [(row.reason, row.count) for row in map(record.totals.row_at, range(2)) if row is not None] == [
        ("a recall", 2),
        ("asked at the counter", 1),
    ]


def years_later(company: Company) -> None:
    assert isinstance(company.store.time, FakeTime)
    company.store.time.advance(3 * 366 * 86_400)


def typed(name: str, words: str) -> None:
    typing = QApplication.focusWidget()
    assert typing is not None, name
    QTest.keyClicks(typing, words)
    QTest.keyClick(typing, Qt.Key.Key_Return)


@pytest.mark.usefixtures("keeper")
def test_who_is_past_a_period_is_looked_for_put_off_and_erased_by_keys(
    company: Company, log_in: LogIn
) -> None:
    with company.store.write(None) as work:
        work.driver.execute("UPDATE customer SET status = 'prospect'")
    years_later(company)
    windows = log_in("eva")
    windows.office.looking.open_keeping()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, KeepingPage)
    page.period_list.select_id(Kept.PROSPECT)
    QTest.keyClick(page, Qt.Key.Key_F5)
    windows.settle()
    assert "state a period first" in windows.told[-1].title
    QTest.keyClick(page, Qt.Key.Key_F2)
    assert page.panel is not None
    page.panel.fields["years"].set_value("2")
    page.panel.confirm()
    windows.settle()
    QTest.keyClick(page, Qt.Key.Key_F5)
    windows.settle()
    found = page.past.rowCount()
    assert found >= 2
    kept = page.past_list.current_id()
    QTest.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    page.panel.fields["until"].set_value("2090-01-02")
    page.panel.fields["reason"].set_value("a claim in court")
    page.panel.confirm()
    windows.settle()
    assert page.past.rowCount() == found - 1
    page.past_list.selectAll()
    QTest.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.panel is not None
    typed("count", "1000")
    windows.settle()
    assert page.past.rowCount() == found - 1
    page.panel.fields["count"].set_value(str(found - 1))
    page.panel.confirm()
    windows.settle()
    assert page.past.rowCount() == 0
    QTest.keyClick(page, Qt.Key.Key_F5)
    windows.settle()
    assert page.past.rowCount() == 0
    record = windows.office.session.desk.privacy.record()
    assert [one.kind for one in record] == ["erased"] * (found - 1) + ["postponed"]
    with company.store.read() as view:
        alive = view.driver.execute("SELECT id FROM customer WHERE deleted_at IS NULL").fetchall()
    assert kept.bytes in {row[0] for row in alive}


@pytest.mark.usefixtures("keeper")
def test_a_look_is_called_off_and_keeps_what_it_found(
    company: Company, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_crm.privacy.periods.AT_ONCE", 1)
    years_later(company)
    windows = log_in("eva")
    windows.office.session.desk.privacy.retention.state_period(what=Kept.CUSTOMER, months=12)
    windows.office.looking.open_keeping()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, KeepingPage)
    page.look()
    page.busy.cancel.click()
    windows.settle()
    assert page.busy.isHidden()


def test_the_record_is_refused_to_who_may_not_in_a_sentence(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    windows.office.looking.open_privacy()
    windows.settle()
    assert not any(isinstance(one, PrivacyPage) for one in windows.office.window.pages)
    assert any("disclose" in one.title for one in windows.told)
