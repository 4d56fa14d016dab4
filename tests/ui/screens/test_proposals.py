"""A key success factor proposed from a contact, on three pages by one key; decided on in the Model screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.core.ids import ContactId
from desktop_crm.process.proposals import State
from desktop_crm.ui.activity.case_page import CasePage
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.modelling.deciding import DecidingPanel
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.modelling.proposals_page import ProposalsPage
from desktop_crm.ui.proposing import Proposing
from desktop_crm.ui.widgets.label import Label
from desktop_crm.workflow.proposing import ProposingService
from desktop_crm.workflow.reads_proposals import ProposalRow, proposals_for
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
OWNER, FRONT = "greet", "anouk"
WORDS = "Tell me when it takes longer."
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(qtbot: QtBot, windows: Windows, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    widget = QApplication.focusWidget() or windows.office.window
    qtbot.keyClick(widget, key, modifier)
    windows.settle()


def propose(qtbot: QtBot, windows: Windows, page: Page) -> Proposing:
    """Press the one key, and confirm what it offers."""
    press(qtbot, windows, Qt.Key.Key_K, CONTROL | SHIFT)
    found: Proposing | None = page.findChild(Proposing)
    assert found is not None
    assert found.panel is not None, windows.told
    return found


def confirm(windows: Windows, proposing: Proposing) -> None:
    assert proposing.panel is not None
    proposing.panel.confirm()
    windows.settle()
    assert proposing.panel is None


def asked(company: Company, who: str = FRONT) -> ContactId:
    (contact,) = company.claim(who, asks=(WORDS,)).changes.ids("contact")
    return ContactId(contact)


def proposed(company: Company, *logins: str) -> None:
    contact = asked(company)
    for login in logins or (FRONT,):
        ProposingService(company.store, company.people[login], company.plans).propose(contact=contact)


def rows(company: Company, login: str = OWNER) -> tuple[ProposalRow, ...]:
    with company.store.read() as view:
        return proposals_for(view, company.plans, company.people[login]).rows


def deciding(windows: Windows) -> tuple[ModelPage, DecidingPanel]:
    windows.office.open_model()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, ModelPage)
    page.proposals.button.click()
    windows.settle()
    assert page.proposals.front
    return page, page.proposals.panel


def test_the_same_key_proposes_from_a_file_a_case_and_an_activity(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    case = company.claim(FRONT, asks=(WORDS,))
    windows = log_in(FRONT)
    windows.office.open_customer(company.customers["smit"])
    windows.settle()
    file = windows.office.window.current_page()
    assert isinstance(file, CustomerPage)
    press(qtbot, windows, Qt.Key.Key_K, CONTROL | SHIFT)
    assert "Choose the contact" in windows.told[-1].title
    file.line.setFocus()
    for row in range(file.line.entries.rowCount()):
        file.line.setCurrentIndex(file.line.entries.index(row))
        if file._contact() is not None:
            break
    proposing = propose(qtbot, windows, file)
    assert proposing.panel is not None
    assert proposing.panel.fields["words"].text() == WORDS
    confirm(windows, proposing)

    windows.office.open_work(case.mine[0])
    windows.settle()
    activity = windows.office.window.current_page()
    assert isinstance(activity, ActivityPage)
    proposing = propose(qtbot, windows, activity)
    assert proposing.panel is not None
    assert proposing.panel.fields["words"].empty  # these words were proposed already
    proposing.panel.fields["words"].set_value("Ring me")
    confirm(windows, proposing)

    windows.office._open_case(case.case, None)
    windows.settle()
    whole = windows.office.window.current_page()
    assert isinstance(whole, CasePage)
    whole.propose.click()
    windows.settle()
    assert whole.proposing.panel is not None
    whole.proposing.panel.fields["words"].set_value(WORDS)
    whole.proposing.panel.confirm()
    windows.settle()
    assert whole.proposing.panel is not None  # refused: these words were proposed
    assert [row.words for row in rows(company)] == ["Ring me", WORDS]


def test_who_keeps_the_model_accepts_and_can_take_it_back(company: Company, log_in: LogIn) -> None:
    proposed(company)
    windows = log_in(OWNER)
    page, panel = deciding(windows)
    assert page.proposals.button.text() == "Proposals · 1"
    assert not panel.accept.isEnabled()
    page.begin.click()
    windows.settle()
    assert page.proposals.front
    panel.accept.click()
    windows.settle()

    (ksf,) = (one for one in page.bench.model.ksfs if one.text == WORDS)
    assert ksf.evidence.startswith("Telephone, 2026-11-23, case ")
    assert not page.proposals.front
    assert page.grid.grid.cell(page.grid.currentIndex())[0].code == ksf.code  # type: ignore[index]
    beside = [label.text() for label in page.side.findChildren(Label)]
    assert "1 contact shows it; it stands among the proposals." in beside
    assert rows(company)[0].state is State.TAKEN
    assert page.proposals.button.text() == "Proposals"

    page.bench.undo()
    page.bench.keep()
    windows.settle()
    assert rows(company)[0].state is State.OPEN
    assert page.proposals.button.text() == "Proposals · 1"


def test_one_is_added_to_a_factor_and_one_declined_with_a_reason(company: Company, log_in: LogIn) -> None:
    proposed(company, FRONT, "tim")
    windows = log_in(OWNER)
    page, panel = deciding(windows)
    page.begin.click()
    windows.settle()
    panel.add_to.click()
    assert panel.panel is not None
    panel.panel.fields["ksf"].set_value("kept")
    panel.panel.confirm()
    windows.settle()
    assert page.bench.model.ksf["kept"].proposals == (str(rows(company)[0].id),)
    assert not panel.accept.isEnabled()
    assert "Promise" in panel.accept.accessibleDescription()

    panel.list.selectRow(1)
    panel.decline.click()
    assert panel.panel is not None
    panel.panel.confirm()
    assert panel.panel is not None  # a reason is needed
    panel.panel.fields["reason"].set_value("We have it")
    panel.panel.confirm()
    windows.settle()
    assert panel.panel is None
    assert [row.state for row in rows(company)] == [State.TAKEN, State.DECLINED]


def test_whoever_proposed_it_reads_what_became_of_it_and_opens_the_contact(
    company: Company, log_in: LogIn
) -> None:
    proposed(company)
    service = ProposingService(company.store, company.people[OWNER], company.plans)
    service.decline(proposal=rows(company)[0].id, reason="We have it")
    windows = log_in(FRONT)
    windows.office.open_proposals()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, ProposalsPage)
    assert page.panel.current is not None
    assert page.panel.current.fate == "Greet Mulder declined it: “We have it”"
    page.panel.open_contact()
    windows.settle()
    file = windows.office.window.current_page()
    assert isinstance(file, CustomerPage)
    assert file._contact() == page.panel.current.contact
    assert rows(company, "tim") == ()


def test_a_contact_far_back_on_the_time_line_is_found(company: Company, log_in: LogIn) -> None:
    proposed(company)
    for _more in range(60):
        company.claim(FRONT)
    windows = log_in(OWNER)
    _page, panel = deciding(windows)
    panel.open_contact()
    for _page_of_the_line in range(4):
        windows.settle()
    file = windows.office.window.current_page()
    assert isinstance(file, CustomerPage)
    assert panel.current is not None
    assert file._contact() == panel.current.contact


def test_where_nothing_is_proposed_it_says_how(company: Company, log_in: LogIn) -> None:
    windows = log_in(OWNER)
    _page, panel = deciding(windows)
    assert panel.current is None
    for button in (panel.open, panel.accept, panel.add_to, panel.decline):
        assert not button.isEnabled()
    assert panel.list.rows.rowCount() == 0
