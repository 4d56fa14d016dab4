"""Opens and scrolls customer files in the real windows for `bench file`, and times what is painted."""

from __future__ import annotations

import resource
import time

from PySide6.QtCore import Qt

from desktop_crm.bench.driven import Driven, press
from desktop_crm.bootstrap import Desk
from desktop_crm.core.ids import CustomerId
from desktop_crm.ui.customer.page import CustomerPage

WIDTH, HEIGHT = 1_440, 900
_MOST_PRESSES = 2_000


class OpeningFiles(Driven):
    """The windows of one employee who opens one customer after the other.

    Attributes:
        opened: seconds from the wish until head and time line are painted.
        completed: seconds from the wish until the last list beside them stands there.
        longest_ms: the longest time the GUI thread was kept from its events while a time line was scrolled.
        grown: bytes by which the process's memory grew at most while it was scrolled again.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, WIDTH, HEIGHT)
        self.opened: list[float] = []
        self.completed: list[float] = []
        self.longest_ms = 0.0
        self.grown = 0
        self.settle()

    def open(self, customer: CustomerId, *, timed: bool) -> CustomerPage:
        """Open a file, as from a list."""
        begun = time.perf_counter()
        page = self._office.open_customer(customer)

        def read(_view: object) -> None:
            page.shown.disconnect(read)
            self._painted.watch([page.head, page.line.viewport()])

        whole: list[float] = []
        page.shown.connect(read)
        page.completed.connect(lambda _beside: whole.append(time.perf_counter()))
        seconds = self._painted.wait() - begun
        self.settle()
        if timed:
            self.opened.append(seconds)
            self.completed.append(whole[0] - begun)
        return page

    def shut(self, page: CustomerPage) -> None:
        """Close the tab of a file."""
        self._office.window.close_page(page)
        self.settle()

    def scroll(self, page: CustomerPage) -> int:
        """Go down the time line to its end and up again, by pages; return how many entries it has."""
        page.line.setFocus()
        self._to_the_end(page)
        before = _peak_memory()
        self._tasks.watchdog.reset()
        for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            press(page.line, key)
            self.settle()
        self._to_the_end(page)
        self.longest_ms = max(self.longest_ms, self._tasks.watchdog.longest_ms)
        self.grown = _peak_memory() - before
        return page.line.entries.rowCount()

    def _to_the_end(self, page: CustomerPage) -> None:
        """Press Page Down until nothing moves; pages of the time line are read on the way."""
        self._tasks.watchdog.reset()
        press(page.line, Qt.Key.Key_Home)
        bar = page.line.verticalScrollBar()
        for _press in range(_MOST_PRESSES):
            place, length = bar.value(), page.line.entries.rowCount()
            press(page.line, Qt.Key.Key_PageDown)
            self.settle()
            if (bar.value(), page.line.entries.rowCount()) == (place, length):
                break
        self.longest_ms = max(self.longest_ms, self._tasks.watchdog.longest_ms)


def _peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # kibibytes on Linux
