"""A desk that nobody touches hides until somebody logs in: the same employee goes on, another begins anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop_crm.bootstrap import Office
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Invalid, StoreProblem
from desktop_crm.core.ids import WorkItemId
from desktop_crm.store.locking import lock_after
from desktop_crm.ui.activity.page import ActivityPage
from desktop_crm.ui.app import App
from desktop_crm.ui.incoming import Incoming
from desktop_crm.ui.locking import LOCK_NOW, Locking
from desktop_crm.ui.login.gate import Credentials, Gate
from desktop_crm.ui.office import OfficeWindow
from desktop_crm.ui.setup.lock_minutes import LockMinutes
from tests.ui.screens.conftest import PASSWORD, Windows
from tests.workflow.builders import refused
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui


@dataclass
class Touch:
    """Somebody's last touch, on a clock that a test moves."""

    touched_at: float = 0.0
    now: float = 0.0


class Kept(dict[str, Any]):
    """Settings in memory."""

    put = dict.update


@pytest.fixture
def touch() -> Touch:
    return Touch()


@pytest.fixture
def app(company: Company, fake_time: FakeTime, qtbot: QtBot) -> Iterator[App]:
    """Anouk is at her desk."""
    running = App(Gate(company.store.location, time=fake_time))
    running.start_as(Credentials("anouk", PASSWORD))
    qtbot.waitUntil(lambda: running.office is not None and running.office.desk.filled, timeout=15_000)
    yield running
    qtbot.waitUntil(lambda: not running.tasks.busy, timeout=10_000)
    running.quit()
    qtbot.waitUntil(lambda: running.office is None and running.login is None, timeout=10_000)


@pytest.fixture
def locking(app: App, touch: Touch, qtbot: QtBot) -> Locking:
    found = Locking(app, touch, clock=lambda: touch.now, look_ms=3_600_000)
    qtbot.waitUntil(lambda: not app.tasks.busy, timeout=10_000)
    return found


def at(app: App) -> OfficeWindow:
    assert app.office is not None
    return app.office


def log_in(app: App, qtbot: QtBot, login: str) -> None:
    assert app.login is not None
    page = app.login.log_in
    page.field("login").setText(login)
    page.field("password").setText(PASSWORD)
    page.submit()
    qtbot.waitUntil(lambda: app.office is not None and app.login is None, timeout=15_000)


def shown_titles() -> str:
    """All that the windows on the screen say of themselves."""
    return " ".join(one.windowTitle() for one in QApplication.topLevelWidgets() if one.isVisible())


def test_a_desk_locks_after_its_minutes_and_not_before(app: App, locking: Locking, touch: Touch) -> None:
    touch.now = 15 * 60 - 1
    locking.look()
    assert not app.locked
    touch.touched_at = touch.now
    touch.now += 60
    locking.look()
    assert not app.locked
    touch.now = touch.touched_at + 15 * 60
    locking.look()
    assert app.locked
    assert not at(app).window.isVisible()


def test_a_computer_that_slept_is_locked_when_it_wakes(
    app: App, locking: Locking, fake_time: FakeTime
) -> None:
    fake_time.set(fake_time.now().replace(hour=20))  # the steady clock stood still meanwhile
    locking.look()
    assert app.locked


def test_nothing_of_a_customer_is_seen_while_it_is_locked(
    app: App, locking: Locking, company: Company, qtbot: QtBot
) -> None:
    office = at(app)
    page = office.open_customer(company.customers["vries"])
    qtbot.waitUntil(lambda: "Vries" in page.title, timeout=5_000)
    office.window.open_page(page)
    assert "Vries" in shown_titles()
    menu = QMenu(page)
    menu.addAction("Anna")
    menu.popup(page.mapToGlobal(page.rect().center()))
    app.lock()
    assert not menu.isVisible()
    assert "Vries" not in shown_titles()
    office.session.messages.error(StoreProblem("Anna de Vries has left."))
    assert app.login is not None
    assert app.login.log_in._wrong.text() == ""
    assert app.login.geometry() == office.window.geometry()
    log_in(app, qtbot, "anouk")
    assert office is app.office
    assert office.window.current_page() is page
    assert "Vries" in shown_titles()


def half_typed(app: App, company: Company, qtbot: QtBot) -> tuple[WorkItemId, ActivityPage]:
    """Open a step and type half a sentence."""
    item = company.claim().mine[0]
    work = at(app).open_work(item)
    qtbot.waitUntil(lambda: work.view is not None, timeout=5_000)
    work.fields.fields["words"].setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "half a sentence")
    return item, work


def is_kept(company: Company, item: WorkItemId) -> bool:
    kept = company.desk("anouk").drafts.load(item.hex)
    return kept is not None and "half a sentence" in kept.content


def test_what_was_typed_is_still_there_for_the_same_employee(
    app: App, locking: Locking, company: Company, qtbot: QtBot
) -> None:
    _item, work = half_typed(app, company, qtbot)
    app.lock()
    log_in(app, qtbot, "anouk")
    assert "half a sentence" in str(work.fields.fields["words"].value())


def test_somebody_else_begins_anew_and_the_drafts_of_who_left_are_kept(
    app: App, locking: Locking, company: Company, qtbot: QtBot
) -> None:
    office = at(app)
    item, _work = half_typed(app, company, qtbot)
    app.lock()
    log_in(app, qtbot, "tim")
    qtbot.waitUntil(lambda: app.office not in (None, office), timeout=15_000)
    assert at(app).session.actor.login == "tim"
    assert [page.key for page in at(app).window.pages] == ["desk"]
    assert is_kept(company, item)


def test_a_call_waits_until_the_desk_is_open_again(
    app: App, locking: Locking, company: Company, qtbot: QtBot
) -> None:
    incoming = Incoming(app, company.store.location)
    taken: list[Any] = []
    incoming.taken.connect(taken.append)
    app.lock()
    incoming.call("+31 38 421 77 06")
    assert app.locked
    assert not at(app).window.isVisible()
    assert not taken
    log_in(app, qtbot, "anouk")
    qtbot.waitUntil(lambda: bool(taken), timeout=5_000)


def test_who_closes_the_locked_window_leaves_the_program_and_drafts_are_kept(
    app: App, locking: Locking, company: Company, qtbot: QtBot
) -> None:
    item, _work = half_typed(app, company, qtbot)
    app.lock()
    assert app.login is not None
    app.login.close()
    qtbot.waitUntil(lambda: app.office is None and app.login is None, timeout=10_000)
    assert is_kept(company, item)


def test_a_key_locks_at_once(app: App, locking: Locking, qtbot: QtBot) -> None:
    window = at(app).window
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_L, keys)
    qtbot.waitUntil(lambda: app.locked, timeout=2_000)
    assert LOCK_NOW == "Ctrl+Shift+L"


@pytest.mark.parametrize(
    ("own", "company_says", "minutes"),
    [(None, None, 15), (5, None, 5), (30, 10, 10), (None, 60, 60), (0, 20, 20), ("x", 20, 20)],
)
def test_who_sits_here_may_lock_sooner_than_the_company_says_and_never_later(
    app: App, company: Company, touch: Touch, qtbot: QtBot, own: Any, company_says: int | None, minutes: int
) -> None:
    if company_says is not None:
        employees = Office(company.store).desk_of(company.people["greet"]).employees
        employees.lock_after(minutes=company_says)
    locking = Locking(app, touch, Kept(lock_minutes=own), look_ms=3_600_000)
    qtbot.waitUntil(lambda: not app.tasks.busy, timeout=10_000)
    assert locking.minutes == minutes


@pytest.mark.parametrize("minutes", [0, -1, 241])
def test_the_company_s_minutes_have_bounds(company: Company, minutes: int) -> None:
    employees = Office(company.store).desk_of(company.people["greet"]).employees
    refused(lambda: employees.lock_after(minutes=minutes), Invalid)
    with company.store.read() as view:
        assert lock_after(view) == 15


def test_the_set_up_keeps_minutes_of_this_computer_and_of_everybody(
    company: Company, log_in: Callable[[str], Windows], qtbot: QtBot
) -> None:
    windows, kept = log_in("greet"), Kept()
    panel = LockMinutes(windows.office.session, kept)
    qtbot.addWidget(panel)
    panel.show_company(may=True)
    panel.show()
    windows.settle()
    for line, typed in ((panel.company, "20"), (panel.own, "30"), (panel.own, "5")):
        line.setText(typed)
        line.editingFinished.emit()
        windows.settle()
        assert bool(panel.wrong) is (typed == "30"), "longer than everybody's is refused"
    assert kept == {"lock_minutes": 5}
    with company.store.read() as view:
        assert lock_after(view) == 20
