"""Two cases become one in a window: side by side, with what stays, and a sentence for each refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.core.ids import CaseId
from desktop_crm.ui.activity.case_page import CasePage
from desktop_crm.ui.activity.merge_page import MergeCasesPage
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.workflow.ledger import read_case
from desktop_crm.workflow.states import CaseStatus
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


def merging(windows: Windows) -> MergeCasesPage:
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, MergeCasesPage)
    return page


def status(company: Company, case: CaseId) -> CaseStatus:
    with company.store.read() as view:
        return read_case(view, case).status


def test_two_claims_about_one_thing_become_one_by_keys(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    first, second = company.claim(asks=["When?"]).case, company.claim().case
    windows = log_in("greet")
    windows.office.open_case(first)
    windows.settle()
    case = windows.office.window.current_page()
    assert isinstance(case, CasePage)
    case.findChild(QPushButton, "merge_cases").click()
    page = merging(windows)
    lines = {row.what: row for row in (page.both.row_at(place) for place in range(page.both.rowCount()))}
    assert (lines["Open questions"].one, lines["Open questions"].other) == ("1", "0")
    assert lines["Open questions"].then == "all of both; none is lost"
    assert lines["Open steps"].one == "Receive claim report"
    qtbot.keyClick(page.list, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page.panel is not None
    page.panel.fields["stays"].set_value(str(second))
    page.panel.confirm_button.click()
    assert page.panel is not None
    page.panel.fields["reason"].set_value("told twice")
    page.panel.confirm_button.click()
    windows.settle()
    assert (status(company, first), status(company, second)) == (CaseStatus.CANCELLED, CaseStatus.RUNNING)
    assert windows.office.window.find_page(page.key) is None
    here = windows.office.window.current_page()
    assert isinstance(here, CasePage)
    assert here.case == second


@pytest.mark.parametrize(
    ("login", "process", "words"),
    [
        ("greet", "question", "Cases of two processes stay apart"),
        ("tim", "claim", "Only the owner of both cases"),
    ],
)
def test_a_refusal_is_a_sentence_before_anybody_tries(
    company: Company, log_in: LogIn, qtbot: QtBot, login: str, process: str, words: str
) -> None:
    first = company.claim().case
    cases = company.desk("anouk").cases
    cases.start_case(process=process, channel="telephone", customer=company.customers["smit"])
    windows = log_in(login)
    windows.office.looking.open_merge(first)
    page = merging(windows)
    assert words in page.problem.text()
    assert not page.merge.isEnabled()
    assert words in page.merge.accessibleDescription()
    qtbot.keyClick(page.list, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page.panel is None
    assert words in windows.told[-1].title


def test_a_case_that_stands_alone_or_is_nobodys_says_so(company: Company, log_in: LogIn) -> None:
    alone, nobodys = company.claim().case, company.claim(customer=None).case
    windows = log_in("anouk")
    windows.office.looking.open_merge(alone)
    page = merging(windows)
    assert page.rows.rowCount() == 0
    windows.office.looking.open_merge(nobodys)
    page = merging(windows)
    said = " ".join(label.text() for label in page.empty.findChildren(QLabel))
    assert "has no customer yet" in said


def test_the_file_and_the_step_lead_there(company: Company, log_in: LogIn) -> None:
    outcome = company.claim()
    company.claim()
    windows = log_in("anouk")
    windows.office.open_customer(company.customers["smit"])
    windows.settle()
    file = windows.office.window.current_page()
    assert isinstance(file, CustomerPage)
    assert file.side.merge.isVisible()
    file.side.merge.clicked.emit()
    assert merging(windows).rows.rowCount() == 1
    page = windows.office.open_work(company.open_items(outcome.case)["receive"])
    windows.settle()
    page.acts.begin("merge")
    assert merging(windows).case == outcome.case
