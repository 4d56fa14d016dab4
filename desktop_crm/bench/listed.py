"""The list that search results come into, and the threads between it and the store, for `bench search`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop_crm.access.model import Actor
from desktop_crm.bootstrap import Office
from desktop_crm.store.work import Reading
from desktop_crm.ui.customer.finder import CustomersPage
from desktop_crm.ui.messages import Messages
from desktop_crm.ui.session import Session
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.theme import Mode, install

_PATIENCE_MS = 30_000
_T = TypeVar("_T")


class Listed:
    """The page on which customers are found, asked as its search line asks."""

    def __init__(self, office: Office, actor: Actor) -> None:
        application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(application, QApplication)
        install(application, Mode.LIGHT)
        messages = Messages()
        self._tasks = Tasks(messages)
        self._session = Session(office, office.desk_of(actor), self._tasks, messages)
        self._page = CustomersPage(self._session)

    def search(self, ask: Callable[[Reading], Sequence[_T]]) -> tuple[float, Sequence[_T]]:
        """Return how long it takes from the question until the rows are in the list's model, and the rows."""
        loop = QEventLoop()
        found: list[tuple[float, Sequence[_T]]] = []
        alarm = QTimer()
        alarm.setSingleShot(True)
        alarm.timeout.connect(lambda: loop.exit(1))
        alarm.start(_PATIENCE_MS)

        def show(rows: Sequence[_T]) -> None:
            self._page.rows.set_rows(rows)
            found.append((time.perf_counter() - begun, rows))
            loop.quit()

        begun = time.perf_counter()
        self._session.read(ask, show, owner=self._page, key="find")
        if loop.exec():
            raise TimeoutError("a search was never answered")
        return found[0]

    def close(self) -> None:
        """End the threads."""
        self._tasks.close()
        self._page.deleteLater()
        self._session.deleteLater()
