"""A customer out of a real vCard, walked through a whole process by windows, from the new event to the conclusion."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.bootstrap import Office
from desktop_crm.exchange.importing import import_file
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.workflow.reads_whole import case_view
from tests.ui.screens.conftest import Windows
from tests.ui.screens.test_activity import fill, type_into
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
CARDS = (Path(os.environ.get("DESKTOP_CRM_SAMPLES", ""), "vcard", "John_Doe_EVOLUTION.vcf"),)


def keys(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), text)


def ctrl_enter(qtbot: QtBot, windows: Windows) -> None:
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    windows.settle()


def in_front(windows: Windows, title: str) -> ActivityPage:
    page = windows.office.window.current_page()
    assert isinstance(page, ActivityPage)
    assert page.head.title.text() == title
    return page


def begin_event(windows: Windows, qtbot: QtBot, who: str) -> None:
    """Start a claim for somebody found by name, without a mouse."""
    form = windows.office.desk.event_form
    form.begin()
    keys(qtbot, who)
    qtbot.waitUntil(lambda: bool(form.who.box.results.hits), timeout=5_000)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    form.says.setFocus()
    keys(qtbot, "A van hit me.")
    form.expects.setFocus()
    keys(qtbot, "My car back this week")
    ctrl_enter(qtbot, windows)


def take_next(windows: Windows) -> None:
    windows.office.desk.take_next()
    windows.settle()


@pytest.mark.parametrize("card", [one for one in CARDS if one.is_file()])
def test_a_customer_of_a_real_card_is_walked_from_event_to_conclusion(
    company: Company, log_in: LogIn, qtbot: QtBot, card: Path
) -> None:
    bringing = Office(company.store).desk_of(company.people["greet"])
    assert import_file(bringing.intake, card).created == 1
    windows = log_in("anouk")
    begin_event(windows, qtbot, "doe")
    page = in_front(windows, "Receive claim report")
    assert page.view is not None
    case = page.view.case
    assert case.customer is not None
    assert "Doe" in case.customer.name
    type_into(qtbot, page.fields.fields["words"], "A van hit me.")
    ctrl_enter(qtbot, windows)
    fill(qtbot, in_front(windows, "Register the damage"))
    ctrl_enter(qtbot, windows)
    assert windows.told[-1].title.startswith("Completed. Next: Check cover with Claims.")
    windows.office.window.close()

    claims = log_in("joost")
    take_next(claims)
    page = in_front(claims, "Check cover")
    type_into(qtbot, page.fields.fields["covered"], "n")
    ctrl_enter(qtbot, claims)
    claims.office.window.close()

    windows = log_in("anouk")
    take_next(windows)
    page = in_front(windows, "Tell customer the outcome")
    type_into(qtbot, page.fields.fields["outcome"], "Not covered, and why")
    assert page.fields.contact is not None
    type_into(qtbot, page.fields.contact.field("delivered"), "A clear answer, no repair")
    type_into(qtbot, page.fields.contact.field("grade"), "6")
    type_into(qtbot, page.fields.contact.field("graded_by"), "t")
    ctrl_enter(qtbot, windows)
    assert windows.told[-1].title == f"Case {case.number} is concluded."
    with company.store.read() as view:
        whole = case_view(view, company.plans, company.people["anouk"], case.id, company.now)
    assert (whole.head.expectation, whole.head.delivered, whole.head.grade) == (
        "My car back this week",
        "A clear answer, no repair",
        6,
    )
