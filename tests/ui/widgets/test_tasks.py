"""Work off the GUI thread: what arrives, what is dropped, what is told."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.core.errors import Conflict, Known
from desktop_crm.ui.messages import Message, Messages, message_of
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.watchdog import Watchdog


def test_an_answer_arrives_on_the_gui_thread_and_the_work_is_done_elsewhere(
    qtbot: QtBot, tasks: Tasks, qapp: QApplication
) -> None:
    seen: list[object] = []
    tasks.read(
        threading.get_ident, lambda there: seen.extend([there, QThread.currentThread() is qapp.thread()])
    )
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] != threading.get_ident()
    assert seen[1] is True


def test_a_newer_read_of_the_same_key_interrupts_the_older_whose_answer_is_dropped(
    qtbot: QtBot, tasks: Tasks
) -> None:
    owner, seen = QObject(), []
    running, stopped = threading.Event(), threading.Event()

    def slow() -> str:
        running.set()
        stopped.wait(5)
        return "old"

    tasks.read(slow, seen.append, owner=owner, key="search", cancel=stopped.set)
    assert running.wait(5)
    tasks.read(lambda: "new", seen.append, owner=owner, key="search")
    with qtbot.waitSignal(tasks.idle, timeout=5000, check_params_cb=None):
        pass
    qtbot.waitUntil(lambda: not tasks.busy)
    assert stopped.is_set()
    assert seen == ["new"]


def test_reads_of_different_keys_and_owners_do_not_disturb_each_other(qtbot: QtBot, tasks: Tasks) -> None:
    one, other, seen = QObject(), QObject(), []
    tasks.read(lambda: 1, seen.append, owner=one, key="a")
    tasks.read(lambda: 2, seen.append, owner=one, key="b")
    tasks.read(lambda: 3, seen.append, owner=other, key="a")
    qtbot.waitUntil(lambda: sorted(seen) == [1, 2, 3])


def test_an_answer_for_a_screen_that_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    import shiboken6

    owner, seen, go = QObject(), [], threading.Event()
    tasks.read(lambda: go.wait(5), seen.append, owner=owner)
    shiboken6.delete(owner)
    go.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == []


def test_a_cancelled_read_is_interrupted_and_never_answers(qtbot: QtBot, tasks: Tasks) -> None:
    owner, seen, running, stop = QObject(), [], threading.Event(), threading.Event()

    def slow() -> int:
        running.set()
        stop.wait(5)
        return 1

    tasks.read(slow, seen.append, owner=owner, key="k", cancel=stop.set)
    assert running.wait(5)
    tasks.cancel(owner, "k")
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen == []


def test_writes_run_one_after_another_in_the_order_they_were_given(qtbot: QtBot, tasks: Tasks) -> None:
    done: list[int] = []
    threads: set[int] = set()

    def write(number: int) -> int:
        threads.add(threading.get_ident())
        return number

    for number in range(30):
        tasks.write(lambda n=number: write(n), done.append)
    qtbot.waitUntil(lambda: len(done) == 30)
    assert done == list(range(30))
    assert len(threads) == 1


def test_a_known_failure_goes_to_whoever_asked(qtbot: QtBot, tasks: Tasks, messages: Messages) -> None:
    told: list[Message] = []
    messages.told.connect(told.append)
    seen: list[Known] = []

    def taken() -> None:
        raise Conflict("Ruud has it already.")

    tasks.write(taken, None, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert seen[0].sentence == "Ruud has it already."
    assert told == []


def test_a_known_failure_that_nobody_takes_is_told_to_the_user(
    qtbot: QtBot, tasks: Tasks, messages: Messages
) -> None:
    def taken() -> None:
        raise Conflict("Ruud has it already.")

    with qtbot.waitSignal(messages.told, timeout=5000) as told:
        tasks.write(taken)
    assert told.args[0] == Message("error", "Ruud has it already.")


def test_a_bug_is_logged_and_told_with_details_even_if_somebody_takes_failures(
    qtbot: QtBot, tasks: Tasks, messages: Messages, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Known] = []
    with qtbot.waitSignal(messages.told, timeout=5000) as told:
        tasks.read(lambda: 1 // 0, lambda _answer: None, seen.append)
    assert seen == []
    assert "ZeroDivisionError" in told.args[0].details
    assert "ZeroDivisionError" in caplog.text


def test_closing_waits_for_writes_and_delivers_nothing_more(qtbot: QtBot, messages: Messages) -> None:
    tasks = Tasks(messages)
    written, seen = [], []
    for number in range(5):
        tasks.write(lambda n=number: written.append(n), seen.append)
    tasks.close()
    assert written == [0, 1, 2, 3, 4]
    QApplication.processEvents()
    assert seen == []


def test_a_window_that_asks_while_the_program_ends_is_not_answered(messages: Messages) -> None:
    tasks, seen = Tasks(messages), []
    tasks.close()
    assert tasks.closed
    tasks.read(lambda: 1, seen.append)
    QApplication.processEvents()
    assert seen == []
    assert not tasks.busy
    with pytest.raises(RuntimeError):  # what is to be kept has to be given before
        tasks.write(lambda: 1)


def test_the_watchdog_records_the_longest_block_with_its_stack(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    dog = Watchdog(limit_ms=50)
    dog.start()
    try:
        qtbot.waitUntil(lambda: dog._beat_at > 0)
        until = time.monotonic() + 0.2
        while time.monotonic() < until:
            sum(range(1000))
        qtbot.waitUntil(lambda: dog.longest_ms > 100)
    finally:
        dog.stop()
    assert "blocked" in caplog.text
    assert "test_the_watchdog_records" in dog.last_stack


def test_a_bug_says_what_was_kept_and_what_to_do() -> None:
    message = message_of(ValueError("x"))
    assert (message.kind, message.details) == ("error", "ValueError: x")
    assert message.kept
    assert message.todo
