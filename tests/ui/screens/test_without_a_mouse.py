"""Every screen is worked without a mouse: what takes the keyboard has a name, and Tab follows the reading order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui.frame.page import Page
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


def every_page(company: Company, windows: Windows) -> tuple[Page, ...]:
    """Open a page of every kind."""
    office = windows.office
    office.open_work(company.claim(asks=("May I drive on?",)).mine[0])
    question = company.desk("anouk").cases.start_case(
        process="question", channel="email", customer=company.customers["smit"], asks=("Am I covered?",)
    )
    office.open_work(question.mine[0])
    office.open_case(company.claim("tim", "vries").case)
    office.open_customer(company.customers["smit"])
    office.open_customers()
    office.open_setup()
    office.open_help("desk")
    windows.settle()
    assert len(office.window.pages) >= 7
    return office.window.pages


def takes_keyboard(root: QWidget) -> list[QWidget]:
    """Return what Tab stops at, in the order in which the keyboard comes by."""
    chain, widget = [], root.nextInFocusChain()
    while widget is not root:
        if (
            root.isAncestorOf(widget)
            and widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        ):
            chain.append(widget)
        widget = widget.nextInFocusChain()
    return chain


@pytest.mark.parametrize("login", ["anouk", "joost", "greet"])
def test_whatever_takes_the_keyboard_has_a_name(company: Company, log_in: LogIn, login: str) -> None:
    windows = log_in(login)
    nameless = []
    for page in every_page(company, windows):
        windows.office.window.open_page(page)
        windows.settle()
        for widget in takes_keyboard(windows.office.window):
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not (widget.accessibleName() or words):
                nameless.append(f"{page.objectName()}: {type(widget).__name__} {widget.objectName()}")
    assert nameless == []


def test_tab_goes_down_the_fields_of_a_form_as_one_reads_them(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    every_page(company, windows)
    for index in (0, 1, 2):  # the desk, and two activities
        windows.office.window.show_page_at(index)
        windows.settle()
        page = windows.office.window.pages[index]
        root = page.findChild(QWidget, "new_event" if index == 0 else "fields")
        assert root is not None
        places = [widget.mapTo(root, QPoint(0, 0)) for widget in takes_keyboard(root)]
        rows = [place.y() // 24 for place in places]
        assert len(rows) > 2
        assert rows == sorted(rows), f"{page.objectName()}: {places}"


def test_f6_leads_through_every_region_and_back_into_the_page(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    window = windows.office.window
    page = window.current_page()
    assert page is not None
    regions = [window.top_bar, window.rail, window.tabs, page]
    visited = []
    for _region in regions:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        visited.append(next(one for one in regions if one is focus or one.isAncestorOf(focus)))
    assert visited == regions
