"""The hands of the tour: they press keys and click, and wait until the windows have answered."""

from __future__ import annotations

import time as wall
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop_crm.core.clock import FakeTime
from desktop_crm.ui import wording
from desktop_crm.ui.app import App
from desktop_crm.ui.office import OfficeWindow
from desktop_crm.ui.tour.pictures import Pictures
from desktop_crm.ui.tour.watch import Watch

_T = TypeVar("_T")
_PATIENCE = 20.0
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Stuck(RuntimeError):
    """The windows did not come to where the tour expected them; says what it waited for."""


class Driver:
    """One person after another at the windows of one store.

    Attributes:
        app: the application that is driven. `time`: its time, moved between the acts.
        password: everybody's. `pictures`: where pictures go; None for a tour without any.
    """

    def __init__(
        self, app: App, time: FakeTime, password: str, pictures: Pictures | None, watch: Watch
    ) -> None:
        self.app, self.time, self.pictures = app, time, pictures
        self.password, self._watch = password, watch

    # Hands --------------------------------------------------------------------------------------------

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        on: QWidget | None = None,
    ) -> None:
        """Press a key where the keyboard is, or on a widget."""
        target = on or QApplication.focusWidget() or QApplication.activeWindow()
        if target is None:
            raise Stuck(f"no window has the keyboard for {key}")
        QTest.keyClick(target, key, modifier)
        self.breathe()

    def type(self, words: str, on: QWidget | None = None) -> None:
        """Type words, a key at a time, where the keyboard is, or into a widget that is clicked first."""
        if on is not None:
            self.click(on)
        for letter in words:
            target = QApplication.focusWidget()
            if target is None:
                raise Stuck(f"no widget has the keyboard for “{words}”")
            QTest.keyClicks(target, letter)
            self.breathe()

    def retype(self, words: str, on: QWidget) -> None:
        """Replace what stands in a widget by words."""
        self.click(on)
        self.press(Qt.Key.Key_A, CONTROL)
        self.type(words)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget, in its middle unless said otherwise."""
        if not widget.isVisible() or not widget.isEnabled():
            raise Stuck(f"{widget.objectName() or type(widget).__name__} can't be clicked")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        self.breathe()

    def choose(self, menu_of: QWidget, action: str) -> None:
        """Open the menu of a button and choose an action by its name or its words."""
        self.click(menu_of)
        menu = self.wait(self._menu, f"the menu of {menu_of.objectName()}")
        found = next((one for one in menu.actions() if action in (one.objectName(), one.text())), None)
        if found is None:
            raise Stuck(f"the menu does not offer “{action}”")
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(found).center())
        self.breathe()

    @staticmethod
    def _menu() -> QMenu | None:
        menu = QApplication.activePopupWidget()
        return menu if isinstance(menu, QMenu) else None

    def breathe(self) -> None:
        """Let the windows do what there is to do, as between two keys of a person."""
        QTest.qWait(0)
        self._watch.take(self.app.tasks.watchdog)

    def wait(self, until: Callable[[], _T | None], what: str) -> _T:
        """Wait until something is there, and return it; raise `Stuck` after twenty seconds."""
        end = wall.monotonic() + _PATIENCE
        while True:
            QTest.qWait(2)
            self._watch.take(self.app.tasks.watchdog)
            found = until()
            if found:
                return found
            if wall.monotonic() > end:
                raise Stuck(f"waited in vain for {what}")

    def settle(self) -> None:
        """Wait until nothing is under way any more."""
        self.wait(lambda: not self.app.tasks.busy, "the store's answers")
        self.breathe()

    def minutes(self, count: float) -> None:
        """Let time pass."""
        self.time.advance(count * 60)

    def until(self, hour: int, minute: int, *, days: int = 0) -> None:
        """Let time pass until a time of day on the office's wall, `days` later."""
        here = wording.local(self.time.now())
        there = (here + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.time.advance((there - here).total_seconds())

    # Eyes ---------------------------------------------------------------------------------------------

    def picture(
        self, name: str, *, small: bool = False, dark: bool = True, of: QWidget | None = None
    ) -> None:
        """Keep a picture of the window as it stands, once everything in it has been answered."""
        if self.pictures is None:
            return
        self.settle()
        with self._watch.away(self.app.tasks.watchdog):
            self.pictures.take(of or self.window, name, small=small, dark=dark)

    @property
    def window(self) -> QWidget:
        """The window that is open: the desk's, or the log-in window."""
        window = self.app.office.window if self.app.office is not None else self.app.login
        if window is None:
            raise Stuck("no window is open")
        return window

    @property
    def office(self) -> OfficeWindow:
        """The pages of whoever is logged in."""
        if self.app.office is None:
            raise Stuck("nobody is logged in")
        return self.app.office

    # Coming and going ---------------------------------------------------------------------------------

    def log_in(self, login: str, picture: str = "") -> OfficeWindow:
        """Log in at the log-in window; return the pages of the window that opens."""
        door = self.wait(lambda: self.app.login, "the log-in window")
        self.wait(door.isVisible, "the log-in window")
        self.look_at(door)
        self.retype(login, door.log_in.field("login"))
        self.retype(self.password, door.log_in.field("password"))
        if picture:
            self.picture(picture)
        self.press(Qt.Key.Key_Return)
        office = self.wait(lambda: self.app.office, f"the desk of {login}")
        self.wait(office.desk.mine.isVisible, "the desk")
        self.look_at(office.window)
        self.settle()
        return office

    def look_at(self, window: QWidget) -> None:
        """Give a window the keyboard, as a click on it would where a window manager is at work."""
        window.activateWindow()
        self.wait(window.isActiveWindow, f"the keyboard in {window.objectName()}")

    def log_out(self) -> None:
        """Log out by the menu at one's name."""
        office = self.office
        self.choose(office.window.top_bar.who, "Log out")
        self.wait(lambda: self.app.office is None and self.app.login is not None, "the log-in window")
