"""Logging in, the first administrator, passwords that were given out, and the recovery key."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.core.clock import FakeTime
from desktop_crm.ui import app as application
from desktop_crm.ui.app import App
from desktop_crm.ui.desk import asking
from desktop_crm.ui.login.form_page import FormPage
from desktop_crm.ui.login.gate import Gate
from desktop_crm.ui.theme import Mode, install, theme
from desktop_crm.ui.widgets.label import Label
from desktop_crm.workflow.reads_rows import WorkList
from tests.ui.screens.conftest import PASSWORD
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui


@pytest.fixture
def app(company: Company, fake_time: FakeTime, qtbot: QtBot) -> Iterator[App]:
    """The application on a store in which people work."""
    running = App(Gate(company.store.location, time=fake_time))
    running.start()
    yield running
    if running.office is not None:
        running.office.window.close()
    elif running.login is not None:
        running.login.close()
    qtbot.waitUntil(lambda: not running.tasks.busy, timeout=10_000)
    running.close()


@pytest.fixture
def new_app(tmp_path: Path, fake_time: FakeTime, qtbot: QtBot) -> Iterator[App]:
    """The application where no store is yet."""
    running = App(Gate(tmp_path / "new" / "office.store", time=fake_time))
    running.start()
    yield running
    if running.login is not None:
        running.login.close()
    running.close()


def type_in(qtbot: QtBot, page: FormPage, **texts: str) -> None:
    for key, text in texts.items():
        page.field(key).clear()
        qtbot.keyClicks(page.field(key), text)
    qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Return)


def problem(page: FormPage) -> str:
    return page._wrong.text()


def test_the_right_password_leads_to_the_desk(app: App, qtbot: QtBot) -> None:
    assert app.login is not None
    page = app.login.log_in
    page.field("password").setFocus()
    type_in(qtbot, page, login="anouk", password=PASSWORD)
    qtbot.waitUntil(lambda: app.office is not None, timeout=15_000)
    assert app.office is not None
    qtbot.waitUntil(
        lambda: app.office is not None and app.office.window.top_bar.who.text() != "", timeout=5_000
    )
    assert app.office.session.actor.name == "Anouk Jansen"
    assert app.login is None


@pytest.mark.parametrize("patience", [0, 10_000])
def test_a_desk_is_shown_once_whether_its_lists_come_early_or_late(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, patience: int
) -> None:
    monkeypatch.setattr(application, "SHOW_AFTER_MS", patience)
    may_read, read = threading.Event(), asking.work_list

    def read_when_let(*asked: Any) -> WorkList:
        assert may_read.wait(15)
        return read(*asked)

    monkeypatch.setattr(asking, "work_list", read_when_let)
    if patience:
        may_read.set()
    shown: list[bool] = []
    app.desk_shown.connect(lambda office: shown.append(office.desk.filled))
    app.desk_shown.connect(lambda _office: may_read.set())
    assert app.login is not None
    page = app.login.log_in
    page.field("password").setFocus()
    type_in(qtbot, page, login="anouk", password=PASSWORD)
    qtbot.waitUntil(lambda: app.office is not None and app.office.desk.filled, timeout=15_000)
    QApplication.processEvents()
    assert shown == [patience > 0]


def test_the_program_ended_before_its_desk_is_shown_shows_none(app: App, qtbot: QtBot) -> None:
    shown: list[object] = []
    app.desk_shown.connect(shown.append)
    assert app.login is not None
    app.login.entered.connect(lambda _office, _desk: app.quit())  # in the moment after the desk was made
    page = app.login.log_in
    page.field("password").setFocus()
    type_in(qtbot, page, login="anouk", password=PASSWORD)
    qtbot.waitUntil(lambda: app.login is None, timeout=15_000)
    QApplication.processEvents()
    assert not shown
    assert app.office is None


def test_the_program_ended_from_outside_keeps_what_was_typed(
    app: App, company: Company, qtbot: QtBot
) -> None:
    item = company.claim().mine[0]
    assert app.login is not None
    page = app.login.log_in
    page.field("password").setFocus()
    type_in(qtbot, page, login="anouk", password=PASSWORD)
    qtbot.waitUntil(lambda: app.office is not None, timeout=15_000)
    assert app.office is not None
    work = app.office.open_work(item)
    qtbot.waitUntil(lambda: work.view is not None, timeout=5_000)
    work.fields.fields["words"].setFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "half a sentence")
    app.quit()
    qtbot.waitUntil(lambda: app.office is None, timeout=10_000)
    kept = company.desk("anouk").drafts.load(item.hex)
    assert kept is not None
    assert "half a sentence" in kept.content


def test_a_wrong_password_says_no_more_than_that_one_of_the_two_is_wrong(app: App, qtbot: QtBot) -> None:
    assert app.login is not None
    page = app.login.log_in
    page.field("password").setFocus()
    said = []
    for login in ("anouk", "nobody"):
        page.field("password").setFocus()
        type_in(qtbot, page, login=login, password="something else")
        qtbot.waitUntil(lambda: bool(problem(page)) and page.button.isEnabled(), timeout=15_000)
        said.append(problem(page))
        page.say("")
    assert said[0] == said[1]
    assert app.office is None


def test_a_password_that_was_given_out_is_replaced_first(app: App, company: Company, qtbot: QtBot) -> None:
    from desktop_crm.bootstrap import Office

    office = Office(company.store)
    given = office.desk_of(company.people["greet"]).employees.reset_password(login="tim").password
    assert app.login is not None
    page = app.login.log_in
    page.field("password").setFocus()
    type_in(qtbot, page, login="tim", password=given)
    change = app.login.change
    qtbot.waitUntil(change.isVisible, timeout=15_000)
    type_in(qtbot, change, new="one that only Tim knows", again="another one")
    assert "differ" in problem(change)
    type_in(qtbot, change, new="one that only Tim knows", again="one that only Tim knows")
    qtbot.waitUntil(lambda: app.office is not None, timeout=15_000)


def test_a_new_store_asks_for_its_first_administrator_and_shows_the_key_once(
    new_app: App, qtbot: QtBot
) -> None:
    window = new_app.login
    assert window is not None
    qtbot.waitUntil(window.first.isVisible, timeout=20_000)
    type_in(qtbot, window.first, name="Greet Mulder", login="greet", password=PASSWORD, again=PASSWORD)
    qtbot.waitUntil(window.key_page.isVisible, timeout=20_000)
    key = window.key_page.key.text()
    assert len(key) >= 16
    assert not window.key_page.go_on.isEnabled()
    window.key_page.confirm.setChecked(True)
    qtbot.mouseClick(window.key_page.go_on, Qt.MouseButton.LeftButton)
    assert window.log_in.isVisible()
    assert window.key_page.key.text() == ""
    window._follow("recover")
    fresh = "quite another secret"
    type_in(qtbot, window.recovery, login="greet", key=key, new=fresh, again=fresh)
    qtbot.waitUntil(window.key_page.isVisible, timeout=20_000)
    assert window.key_page.key.text() != key


def test_no_sentence_of_a_page_is_cut_also_when_something_went_wrong(new_app: App, qtbot: QtBot) -> None:
    window = new_app.login
    assert window is not None
    page = window.first
    qtbot.waitUntil(page.isVisible, timeout=10_000)

    def cut() -> list[str]:
        labels = (label for label in window.findChildren(Label) if label.isVisible())
        return [label.text() for label in labels if label.height() < label.heightForWidth(label.width())]

    qtbot.waitUntil(lambda: not cut(), timeout=5_000)
    page.say("What went wrong takes a second line, since it says what was kept, and what one can do. " * 2)
    qtbot.waitUntil(lambda: not cut(), timeout=5_000)
    assert page.button.isVisible()
    window.resize(1_440, 900)
    qtbot.waitUntil(lambda: window.width() == 1_440)
    assert not cut()


def test_the_log_in_window_needs_no_database_library() -> None:
    code = (
        "import sys; import desktop_crm.ui.app; "
        "print(any(name.split('.')[0] in {'sqlalchemy', 'sqlcipher3', 'alembic', 'argon2'} for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_log_in_window_says_its_hint_and_without_one_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    for hint in ("Log in as anouk.", ""):
        app = App(Gate(tmp_path / "a.store"), hint=hint)
        window = app.start()
        found = window.findChild(QWidget, "hint")
        assert (found is None) is (not hint)
        assert not hint or found.accessibleName() == hint
        window.close()
        qtbot.waitUntil(lambda running=app: not running.tasks.busy, timeout=10_000)
        app.close()


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize("name", ["log_in", "first", "change", "recovery", "key_page"])
def test_every_page_of_the_log_in_window_paints(app: App, qapp: QApplication, mode: Mode, name: str) -> None:
    install(qapp, mode)
    assert app.login is not None
    page = getattr(app.login, name)
    QApplication.processEvents()  # the colours of the palette arrive with the next events
    app.login._pages.setCurrentWidget(page)
    image = app.login.grab().toImage()
    assert image.pixelColor(4, 4).name().upper() == theme().colour("window").name().upper()
    seen = {image.pixelColor(x, y).name() for x in range(40, 440, 3) for y in range(40, 480, 3)}
    assert len(seen) > 4, f"{name} is empty"
