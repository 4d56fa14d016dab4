"""Opens, edits and scrolls the Model screen for `bench model`, beside a plain table, and times what is painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import product

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleFactory, QTableWidget, QTableWidgetItem

from desktop_crm.bench.driven import Driven, press
from desktop_crm.bench.large_model import Size
from desktop_crm.bootstrap import Desk
from desktop_crm.ui.modelling.page import ModelPage
from desktop_crm.ui.theme import Mode, install

WIDTH, HEIGHT = 1_440, 900
_PRESSES = 24  # of each key that scrolls
_KEYS = (
    Qt.Key.Key_Down,
    Qt.Key.Key_Right,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Up,
    Qt.Key.Key_Left,
)


class Modelling(Driven):
    """The Model screen of one process owner.

    Attributes:
        opened, edited: seconds of ours; `bare_opened`, `bare_edited`: of the plain table.
        blocks: for each thing that is done with the screen the longest time, in milliseconds, that the GUI thread
            was kept from its events.
    """

    def __init__(self, desk: Desk, size: Size) -> None:
        super().__init__(desk, WIDTH, HEIGHT)
        self._size = size
        self.opened: list[float] = []
        self.edited: list[float] = []
        self.bare_opened: list[float] = []
        self.bare_edited: list[float] = []
        self.blocks: dict[str, float] = {}
        self.settle()

    def measure(self, rounds: int) -> None:
        """Open the screen, edit a matrix and scroll it; the first time of each loads what is loaded once."""
        for number in range(rounds + 1):
            opened, blocked = self._open()
            bare = self._open_bare()
            if number:
                self.opened.append(opened)
                self.bare_opened.append(bare)
                self.blocks["opening"] = max(self.blocks.get("opening", 0.0), blocked)
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
        self._work(page)

    def _page(self) -> ModelPage:
        page = self._office.window.current_page()
        assert isinstance(page, ModelPage)
        return page

    # What is timed ------------------------------------------------------------------------------------

    def _open(self) -> tuple[float, float]:
        """Return the seconds of an opening, and its longest block in milliseconds."""
        self._tasks.watchdog.reset()
        begun = time.perf_counter()
        self._office.open_model()
        return self._until_found(self._page(), begun), self._tasks.watchdog.longest_ms

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

    def _work(self, page: ModelPage) -> None:
        """Scroll and edit the two widest matrices in light and in dark, and note the longest block of each act."""
        application = self._application
        assert isinstance(application, QApplication)
        for mode, key in product((Mode.LIGHT, Mode.DARK), ("places", "uses")):
            install(application, mode)
            self._bring(page, key)
            page.grid.begin()
            for what, act in (
                ("keys", self._press_along),
                ("scroll bars", _drag_along),
                ("marks", self._mark_along),
                ("paste", _paste),
                ("undo", lambda page: page.bench.undo()),
                ("find", self._find),
            ):
                self._note(what, partial(act, page))
        install(application, Mode.LIGHT)

    def _note(self, what: str, act: Callable[[], object]) -> None:
        """Do something, and keep for how long the GUI thread was away from its events at most."""
        self.settle()
        self._tasks.watchdog.reset()
        act()
        self.settle()
        self.blocks[what] = max(self.blocks.get(what, 0.0), self._tasks.watchdog.longest_ms)

    def _press_along(self, page: ModelPage) -> None:
        for key, _number in product(_KEYS, range(_PRESSES)):
            press(page.grid, key)
            self._application.processEvents()

    def _mark_along(self, page: ModelPage) -> None:
        """Set marks and go on at once, while each change is checked and kept."""
        key, word = (Qt.Key.Key_I, "i") if page.grid.grid.sheet.marks else (Qt.Key.Key_2, "2")
        for number in range(_PRESSES):
            if number % 8 == 0:
                press(page.grid, key, word)
            press(page.grid, Qt.Key.Key_Down)
            self._application.processEvents()

    def _find(self, page: ModelPage) -> None:
        for letters in ("c", "ch", "che", ""):
            page.filter.setText(letters)
            self._application.processEvents()

    def _bring(self, page: ModelPage, key: str) -> None:
        page.show_sheet(next(number for number, one in enumerate(page.sheets) if one.key == key))
        self.settle()


def _drag_along(page: ModelPage) -> None:
    for bar in (page.grid.horizontalScrollBar(), page.grid.verticalScrollBar()):
        for number in range(_PRESSES):
            bar.setValue(bar.maximum() * number // _PRESSES)
            QApplication.processEvents()


def _paste(page: ModelPage) -> None:
    """Paste a block of 20 rows and 50 columns, or as many as there are."""
    mark = "I" if page.grid.grid.sheet.marks else "2"
    lines = ["\t".join("" if (row + column) % 3 else mark for column in range(50)) for row in range(20)]
    page.grid.go(next(row.code for row in page.grid.grid.rows if not row.heading), "")
    QGuiApplication.clipboard().setText("\n".join(lines))
    page.grid.paste()


def _table(size: Size) -> QTableWidget:
    """Return a plain table of activities and roles with a letter in every third cell, not shown yet."""
    table = QTableWidget(size.activities, size.roles)
    table.setStyle(QStyleFactory.create("Fusion"))
    for row in range(size.activities):
        for column in range(size.roles):
            table.setItem(row, column, QTableWidgetItem("R" if (row + column) % 3 == 0 else ""))
    table.resize(WIDTH, HEIGHT)
    return table
