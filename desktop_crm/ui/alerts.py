"""Alerts: what I hold and comes to be at risk is said once, on the desk and in the tray, never in a dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import CaseId, WorkItemId
from desktop_crm.ui import wording
from desktop_crm.ui.desk.page import DeskPage
from desktop_crm.ui.marking import Marking, Returns
from desktop_crm.ui.messages import Messages
from desktop_crm.ui.quiet_hours import QuietHours, kept_quiet_hours
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.list_view import Keeper
from desktop_crm.workflow.reads_rows import WorkRow
from desktop_crm.workflow.remaining import warn_by_remaining_work

RISKY = frozenset({"at_risk", "overdue"})
_NAMED = 3  # steps named in one alert; more are counted
_SHOWN_MS = 10_000
_FIRST_MS, _AGAIN_MS = (
    20_000,
    600_000,
)  # when what usually remains is learned: after the desk stands, then now and then


class Alerts(QObject):
    """Watches one's work as it is read, and says of each clock once that it comes to be at risk.

    What was at risk during quiet hours is said when they are over, and while the desk was locked when it is not
    any more: the names of customers are nobody else's to read. A clock that is at risk no more, and
    then again, is not said again: nobody is told twice to hurry.

    Args:
        quiet: returns when nothing is said, as it is set now.

    Signals:
        wanted: the alert in the tray was clicked; carries the work item to open.
    """

    wanted = Signal(object)

    def __init__(
        self,
        now: Callable[[], datetime],
        messages: Messages,
        quiet: Callable[[], QuietHours],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._now, self._messages, self._quiet, self._window = now, messages, quiet, parent
        self._said: set[tuple[CaseId, str]] = set()
        self._last: WorkItemId | None = None
        self._tray: QSystemTrayIcon | None = None
        self._hidden = False
        parent.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be still while the desk is hidden; one that is only minimized is not."""
        if event.type() in (QEvent.Type.Hide, QEvent.Type.Show) and not event.spontaneous():
            self._hidden = event.type() is QEvent.Type.Hide
            if self._hidden:
                self.leave()
        return False

    def look_at(self, rows: Sequence[WorkRow]) -> None:
        """Say what has come to be at risk among the steps that I hold."""
        fresh = [row for row in rows if _risky(row) and _key(row) not in self._said]
        if not fresh or self._hidden or self._quiet().holds(wording.local(self._now())):
            return
        self._said.update(_key(row) for row in fresh)
        self._last = fresh[0].work_item
        words = _sentence(fresh)
        self._messages.alert(words)
        if not self._window.isActiveWindow():
            self._show_in_tray(words)

    def _show_in_tray(self, words: str) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.messageClicked.connect(self._clicked)
            self._tray.activated.connect(lambda _reason: self._clicked())
        self._tray.show()
        self._tray.setToolTip(words)
        self._tray.showMessage(_("At risk"), words, QSystemTrayIcon.MessageIcon.Warning, _SHOWN_MS)

    def _clicked(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        if self._last is not None:
            self.wanted.emit(self._last)

    def leave(self) -> None:
        """Take the sign out of the tray: who was alerted goes."""
        if self._tray is not None:
            self._tray.hide()


class RiskWatch(QObject):
    """Looks at one's work whenever the desk reads it, and now and then at how long remaining work takes.

    Attributes:
        alerts: what says it. `marking`: marks the lists. `returns`: tells what went back by itself.
    """

    def __init__(self, session: Session, desk: DeskPage, window: QWidget, settings: Keeper | None) -> None:
        super().__init__(window)
        self._session = session
        self.alerts = Alerts(session.now, session.messages, lambda: kept_quiet_hours(settings), window)
        self.marking = Marking(session, (desk.mine, desk.waiting), self)
        self.returns = Returns(session, settings, self)
        desk.up_to_date.connect(lambda: self._look(desk))
        self._look(desk)
        self._learning = QTimer(self)
        self._learning.setInterval(_FIRST_MS)
        self._learning.timeout.connect(self._learn)
        self._learning.start()

    def _look(self, desk: DeskPage) -> None:
        self.alerts.look_at(desk.held)
        self.returns.look_at(desk.held)
        self.marking.look()

    def _learn(self) -> None:
        """Let clocks warn by the work that remains: off the window's thread, and not while a step completes."""
        self._learning.setInterval(_AGAIN_MS)
        office = self._session.office
        if not self._session.tasks.closed:
            self._session.tasks.read(
                partial(warn_by_remaining_work, office.store, office.plans), self._session.announce,
                owner=self, key="risks",
            )  # fmt: skip

    def leave(self) -> None:
        """Be still: who was alerted goes."""
        self._learning.stop()
        self.alerts.leave()


def _risky(row: WorkRow) -> bool:
    return row.clock is not None and row.clock.face in RISKY


def _key(row: WorkRow) -> tuple[CaseId, str]:
    assert row.clock is not None  # only what is at risk is asked for
    return row.case, row.clock.ksf


def _sentence(rows: Sequence[WorkRow]) -> str:
    named = [
        _("“{step}” for {customer}").format(step=row.activity, customer=row.customer_name or row.number)
        for row in rows[:_NAMED]
    ]
    if len(rows) > _NAMED:
        rest = len(rows) - _NAMED
        named.append(ngettext("{count} more", "{count} more", rest).format(count=rest))
    return ngettext("At risk now: {steps}.", "At risk now: {steps}.", len(rows)).format(
        steps=", ".join(named)
    )
