"""Work off the GUI thread: one writer thread, a pool of readers, answers delivered where they are wanted."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_crm.core.errors import Known
from desktop_crm.core.frozen import frozen
from desktop_crm.ui.messages import Messages
from desktop_crm.ui.watchdog import Watchdog

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_READERS = 3
# Seconds after which a thread that computes hands over. Painting calls Qt a hundred times, and may wait as long at
# each return: with Python's own 5 ms a window takes three times as long to paint while a model is checked.
_TURN = 0.000_5


@frozen
class _Job:
    """One piece of work on its way there and back; `owner` None: nobody in particular wants the answer."""

    do: Callable[[], Any]
    then: Callable[[Any], None] | None
    failed: Callable[[Known], None] | None
    owner: QObject | None
    key: tuple[int, str] | None = None
    cancel: Callable[[], None] | None = None
    writes: bool = False

    # Each is its own, whatever it does.
    __eq__ = object.__eq__
    __hash__ = object.__hash__


class _Result:
    """What came of a job: a value or an exception."""

    def __init__(self, job: _Job, value: Any, problem: BaseException | None) -> None:
        self.job, self.value, self.problem = job, value, problem


class Tasks(QObject):
    """Runs reads and writes on threads of their own and gives the answers back on the GUI thread.

    Writes run one after another, in the order they were given. Reads run side by side. A newer read of the
    same owner and key takes the place of the older one: that is interrupted and its answer is dropped. An
    answer whose owner was destroyed is dropped too.

    Attributes:
        watchdog: knows how long the GUI thread was blocked at worst.

    Signals:
        idle: the last job that was under way has been delivered. closing: the program ends.
    """

    idle = Signal()
    closing = Signal()
    _arrived = Signal(object)

    def __init__(self, messages: Messages, parent: QObject | None = None, *, readers: int = _READERS) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_TURN)
        self._messages = messages
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(readers, "reader")
        self._latest: dict[tuple[int, str], _Job] = {}
        self._pending: dict[_Job, Future[None]] = {}
        self._lock = threading.Lock()
        self._closed = False
        self.watchdog = Watchdog(self)
        # A queued connection to a slot of this object: the answer crosses to the thread this object lives on.
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def longest_block_ms(self) -> float:
        """How long the GUI thread was kept from its events at worst, in milliseconds."""
        return self.watchdog.longest_ms

    @property
    def closed(self) -> bool:
        """Whether the program ends: reads are dropped, and writing is an error."""
        return self._closed

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._pending)

    def read(
        self,
        fn: Callable[[], _T],
        then: Callable[[_T], None],
        failed: Callable[[Known], None] | None = None,
        *,
        owner: QObject | None = None,
        key: str | None = None,
        cancel: Callable[[], None] | None = None,
    ) -> None:
        """Run `fn` on a reader's thread and call `then` with its answer, or `failed` with a known error.

        Args:
            fn: must touch no widget.
            then: called on the GUI thread.
            failed: called on the GUI thread; without it a known error goes to `Messages`. Bugs always do.
            owner: whose answer it is; destroyed owners get none.
            key: within one owner, a newer read of this key takes the place of the older.
            cancel: interrupts `fn`, from any thread; called at most once, and only while it may be running.
        """
        if self._closed:
            return  # a window that is still being painted asks while the program ends; nobody hears the answer
        slot = (id(owner), key) if key is not None else None
        job = _Job(fn, then, failed, owner, slot, cancel)
        if slot is not None:
            older = self._latest.get(slot)
            self._latest[slot] = job
            if older is not None:
                self._stop(older)
        self._start(self._readers, job)

    def write(
        self,
        fn: Callable[[], _T],
        then: Callable[[_T], None] | None = None,
        failed: Callable[[Known], None] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Run `fn` on the writer's thread, after all writes before it; `then` and `failed` as for `read`."""
        self._start(self._writer, _Job(fn, then, failed, owner, writes=True))

    def cancel(self, owner: QObject, key: str) -> None:
        """Interrupt what is under way for an owner under a key; its answer is dropped."""
        job = self._latest.pop((id(owner), key), None)
        if job is not None:
            self._stop(job)

    def close(self) -> None:
        """Interrupt the reads, wait for the writes, end the threads; nothing is delivered from now on."""
        self._closed = True
        self.closing.emit()
        for job in list(self._pending):
            if not job.writes:
                self._stop(job)
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._pending.clear()
        self._latest.clear()
        self.watchdog.stop()

    def _start(self, pool: ThreadPoolExecutor, job: _Job) -> None:
        with self._lock:
            self._pending[job] = pool.submit(self._run, job)

    def _stop(self, job: _Job) -> None:
        future = self._pending.get(job)
        if future is None or future.done():
            return
        if future.cancel():
            self._pending.pop(job, None)
        elif job.cancel is not None:
            job.cancel()

    def _run(self, job: _Job) -> None:
        value, problem = None, None
        try:
            value = job.do()
        except BaseException as wrong:  # noqa: BLE001 - told apart on the GUI thread, never swallowed
            problem = wrong
        if not self._closed:
            self._arrived.emit(_Result(job, value, problem))

    @Slot(object)
    def _deliver(self, result: _Result) -> None:
        job = result.job
        with self._lock:
            self._pending.pop(job, None)
        try:
            if self._wanted(job):
                self._hand_over(result)
        finally:
            if not self._pending:
                self.idle.emit()

    def _wanted(self, job: _Job) -> bool:
        if self._closed or (job.owner is not None and not shiboken6.isValid(job.owner)):
            return False
        if job.key is None:
            return True
        if self._latest.get(job.key) is not job:
            return False
        del self._latest[job.key]
        return True

    def _hand_over(self, result: _Result) -> None:
        job, problem = result.job, result.problem
        if problem is None:
            if job.then is not None:
                job.then(result.value)
        elif isinstance(problem, Known) and job.failed is not None:
            job.failed(problem)
        else:
            if not isinstance(problem, Known):
                _log.error("a task failed", exc_info=problem)
            self._messages.error(problem)
