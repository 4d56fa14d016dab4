"""What waits until nobody is at the windows: memory is tidied then, and not while somebody types or reads."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop_crm.core import collector
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.tidying import QUIET, Tidying

LOOK_MS = 1


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the second."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock of this test's own."""
    return Clock()


@pytest.fixture
def tidied(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What was tidied; there is always enough."""
    times: list[int] = []
    monkeypatch.setattr(collector, "is_worth_it", lambda: True)
    monkeypatch.setattr(collector, "tidy", lambda: times.append(1))
    return times


@pytest.fixture
def tidying(tasks: Tasks, clock: Clock, tidied: list[int]) -> Tidying:
    """It looks all the time."""
    found = Tidying(tasks, clock=clock, look_ms=LOOK_MS)
    found.start()
    return found


@pytest.fixture
def looked(qtbot: QtBot, tidying: Tidying) -> Callable[[], None]:
    """Wait until it has looked twice at least."""

    def wait() -> None:
        qtbot.wait(20 * LOOK_MS)

    return wait


@pytest.fixture
def collecting() -> Iterator[None]:
    """The collector as it was, afterwards."""
    threshold, enabled = gc.get_threshold(), gc.isenabled()
    yield
    gc.set_threshold(*threshold)
    if enabled:
        gc.enable()
    gc.unfreeze()


def test_memory_is_tidied_when_nobody_has_touched_a_window_for_some_seconds(
    looked: Callable[[], None], clock: Clock, tidied: list[int]
) -> None:
    looked()
    assert not tidied
    clock.now += QUIET
    looked()
    assert tidied


def test_who_types_or_moves_the_mouse_is_not_disturbed(
    qtbot: QtBot, looked: Callable[[], None], clock: Clock, tidied: list[int]
) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    qtbot.waitExposed(field)
    field.activateWindow()
    qtbot.waitUntil(field.isActiveWindow)
    clock.now += QUIET - 1
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    clock.now += QUIET - 1
    looked()
    assert field.text() == "a"
    assert not tidied
    clock.now += 1
    looked()
    assert tidied


def test_an_answer_of_the_store_is_painted_before_memory_is_tidied(
    qtbot: QtBot, tasks: Tasks, looked: Callable[[], None], clock: Clock, tidied: list[int]
) -> None:
    goes_on = threading.Event()
    tasks.read(lambda: goes_on.wait(5), lambda _done: None)
    clock.now += QUIET
    looked()
    assert not tidied, "something is under way"
    goes_on.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    looked()
    assert not tidied, "its answer has just been shown"
    clock.now += QUIET
    looked()
    assert tidied


@pytest.mark.usefixtures("collecting")
def test_once_the_desk_is_loaded_only_the_young_are_looked_through_by_themselves() -> None:
    collector.rest()
    collector.resume()
    rounds: list[int] = []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start":
            rounds.append(told["generation"])

    gc.callbacks.append(note)
    try:
        kept = [[number] for number in range(40_000)]
        assert set(rounds) == {0}
        assert collector.is_worth_it()
        collector.tidy()
        assert rounds[-1] == 2
        assert not collector.is_worth_it()
    finally:
        gc.callbacks.remove(note)
    assert len(kept) == 40_000


@pytest.mark.usefixtures("collecting")
def test_what_piles_up_without_any_quiet_moment_is_looked_through_at_last() -> None:
    collector.rest()
    collector.resume()
    _young, at_last, _oldest = gc.get_threshold()
    assert 100 < at_last < 10_000
