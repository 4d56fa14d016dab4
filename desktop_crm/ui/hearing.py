"""What colleagues change reaches the windows: an ear on a thread of its own, and what the top bar says of the store."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_crm.core import collector
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _, ngettext

if TYPE_CHECKING:
    from desktop_crm.store.hearing import Ear
    from desktop_crm.ui.frame.top_bar import TopBar
    from desktop_crm.ui.session import Session

# Seconds until a server that is not reached is tried again: soon at first, then as often as does no harm.
_SOONEST, _LATEST = 0.5, 15.0
# Seconds that who leaves waits for the thread; one that is just reaching for its server takes longer, and ends alone.
_PATIENCE = 0.5
# Seconds by which a computer's clock may differ from the server's, and after which it is looked at again.
_TOLERATED, _LOOK_AGAIN = 60.0, 3_600.0


class Hearing(QObject):
    """Broadcasts what others change as if it had been changed here; screens decide what to read again.

    Signals:
        told: carries the `Changes` of others. `reached`: whether the store is, told when that changes.
        clock_off: carries by how many seconds this computer's clock is ahead of the server's, once it is off.
    """

    told = Signal(object)
    reached = Signal(bool)
    clock_off = Signal(float)
    _broke = Signal(object)

    def __init__(self, session: Session, bar: TopBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._bar = session, bar
        self._stopped = threading.Event()
        self._ear: Ear | None = None
        self._thread: threading.Thread | None = None
        self._look_at, self._is_off = 0.0, False
        self.told.connect(session.announce, Qt.ConnectionType.QueuedConnection)
        self.reached.connect(self._show_reached, Qt.ConnectionType.QueuedConnection)
        self.clock_off.connect(self._warn_of_clock, Qt.ConnectionType.QueuedConnection)
        self._broke.connect(session.messages.error, Qt.ConnectionType.QueuedConnection)
        session.tasks.closing.connect(self.stop)
        self.destroyed.connect(self._stopped.set)

    @property
    def listens(self) -> bool:
        """Whether it hears by now what others change."""
        return self._ear is not None and self._thread is not None

    def start(self) -> Callable[[], None]:
        """Begin to listen; return what ends it."""
        if self._thread is None and not self._stopped.is_set():
            self._thread = threading.Thread(target=self._listen, name="ear", daemon=True)
            self._thread.start()
        return self.stop

    def stop(self) -> None:
        """Listen no longer, whatever the server is doing; a file is let go of before this returns."""
        self._stopped.set()
        if (ear := self._ear) is not None:
            ear.hush()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
            self._thread = None

    def _listen(self) -> None:
        try:
            self._hear_all()
        except Exception as fault:  # noqa: BLE001 - told as every fault is, on the thread of the windows
            self._broke.emit(fault)
        finally:
            if self._ear is not None:
                self._ear.close()

    def _hear_all(self) -> None:
        pause, lost = _SOONEST, False
        while not self._stopped.is_set():
            try:
                heard = self._hear()
            except StoreProblem:
                if not lost:
                    lost = True
                    self.reached.emit(False)
                self._stopped.wait(pause)
                pause = min(2 * pause, _LATEST)
                continue
            if lost:
                pause, lost = _SOONEST, False
                self.reached.emit(True)
            if heard and not self._stopped.is_set():
                self.told.emit(heard)
            self._look_at_clock()

    def _look_at_clock(self) -> None:
        """Tell that this computer's clock is off, once until it was right again; now and then it is looked at anew."""
        if self._ear is None or time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + _LOOK_AGAIN
        with suppress(StoreProblem):  # of a server that is away the next turn tells
            ahead = self._ear.clock_off()
            was_off, self._is_off = self._is_off, abs(ahead) > _TOLERATED
            if self._is_off and not was_off:
                self.clock_off.emit(ahead)

    def _hear(self) -> Changes:
        if self._ear is None:
            # Loaded here: it brings the tables, which no window waits for.
            from desktop_crm.store.hearing import ear_of
            from desktop_crm.store.whole import whole_schema

            if not whole_schema.cache_info().currsize:
                whole_schema()
                collector.set_aside()
            self._ear = ear_of(self._session.office.store)
        return self._ear.hear()

    @Slot(float)
    def _warn_of_clock(self, ahead: float) -> None:
        minutes = round(abs(ahead) / 60)
        words = (
            ngettext(
                "This computer's clock is {count} minute ahead of the server's.",
                "This computer's clock is {count} minutes ahead of the server's.",
                minutes,
            )
            if ahead > 0
            else ngettext(
                "This computer's clock is {count} minute behind the server's.",
                "This computer's clock is {count} minutes behind the server's.",
                minutes,
            )
        )
        self._session.messages.warning(
            words.format(count=minutes),
            todo=_(
                "Times on the screen, and what you say of when something happened, are off as much: set it right."
            ),
        )

    @Slot(bool)
    def _show_reached(self, reached: bool) -> None:
        self._bar.show_place(str(self._session.office.store.location), reached=reached)
