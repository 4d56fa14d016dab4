"""Opens pages of the rail in the real windows, for the benchmarks of what looks back, and times what is painted."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QWidget

from desktop_crm.bench.driven import Driven
from desktop_crm.bootstrap import Desk
from desktop_crm.ui.history.page import HistoryPage
from desktop_crm.ui.team.page import TeamPage

WIDTH, HEIGHT = 1_440, 900


class OpeningPages(Driven):
    """The windows of one employee who opens a page, closes it and opens it again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, WIDTH, HEIGHT)
        self.settle()

    def team(self, times: int) -> list[float]:
        """Return how many seconds the Team screen took until all of it was painted, each time."""
        return self._several("team", times)

    def history(self, times: int) -> list[float]:
        """Return how many seconds contact history took until its first page was painted, each time."""
        return self._several("history", times)

    def _several(self, key: str, times: int) -> list[float]:
        self._open(key)  # what is loaded once is loaded
        return [self._open(key) for _time in range(times)]

    def _open(self, key: str) -> float:
        begun = time.perf_counter()
        self._office.window.rail.button(key).click()
        while not isinstance(page := self._office.window.current_page(), HistoryPage | TeamPage):
            self._application.processEvents()

        def read() -> None:
            page.shown.disconnect(read)
            self._painted.watch(_looked_at(page))

        page.shown.connect(read)
        seconds = self._painted.wait() - begun
        self.settle()
        self._office.window.close_page(page)
        self.settle()
        return seconds


def _looked_at(page: HistoryPage | TeamPage) -> list[QWidget]:
    if isinstance(page, HistoryPage):
        return [page.list.viewport()]
    return [page.tiles, page.work.list.viewport(), page.times]
