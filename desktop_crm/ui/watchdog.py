"""A watch on the GUI thread: how long it was kept from its events, and by which code."""

from __future__ import annotations

import faulthandler
import logging
import tempfile
import threading
import time

from PySide6.QtCore import QObject, QTimer

_log = logging.getLogger(__name__)
BEAT_MS = 10
LIMIT_MS = 50.0


class Watchdog(QObject):
    """A heart that beats on the GUI thread, and a thread that looks whether it does.

    Attributes:
        longest_ms: the longest time between two beats beyond what was due, in milliseconds.
        last_stack: what the GUI thread was doing when it was last found blocked.
    """

    def __init__(self, parent: QObject | None = None, *, limit_ms: float = LIMIT_MS) -> None:
        super().__init__(parent)
        self.longest_ms = 0.0
        self.last_stack = ""
        self._limit = limit_ms / 1000
        self._gui_thread = threading.get_ident()
        self._beat_at = time.monotonic()
        self._told_beat = 0.0
        self._stopped = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._looker: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch."""
        self.reset()
        self._stopped.clear()
        self._timer.start()
        self._looker = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._looker.start()

    def stop(self) -> None:
        """Stop watching."""
        self._timer.stop()
        self._stopped.set()
        if self._looker is not None:
            self._looker.join()
            self._looker = None

    def reset(self) -> None:
        """Forget the worst so far, as when a part that is measured begins."""
        self.longest_ms = 0.0
        self.last_stack = ""
        self._beat_at = time.monotonic()

    def _beat(self) -> None:
        now = time.monotonic()
        late = (now - self._beat_at) * 1000 - BEAT_MS
        self.longest_ms = max(self.longest_ms, late)
        self._beat_at = now

    def _look(self) -> None:
        while not self._stopped.wait(self._limit / 2):
            beat = self._beat_at
            blocked = time.monotonic() - beat
            if blocked > self._limit and beat != self._told_beat:
                self._told_beat = beat
                self.last_stack = stack_of(self._gui_thread)
                _log.warning(
                    "the GUI thread has been blocked for %.0f ms:\n%s", blocked * 1000, self.last_stack
                )


def stack_of(thread: int) -> str:
    """Return what a thread is doing, the innermost call first.

    Its frames are never held: they would keep a painter alive beyond its paint event, and Qt dies of that.
    """
    with tempfile.TemporaryFile() as out:
        faulthandler.dump_traceback(out, all_threads=True)
        out.seek(0)
        threads = out.read().decode("utf-8", "replace").split("\n\n")
    return next((text for text in threads if f"0x{thread:016x} " in text.partition("\n")[0]), "")
