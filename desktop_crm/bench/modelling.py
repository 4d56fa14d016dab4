"""Opens, edits and scrolls the Model screen for `bench model`, beside a plain table, and times what is painted."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStyleFactory, QTableWidget, QTableWidgetItem, QWidget

from desktop_crm.bench.large_model import Size
from desktop_crm.bench.walking import Painted
from desktop_crm.bootstrap import Desk
from desktop_crm.ui.messages import Messages
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.office import OfficeWindow
from desktop_crm.ui.session import Session
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.theme import Mode, install

WIDTH, HEIGHT = 1_440, 900
_PRESSES = 24  # of each key that scrolls


class Modelling:
    """The Model screen of one process owner.

    Attributes:
        opened, edited: seconds of ours; `bare_opened`, `bare_edited`: of the plain table.
        longest_ms: the longest time the GUI thread was kept from its events while a matrix was scrolled and
            edited. `calls_on_gui_thread`: how many reads and writes of the store were begun there.
    """

    def __init__(self, desk: Desk, size: Size) -> None:
        self._application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(self._application, QApplication)
        install(self._application, Mode.LIGHT)
        self._size = size
        self.opened: list[float] = []
        self.edited: list[float] = []
        self.bare_opened: list[float] = []
        self.bare_edited: list[float] = []
        self.longest_ms = 0.0
        self.calls_on_gui_thread = 0
        self._watch(desk)
        messages = Messages()
        self._tasks = Tasks(messages)
        self._office = OfficeWindow(Session(desk.office, desk, self._tasks, messages))
        self._office.window.resize(WIDTH, HEIGHT)
        self._office.window.show()
        self._painted = Painted()
        self._tasks.watchdog.start()
        self._settle()

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

    def measure(self, rounds: int) -> None:
        """Open the screen, edit a matrix and scroll it; the first time of each loads what is loaded once."""
        for number in range(rounds + 1):
            opened, bare = self._open(), self._open_bare()
            if number:
                self.opened.append(opened)
                self.bare_opened.append(bare)
            if number < rounds:
                self._office.window.close_page(self._page())
                self._settle()
        table = _table(self._size)
        self._show(table)
        page = self._page()
        self._bring(page, "responsibilities")
        for number in range(rounds):
            self.edited.append(self._edit(page, number))
            self.bare_edited.append(self._edit_bare(table, number))
        table.close()
        self._scroll(page)

    def _page(self) -> ModelPage:
        page = self._office.window.current_page()
        assert isinstance(page, ModelPage)
        return page

    # What is timed ------------------------------------------------------------------------------------

    def _open(self) -> float:
        begun = time.perf_counter()
        self._office.open_model()
        return self._until_found(self._page(), begun)

    def _until_found(self, page: ModelPage, begun: float) -> float:
        """Return the seconds until the findings of the next check are painted; then let all be done."""

        def found() -> None:
            page.bench.found.disconnect(found)
            self._painted.watch([page.findings.list.viewport()])

        page.bench.found.connect(found)
        seconds = self._painted.wait() - begun
        self._settle()
        return seconds

    def _edit(self, page: ModelPage, number: int) -> float:
        """Take the one who is responsible for an activity away, or put them back: a finding comes or goes."""
        activity = page.bench.model.activities[number // 2]
        role = f"role_{number // 2 % self._size.roles}"
        page.grid.go(activity.code, role)
        self._settle()
        begun = time.perf_counter()
        _press(page.grid, Qt.Key.Key_R, "r")
        return self._until_found(page, begun)

    def _open_bare(self) -> float:
        begun = time.perf_counter()
        table = _table(self._size)
        seconds = self._show(table) - begun
        table.close()
        table.deleteLater()
        return seconds

    def _show(self, table: QTableWidget) -> float:
        self._painted.watch([table.viewport()])
        table.show()
        at = self._painted.wait()
        self._settle()
        return at

    def _edit_bare(self, table: QTableWidget, number: int) -> float:
        begun = time.perf_counter()
        self._painted.watch([table.viewport()])
        table.setItem(number // 2, number // 2 % self._size.roles, QTableWidgetItem(f"{number}"))
        seconds = self._painted.wait() - begun
        self._settle()
        return seconds

    def _scroll(self, page: ModelPage) -> None:
        """Scroll the widest matrix to its end and back with the keyboard, and edit on the way."""
        self._bring(page, "uses")
        page.grid.begin()
        self._settle()
        self._tasks.watchdog.reset()
        for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_Left):
            for press in range(_PRESSES):
                _press(page.grid, key)
                if press % 8 == 0:
                    _press(page.grid, Qt.Key.Key_I, "i")
                self._application.processEvents()
        self._settle()
        self.longest_ms = self._tasks.watchdog.longest_ms

    def _bring(self, page: ModelPage, key: str) -> None:
        page.show_sheet(next(number for number, one in enumerate(page.sheets) if one.key == key))
        self._settle()

    def _settle(self) -> None:
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


def _table(size: Size) -> QTableWidget:
    """Return a plain table of activities and roles with a letter in every third cell, not shown yet."""
    table = QTableWidget(size.activities, size.roles)
    table.setStyle(QStyleFactory.create("Fusion"))
    for row in range(size.activities):
        for column in range(size.roles):
            table.setItem(row, column, QTableWidgetItem("R" if (row + column) % 3 == 0 else ""))
    table.resize(WIDTH, HEIGHT)
    return table


def _press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
