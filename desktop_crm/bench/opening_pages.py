"""Opens pages of the rail in the real windows, for the benchmarks of what looks back, and times what is painted."""

from __future__ import annotations

import time
from functools import partial

from PySide6.QtCore import QEventLoop, Qt

from desktop_crm.bench.bare_page import BareWindow
from desktop_crm.bench.driven import Driven
from desktop_crm.bootstrap import Desk
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.history.page import HistoryPage
from desktop_crm.ui.pages import are_loaded
from desktop_crm.ui.team.page import TeamPage

WIDTH, HEIGHT = 1_440, 900


class OpeningPages(Driven):
    """The windows of one employee who opens a page, closes it and opens it again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, WIDTH, HEIGHT)
        self._tables: list[tuple[int, int]] = []
        self._plots: list[int] = []
        while not are_loaded():  # as while somebody looks at their desk
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.settle()

    def team(self, times: int) -> tuple[float, list[float]]:
        """Return how many seconds it took until the queues and tiles of Team were painted: the first time, later."""
        return self._open("team"), [self._open("team") for _time in range(times)]

    def bare(self, times: int) -> list[float]:
        """Return how many seconds plain tables and lines took, as many as were last on the Team screen."""
        window = BareWindow(WIDTH, HEIGHT)
        found = []
        for _time in range(times):
            begun = time.perf_counter()
            self._painted.watch(window.build(self._tables, self._plots))
            found.append(self._painted.wait() - begun)
            self.settle()
        window.close()
        window.deleteLater()
        return found

    def history(self, times: int) -> list[float]:
        """Return how many seconds contact history took until its first page was painted, each time."""
        self._open("history")  # what is loaded once is loaded
        return [self._open("history") for _time in range(times)]

    def _open(self, key: str) -> float:
        window = self._office.window
        begun = time.perf_counter()
        window.page_changed.connect(self._opened, Qt.ConnectionType.SingleShotConnection)
        window.rail.button(key).click()
        seconds = self._painted.wait() - begun
        self.settle()
        page = window.current_page()
        assert page is not None, "what was painted is a page"
        if isinstance(page, TeamPage):
            lists = (page.work.rows, page.queues.rows, page.colleagues.rows)
            self._tables = [(rows.rowCount(), rows.columnCount()) for rows in lists]
            self._plots = [len(one.tile.points) for one in page.tiles.tiles]
        window.close_page(page)
        self.settle()
        return seconds

    def _opened(self, page: Page) -> None:
        """The Team screen tells when it is painted, contact history when there is something to paint."""
        once = Qt.ConnectionType.SingleShotConnection
        if isinstance(page, TeamPage):
            page.shown.connect(self._painted.now, once)
        elif isinstance(page, HistoryPage):
            page.shown.connect(partial(self._painted.watch, [page.list.viewport()]), once)
