"""Practising a draft in the real windows: a throw-away store, a banner that says so, and any role at will."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QApplication, QMenu

from desktop_crm.bootstrap import Office, open_or_create_office
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.estimate.practice import Player, furnish
from desktop_crm.ui.messages import Messages, log_qt_messages
from desktop_crm.ui.session import Session
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from desktop_crm.core.clock import TimeSource
    from desktop_crm.process.model import Model
    from desktop_crm.ui.office import OfficeWindow


@dataclass(frozen=True)
class Stage:
    """An office on a store of its own, and whom one can be in it."""

    office: Office
    players: tuple[Player, ...]


class Practice(QObject):
    """The draft at work, in windows of its own; what is done here is thrown away when they close.

    Attributes:
        pages: the office of whoever one is now; None while the store is being made, and afterwards.
        tasks: its own threads: nothing here waits for, or reaches, the company's store.

    Signals:
        shown: carries the `OfficeWindow` that stands on the screen.
        failed: carries the known error for which there is nothing to practise.
        left: the windows are closed and the store is thrown away.
    """

    shown = Signal(object)
    failed = Signal(object)
    left = Signal()

    def __init__(self, model: Model, time: TimeSource | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._time = model, time
        self.messages = Messages(self)
        self.tasks = Tasks(self.messages, self)
        self.pages: OfficeWindow | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="practice-", ignore_cleanup_errors=True)
        self._stage: Stage | None = None
        self._next: Player | None = None

    @property
    def store(self) -> Path:
        """The throw-away store."""
        return Path(self._folder.name) / "practice.store"

    @property
    def players(self) -> tuple[Player, ...]:
        """Whom one can be."""
        return () if self._stage is None else self._stage.players

    def begin(self) -> None:
        """Make the store and open the first window, as somebody who has all roles."""
        self.tasks.write(self._make, self._made, self._not_made, owner=self)

    def _make(self) -> Stage:
        office = open_or_create_office(self.store, time=self._time)
        try:
            return Stage(office, furnish(office.store, self._model))
        except Known:
            office.close()
            raise

    def _made(self, stage: Stage) -> None:
        self._stage = stage
        self._open(stage.players[0])

    def _not_made(self, problem: Known) -> None:
        self.failed.emit(problem)
        self.close()

    def _open(self, player: Player) -> None:
        from desktop_crm.ui.office import OfficeWindow

        assert self._stage is not None
        office = self._stage.office
        session = Session(office, office.desk_of(player.actor), self.tasks, self.messages)
        pages = self.pages = OfficeWindow(session, None, self)
        session.setParent(pages)
        pages.left.connect(self._was_left)
        pages.window.show_above(self._banner(player))
        pages.window.resize(pages.window.sizeHint())
        pages.show()
        self.shown.emit(pages)

    def _banner(self, player: Player) -> Banner:
        banner = Banner(
            "warning", _("Practice"),
            _("{who} · the draft, on practice customers; nothing here reaches the company").format(who=player.title),
            closable=False,
        )  # fmt: skip
        banner.setObjectName("practice_banner")
        link = banner.add_action(
            _("Work as…"), lambda: self._menu.popup(link.mapToGlobal(QPoint(0, link.height())))
        )
        link.setObjectName("practice_as")
        self._menu = QMenu(banner)
        for one in self.players:
            self._menu.addAction(one.title.replace("&", "&&"), partial(self.work_as, one))
        stop = banner.add_action(_("End practice"), self.close)
        stop.setObjectName("practice_end")
        return banner

    def work_as(self, player: Player) -> None:
        """Go on as somebody else: this window closes and theirs opens, on the same store."""
        self._next = player
        if self.pages is not None:
            self.pages.window.close()

    def _was_left(self, _logged_out: bool) -> None:
        if self.pages is not None:
            pages, self.pages = self.pages, None
            pages.window.deleteLater()
            pages.deleteLater()
        following, self._next = self._next, None
        if following is not None:
            self._open(following)
        else:
            self.close()

    def close(self) -> None:
        """Close the windows and throw the store away."""
        if self.pages is not None:
            self.pages.window.close()  # which leads here again
            return
        self.tasks.close()
        if self._stage is not None:
            self._stage.office.close()
            self._stage = None
        self._folder.cleanup()
        self.left.emit()


def run(model: Model) -> int:
    """Practise a model in a program of its own; return the exit status when its last window is closed."""
    from desktop_crm.ui.theme import Mode, install

    application = QApplication.instance() or QApplication(["desktop-crm"])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    log_qt_messages()
    install(application, Mode.SYSTEM)
    practice = Practice(model)
    problems: list[Known] = []
    practice.failed.connect(problems.append)
    practice.left.connect(application.quit)
    practice.begin()
    status = application.exec()
    if problems:
        raise problems[0]
    return int(status)
