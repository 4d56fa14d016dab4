"""What every page has that brings a file in: it is chosen or dropped, tried, brought in; one thing at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.busy_panel import BusyPanel
from desktop_crm.ui.widgets.button import Button


class FilePage(Page):
    """A page for which one file is chosen, or onto which it is dropped; who derives says what is done with it.

    Attributes:
        path: the file, None before one was taken. `choose_file`: asks a person which; empty: none.
        choose, attempt, bring: the buttons. `busy`: how far it is.
    """

    icon = "customers"
    help_topic = "import"
    _told = Signal(int, int)  # how much is done, and of how much (0: nobody knows)

    def __init__(
        self,
        key: str,
        title: str,
        session: Session,
        choose_file: Callable[[QWidget | None], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, title, parent)
        self.setAcceptDrops(True)
        self.session, self.choose_file = session, choose_file
        self.path: Path | None = None
        self._stop = threading.Event()
        self.busy = BusyPanel()
        self.busy.cancelled.connect(self._stop.set)
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self.choose = Button(_("Choose a file…"), key="Ctrl+O")
        self.choose.clicked.connect(self.ask)
        self.attempt = Button(_("Try"), key="Ctrl+T")
        self.attempt.clicked.connect(lambda: self.begin(trial=True))
        self.bring = Button(_("Import"), kind="filled", key="Ctrl+Enter")
        self.bring.clicked.connect(lambda: self.begin(trial=False))

    def open_file(self, path: Path) -> None:
        """Take a file."""

    def begin(self, *, trial: bool) -> None:
        """Bring the file in, or tell what would happen."""

    def _show_state(self) -> None:
        """Show what can be done now."""

    # The file ----------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask for a file and take it."""
        path = self.choose_file(self)
        if path:
            self.open_file(Path(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dropped, one at a time."""
        urls = event.mimeData().urls()
        if not self.running and len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        self.open_file(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()

    # Under way ---------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether something is under way."""
        return not self.choose.isEnabled()

    def _run(self, act: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Run long work on a thread of its own; each few rows are a transaction, so nobody waits for it."""
        self._stop.clear()
        self.choose.allow(_("Something is under way."))
        self.busy.begin(_("Beginning…"))
        self._show_state()
        self.session.tasks.read(act, then, self._failed, owner=self, key="run", cancel=self._stop.set)

    def _tell(self, done: int, total: int) -> None:
        if self.running:
            words = _("{count} read so far") if not total else _("{count} of {total} parts taken back")
            self.busy.set_progress(done, total, words.format(count=f"{done:,}", total=f"{total:,}"))

    def _ended(self) -> None:
        self.busy.end()
        self.choose.allow()

    def _failed(self, problem: Known) -> None:
        self._ended()
        self.session.messages.error(problem)
        self._show_state()

    def may_close(self) -> bool:
        """Stop what is under way when the tab goes: what came in by then stays."""
        self._stop.set()
        return True
