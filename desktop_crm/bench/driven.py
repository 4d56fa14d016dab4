"""The real windows of one employee, driven and timed: what the benchmarks of windows have in common."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.bootstrap import Desk
from desktop_crm.ui.messages import Messages
from desktop_crm.ui.office import OfficeWindow
from desktop_crm.ui.session import Session
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.theme import Mode, install

_PATIENCE_MS = 30_000


class Painted(QObject):
    """Waits until every one of some widgets has been painted."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self._left: set[QObject] = set()
        self._alarm = QTimer(self)
        self._alarm.setSingleShot(True)
        self._alarm.timeout.connect(lambda: self._loop.exit(1))
        self.at = 0.0

    def watch(self, widgets: Iterable[QWidget]) -> None:
        """Begin to look at these widgets."""
        self._left = set(widgets)
        for widget in self._left:
            widget.installEventFilter(self)

    def now(self) -> None:
        """All of it is painted: who shows it says so."""
        self._left.clear()
        self._done()

    def wait(self) -> float:
        """Return when the last one was painted and the picture handed over, on the performance counter."""
        self._alarm.start(_PATIENCE_MS)
        late = self._loop.exec()
        self._alarm.stop()
        if late:
            raise TimeoutError("a field was never painted; is the window too small for all of them?")
        return self.at

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Note a widget's first paint; what is painted is on the screen when this round of events ends."""
        if event.type() is QEvent.Type.Paint and watched in self._left:
            watched.removeEventFilter(self)
            self._left.discard(watched)
            if not self._left:
                QTimer.singleShot(0, self, self._done)
        return False

    def _done(self) -> None:
        self.at = time.perf_counter()
        self._loop.quit()


class Driven:
    """The windows of one employee, with a watch on the GUI thread.

    Attributes:
        calls_on_gui_thread: how many reads and writes of the store were begun on the GUI thread.
    """

    def __init__(self, desk: Desk, width: int, height: int) -> None:
        self._application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(self._application, QApplication)
        install(self._application, Mode.LIGHT)
        self.calls_on_gui_thread = 0
        self._watch(desk)
        messages = Messages()
        self._tasks = Tasks(messages)
        self._office = OfficeWindow(Session(desk.office, desk, self._tasks, messages))
        self._office.window.resize(width, height)
        self._office.show()
        self._painted = Painted()
        self._tasks.watchdog.start()

    def _watch(self, desk: Desk) -> None:
        """Note which store calls come from the GUI thread."""
        store: Any = desk.store
        for name in ("read", "write"):
            setattr(store, name, self._told(getattr(store, name)))

    def _told(self, call: Callable[..., Any]) -> Callable[..., Any]:
        gui = threading.get_ident()

        def told(*arguments: Any) -> Any:
            self.calls_on_gui_thread += threading.get_ident() == gui
            return call(*arguments)

        return told

    def settle(self) -> None:
        """Let everything be done that was begun, as while somebody reads."""
        while self._tasks.busy:
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        for _round in range(3):
            self._application.processEvents()

    def close(self) -> None:
        """Close the windows and end the threads."""
        self._tasks.close()
        self._office.window.hide()
        self._office.window.deleteLater()
        self._office.deleteLater()
        self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def press(widget: QWidget, key: Qt.Key | int, text: str = "") -> None:
    """Press a key and let it go."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
