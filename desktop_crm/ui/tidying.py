"""What is done when nobody is at the windows: somebody who types or reads an answer never waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

from desktop_crm.core import collector
from desktop_crm.ui.tasks import Tasks

# Seconds without a touch or an answer of the store after which nobody notices a tenth of a second.
QUIET = 3.0
LOOK_MS = 1_000
_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
}


class Presence(QObject):
    """When somebody last touched keyboard or mouse in one of the program's windows.

    It listens where a window hears of the keyboard and the mouse, which is seldom: every widget's events would
    cost each of them a call.

    Attributes:
        touched_at: by the clock that was given, in seconds.
    """

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self.touched_at = clock()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication), "there are windows to listen to"
        application.focusWindowChanged.connect(self._listen)

    def _listen(self, window: QWindow | None) -> None:
        """Listen to a window that has got the keyboard; to be told twice of one does no harm."""
        self.touched_at = self._clock()
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's name
        """Somebody is there; what they do goes on its way."""
        if event.type() in _TOUCHES:
            self.touched_at = self._clock()
        return False


class Tidying(QObject):
    """Has memory tidied when nobody has touched a window, nor got an answer, for some seconds."""

    def __init__(
        self,
        tasks: Tasks,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        look_ms: int = LOOK_MS,
    ) -> None:
        super().__init__(parent)
        self.presence = Presence(self, clock=clock)
        self._tasks, self._clock = tasks, clock
        self._answered_at = clock()
        tasks.idle.connect(self._answered)
        self._timer = QTimer(self)
        self._timer.setInterval(look_ms)
        self._timer.timeout.connect(self._look)
        tasks.closing.connect(self._timer.stop)

    def start(self) -> None:
        """Begin to look for quiet moments."""
        self._timer.start()

    def _answered(self) -> None:
        self._answered_at = self._clock()

    def _look(self) -> None:
        quiet = self._clock() - max(self._answered_at, self.presence.touched_at)
        if quiet >= QUIET and not self._tasks.busy and collector.is_worth_it():
            collector.tidy()
