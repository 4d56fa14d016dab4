"""Alerts: what I hold and comes to be at risk is said once, on the desk and in the tray, never in a dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import WorkItemId
from desktop_crm.store.work import Reading
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
_KEPT = 500  # so many of what was said are known again at the next log-in
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
        settings: Keeper | None = None,
        name: str = "alerts",
    ) -> None:
        super().__init__(parent)
        self._now, self._messages, self._quiet, self._window = now, messages, quiet, parent
        self._settings, self._name = settings, name
        self._said: dict[str, None] = dict.fromkeys(settings.get(name, ()) if settings is not None else ())
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

    @property
    def is_still(self) -> bool:
        """Whether the desk is hidden, so that nothing is said."""
        return self._hidden

    def look_at(self, rows: Sequence[WorkRow]) -> None:
        """Say what has come to be at risk among the steps that I hold: a row for each clock of a step."""
        fresh = [row for row in rows if _risky(row) and _key(row) not in self._said]
        if not fresh or self.is_still or self._quiet().holds(wording.local(self._now())):
            return
        self._said.update(dict.fromkeys(map(_key, fresh)))
        if self._settings is not None:
            self._settings.put({self._name: list(self._said)[-_KEPT:]})
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
        self.alerts = Alerts(
            session.now, session.messages, lambda: kept_quiet_hours(settings), window, settings,
            f"alerts/{session.actor.id}",
        )  # fmt: skip
        self.marking = Marking(session, (desk.mine, desk.waiting), self)
        self.returns = Returns(session, settings, self)
        desk.up_to_date.connect(lambda: self._look(desk))
        self._look(desk)
        self._learning = QTimer(self)
        self._learning.setInterval(_FIRST_MS)
        self._learning.timeout.connect(self._learn)
        self._learning.start()

    def _look(self, desk: DeskPage) -> None:
        if desk.held:
            self._session.read(self._risks(desk.held), self.alerts.look_at, owner=self, key="risk")
        if not self.alerts.is_still:
            self.returns.look_at(desk.held)
        self.marking.look()

    def _risks(self, rows: Sequence[WorkRow]) -> Callable[[Reading], tuple[WorkRow, ...]]:
        session = self._session

        def ask(view: Reading) -> tuple[WorkRow, ...]:
            from desktop_crm.workflow.reads_marks import risks_of

            return risks_of(view, session.plans, rows, session.now())

        return ask

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


def _key(row: WorkRow) -> str:
    assert row.clock is not None  # only what is at risk is asked for
    return f"{row.case.hex}/{row.clock.ksf}"


def _sentence(rows: Sequence[WorkRow]) -> str:
    """Return what is at risk, and what is overdue though it was never seen at risk; each step once."""
    steps = {row.work_item: row for row in rows}
    late = {row.work_item for row in rows if row.clock is not None and row.clock.face == "overdue"}
    groups = (
        (_("At risk now: {steps}."), [row for key, row in steps.items() if key not in late]),
        (_("Overdue: {steps}."), [row for key, row in steps.items() if key in late]),
    )
    return " ".join(words.format(steps=_named(some)) for words, some in groups if some)


def _named(rows: Sequence[WorkRow]) -> str:
    named = [
        _("“{step}” for {customer}").format(step=row.activity, customer=row.customer_name or row.number)
        for row in rows[:_NAMED]
    ]
    if len(rows) > _NAMED:
        rest = len(rows) - _NAMED
        named.append(ngettext("{count} more", "{count} more", rest).format(count=rest))
    return ", ".join(named)
