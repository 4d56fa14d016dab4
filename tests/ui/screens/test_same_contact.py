"""The window of a step that is done in the call that goes on: it says so by itself, and can be told otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from desktop_crm.core.clock import FakeTime
from desktop_crm.timing.clock import Clock
from desktop_crm.ui.activity.contact import ContactPart
from desktop_crm.ui.activity.form import SAME_CONTACT
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.workflow.clocks import clocks_of
from desktop_crm.workflow.outcome import CaseOutcome
from desktop_crm.workflow.reads_whole import CaseView, case_view
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


def asked(company: Company, channel: str = "telephone") -> CaseOutcome:
    """Anouk starts an information request."""
    return company.desk("anouk").cases.start_case(
        process="question", channel=channel, customer=company.customers["smit"], asks=("Am I covered?",)
    )


def opened(windows: Windows, started: CaseOutcome) -> tuple[ActivityPage, ContactPart]:
    page = windows.office.open_work(started.mine[0])
    windows.settle()
    assert page.fields.contact is not None
    return page, page.fields.contact


def case_of(company: Company, started: CaseOutcome) -> CaseView:
    with company.store.read() as view:
        return case_view(view, company.plans, company.people["anouk"], started.case, company.now)


def clocks(company: Company, started: CaseOutcome) -> dict[str, Clock]:
    with company.store.read() as view:
        plan = company.plans.published(view)
        return {clock.ksf: clock for clock in clocks_of(view, plan, started.case, company.now)}


def test_a_question_answered_in_the_call_leaves_one_contact(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    started = asked(company)
    page, contact = opened(windows, started)
    assert contact.field("channel").text() == SAME_CONTACT
    assert not contact.field("text").isVisible()
    page.complete()
    windows.settle()
    view = case_of(company, started)
    assert view.head.concluded is not None
    assert len(view.contacts) == 1
    assert clocks(company, started)["reached"].net_seconds == 0


def test_another_channel_is_another_contact_with_words_of_its_own(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    started = asked(company)
    page, contact = opened(windows, started)
    contact.field("channel").editor.set_text("telephone")
    contact.field("channel").changed.emit()
    windows.settle()
    assert contact.field("text").isVisible()
    contact.field("text").set_typed("Called back: yes.")
    page.fields._contact_edited()
    page.complete()
    windows.settle()
    assert [line.text for line in case_of(company, started).contacts] == ["Called back: yes.", ""]


def test_a_message_and_a_call_of_long_ago_do_not_go_on(
    company: Company, log_in: LogIn, fake_time: FakeTime
) -> None:
    windows = log_in("anouk")
    mail, call = asked(company, "email"), asked(company)
    fake_time.advance(3_600)
    _page, of_mail = opened(windows, mail)
    assert of_mail.field("channel").text() == "telephone"
    _page, of_call = opened(windows, call)
    assert of_call.field("channel").text() == "telephone"
    of_call.field("channel").editor.set_text(SAME_CONTACT)
    assert of_call.field("channel").text() == SAME_CONTACT  # it lasted; that can be said


def test_a_window_left_open_takes_the_call_for_over_after_a_while(
    company: Company, log_in: LogIn, fake_time: FakeTime
) -> None:
    windows = log_in("anouk")
    page, contact = opened(windows, asked(company))
    fake_time.advance(60 * 31)
    page._read_clocks()
    windows.settle()
    assert contact.field("channel").text() == "telephone"
    assert contact.field("text").isVisible()
    assert page.fields.form is not None
    assert page.fields.form.contact.channel == "telephone"


def test_a_draft_of_an_hour_ago_does_not_bring_the_call_back(
    company: Company, log_in: LogIn, fake_time: FakeTime
) -> None:
    windows = log_in("anouk")
    started = asked(company)
    page, contact = opened(windows, started)
    contact.field("delivered").setFocus(Qt.FocusReason.OtherFocusReason)
    contact.field("delivered").set_typed("Half a sentence")
    page.fields._contact_edited()
    page.close_wanted.emit()
    windows.settle()
    fake_time.advance(3_600)
    _page, again = opened(windows, started)
    assert again.field("delivered").text() == "Half a sentence"
    assert again.field("channel").text() == "telephone"
