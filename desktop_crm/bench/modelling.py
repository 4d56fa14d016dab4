"""Opens, edits and scrolls the Model screen for `bench model`, beside a plain table, and times what is painted."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleFactory, QTableWidget, QTableWidgetItem

from desktop_crm.bench.driven import Driven, press
from desktop_crm.bench.large_model import Size
from desktop_crm.bootstrap import Desk
from desktop_crm.ui.modelling.page import ModelPage

WIDTH, HEIGHT = 1_440, 900
_PRESSES = 24  # of each key that scrolls


class Modelling(Driven):
    """The Model screen of one process owner.

    Attributes:
        opened, edited: seconds of ours; `bare_opened`, `bare_edited`: of the plain table.
        longest_ms: the longest time the GUI thread was kept from its events while a matrix was scrolled and
            edited.
    """

    def __init__(self, desk: Desk, size: Size) -> None:
        super().__init__(desk, WIDTH, HEIGHT)
        self._size = size
        self.opened: list[float] = []
        self.edited: list[float] = []
        self.bare_opened: list[float] = []
        self.bare_edited: list[float] = []
        self.longest_ms = 0.0
        self.settle()

    def measure(self, rounds: int) -> None:
        """Open the screen, edit a matrix and scroll it; the first time of each loads what is loaded once."""
        for number in range(rounds + 1):
            opened, bare = self._open(), self._open_bare()
            if number:
                self.opened.append(opened)
                self.bare_opened.append(bare)
            if number < rounds:
                self._office.window.close_page(self._page())
                self.settle()
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
        self.settle()
        return seconds

    def _edit(self, page: ModelPage, number: int) -> float:
        """Take the one who is responsible for an activity away, or put them back: a finding comes or goes."""
        activity = page.bench.model.activities[number // 2]
        role = f"role_{number // 2 % self._size.roles}"
        page.grid.go(activity.code, role)
        self.settle()
        begun = time.perf_counter()
        press(page.grid, Qt.Key.Key_R, "r")
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
        self.settle()
        return at

    def _edit_bare(self, table: QTableWidget, number: int) -> float:
        begun = time.perf_counter()
        self._painted.watch([table.viewport()])
        table.setItem(number // 2, number // 2 % self._size.roles, QTableWidgetItem(f"{number}"))
        seconds = self._painted.wait() - begun
        self.settle()
        return seconds

    def _scroll(self, page: ModelPage) -> None:
        """Scroll the widest matrix to its end and back with the keyboard, and edit on the way."""
        self._bring(page, "uses")
        page.grid.begin()
        self.settle()
        self._tasks.watchdog.reset()
        for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_Left):
            for number in range(_PRESSES):
                press(page.grid, key)
                if number % 8 == 0:
                    press(page.grid, Qt.Key.Key_I, "i")
                self._application.processEvents()
        self.settle()
        self.longest_ms = self._tasks.watchdog.longest_ms

    def _bring(self, page: ModelPage, key: str) -> None:
        page.show_sheet(next(number for number, one in enumerate(page.sheets) if one.key == key))
        self.settle()


def _table(size: Size) -> QTableWidget:
    """Return a plain table of activities and roles with a letter in every third cell, not shown yet."""
    table = QTableWidget(size.activities, size.roles)
    table.setStyle(QStyleFactory.create("Fusion"))
    for row in range(size.activities):
        for column in range(size.roles):
            table.setItem(row, column, QTableWidgetItem("R" if (row + column) % 3 == 0 else ""))
    table.resize(WIDTH, HEIGHT)
    return table
