"""The lock: a desk that nobody has touched for some minutes hides behind the log-in window until somebody logs in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.store.locking import DEFAULT, LEAST, lock_after

if TYPE_CHECKING:
    from desktop_crm.ui.app import App
    from desktop_crm.ui.office import OfficeWindow
    from desktop_crm.ui.widgets.list_view import Keeper

KEY = "lock_minutes"
LOCK_NOW = "Ctrl+Shift+L"
LOOK_MS = 5_000


class Touched(Protocol):
    """Knows when somebody last touched keyboard or mouse."""

    @property
    def touched_at(self) -> float:
        """Seconds on the clock that the lock has too."""
        ...


class Locking(QObject):
    """Looks every few seconds how long nobody has touched a window, and locks the desk when that is too long.

    A computer that slept was not touched either: its steady clock stood still, so the wall's is looked at too.

    Args:
        presence: when somebody last touched the program, by `clock`.
    """

    def __init__(
        self,
        app: App,
        presence: Touched,
        settings: Keeper | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        look_ms: int = LOOK_MS,
    ) -> None:
        super().__init__(app)
        self._app, self._presence, self._settings = app, presence, settings
        self._clock, self._looked_at = clock, app.now()
        self._longest = DEFAULT
        self._timer = QTimer(self)
        self._timer.setInterval(look_ms)
        self._timer.timeout.connect(self.look)
        app.desk_shown.connect(self._begin)
        if app.office is not None:
            self._begin(app.office)

    @property
    def minutes(self) -> int:
        """How long nobody may be there: what this computer is set to, and at most what the company is."""
        own = kept_minutes(self._settings)
        return self._longest if own is None else min(own, self._longest)

    def _begin(self, office: OfficeWindow) -> None:
        if office.window.findChild(QShortcut, LOCK_NOW) is None:
            lock_now = QShortcut(QKeySequence(LOCK_NOW), office.window)
            lock_now.setObjectName(LOCK_NOW)
            lock_now.activated.connect(self._app.lock)
        self._looked_at = self._app.now()
        self._timer.start()
        office.session.read(lock_after, self._take, owner=self, key="lock")

    def _take(self, minutes: int) -> None:
        self._longest = minutes

    def look(self) -> None:
        """Lock the desk if nobody has been there for too long."""
        before, self._looked_at = self._looked_at, self._app.now()
        slept = (self._looked_at - before).total_seconds()
        idle = max(self._clock() - self._presence.touched_at, slept)
        if idle >= self.minutes * 60:
            self._app.lock()


def hide_all_but(door: QWidget) -> None:
    """Hide every window of the program except `door`: menus and dialogs are put away, tabs and titles unseen."""
    for window in QApplication.topLevelWidgets():
        if window is not door and window.isVisible():
            window.hide()


def kept_minutes(settings: Keeper | None) -> int | None:
    """Return after how many minutes this computer locks, by its own settings; None where they say nothing fit."""
    kept = settings.get(KEY) if settings is not None else None
    return kept if isinstance(kept, int) and kept >= LEAST else None
