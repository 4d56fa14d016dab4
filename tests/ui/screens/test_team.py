"""The Team screen, driven with keys: what is at risk, reassigning, figures and what is behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import SIGNAL, QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, update

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.ids import new_id
from desktop_crm.customers.tables import PlannedContact
from desktop_crm.measures.logs import LogBuilder
from desktop_crm.measures.tables import CrowdRule
from desktop_crm.ui.activity.case_page import CasePage
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.desk.queues import ages
from desktop_crm.ui.team.care_page import CarePage
from desktop_crm.ui.team.figure_page import FigurePage
from desktop_crm.ui.team.page import TeamPage
from desktop_crm.ui.team.process_page import ProcessPage
from desktop_crm.ui.team.stated_page import StatedPage
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.workflow.changing import ChangingService
from desktop_crm.workflow.tables import ClockRow
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
    figures.parts_list.selectRow(0)
    windows.settle()
    assert figures.cases.rowCount() == 6
    figures.weeks_list.selectRow(0)
    windows.settle()
    assert figures.cases.rowCount() == 6
    assert figures.parts_list.selectionModel().selectedRows() == []
    figures.whole.click()
    windows.settle()
    assert figures.cases.rowCount() == 6
    opened: list[object] = []
    figures.case_wanted.connect(opened.append)
    qtbot.keyClick(figures.cases_list, Qt.Key.Key_Down)
    qtbot.keyClick(figures.cases_list, Qt.Key.Key_Return)
    assert len(opened) == 1


def test_several_steps_are_reassigned_at_once_with_a_reason(windows: Windows, qtbot: QtBot) -> None:
    page = team(windows)
    assert page.work.rows.rowCount() == 2
    page.work.list.selectAll()
    page.reassigning.ask_whom()
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
    page.reassigning.ask_whom()
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
    page.times.ways.click()
    windows.settle()
    ways = windows.office.window.current_page()
    assert isinstance(ways, ProcessPage)
    for chosen in (ways.ways, ways.steps):
        chosen.selectRow(0)
        windows.settle()
        row = ways.cases.row_at(0)
        assert [column.text(row) for column in ways.cases.columns][:3] == ["one", "2", "1 h 00"]


def pass_on(windows: Windows, page: TeamPage, whom: str) -> None:
    page.reassigning.ask_whom(whom)
    page.pass_on.reason.setText("The front office is full.")
    page.pass_on.go.click()
    windows.settle()


def holders(page: TeamPage) -> list[object]:
    page.load_now()
    return sorted((page.work.rows.row_at(place).holder for place in range(2)), key=str)


def test_a_reassignment_is_taken_back_to_whoever_had_each_step(
    company: Company, windows: Windows, qtbot: QtBot
) -> None:
    one, other = company.people["anouk"].id, company.people["tim"].id
    page = team(windows)
    first = page.work.rows.row_at(0).work_item
    windows.office.session.desk.items.hand_over(work_item=first, reason="x", employee=one)
    page.load_now()
    windows.settle()
    page.work.list.selectAll()
    pass_on(windows, page, f"employee/{other}")
    assert holders(page) == [other, other]
    qtbot.keyClick(page.work.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert holders(page) == sorted([one, None], key=str)
    qtbot.keyClick(page.work.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    windows.settle()
    assert "could be taken back" in windows.told[-1].title


def drop(target: ListView, row: int) -> None:
    """Let go of dragged work over a row."""
    content = QMimeData()
    content.setData("application/x-desktop-crm-work", b"work")
    at = QPointF(target.visualRect(target.rows.index(row, 0)).center())
    keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(at.toPoint(), Qt.DropAction.MoveAction, content, *keys),
        QDropEvent(at, Qt.DropAction.MoveAction, content, *keys),
    ):
        QApplication.sendEvent(target.viewport(), event)


def test_work_is_dropped_onto_a_queue_or_a_colleague_who_is_then_chosen(
    company: Company, windows: Windows
) -> None:
    page = team(windows)
    page.work.list.selectAll()
    queues = [page.queues.rows.row_at(place).role for place in range(page.queues.rows.rowCount())]
    drop(page.queues.list, queues.index("front"))
    assert page.pass_on.isVisible()
    assert page.pass_on.whom.code() == "role/front"
    names = [page.colleagues.rows.row_at(place).name for place in range(page.colleagues.rows.rowCount())]
    drop(page.colleagues.list, names.index("Tim Visser"))
    assert page.pass_on.whom.code() == f"employee/{company.people['tim'].id}"


def test_a_queue_says_how_long_what_is_in_it_waits(
    company: Company, windows: Windows, fake_time: FakeTime
) -> None:
    page = team(windows)
    front = next(
        row
        for place in range(page.queues.rows.rowCount())
        if (row := page.queues.rows.row_at(place)).role == "front"
    )
    assert (front.ages, ages(front)) == ((2, 0, 0), "2 up to a day")
    fake_time.advance(2 * 86_400)
    company.claim()
    page.load_now()
    windows.settle()
    front = next(
        row
        for place in range(page.queues.rows.rowCount())
        if (row := page.queues.rows.row_at(place)).role == "front"
    )
    assert (front.ages, ages(front)) == ((1, 2, 0), "1 up to a day, 2 up to a week")
    fake_time.advance(6 * 86_400)
    page.load_now()
    windows.settle()
    assert page.queues.rows.row_at(0).ages == (0, 1, 2)


def test_facts_and_talks_stand_behind_the_key_success_factors(windows: Windows) -> None:
    page = team(windows)
    said = [one.accessibleName() for one in page.tiles.care]
    assert said[0].startswith("Facts about customers that still hold: –. No fact")
    assert said[1].startswith("Customers we spoke with this month, of those we planned to: Not shown.")


def test_behind_facts_and_talks_stand_the_customers_and_nobody_who_meant_to_talk(
    company: Company, windows: Windows, qtbot: QtBot
) -> None:
    page = team(windows)
    talks = page.tiles.care[1]
    talks.setFocus()
    qtbot.keyClick(talks, Qt.Key.Key_Return)
    windows.settle()
    behind = windows.office.window.current_page()
    assert isinstance(behind, CarePage)
    assert behind.rows.rowCount() == 0, "too few meant to"
    with company.store.write(None) as work:
        for whose, who in zip(("smit", "vries"), company.people.values(), strict=False):
            work.connection.execute(
                insert(PlannedContact).values(
                    id=new_id(), customer_id=company.customers[whose], channel="telephone", subject="x",
                    planned_at=company.now, employee_id=who.id,
                )
            )  # fmt: skip
        work.connection.execute(
            insert(CrowdRule).values(
                id=new_id(), fewest=2, set_at=work.now, set_by=company.people["greet"].id
            )
        )
    page.tiles.show_care(windows.office.session.desk.measuring.team.care())
    windows.office.window.close_page(behind)
    page.tiles.care[1].click()
    windows.settle()
    behind = windows.office.window.current_page()
    assert isinstance(behind, CarePage)
    assert behind.rows.rowCount() == 2
    told = texts_of(behind) + "".join(
        column.text(behind.rows.row_at(place)) for place in range(2) for column in behind.rows.columns
    )
    assert "Smit" in told
    assert not any(one.name in told for one in company.people.values())
    qtbot.keyClick(behind.list, Qt.Key.Key_Down)
    qtbot.keyClick(behind.list, Qt.Key.Key_Return)
    windows.settle()
    assert isinstance(windows.office.window.current_page(), CustomerPage)


def test_what_norms_are_worth_opens_from_the_team_and_says_honestly_that_too_few_are_there(
    company: Company, windows: Windows, qtbot: QtBot, fake_time: FakeTime
) -> None:
    page = team(windows)
    qtbot.keyClick(
        page.work.list, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    windows.settle()
    stated = windows.office.window.current_page()
    assert isinstance(stated, StatedPage)
    assert stated.rows.rowCount() == 0
    assert "went together, not what caused it" in stated.said.text()
    with company.store.write(None) as work:
        whose = company.customers["smit"]
        work.connection.execute(
            update(ClockRow).where(ClockRow.stopped_at.is_not(None)).values(customer_id=whose)
        )
    fake_time.advance(200 * 86_400)
    stated.load()
    windows.settle()
    row = stated.rows.row_at(0)
    assert [column.text(row) for column in stated.rows.columns] == [
        "First answer", "all together", "", "of 1", "of 0", "", "too few: 30 in each are needed",
    ]  # fmt: skip
    stated.list.selectRow(0)
    windows.settle()
    assert stated.behind.rows.rowCount() == 1
    opened: list[object] = []
    stated.case_wanted.connect(opened.append)
    stated.behind.list.selectRow(0)
    qtbot.keyClick(stated.behind.list, Qt.Key.Key_Return)
    assert opened == [stated.behind.rows.row_at(0).case]
    stated.grab()


def test_counting_what_norms_are_worth_shows_how_far_it_is_and_can_be_called_off(windows: Windows) -> None:
    page = team(windows)
    page.stated_wanted.emit()
    windows.settle()
    stated = windows.office.window.current_page()
    assert isinstance(stated, StatedPage)
    assert stated.busy.bar.maximum() == 12
    assert stated.busy.isHidden()
    before = stated.stated

    stated.load()
    stated.busy.cancel.click()
    windows.settle()

    assert stated.stated is before
    stated.load()
    windows.settle()
    assert stated.stated is not before


def test_the_ways_of_a_process_stand_beside_the_model_with_the_cases_behind(
    windows: Windows, qtbot: QtBot
) -> None:
    page = team(windows)
    page.times.wanted.emit("question")
    windows.settle()
    page.times.ways.click()
    windows.settle()
    ways = windows.office.window.current_page()
    assert isinstance(ways, ProcessPage)
    assert [column.text(ways.times.ways[0]) for column in ways.ways.rows.columns] == [
        "Answer the question", "6", "100.0 %", "leads so",
    ]  # fmt: skip
    ways.ways.selectRow(0)
    windows.settle()
    assert ways.cases.rowCount() == 6
    ways.steps.selectRow(0)
    windows.settle()
    assert ways.cases.rowCount() == 6
    assert ways.ways.selectionModel().selectedRows() == []
    opened: list[object] = []
    ways.case_wanted.connect(opened.append)
    ways.cases_list.selectRow(0)
    qtbot.keyClick(ways.cases_list, Qt.Key.Key_Return)
    assert len(opened) == 1
    ways.grab()


def test_several_steps_are_delegated_at_once_and_taken_back(company: Company, windows: Windows) -> None:
    one, other = company.people["anouk"].id, company.people["tim"].id
    page = team(windows)
    for place in range(2):
        step = page.work.rows.row_at(place).work_item
        windows.office.session.desk.items.hand_over(work_item=step, reason="x", employee=one)
    page.load_now()
    windows.settle()
    page.work.list.selectAll()
    page.reassigning.ask_whom("role/front")
    page.pass_on.lend.click()
    assert page.pass_on.isVisible(), "work is lent to somebody, not to a role"
    page.pass_on.whom.set_code(f"employee/{other}")
    page.pass_on.lend.click()
    assert page.pass_on.isVisible(), "a reason is needed"
    page.pass_on.reason.setText("Anouk is at a customer's")
    page.pass_on.until.set_typed("tomorrow")
    page.pass_on.lend.click()
    assert page.pass_on.isVisible(), "a time is read, or none is given"
    page.pass_on.until.set_typed("30-11-2026 17:00")
    page.pass_on.lend.click()
    windows.settle()
    assert "2 steps were delegated; each returns to whoever had it." in [one.title for one in windows.told]
    assert holders(page) == [other, other]
    windows.settle()
    assert "lent until Mon 30 Nov 17:00" in named_steps(page)[0]
    page.work.list.selectAll()
    page.reassigning.undo()
    windows.settle()
    assert holders(page) == [one, one]


def named_steps(page: TeamPage) -> list[str]:
    rows = (page.work.rows.row_at(place) for place in range(page.work.rows.rowCount()))
    return [page.work.rows.columns[2].text(row) for row in rows]


def test_urgent_cases_are_marked_in_the_list(company: Company, windows: Windows) -> None:
    page = team(windows)
    case = page.work.rows.row_at(0).case
    changing = ChangingService(company.desk("greet").steering.acting)
    changing.change_priority(case=case, priority="urgent", reason="a fire")
    page.load_now()
    windows.settle()
    urgent = [one for one in named_steps(page) if one.startswith("Urgent · ")]
    assert len(urgent) == 1


def test_in_a_low_window_five_queues_are_seen(windows: Windows) -> None:
    page = team(windows)
    windows.office.window.resize(1280, 800)
    windows.settle()
    queues = page.queues.list
    assert queues.viewport().height() >= 5 * queues.rowHeight(0)
    assert page.queues.geometry().bottom() < page.colleagues.geometry().top()


def test_every_list_of_figures_leads_on(windows: Windows) -> None:
    page = team(windows)
    page.tiles.tiles[0].click()
    windows.settle()
    figures = windows.office.window.current_page()
    page.stated_wanted.emit()
    windows.settle()
    stated = windows.office.window.current_page()
    page.times.wanted.emit("question")
    windows.settle()
    page.times.ways.click()
    windows.settle()
    ways = windows.office.window.current_page()
    for one in (page, figures, stated, ways):
        for found in one.findChildren(ListView):
            figured = any(column.right for column in found.rows.columns)
            followed = [
                found.receivers(SIGNAL(f"{name}(PyObject)")) for name in ("opened", "current_changed")
            ]
            assert not figured or any(followed), f"{found.accessibleName()} leads nowhere"


def texts_of(page: QWidget) -> str:
    """Everything that a page tells: to the eye, in tips, and to assistive technology."""
    told = [page.windowTitle()]
    for widget in (page, *page.findChildren(QWidget)):
        told += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        for name in ("text", "full_text", "title"):
            words = getattr(widget, name, None)
            told.append(str(words()) if callable(words) else str(words or ""))
    return "\n".join(told)


def test_from_a_tile_to_a_case_nobody_who_worked_on_it_is_named(
    company: Company, windows: Windows, qtbot: QtBot
) -> None:
    page = team(windows)
    page.tiles.tiles[0].setFocus()
    qtbot.keyClick(page.tiles.tiles[0], Qt.Key.Key_Return)
    windows.settle()
    figures = windows.office.window.current_page()
    assert isinstance(figures, FigurePage)
    case = figures.cases.row_at(0).case
    company.desk("anouk").cases.register_contact(
        case=case, channel="telephone", direction="in", text="Thank you"
    )
    qtbot.keyClick(figures.cases_list, Qt.Key.Key_Down)
    qtbot.keyClick(figures.cases_list, Qt.Key.Key_Return)
    windows.settle()
    behind = windows.office.window.current_page()
    assert isinstance(behind, CasePage)
    assert behind.case == case
    told = texts_of(behind)
    assert "Thank you" in told
    assert "who worked on it is not shown" in told
    for one in company.people.values():
        assert one.name not in told
    assert not any(f"E. {number}" in told for number in range(6))
    assert behind.paper() is None
    assert not behind.contact.isVisible()

    windows.office.open_case(case)
    windows.settle()
    assert "Anouk Jansen" in texts_of(windows.office.window.current_page()), "as before from anywhere else"
