"""The program as `bench start` runs it: the real way in, which tells when a window stands, then ends.

The log-in and its password come from the environment. Next to nothing is imported here that the program would
not import itself.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from desktop_crm.bench.telling import tell
from desktop_crm.cli.main import main
from desktop_crm.core import collector

collector.rest()  # as the program does before it loads its windows, which here are loaded for `_Told`

from PySide6.QtCore import Qt  # noqa: E402

from desktop_crm.ui import app as application  # noqa: E402

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

    from desktop_crm.ui.login.window import LoginWindow
    from desktop_crm.ui.office import OfficeWindow

LOGIN, PASSWORD = "DESKTOP_CRM_BENCH_LOGIN", "DESKTOP_CRM_BENCH_PASSWORD"


class _Told(application.App):
    """The application, which logs in by itself and ends at the door or at the desk."""

    until = "door"

    def start(self) -> LoginWindow:
        """Show the log-in window."""
        window = super().start()
        if self.until == "door":
            window.first_painted.connect(self._tell_and_end)
        else:
            window.first_painted.connect(self._log_in)
            self.desk_shown.connect(self._await_lists)
        return window

    def _log_in(self) -> None:
        """Type and press the button, as a person of no hesitation would."""
        assert self.login is not None
        page = self.login.log_in
        page.field("login").setText(os.environ[LOGIN])
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


def begin(until: str, store: str) -> None:
    """Open the program on a store, and end at the ``door`` or at the ``desk``."""
    _Told.until = until
    application.App = _Told  # type: ignore[misc]  # the way in makes the application by this name
    sys.exit(main(["--store", store]))
