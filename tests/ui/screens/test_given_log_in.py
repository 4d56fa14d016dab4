"""Who is named when the program is started stands at their desk at once; where that fails, the log-in window asks."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.bootstrap import Office
from desktop_crm.core.clock import FakeTime
from desktop_crm.ui.app import App
from desktop_crm.ui.login.gate import Credentials, Gate
from tests.ui.screens.conftest import PASSWORD
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui


@pytest.fixture
def app(
    company: Company, fake_time: FakeTime, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[App]:
    """The application on a store in which people work, not started; no keyring of whoever runs the tests is read."""
    monkeypatch.setattr(keyring, "get_password", lambda _service, _login: None)
    running = App(Gate(company.store.location, time=fake_time))
    yield running
    running.quit()


def at_the_desk(app: App, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: app.office is not None, timeout=15_000)
    assert app.office is not None
    assert app.login is None
    return app.office.session.actor.login


def at_the_door(app: App, qtbot: QtBot) -> tuple[str, str]:
    """Return the login that stands in the window, and what the window says."""
    qtbot.waitUntil(lambda: app.login is not None, timeout=15_000)
    assert app.login is not None
    assert app.office is None
    page = app.login.log_in
    assert page.button.isEnabled()
    return page.field("login").text(), page._wrong.text()


def test_a_given_password_leads_to_the_desk_and_no_log_in_window_is_made(app: App, qtbot: QtBot) -> None:
    stood: list[bool] = []
    app.stands.connect(lambda: stood.append(app.office is not None))
    app.start_as(Credentials("Anouk", PASSWORD))
    assert at_the_desk(app, qtbot) == "anouk"
    assert stood == [True]


def test_without_a_password_the_keyring_is_asked_under_the_id_of_the_store(
    app: App, company: Company, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {(f"desktop-crm {company.store.replica}", "anouk"): PASSWORD}
    monkeypatch.setattr(keyring, "get_password", lambda service, login: kept.get((service, login)))
    app.start_as(Credentials("anouk"))
    assert at_the_desk(app, qtbot) == "anouk"


def test_where_no_password_is_known_the_window_has_the_login_and_wants_the_password(
    app: App, qtbot: QtBot
) -> None:
    app.start_as(Credentials("anouk"))
    assert at_the_door(app, qtbot) == ("anouk", "")


def test_a_wrong_password_is_said_in_the_window(app: App, qtbot: QtBot) -> None:
    app.start_as(Credentials("anouk", "no password of hers"))
    login, said = at_the_door(app, qtbot)
    assert login == "anouk"
    assert "one of the two is wrong" in said or "wrong" in said


def test_whose_password_was_given_out_chooses_their_own_in_the_window(
    app: App, company: Company, qtbot: QtBot
) -> None:
    given = Office(company.store).desk_of(company.people["greet"]).employees.reset_password(login="tim")
    app.start_as(Credentials("tim", given.password))
    assert at_the_door(app, qtbot) == ("tim", "")


def test_a_mistake_of_ours_before_any_window_is_said_in_the_log_in_window(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_gate: Gate, _given: Credentials) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(Gate, "enter_as", broken)
    app.start_as(Credentials("anouk", PASSWORD))
    assert "went wrong" in at_the_door(app, qtbot)[1]
    app.messages.error(RuntimeError("another"))
    assert at_the_door(app, qtbot)[0] == "anouk"


def test_who_logs_out_comes_to_the_log_in_window(app: App, qtbot: QtBot) -> None:
    app.start_as(Credentials("anouk", PASSWORD))
    at_the_desk(app, qtbot)
    assert app.office is not None
    app.office.left.emit(True)
    assert at_the_door(app, qtbot) == ("", "")


def test_a_draft_that_a_desk_did_not_read_before_it_was_closed_is_there_the_next_time(
    app: App, company: Company, qtbot: QtBot
) -> None:
    company.desk("anouk").drafts.save("event", '{"says": "A van hit"}')
    app.desk_shown.connect(lambda office: office.window.close())  # before its draft is read
    app.start_as(Credentials("anouk", PASSWORD))
    qtbot.waitUntil(lambda: app.tasks.closed, timeout=15_000)
    kept = company.desk("anouk").drafts.load("event")
    assert kept is not None
    assert "A van hit" in kept.content
