"""Two programs on one store: what a colleague does there is seen here without a key being pressed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.bootstrap import Office
from desktop_crm.core.changes import Changes
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import StoreProblem
from desktop_crm.customers.editing import FieldEdit
from desktop_crm.store import hearing as ears
from desktop_crm.store.open import open_store
from desktop_crm.ui.hearing import Hearing
from tests.ui.screens.conftest import Windows
from tests.ui.screens.test_customer_file import row_of, typed
from tests.workflow.small_company import Company

pytestmark = pytest.mark.gui
LogIn = Callable[[str], Windows]


@pytest.fixture
def elsewhere(company: Company, fake_time: FakeTime) -> Iterator[Office]:
    """The same store, opened by another program."""
    office = Office(open_store(company.store.location, time=fake_time))
    yield office
    office.close()


@pytest.fixture
def quick_ears(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ears whose turns are short."""
    monkeypatch.setattr(ears.ear_of, "__defaults__", (0.02,))


def _listening(windows: Windows, qtbot: QtBot) -> Hearing:
    """Wait until the window hears; what is changed from then on is seen."""

    def heard_once() -> bool:
        hearing = windows.office.findChild(Hearing)
        return hearing is not None and hearing.listens

    qtbot.waitUntil(heard_once, timeout=10_000)
    found = windows.office.findChild(Hearing)
    assert found is not None
    return found


@pytest.mark.usefixtures("quick_ears")
def test_a_case_that_a_colleague_starts_appears_on_the_desk(
    company: Company, elsewhere: Office, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    waiting = windows.office.desk.waiting.rows
    before = waiting.rowCount()
    _listening(windows, qtbot)
    elsewhere.desk_of(company.people["anouk"]).cases.start_case(
        process="question", channel="telephone", customer=company.customers["smit"]
    )
    qtbot.waitUntil(lambda: waiting.rowCount() == before + 1, timeout=10_000)


@pytest.mark.usefixtures("quick_ears")
def test_a_file_shows_what_a_colleague_wrote_and_leaves_what_one_types(
    company: Company, elsewhere: Office, log_in: LogIn, qtbot: QtBot
) -> None:
    windows = log_in("anouk")
    page = windows.office.open_customer(company.customers["smit"])
    windows.settle()
    row = row_of(page, "name")
    typed(row, "Mine")
    _listening(windows, qtbot)
    elsewhere.desk_of(company.people["joost"]).filing.edit(
        customer=company.customers["smit"], edits=[FieldEdit("department", "", "Sales")]
    )
    qtbot.waitUntil(lambda: row_of(page, "department").detail.shown == "Sales", timeout=10_000)
    assert row.field is not None
    assert row.field.value() == "Mine"


@pytest.mark.usefixtures("quick_ears")
def test_who_logs_out_hears_nothing_any_more(log_in: LogIn, qtbot: QtBot) -> None:
    windows = log_in("anouk")
    hearing = _listening(windows, qtbot)
    windows.office.log_out()
    qtbot.waitUntil(lambda: not hearing.listens, timeout=10_000)
    assert "ear" not in {thread.name for thread in threading.enumerate()}


class _Torn(QObject):
    """An ear whose store is away at first."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left, self.hushed, self.ahead = times, threading.Event(), [0.0]

    def hear(self) -> Changes:
        if self.left > 0:
            self.left -= 1
            raise StoreProblem("The connection was lost.")
        self.hushed.wait(0.01)
        return Changes()

    def clock_off(self) -> float:
        return self.ahead.pop(0) if len(self.ahead) > 1 else self.ahead[0]

    def hush(self) -> None:
        self.hushed.set()

    def close(self) -> None: ...


def test_the_top_bar_says_when_the_store_is_not_reached_and_when_it_is_again(
    log_in: LogIn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ears, "ear_of", lambda _store: _Torn(1))
    monkeypatch.setattr("desktop_crm.ui.hearing._SOONEST", 0.3)
    windows = log_in("anouk")
    state = windows.office.window.top_bar.store
    qtbot.waitUntil(lambda: "reconnecting" in state.accessibleName(), timeout=10_000)
    qtbot.waitUntil(lambda: "reconnecting" not in state.accessibleName(), timeout=10_000)
    assert not [told for told in windows.told if told.kind == "error"]


def test_a_clock_that_is_off_is_told_once_until_it_was_right_again(
    log_in: LogIn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = _Torn(0)
    ear.ahead = [59.0, -185.0, -190.0, 3.0, 61.0, 61.0]
    monkeypatch.setattr(ears, "ear_of", lambda _store: ear)
    monkeypatch.setattr("desktop_crm.ui.hearing._LOOK_AGAIN", 0.0)
    windows = log_in("anouk")
    qtbot.waitUntil(lambda: len(ear.ahead) == 1, timeout=10_000)
    windows.settle()
    assert [told.title for told in windows.told if told.kind == "warning"] == [
        "This computer's clock is 3 minutes behind the server's.",
        "This computer's clock is 1 minute ahead of the server's.",
    ]


def test_a_fault_of_the_ear_is_told_and_never_swallowed(
    log_in: LogIn, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_store: object) -> object:
        raise RuntimeError("no such ear")

    monkeypatch.setattr(ears, "ear_of", broken)
    windows = log_in("anouk")
    qtbot.waitUntil(lambda: any("no such ear" in told.details for told in windows.told), timeout=10_000)
    QApplication.processEvents()


def test_both_are_told_that_a_step_went_back_by_itself(
    company: Company, log_in: LogIn, fake_time: FakeTime
) -> None:
    begun = company.claim()
    (item,) = begun.mine
    anouk, tim = company.people["anouk"], company.people["tim"]
    company.desk("anouk").items.claim(work_item=item)
    company.desk("anouk").items.delegate(
        work_item=item, employee=tim.id, until=company.now + timedelta(hours=1)
    )
    windows = {who: log_in(who) for who in ("anouk", "tim")}
    told: list[str] = []
    for one in windows.values():
        one.office._watch_risks()
        one.settle()
    fake_time.advance(3_700)
    windows["tim"].office.session.office.end_expired_waits()
    for one in windows.values():
        one.office.desk.read_lists()
        one.settle()
        one.office.desk.read_lists()
        one.settle()
    told = [message.title for one in windows.values() for message in one.told]
    assert sum("is back with you" in words and tim.name in words for words in told) >= 1
    assert sum("went back to" in words and anouk.name in words for words in told) >= 1
