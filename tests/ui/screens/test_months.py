"""The calendars by month on the Model screen: days under the keyboard, hours typed, refusals in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.process.sheet_company import Hours
from desktop_crm.ui.modelling.month_panel import MonthPanel
from desktop_crm.ui.modelling.page import ModelPage
from tests.ui.screens.conftest import Windows
from tests.ui.screens.test_model import OWNER, drafting, opened
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
Key = Qt.Key


def months(qtbot: QtBot, page: ModelPage) -> MonthPanel:
    qtbot.keyClick(page, Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert page.months.front
    return page.months.panel


def special(page: ModelPage) -> dict[date, Hours]:
    return page.bench.model.calendars[0].special_days


def test_hours_of_a_day_are_typed_and_taken_back_by_keyboard_alone(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    page = drafting(log_in(OWNER))
    panel = months(qtbot, page)
    grid, today = panel.grid, panel.grid.today
    qtbot.keyClick(grid, Key.Key_PageDown)
    qtbot.keyClick(grid, Key.Key_Right)
    day = grid.day
    assert day > today
    qtbot.keyClick(grid, Key.Key_1)
    qtbot.keyClicks(panel.line, "0:00-12:15")
    qtbot.keyClick(panel.line, Key.Key_Return)
    assert special(page) == {day: (("10:00", "12:15"),)}
    assert panel.line.isHidden()
    assert "10:00–12:15" in grid.accessibleName()
    qtbot.keyClick(grid, Key.Key_Delete)
    assert special(page) == {}
    qtbot.keyClick(page, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert special(page) == {day: (("10:00", "12:15"),)}


def test_hours_that_overlap_are_refused_in_a_sentence_and_stay_to_be_mended(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    page = drafting(log_in(OWNER))
    panel = months(qtbot, page)
    qtbot.keyClick(panel.grid, Key.Key_Return)
    panel.line.clear()
    qtbot.keyClicks(panel.line, "09:00-12:00, 11:00-13:00")
    qtbot.keyClick(panel.line, Key.Key_Return)
    assert "overlaps" in page.said.text()
    assert not panel.line.isHidden()
    qtbot.keyClick(panel.line, Key.Key_Escape)
    assert special(page) == {}


def test_a_published_version_is_only_read(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    page = opened(log_in(OWNER))
    panel = months(qtbot, page)
    qtbot.keyClick(panel.grid, Key.Key_C)
    assert "only read here" in page.said.text()
    qtbot.keyClick(panel.grid, Key.Key_Return)
    assert panel.line.isHidden()
    qtbot.keyClick(page, Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not page.months.front
