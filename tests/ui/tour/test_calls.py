"""One window a store: a second one finds the first, and a call brings the caller's file forward."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDir
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

import desktop_crm.ui.running as running
from desktop_crm.core.clock import FakeTime
from desktop_crm.store.open import open_store
from desktop_crm.ui.app import App
from desktop_crm.ui.customer.finder import CustomersPage
from desktop_crm.ui.customer.page import CustomerPage
from desktop_crm.ui.incoming import Incoming, callers
from desktop_crm.ui.login.gate import Gate
from desktop_crm.ui.running import Place, name_of, take_place, tell_running
from desktop_crm.ui.single import Single, understood
from desktop_crm.ui.tour import BEGINS
from desktop_crm.workflow.reads_hits import CustomerHit, customer_hits

pytestmark = pytest.mark.gui
Ask = Callable[[], bool]
_GONE = QLocalSocket.LocalSocketState.UnconnectedState


@pytest.fixture
def elsewhere(qtbot: QtBot) -> Iterator[Callable[[Ask], bool]]:
    """Ask on another thread, as another process would, while this one's events go on."""
    with ThreadPoolExecutor(1) as pool:

        def ask(question: Ask) -> bool:
            answer = pool.submit(question)
            qtbot.waitUntil(answer.done, timeout=10_000)
            return answer.result()

        yield ask


@pytest.fixture
def store_file(sample_file: Path, tmp_path: Path) -> Path:
    """The sample company's store, of this test's own."""
    return Path(shutil.copy(sample_file, tmp_path / "calls.store"))


@pytest.fixture
def at_the_desk(store_file: Path, qtbot: QtBot) -> Iterator[tuple[App, Incoming]]:
    """Somebody of the front office at the desk, and whoever listens for calls."""
    app = App(Gate(store_file, time=FakeTime(BEGINS)))
    incoming = Incoming(app, store_file)
    door = app.start()
    door.log_in.field("login").setText("anouk")
    door.log_in.field("password").setText("hanzepoort")
    door.log_in.submit()
    qtbot.waitUntil(lambda: app.office is not None and not app.tasks.busy, timeout=10_000)
    yield app, incoming
    app.close()
    assert app.office is not None
    app.office.window.hide()
    app.office.window.deleteLater()
    app.deleteLater()


def _somebody(store_file: Path) -> CustomerHit:
    store = open_store(store_file)
    with store.read() as view:
        hits = [
            hit
            for hit in customer_hits(view, "jansen", 50)
            if hit.phone and len(callers(view, hit.phone)) == 1
        ]
    store.close()
    return hits[0]


def test_who_comes_second_is_heard_by_who_came_first(
    tmp_path: Path, qtbot: QtBot, elsewhere: Callable[[Ask], bool]
) -> None:
    first = Single(tmp_path / "a.store")
    assert first.listen()
    with qtbot.waitSignal(first.wanted, timeout=10_000):
        assert elsewhere(lambda: tell_running(tmp_path / "a.store"))
    with qtbot.waitSignal(first.called, timeout=10_000) as heard:
        assert elsewhere(lambda: tell_running(tmp_path / "a.store", "038 421 77 06"))
    assert heard.args == ["038 421 77 06"]
    first.close()


def test_who_starts_before_the_first_one_listens_waits_and_is_heard(tmp_path: Path, qtbot: QtBot) -> None:
    store = tmp_path / "a.store"
    place, first = take_place(store), Single(store)
    assert isinstance(place, Place)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(take_place, store, "038 421 77 06")
        with qtbot.waitSignal(first.called, timeout=10_000):
            assert first.listen()
            place.leave()
        qtbot.waitUntil(second.done, timeout=10_000)
        assert second.result() is None
    first.close()


def test_the_place_of_a_start_that_was_given_up_or_killed_is_free(tmp_path: Path) -> None:
    store = tmp_path / "a.store"
    killed = f"import os; from desktop_crm.ui.running import take_place; kept = take_place({str(store)!r}); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == 9
    assert os.path.exists(os.path.join(QDir.tempPath(), f"{name_of(store)}.lock"))
    given_up = take_place(store)
    assert isinstance(given_up, Place)
    given_up.leave()
    again = take_place(store)
    assert isinstance(again, Place)
    again.leave()


def test_a_start_that_never_listens_does_not_shut_the_others_out_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_START_PATIENCE_MS", 1)
    monkeypatch.setattr(running, "_LOOK_MS", 1)
    hangs = take_place(tmp_path / "a.store")
    assert isinstance(hangs, Place)
    assert isinstance(take_place(tmp_path / "a.store"), Place)
    hangs.leave()


def test_a_window_that_is_alive_keeps_its_place_and_one_that_crashed_does_not(tmp_path: Path) -> None:
    first, second = Single(tmp_path / "a.store"), Single(tmp_path / "a.store")
    assert first.listen()
    assert not second.listen()
    first.close()
    assert second.listen()
    second.close()


def test_nobody_hears_where_no_window_runs_or_only_one_of_another_store(
    tmp_path: Path, elsewhere: Callable[[Ask], bool]
) -> None:
    other = Single(tmp_path / "other.store")
    assert other.listen()
    assert not elsewhere(lambda: tell_running(tmp_path / "mine.store", "038"))
    other.close()
    assert not elsewhere(lambda: tell_running(tmp_path / "other.store"))


@pytest.mark.parametrize("line", [b"", b"\n", b"\xff\xfe", b"[]", b'"call"', b'{"call": 7}', b"{" * 5_000])
def test_a_line_that_no_window_says_is_nothing(line: bytes) -> None:
    assert understood(line) is None


def test_whoever_talks_nonsense_is_hung_up_on_and_the_window_goes_on(
    tmp_path: Path, qtbot: QtBot, elsewhere: Callable[[Ask], bool]
) -> None:
    first = Single(tmp_path / "a.store")
    assert first.listen()

    def babble() -> bool:
        socket = QLocalSocket()
        socket.connectToServer(name_of(tmp_path / "a.store"))
        assert socket.waitForConnected(2_000)
        socket.write(b"x" * 100_000)
        socket.flush()
        return any(socket.waitForDisconnected(20) or socket.state() is _GONE for _round in range(250))

    assert elsewhere(babble)
    assert elsewhere(lambda: tell_running(tmp_path / "a.store"))
    first.close()


def test_a_call_shows_the_callers_file_and_makes_the_event_ready_since_the_call(
    at_the_desk: tuple[App, Incoming], store_file: Path, qtbot: QtBot
) -> None:
    app, incoming = at_the_desk
    caller = _somebody(store_file)
    office: Any = app.office
    with qtbot.waitSignal(incoming.taken, timeout=10_000):
        incoming.call(caller.phone)
    page = office.window.current_page()
    assert isinstance(page, CustomerPage)
    assert page.customer == caller.id
    form = office.desk.event_form
    assert form.who.customer.id == caller.id
    assert form.arrived.text() == "09:05"
    assert form.channel.code() == "telephone"
    qtbot.waitUntil(lambda: not app.tasks.busy, timeout=10_000)


def test_a_number_that_nobody_has_makes_a_new_customer_ready(
    at_the_desk: tuple[App, Incoming], qtbot: QtBot
) -> None:
    app, incoming = at_the_desk
    office: Any = app.office
    with qtbot.waitSignal(incoming.taken, timeout=10_000):
        incoming.call("+44 20 7946 0018")
    page = office.window.current_page()
    assert isinstance(page, CustomersPage)
    assert page.form.field("phone").text() == "+44 20 7946 0018"
    assert office.desk.event_form.arrived.text() == "09:05"


def test_a_call_leaves_alone_what_is_half_typed(at_the_desk: tuple[App, Incoming], qtbot: QtBot) -> None:
    app, incoming = at_the_desk
    office: Any = app.office
    office.desk.event_form.says.setPlainText("Half a sentence")
    with qtbot.waitSignal(incoming.taken, timeout=10_000):
        incoming.call("+44 20 7946 0018")
    assert office.desk.event_form.says.toPlainText() == "Half a sentence"
    assert office.desk.event_form.arrived.text() == ""


@pytest.mark.parametrize("number", ["", "   ", "anonymous", "'; DROP TABLE", "\x00", "9" * 5_000])
def test_a_number_that_is_none_finds_nobody(store_file: Path, number: str) -> None:
    store = open_store(store_file)
    with store.read() as view:
        assert callers(view, number) == ()
    store.close()
