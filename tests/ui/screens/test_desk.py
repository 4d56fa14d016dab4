"""The desk: a new event from the keyboard, my work, the queue of my role, and the search box."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.core.changes import Changes
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.desk.moments import typed_moment
from desktop_crm.ui.desk.queues import oldest, queue_name, risk_face
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.workflow.reads_whole import CaseView, case_view
from tests.ui.screens.conftest import Windows
from tests.ui.screens.test_activity import DAMAGE, REPORT
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]
CTRL = Qt.KeyboardModifier.ControlModifier


def ctrl_enter(qtbot: QtBot) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, Qt.Key.Key_Return, CTRL)


def the_case(company: Company, page: ActivityPage) -> CaseView:
    assert page.view is not None
    with company.store.read() as view:
        return case_view(view, company.plans, company.people["anouk"], page.view.case.id, company.now)


def current(windows: Windows) -> ActivityPage:
    page = windows.office.window.current_page()
    assert isinstance(page, ActivityPage)
    return page


def test_an_event_is_started_from_the_keyboard_and_its_first_step_opens(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    form.begin()
    qtbot.keyClicks(QApplication.focusWidget(), "smit")
    qtbot.waitUntil(lambda: bool(form.who.box.results.hits), timeout=5_000)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert form.who.customer is not None
    form.says.setFocus()
    qtbot.keyClicks(form.says, "A van hit me.")
    qtbot.keyClicks(form.asks, "May I drive on?")
    qtbot.keyClicks(form.expects, "Repaired this week")
    qtbot.keyClicks(form.arrived, "8:10")
    qtbot.keyClicks(form.promise, "15:00")
    form.promise.setFocus()
    ctrl_enter(qtbot)
    windows.settle()
    case = the_case(company, current(windows))
    assert case.head.customer is not None
    assert case.head.customer.name == "Bakkerij Smit B.V."
    assert (case.head.started, case.head.expectation) == (
        company.now - timedelta(minutes=50),
        "Repaired this week",
    )
    assert [question.text for question in case.questions] == ["May I drive on?"]
    assert [promise.until for promise in case.promises] == [company.now + timedelta(hours=6)]
    assert not form.dirty
    assert not windows.office.desk.dirty


def test_an_event_without_a_name_starts_an_anonymous_case(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    windows.office.desk.event_form.says.setFocus()
    ctrl_enter(qtbot)
    windows.settle()
    assert the_case(company, current(windows)).head.customer is None


def test_a_time_that_is_none_is_refused_and_everything_typed_stays(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    qtbot.keyClicks(form.says, "A van hit me.")
    qtbot.keyClicks(form.arrived, "ten to nine")
    form.arrived.setFocus()
    ctrl_enter(qtbot)
    windows.settle()
    assert "“ten to nine” is not a time" in form.wrong.text()
    assert form.says.toPlainText() == "A van hit me."
    assert len(windows.office.window.pages) == 1


def test_what_the_store_refuses_is_said_in_the_form(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    qtbot.keyClicks(form.arrived, "23:59")
    form.arrived.setFocus()
    ctrl_enter(qtbot)
    windows.settle()
    assert "future" in form.wrong.text()
    assert form.start.isEnabled()


def test_what_was_typed_for_an_event_is_put_back_after_a_crash(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    form = windows.office.desk.event_form
    form.says.setFocus()
    qtbot.keyClicks(form.says, "A van hit")
    qtbot.waitUntil(lambda: company.desk("anouk").drafts.load("event") is not None, timeout=5_000)
    again = log_in("anouk")
    assert again.office.desk.event_form.says.toPlainText() == "A van hit"


def test_the_lists_show_what_i_hold_and_what_waits(company: Company, log_in: LogIn) -> None:
    held = company.claim(customer="smit")
    company.desk("anouk").items.claim(work_item=held.mine[0])
    company.claim(customer="vries")
    desk = log_in("anouk").office.desk
    assert [desk.mine.rows.row_at(row).number for row in range(desk.mine.rows.rowCount())] == [held.number]
    assert desk.waiting.rows.row_at(0).customer_name == "Fam. De Vries"
    assert desk.waiting._count.text() == "Front office · 1"


def test_the_queue_names_its_role_though_the_roles_come_after_the_lists(
    company: Company, log_in: LogIn
) -> None:
    company.claim(customer="vries")
    windows = log_in("anouk")
    desk = windows.office.desk
    desk._roles = ""  # as it is while only the lists have come
    desk.read_lists()
    windows.settle()
    assert desk.waiting._count.text() == "1"
    desk.read_options()
    windows.settle()
    assert desk.waiting._count.text() == "Front office · 1"


def test_take_next_takes_the_most_urgent_step_and_opens_it(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    company.claim(customer="vries")
    urgent = company.desk("anouk").cases.start_case(
        process="question", channel="email", customer=company.customers["smit"], asks=("Am I covered?",)
    )
    windows = log_in("anouk")
    qtbot.keyClick(QApplication.focusWidget() or windows.office.window, Qt.Key.Key_F5)
    windows.settle()
    page = current(windows)
    assert page.view is not None
    assert page.view.case.id == urgent.case


def test_take_next_says_when_nothing_waits(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    windows.office.desk.take_next()
    windows.settle()
    assert windows.told[-1].title == "Nothing waits for your role now."


def test_the_lists_follow_what_colleagues_do(company: Company, log_in: LogIn) -> None:
    windows = log_in("anouk")
    outcome = company.claim(who="tim")
    windows.office.session.announce(outcome)
    windows.settle()
    assert windows.office.desk.waiting.rows.rowCount() == 1


def test_enter_opens_a_step_of_the_list(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    company.claim(customer="smit")
    windows = log_in("anouk")
    view = windows.office.desk.waiting.list
    view.setFocus()
    view.select_id(view.rows.id_at(0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    windows.settle()
    assert current(windows).head.title.text() == "Receive claim report"


def test_whoever_may_start_nothing_sees_no_form_and_is_told_why(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("joost")
    desk = windows.office.desk
    assert not desk.event_form.isVisible()
    assert not desk.queues.isVisible()
    assert "Ctrl+N" not in dict(desk.keys())
    qtbot.keyClick(QApplication.focusWidget() or desk, Qt.Key.Key_N, CTRL)
    assert windows.told[-1].title == "None of your roles starts a process; ask the front office."


def test_a_supervisor_sees_the_queues_by_role_and_looks_into_one(
    company: Company, log_in: LogIn, fake_time: FakeTime
) -> None:
    started = company.claim(asks=("May I drive on?",))
    done = company.desk("anouk").cases.complete(work_item=started.mine[0], outputs=REPORT)
    company.desk("anouk").cases.complete(work_item=done.mine[0], outputs=DAMAGE)
    company.claim("tim")
    fake_time.advance(30 * 3_600)
    desk = log_in("greet").office.desk
    assert desk.queues.isVisible()
    assert desk.queues.list.hasFocus()
    assert not desk.event_form.isVisible()
    rows = [desk.queues.rows.row_at(place) for place in range(desk.queues.rows.rowCount())]
    assert [(queue_name(row), row.waiting) for row in rows[:1]] == [("All roles", 2)]
    claims = next(row for row in rows if row.role == "claims")
    assert (claims.waiting, oldest(claims, company.now)) == (1, "1 d 6 h")
    face = risk_face(claims)
    assert face is not None
    assert face.spoken == "1, overdue"


def test_all_queues_are_listed_at_first_and_then_the_one_a_supervisor_chose(
    company: Company, log_in: LogIn
) -> None:
    done = company.desk("anouk").cases.complete(work_item=company.claim().mine[0], outputs=REPORT)
    company.desk("anouk").cases.complete(work_item=done.mine[0], outputs=DAMAGE)
    windows = log_in("greet")
    desk = windows.office.desk
    assert desk.waiting.accessibleName() == "Waiting, all roles"  # though none waits for a process owner
    assert desk.waiting.rows.rowCount() == 1
    for place, title, rows in ((1, "Waiting for Claims", 1), (0, "Waiting, all roles", 1)):
        desk.queues.list.setCurrentIndex(desk.queues.rows.index(place, 0))
        windows.settle()
        assert desk.waiting.accessibleName() == title
        assert desk.waiting.rows.rowCount() == rows
        assert desk.waiting.take is not None
        assert not desk.waiting.take.isVisible()  # it would take from one's own roles


def test_who_types_in_the_search_box_keeps_the_keyboard_while_the_desk_is_read_again(
    company: Company, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("greet")
    window, desk = windows.office.window, windows.office.desk
    windows.settle()
    window.activateWindow()
    qtbot.waitUntil(desk.queues.list.hasFocus, timeout=5_000)
    qtbot.keyClick(desk.queues.list, Qt.Key.Key_K, CTRL)
    line = window.top_bar.search.line
    assert line.hasFocus()
    told: list[object] = []
    desk.standing_read.connect(told.append)
    windows.office.session.announce(Changes.of("employee", company.people["anouk"].id))
    qtbot.waitUntil(lambda: bool(told), timeout=5_000)
    windows.settle()
    assert line.hasFocus()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_a_new_event_is_seen_whole_without_scrolling(
    company: Company, log_in: LogIn, size: tuple[int, int]
) -> None:
    windows = log_in("anouk")
    windows.office.window.resize(*size)
    windows.settle()
    form = windows.office.desk.event_form
    port = form.findChild(ScrollColumn).viewport()  # type: ignore[union-attr]
    for line in (form.who, form.says, form.promise):
        assert port.rect().contains(line.mapTo(port, QPoint(0, line.height())))


def test_a_wide_desk_says_when_each_clock_runs_out(company: Company, log_in: LogIn) -> None:
    company.claim("tim", promise=company.now + timedelta(hours=6))
    windows = log_in("tim")
    desk = windows.office.desk
    place = [column.key for column in desk.waiting.rows.columns].index("due")
    for wide, hidden in ((1440, True), (1920, False)):
        windows.office.window.resize(wide, 900)
        windows.settle()
        assert desk.waiting.list.isColumnHidden(place) is hidden
    assert desk.waiting.rows.index(0, place).data() == "today 15:00"
    assert desk.waiting.rows.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).endswith(", due today 15:00")


def test_without_a_published_model_one_sentence_stands_in_place_of_the_form(
    company: Company, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_args: object) -> None:
        raise Refused("No process model is published yet; import and publish one first.")

    monkeypatch.setattr("desktop_crm.ui.desk.asking.start_options", none)
    desk = log_in("anouk").office.desk
    assert desk.nothing.isVisible()
    assert not desk.event_form.isVisible()
    assert desk.nothing.state.accessibleName().startswith("Nothing can be started yet. No process model")


def test_the_empty_list_of_my_work_says_how_many_wait_for_my_role(company: Company, log_in: LogIn) -> None:
    desk = log_in("tim").office.desk
    assert desk.mine.take is not None
    assert desk.mine.take.isHidden()
    desk.mine.invite(14)
    assert desk.mine.empty.accessibleName().endswith("14 wait for your role.")
    assert not desk.mine.take.isHidden()


def test_ctrl_k_finds_a_customer_and_opens_the_file(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    box = windows.office.window.top_bar.search
    qtbot.keyClick(QApplication.focusWidget() or windows.office.window, Qt.Key.Key_K, CTRL)
    assert box.line.hasFocus()
    qtbot.keyClicks(box.line, "yilmaz")
    qtbot.waitUntil(lambda: bool(box.results.hits), timeout=5_000)
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    windows.settle()
    page = windows.office.window.current_page()
    assert isinstance(page, CustomerPage)
    assert page.head.name.text() == "Mw. F. Yılmaz"


def test_ctrl_k_finds_an_action(company: Company, log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    box = windows.office.window.top_bar.search
    box.line.setFocus()
    qtbot.keyClicks(box.line, "start info")
    qtbot.waitUntil(lambda: bool(box.results.hits), timeout=5_000)
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    windows.settle()
    assert windows.office.desk.event_form.about.code() == "question"


@pytest.mark.parametrize(
    ("text", "future", "expected"),
    [
        ("14:18", False, datetime(2026, 11, 23, 13, 18, tzinfo=UTC)),
        ("8:00", True, datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        ("24-11 9:30", True, datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("1-7-2026 9:30", False, datetime(2026, 7, 1, 7, 30, tzinfo=UTC)),
        ("  ", False, None),
    ],
)
def test_a_time_is_understood_as_people_type_it(text: str, future: bool, expected: datetime | None) -> None:
    assert typed_moment(text, datetime(2026, 11, 23, 8, 0, tzinfo=UTC), future=future) == expected


@pytest.mark.parametrize("text", ["soon", "25:00", "14:18 24-11", "31-2 10:00", "\N{CAT FACE}", "9" * 300])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        typed_moment(text, datetime(2026, 11, 23, 8, 0, tzinfo=UTC), future=False)
