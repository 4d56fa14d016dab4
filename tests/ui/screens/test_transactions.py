"""Transactions of another system brought in by the window, and read on the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_crm.customers.rows import TimeKind
from desktop_crm.ui.importing.trades import TradesPage
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


def test_transactions_are_tried_brought_in_and_read_on_the_file_with_what_they_cost(
    log_in: LogIn, company: Company, tmp_path: Path
) -> None:
    windows = log_in("greet")
    smit = company.customers["smit"]
    windows.office.session.desk.filing.identify(customer=smit, system="policies", code="K-7")
    path = tmp_path / "policies.csv"
    path.write_text(
        "customer;product;amount;cost;date;number\nK-7;Fire insurance;120;80;2026-01-02;P-1\nnobody;x;1;;2026-01-02;\n",
        encoding="utf-8",
    )
    windows.office.open_import(trades=True)
    page = windows.office.window.find_page("customers/transactions")
    assert isinstance(page, TradesPage)
    assert not page.bring.isEnabled()
    page.open_file(path)
    page.begin(trial=False)
    windows.settle()
    assert "which system" in windows.told[-1].title
    page.system.set_value("policies")
    QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert page.sentence.text().startswith("It would be: 1 created")
    page.begin(trial=False)
    windows.settle()
    assert page.sentence.text() == "1 created, 0 updated, 0 unchanged, 1 rejected."
    assert page.told.rowCount() == 1
    file = windows.office.open_customer(smit)
    windows.settle()
    assert file.view is not None
    (trade,) = [row for row in file.view.file.time_line if row.kind is TimeKind.TRADE]
    file.trades.show_trade(trade.id)
    windows.settle()
    assert file.trades.card is not None
    told = [row.accessibleName() for row in file.trades.card.facts]
    assert [any(word in one for one in told) for word in ("120,00", "80,00", "40,00", "P-1")] == [True] * 4
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert file.trades.card is None


def test_who_does_not_supervise_sees_no_cost(log_in: LogIn, company: Company, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with company.store.read() as view:
        (number,) = view.driver.execute("SELECT number FROM customer WHERE name LIKE 'Bakkerij%'").fetchone()
    path.write_text(f"customer;product;amount;cost;date\n{number};Fee;120;80;2026-01-02\n", encoding="utf-8")
    boss = log_in("greet")
    boss.office.open_import(trades=True)
    page = boss.office.window.find_page("customers/transactions")
    assert isinstance(page, TradesPage)
    page.system.set_value("till")
    page.open_file(path)
    page.begin(trial=False)
    boss.settle()
    clerk = log_in("anouk")
    file = clerk.office.open_customer(company.customers["smit"])
    clerk.settle()
    assert file.view is not None
    file.trades.show_trade(file.view.file.time_line[0].id)
    clerk.settle()
    assert file.trades.card is not None
    assert not any("80,00" in row.accessibleName() for row in file.trades.card.facts)
