"""The Team screen, driven with keys: what is at risk, reassigning, figures and what is behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.measures.logs import LogBuilder
from desktop_crm.ui.team.figure_page import FigurePage
from desktop_crm.ui.team.page import TeamPage
from tests.measures.team import staff, verdict
from tests.ui.screens.conftest import Windows
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
OCTOBER = datetime(2026, 10, 5, 12, tzinfo=UTC)


@pytest.fixture
def company(company: Company) -> Company:
    """Six people answered a question each in October, one of them too late; two claims are under way."""
    for number, who in enumerate(staff(company, 6)):
        verdict(company, who, OCTOBER + timedelta(days=number), met=number < 5)
    company.claim()
    company.claim("tim", "vries")
    return company


@pytest.fixture
def windows(company: Company, log_in: LogIn) -> Windows:
    return log_in("greet")


def team(windows: Windows) -> TeamPage:
    windows.office.window.rail.button("team").click()
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, TeamPage)
    return page


def test_only_who_looks_after_a_team_has_the_screen(company: Company, log_in: LogIn) -> None:
    anouk = log_in("anouk")
    assert "team" not in [one.key for one in anouk.office.actions()]
    with pytest.raises(KeyError):
        anouk.office.window.rail.button("team")


def test_figures_stand_on_the_screen_in_words_for_whoever_cannot_see_them(windows: Windows) -> None:
    page = team(windows)
    first, *others = page.tiles.tiles
    assert first.accessibleName().startswith(
        "“Answer my question the same morning.”: 83.3 %, just below, of 6"
    )
    assert all("not shown" in one.accessibleName() for one in others)


def test_a_tile_opens_its_figures_and_the_cases_behind_them(windows: Windows, qtbot: QtBot) -> None:
    page = team(windows)
    page.tiles.tiles[0].setFocus()
    qtbot.keyClick(page.tiles.tiles[0], Qt.Key.Key_Return)
    windows.settle()
    figures = windows.office.window.current_page()
    assert isinstance(figures, FigurePage)
    assert figures.cases.rowCount() == 6
    told = [figures.cases.columns[2].text(figures.cases.row_at(place)) for place in range(6)]
    assert sorted(told) == ["met"] * 5 + ["missed"]
    assert figures.weeks.rowCount() == 1
    opened: list[object] = []
    figures.case_wanted.connect(opened.append)
    qtbot.keyClick(figures.cases_list, Qt.Key.Key_Down)
    qtbot.keyClick(figures.cases_list, Qt.Key.Key_Return)
    assert len(opened) == 1


def test_several_steps_are_reassigned_at_once_with_a_reason(windows: Windows, qtbot: QtBot) -> None:
    page = team(windows)
    assert page.work.rows.rowCount() == 2
    page.work.list.selectAll()
    page.ask_whom()
    page.pass_on.go.click()
    assert page.pass_on.isVisible()
    page.pass_on.whom.set_code("role/claims")
    qtbot.keyClicks(page.pass_on.reason, "The front office is full.")
    page.pass_on.go.click()
    windows.settle()
    # Only the front office may receive a claim: it is said, and nothing is lost.
    assert page.pass_on.isVisible()
    page.pass_on.whom.set_code("role/front")
    page.pass_on.go.click()
    windows.settle()
    assert not page.pass_on.isVisible()
    assert [page.work.rows.row_at(place).holder for place in range(2)] == [None, None]
    assert "2 steps were reassigned." in [one.title for one in windows.told]


def test_nothing_selected_is_said(windows: Windows) -> None:
    page = team(windows)
    page.work.list.clearSelection()
    page.ask_whom()
    assert "Select one step" in windows.told[-1].title


def test_nobody_stands_in_the_list_of_what_is_under_way(windows: Windows) -> None:
    page = team(windows)
    told = [
        column.text(page.work.rows.row_at(place)) for place in range(2) for column in page.work.rows.columns
    ]
    assert not any(name in words for words in told for name in ("Anouk", "Tim"))


def test_a_queue_that_is_chosen_narrows_the_work_and_names_the_tab(windows: Windows) -> None:
    page = team(windows)
    claims = next(
        place
        for place in range(page.queues.rows.rowCount())
        if page.queues.rows.row_at(place).role == "claims"
    )
    page.queues.list.selectRow(claims)
    windows.settle()
    assert page.work.rows.rowCount() == 0
    assert page.title == "Team · Claims"


def test_process_times_turn_into_a_table_and_back(windows: Windows) -> None:
    page = team(windows)
    page.times.process.set_code("question")
    page.times.wanted.emit("question")
    windows.settle()
    assert page.times.times is not None
    assert page.times.times.cases == 6
    page.times.turn()
    assert page.times.table.isVisible()
    row = page.times.rows.row_at(0)
    assert [column.text(row) for column in page.times.rows.columns][:3] == [
        "Answer the question",
        "Front office",
        "6",
    ]
    page.times.turn()
    assert page.times.bars.isVisible()


def test_a_log_that_was_imported_is_looked_at_like_a_process(company: Company, log_in: LogIn) -> None:
    windows = log_in("greet")
    builder = LogBuilder()
    for place, activity in enumerate(("Call", "Write")):
        builder.add("one", activity, (place + 1) * 3_600_000_000)
    logs = windows.office.session.desk.measuring.logs
    kept = logs.keep_log(builder.log(), name="Last year", file_name="log.xes")
    page = team(windows)
    page.times.process.set_code(f"log/{kept}")
    assert page.times.process.currentText() == "Log: Last year"
    page.times.wanted.emit(page.times.process.code())
    windows.settle()
    assert page.times.times is not None
    assert [(one.name, one.times) for one in page.times.times.steps] == [
        ("Call", (0, 0, 0)),
        ("Write", (3_600, 0, 0)),
    ]
