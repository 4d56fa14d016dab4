"""The log-in window says where the store is: an address that is tried, used and remembered, and never a password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.settings import Settings, remember_login, remembered_login, remembered_store
from desktop_crm.store.server import trying
from desktop_crm.store.server.address import Address, address_of
from desktop_crm.ui.app import App
from desktop_crm.ui.login.connection_page import ConnectionPage
from desktop_crm.ui.login.gate import Gate
from desktop_crm.ui.login.window import LoginWindow
from tests.ui.screens.conftest import PASSWORD
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui

ADDRESS = "postgresql://crm.example.nl:5433/office"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """A keyring of this test's own."""
    found: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, login: found.get((service, login)))
    monkeypatch.setattr(
        keyring, "set_password", lambda service, login, secret: found.update({(service, login): secret})
    )
    monkeypatch.setattr(keyring, "delete_password", lambda service, login: found.pop((service, login)))
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def app(
    company: Company, fake_time: FakeTime, settings: Settings, kept: dict[tuple[str, str], str], qtbot: QtBot
) -> Iterator[App]:
    running = App(Gate(company.store.location, time=fake_time), settings)
    running.start()
    qtbot.waitUntil(lambda: not running.tasks.busy, timeout=15_000)
    yield running
    running.quit()
    qtbot.waitUntil(lambda: not running.tasks.busy, timeout=15_000)


def door(app: App) -> LoginWindow:
    assert app.login is not None
    return app.login


def connection(app: App, qtbot: QtBot) -> ConnectionPage:
    click(door(app), "connection", qtbot)
    return door(app).connection


def click(window: QWidget, name: str, qtbot: QtBot) -> None:
    found = window.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def fill(page: ConnectionPage, host: str, port: str, database: str) -> None:
    for line, text in ((page.host, host), (page.port, port), (page.database, database)):
        line.setText(text)


def log_in(app: App, qtbot: QtBot) -> None:
    page = door(app).log_in
    page.field("login").setText("Anouk")
    page.field("password").setText(PASSWORD)
    page.submit()
    qtbot.waitUntil(lambda: app.office is not None and not app.tasks.busy, timeout=15_000)


def test_the_address_that_is_used_is_remembered_and_its_log_in_asked_for(
    app: App, settings: Settings, qtbot: QtBot
) -> None:
    before, page = door(app), connection(app, qtbot)
    went: list[object] = []
    app.went_elsewhere.connect(went.append)
    fill(page, "crm.example.nl", "5433", "office")
    qtbot.mouseClick(page.use, Qt.MouseButton.LeftButton)
    assert door(app) is not before
    assert went == [ADDRESS]
    again = Settings(settings.file)
    assert remembered_store(again) == ADDRESS
    page = connection(app, qtbot)
    assert page.address() == address_of(ADDRESS), "what is in use stands there"
    click(page, "here", qtbot)
    assert remembered_store(Settings(settings.file)) is None


def test_a_try_says_in_a_sentence_what_answers(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(address: Address) -> str:
        if address.port == 1:
            raise StoreProblem("Nobody is there.")
        return f"Somebody answers at {address.host}."

    monkeypatch.setattr(trying, "tried", answer)
    page = connection(app, qtbot)
    for port, sentence in (("1", "Nobody is there."), ("2", "Somebody answers at db.example.nl.")):
        fill(page, "db.example.nl", port, "office")
        qtbot.mouseClick(page.test, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda said=sentence: page.said == said, timeout=5_000)
        assert page.use.isEnabled()
    qtbot.keyClicks(page.host, "x")
    assert page.said == "", "it was about another address"


@pytest.mark.parametrize(
    ("host", "port", "database", "wrong"),
    [("", "", "office", "Name the server"), ("db.nl", "x", "office", "no place"), ("db.nl", "", "", "no database")],
)  # fmt: skip
def test_what_is_no_address_is_said_and_nothing_is_remembered(
    app: App, settings: Settings, qtbot: QtBot, host: str, port: str, database: str, wrong: str
) -> None:
    page = connection(app, qtbot)
    fill(page, host, port, database)
    qtbot.mouseClick(page.use, Qt.MouseButton.LeftButton)
    assert wrong in page.said
    assert remembered_store(settings) is None


def test_a_server_elsewhere_has_to_prove_who_it_is_unless_it_is_said_otherwise(qtbot: QtBot) -> None:
    page = ConnectionPage()
    qtbot.addWidget(page)
    fill(page, "db.nl", "", "office")
    assert page.address().protection == "verify-full"
    page.protection.set_code("require")
    page.authority.setText("/etc/crm root.pem")
    page.direct.setText("db2.nl:5432")
    found = page.address()
    assert (found.protection, found.authority, found.behind().host) == (
        "require",
        "/etc/crm root.pem",
        "db2.nl",
    )
    page.show_place(found)
    assert page.address() == found
    page.host.setText(ADDRESS)
    assert page.address() == address_of(ADDRESS), "a whole address may be put in"


def test_a_password_is_kept_only_where_that_was_asked_for_and_forgotten_likewise(
    app: App, company: Company, settings: Settings, kept: dict[tuple[str, str], str], qtbot: QtBot
) -> None:
    place = str(company.store.location)
    log_in(app, qtbot)
    assert kept == {}
    assert app.office is not None
    app.office.log_out()
    qtbot.waitUntil(lambda: app.login is not None, timeout=5_000)
    door(app).keep.setChecked(True)
    log_in(app, qtbot)
    assert kept == {(f"desktop-crm {company.store.replica}", "anouk"): PASSWORD}
    assert remembered_login(Settings(settings.file), place) == "anouk"
    assert PASSWORD not in settings.file.read_text("utf-8")
    app.office.log_out()
    qtbot.waitUntil(lambda: app.login is not None, timeout=5_000)
    assert door(app).keep.isChecked()
    door(app).keep.setChecked(False)
    log_in(app, qtbot)
    assert kept == {}
    assert remembered_login(Settings(settings.file), place) is None
    app.lock()
    assert not door(app).keep.isVisible(), "who locks a desk wants to be asked"


def test_what_somebody_wrote_into_the_settings_is_no_log_in_and_no_address(settings: Settings) -> None:
    settings.put({"store": 7, "kept_log_ins": ["ada"]})
    assert remembered_store(settings) is None
    assert remembered_login(settings, "x") is None
    remember_login(settings, "x", "ada")
    assert remembered_login(settings, "x") == "ada"
