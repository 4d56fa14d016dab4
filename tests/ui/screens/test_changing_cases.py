"""A running case is made urgent from its page and from the window of a step, by keys, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.ui.activity.case_page import CasePage
from desktop_crm.ui.clock_words import why_of
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import MODEL, Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


@pytest.fixture
def pressing(company: Company) -> Company:
    """A company whose urgent claims are settled in a minute."""
    measurements = tuple(
        replace(one, urgent_seconds=60) if MODEL.ksf[one.ksf].measure == "throughput" else one
        for one in MODEL.measurements
    )
    with company.store.write(None) as work:
        publish_version(work, write_draft(work, replace(MODEL, measurements=measurements)))
    return company


def on_screen(windows: Windows, page: CasePage) -> CasePage:
    windows.office.window.open_page(page)
    windows.settle()
    return page


def test_a_case_becomes_urgent_on_its_page_and_its_clock_says_since_when(
    pressing: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    page = on_screen(windows, CasePage(windows.office.session, pressing.claim().case))
    assert page.priority.text() == "Make urgent…"

    qtbot.keyClick(page.priority, Qt.Key.Key_Space)
    assert page.panel is not None
    page.panel.fields["reason"].set_value("Their roof is open")
    qtbot.keyClick(page.panel.confirm_button, Qt.Key.Key_Space)
    windows.settle()

    assert page.panel is None
    assert page.priority.text() == "No longer urgent…"
    assert "urgent" in page._note.text()
    assert page.view is not None
    (clock,) = [one for one in page.view.clocks if one.measure == "throughput" and one.subject is None]
    said = why_of(clock, page.view.read_at).choice
    assert "then the case became urgent. Start and pauses stay the same" in said


def test_the_menu_of_a_step_makes_its_case_urgent_and_ordinary_again(
    pressing: Company, log_in: LogIn
) -> None:
    windows = log_in("anouk")
    page = windows.office.open_work(pressing.claim().mine[0])
    windows.settle()
    for confirm in ("Make it urgent", "It is urgent no longer"):
        page.acts.begin("priority")
        windows.settle()
        assert page.acts.panel is not None
        assert page.acts.panel.spec.confirm == confirm
        page.acts.panel.fields["reason"].set_value("Because they called again")
        page.acts.panel.confirm()
        windows.settle()
        assert page.acts.panel is None


def test_a_case_goes_on_as_another_process_from_its_page(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    page = on_screen(windows, CasePage(windows.office.session, company.claim().case))
    page.begin("process")
    assert page.panel is not None
    page.panel.fields["process"].set_value("question")
    page.panel.fields["reason"].set_value("They only wanted to know")
    page.panel.confirm()
    windows.settle()
    assert page.panel is None
    assert page.view is not None
    assert page.view.head.process == "question"
    assert [item.row.activity for item in page.view.open] == ["answer"]


def test_who_has_no_part_in_a_case_is_told_so_at_the_button(pressing: Company, log_in: LogIn) -> None:
    case = pressing.claim().case
    windows = log_in("joost")
    page = on_screen(windows, CasePage(windows.office.session, case))
    assert not page.priority.isEnabled()
    assert "has no part in case" in page.priority.accessibleDescription()
