"""The program as `bench start` runs it: the real way in, which tells when a window stands, then ends.

A desk is reached by a log-in given at the start, or typed into the log-in window. Next to nothing is imported
here that the program would not import itself.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from desktop_crm.bench.telling import tell
from desktop_crm.cli.main import main
from desktop_crm.core import collector
from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _

collector.rest()  # as the program does before it loads its windows, which here are loaded for `_Told`

from desktop_crm.ui import app as application  # noqa: E402

# isort: split
from PySide6.QtCore import Qt  # noqa: E402

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

    from desktop_crm.ui.login.gate import Credentials
    from desktop_crm.ui.login.window import LoginWindow
    from desktop_crm.ui.office import OfficeWindow

DOOR, GIVEN, TYPED = "door", "given", "typed"
PASSWORD = "DESKTOP_CRM_PASSWORD"  # where the command line finds it, and `bench.start` puts it


class _Told(application.App):
    """The application, which ends at the door or at the desk."""

    until, who = DOOR, ""

    def start(self, login: str = "", problem: str = "") -> LoginWindow:
        """Show the log-in window; raises `Refused` with what it would say to a log-in that was given."""
        if self.until == GIVEN:
            raise Refused(problem or _("The log-in that was given did not do."))
        window = super().start(login, problem)
        window.first_painted.connect(self._tell_and_end if self.until == DOOR else self._log_in)
        self.desk_shown.connect(self._await_lists)
        return window

    def start_as(self, given: Credentials) -> None:
        """Show the desk."""
        self.desk_shown.connect(self._await_lists)
        super().start_as(given)

    def _log_in(self) -> None:
        """Type and press the button, as a person of no hesitation would."""
        assert self.login is not None
        page = self.login.log_in
        page.field("login").setText(self.who)
        page.field("password").setText(os.environ[PASSWORD])
        page.submit()

    def _await_lists(self, office: OfficeWindow) -> None:
        if office.desk.filled:
            self._await_paint()
        else:
            office.desk.up_to_date.connect(self._await_paint, Qt.ConnectionType.SingleShotConnection)

    def _await_paint(self) -> None:
        assert self.office is not None
        self.office.desk.mine.list.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Tell once the list that just got its rows has been painted."""
        if event.type() is event.Type.Paint:
            watched.removeEventFilter(self)
            self._tell_and_end()
        return False

    def _tell_and_end(self) -> None:
        tell()
        window = self.login if self.office is None else self.office.window
        assert window is not None
        window.close()


def begin(until: str, store: str, login: str) -> None:
    """Open the program on a store; end at the ``door``, or at a desk with the log-in ``given`` or ``typed``.

    The password is in the environment, as on the command line.
    """
    _Told.until, _Told.who = until, login
    application.App = _Told  # type: ignore[misc]  # the way in makes the application by this name
    sys.exit(main(["--store", store, *(["--as", login] if until == GIVEN else [])]))
