"""What colleagues change reaches the windows: an ear on a thread of its own, and what the top bar says of the store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop_crm.core import collector
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import StoreProblem

if TYPE_CHECKING:
    from desktop_crm.store.hearing import Ear
    from desktop_crm.ui.frame.top_bar import TopBar
    from desktop_crm.ui.session import Session

# Seconds until a server that is not reached is tried again: soon at first, then as often as does no harm.
_SOONEST, _LATEST = 0.5, 15.0
# Seconds that who leaves waits for the thread; one that is just reaching for its server takes longer, and ends alone.
_PATIENCE = 0.5


class Hearing(QObject):
    """Broadcasts what others change as if it had been changed here; screens decide what to read again.

    Signals:
        told: carries the `Changes` of others. `reached`: whether the store is, told when that changes.
    """

    told = Signal(object)
    reached = Signal(bool)
    _broke = Signal(object)

    def __init__(self, session: Session, bar: TopBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._bar = session, bar
        self._stopped = threading.Event()
        self._ear: Ear | None = None
        self._thread: threading.Thread | None = None
        self.told.connect(session.announce, Qt.ConnectionType.QueuedConnection)
        self.reached.connect(self._show_reached, Qt.ConnectionType.QueuedConnection)
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

    @Slot(bool)
    def _show_reached(self, reached: bool) -> None:
        self._bar.show_place(str(self._session.office.store.location), reached=reached)
