"""The application: the log-in window first, the desk after it, one after another until somebody closes it.

Nothing heavy is imported here: SQLAlchemy and the rooms on it come while the log-in window is on the screen.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from desktop_crm.core.clock import SystemTime
from desktop_crm.core.errors import Known
from desktop_crm.core.settings import Settings, remember_store
from desktop_crm.ui.login.gate import Credentials, Entered, Gate, Opened
from desktop_crm.ui.messages import Message, Messages, log_qt_messages
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.theme import Mode, install
from desktop_crm.ui.tidying import Tidying

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk, Office
    from desktop_crm.core.clock import TimeSource
    from desktop_crm.ui.login.window import LoginWindow
    from desktop_crm.ui.office import OfficeWindow
    from desktop_crm.ui.running import Place


LISTEN_AFTER_MS = 500
# A desk is shown when its lists are read, painted once; who has a slow store sees it without them.
SHOW_AFTER_MS = 200


class App(QObject):
    """Log-in window and main window of one store.

    Attributes:
        login: the log-in window, while it is open. `office`: the main window's pages, while somebody is in;
            both: the desk is locked.
        tasks: reads and writes off the GUI thread. `tidying`: what waits until nobody is at the windows.

    Signals:
        stands: a window stands on the screen, for the first time.
        went_elsewhere: carries the place of the store that was chosen in the log-in window.
        desk_shown: carries the `OfficeWindow` of whoever logged in, once its window is shown; again when it
            was locked.
    """

    stands = Signal()
    went_elsewhere = Signal(object)
    desk_shown = Signal(object)

    def __init__(
        self, gate: Gate, settings: Settings | None = None, parent: QObject | None = None, *, hint: str = ""
    ) -> None:
        super().__init__(parent)
        self._gate, self._settings, self._hint = gate, settings, hint
        self.messages = Messages(self)
        self.tasks = Tasks(self.messages, self)
        self.tidying = Tidying(self.tasks, self)
        self.login: LoginWindow | None = None
        self.office: OfficeWindow | None = None
        self._to_show: OfficeWindow | None = None
        self._opened: Opened | None = None
        self._office: Office | None = None
        self._next: tuple[Opened, Desk] | None = None

    def start(self, login: str = "", problem: str = "") -> LoginWindow:
        """Show the log-in window; for `login`, with what went wrong, where that was given and did not do."""
        from desktop_crm.ui.login.window import LoginWindow

        window = self.login = LoginWindow(
            self._gate, self.tasks, self.messages, self._opened, hint=self._hint, login=login,
            settings=self._settings,
        )  # fmt: skip
        window.log_in.say(problem)
        if self.office is not None:
            window.stand_before(self.office.window, self.office.session.actor.name)
        window.entered.connect(self._enter)
        window.closed.connect(self._left_at_door)
        window.elsewhere.connect(self._go_elsewhere)
        window.first_painted.connect(self._get_ready)
        window.first_painted.connect(self.stands)
        window.show()
        return window

    def _go_elsewhere(self, place: str) -> None:
        """Ask for the log-in to another store, from now on and when the program starts again."""
        from desktop_crm.bootstrap import default_location

        if self._settings is not None:
            remember_store(self._settings, place)
        self._close_login()
        opened, self._opened = self._opened, None
        if opened is not None:
            self.tasks.write(opened.office.close, owner=self)
        self._gate = replace(self._gate, location=place or default_location(), key_file=None)
        self.went_elsewhere.emit(self._gate.location)
        self.start()

    def start_as(self, given: Credentials) -> None:
        """Show the desk of whoever was named when the program was started; the log-in window where that fails."""
        self._get_ready()
        self.messages.told.connect(partial(self._told_to_nobody, given.login))
        self.tasks.write(
            partial(self._gate.enter_as, given),
            partial(self._is_in_as, given.login),
            partial(self._ask_instead, given.login),
            owner=self,
        )

    def _is_in_as(self, login: str, found: tuple[Opened, Entered] | None) -> None:
        if found is None:
            self.start(login)
        else:
            self._enter(found[0], found[1].desk)

    def _ask_instead(self, login: str, problem: Known) -> None:
        self.start(login, problem.sentence)

    def _told_to_nobody(self, login: str, message: Message) -> None:
        """Show the log-in window with a bug of ours that came before any window."""
        nowhere = self.login is None and self._to_show is None and self.office is None
        if nowhere and message.kind == "error":
            self.start(login, " ".join(part for part in (message.title, message.todo) if part))

    def _get_ready(self) -> None:
        """Load the desk's rooms on another thread while somebody types a password."""
        self.tasks.read(self._gate.load_desk, lambda _done: None, owner=self)

    def _enter(self, opened: Opened, desk: Desk) -> None:
        """Show the desk of whoever logged in; its rooms are imported by now, but not before the log-in."""
        from desktop_crm.ui.office import OfficeWindow
        from desktop_crm.ui.session import Session

        if self.office is not None:
            self._unlock(opened, desk, self.office)
            return
        self._opened, self._office = opened, desk.office
        session = Session(desk.office, desk, self.tasks, self.messages)
        office = OfficeWindow(session, self._settings, self)
        session.setParent(office)
        office.left.connect(self._left)
        self._to_show = office
        office.desk.up_to_date.connect(self._show, Qt.ConnectionType.SingleShotConnection)
        QTimer.singleShot(SHOW_AFTER_MS, office, self._show)

    def _show(self) -> None:
        """Show the desk that was made: called when its lists are read and when the patience ends, shown once."""
        office, self._to_show = self._to_show, None
        if office is None:
            return
        self.office = office
        office.window.resize(office.window.sizeHint())
        office.show()
        self._close_login()
        self.tidying.start()
        self.desk_shown.emit(office)
        self.stands.emit()

    @property
    def locked(self) -> bool:
        """Whether somebody's desk is there and hidden until they log in again."""
        return self.office is not None and self.login is not None

    def lock(self) -> None:
        """Hide the desk behind the log-in window; everything on it stays as it is."""
        if self.office is None or self.login is not None:
            return
        from desktop_crm.ui.locking import hide_all_but

        hide_all_but(self.start(self.office.session.actor.login))

    def _unlock(self, opened: Opened, desk: Desk, office: OfficeWindow) -> None:
        """Show the locked desk again to whoever works there; for anybody else it is left as at a log-out."""
        if desk.actor.id != office.session.actor.id:
            self._next = opened, desk
            office.log_out()
            return
        if desk.office is not office.session.office:  # opened by this log-in, with a password that may be new
            office.session.office.store.log_in_as(desk.office.store)
            self.tasks.write(desk.office.close, owner=self)
        office.window.show()
        self._close_login()
        self.desk_shown.emit(office)

    def _close_login(self) -> None:
        if self.login is not None:
            login, self.login = self.login, None
            login.closed.disconnect(self._left_at_door)
            login.close()
            login.deleteLater()

    def _left_at_door(self) -> None:
        QTimer.singleShot(0, self, self.quit)

    def _left(self, logged_out: bool) -> None:
        if self.office is not None:
            office, self.office = self.office, None
            _destroy(office)
        following, self._next = self._next, None
        if logged_out:
            self._close_own()
        if following is not None:
            self._enter(*following)
        elif logged_out:
            self.start()
        else:
            self.quit()

    def now(self) -> datetime:
        """Return the time of this application's time source."""
        return (self._gate.time or SystemTime()).now()

    def quit(self) -> None:
        """Close what is open, wait for what is being written, close the store, end the application.

        The desk closes as by its own button: drafts are kept, and a page that can't keep its work stays.
        """
        if self.office is not None:
            self.office.window.close()  # which leads here again
            return
        office, self._to_show = self._to_show, None
        if office is not None:
            _destroy(office)
        self._close_login()
        self.close()
        application = QApplication.instance()
        if application is not None:
            application.quit()

    def close(self) -> None:
        """Wait for what is being written, and close the store."""
        self.tasks.close()
        for office in (self._office, None if self._opened is None else self._opened.office):
            if office is not None:
                office.close()
        self._office = self._opened = None

    def _close_own(self) -> None:
        """Close what the log-in of whoever left has opened; the store in a file stays open for the next."""
        own, self._office = self._office, None
        if own is not None and (self._opened is None or own is not self._opened.office):
            self.tasks.write(own.close, lambda _done: None, owner=self)


def _destroy(office: OfficeWindow) -> None:
    office.window.deleteLater()
    office.deleteLater()


def run(
    location: Path | str,
    key_file: Path | None = None,
    time: TimeSource | None = None,
    arguments: Any = None,
    number: str = "",
    hint: str = "",
    place: Place | None = None,
    given: Credentials | None = None,
) -> int:
    """Open the windows on a store; return the exit status when the last one is closed.

    `number`: who calls, shown to whoever logs in first. `hint`: what the log-in window says below its fields.
    `place`: the right to be the window on this store, given up once this one listens. `given`: who logs in.
    """
    application = QApplication(list(arguments or sys.argv[:1]))
    application.setApplicationName("Desktop CRM")
    application.setQuitOnLastWindowClosed(False)
    log_qt_messages()
    settings = Settings()
    colours = settings.get("colours", "system")
    install(application, Mode(colours) if colours in {str(mode) for mode in Mode} else Mode.SYSTEM)
    app = App(Gate(location, key_file, time), settings, hint=hint)
    # A call is taken at once. Otherwise the desk is loaded first: nobody opens a second window so soon.
    wait = 0 if number else LISTEN_AFTER_MS
    listen = partial(_listen, app, location, settings, number, place)
    app.stands.connect(partial(QTimer.singleShot, wait, app, listen), Qt.ConnectionType.SingleShotConnection)
    if given is None:
        app.start()
    else:
        app.start_as(given)
    app.tasks.watchdog.start()
    return application.exec()


def _listen(app: App, location: Path | str, settings: Settings, number: str, place: Place | None) -> None:
    """Hear of calls, of whoever opens the program again, and of nobody; after the first paint, for it loads the
    network.
    """
    from desktop_crm.ui.incoming import Incoming
    from desktop_crm.ui.locking import Locking
    from desktop_crm.ui.reminding import Reminder

    Locking(app, app.tidying.presence, settings)
    Reminder(app)
    incoming = Incoming(app, location)
    incoming.single.listen()
    if place is not None:
        place.leave()
    if number:
        incoming.call(number)
