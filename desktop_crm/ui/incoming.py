"""An incoming call: the window comes forward with the caller's file, and the event is ready with its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.single import Single

if TYPE_CHECKING:
    from desktop_crm.store.work import Reading
    from desktop_crm.ui.app import App
    from desktop_crm.ui.office import OfficeWindow
    from desktop_crm.workflow.reads_hits import CustomerHit

_LONGEST = 100
_SCHEMES = frozenset({"tel", "callto"})
_MOST = 8


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody calls: their number, and the instant at which it was told to us."""

    number: str
    at: datetime


class Incoming(QObject):
    """Takes calls for the application; one that comes while nobody is at the desk waits for whoever logs in.

    Signals:
        taken: carries the `Call`, once its caller stands on the screen.
    """

    taken = Signal(object)

    def __init__(self, app: App, location: Path | str) -> None:
        super().__init__(app)
        self._app = app
        self._waiting: Call | None = None
        self.single = Single(location, self)
        self.single.wanted.connect(self.come_forward)
        self.single.called.connect(self.call)
        app.desk_shown.connect(self._entered)
        app.went_elsewhere.connect(self.single.move)

    def come_forward(self) -> None:
        """Bring the window that is open to the front."""
        window = self._window()
        if window is not None:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
            window.activateWindow()

    def _window(self) -> QWidget | None:
        if self._app.login is None and self._app.office is not None:
            return self._app.office.window
        return self._app.login

    def call(self, number: str) -> None:
        """Show who calls; the time runs from now."""
        self.come_forward()
        call = Call(plain_number(number)[:_LONGEST], self._app.now())
        if self._app.office is None or self._app.locked:
            self._waiting = call
        else:
            self._look_up(call, self._app.office)

    def _entered(self, office: OfficeWindow) -> None:
        if self._waiting is not None:
            call, self._waiting = self._waiting, None
            self._look_up(call, office)

    def _look_up(self, call: Call, office: OfficeWindow) -> None:
        office.session.read(
            partial(callers, number=call.number), partial(self._show, call, office), owner=office, key="call"
        )

    def _show(self, call: Call, office: OfficeWindow, found: tuple[CustomerHit, ...]) -> None:
        caller = found[0] if len(found) == 1 else None
        office.take_call(number=call.number, at=call.at, caller=caller, several=len(found) > 1)
        if len(found) > 1:
            office.session.messages.notice(
                _("{count} customers have the number {number}; choose who calls.").format(
                    count=len(found), number=call.number
                )
            )
        self.taken.emit(call)


def plain_number(said: str) -> str:
    """Return a number as the exchange, or a link on a page, gives it: ``tel:+31-38-421;ext=1`` (RFC 3966) too."""
    scheme, colon, rest = said.strip().partition(":")
    if colon and scheme.lower() in _SCHEMES:
        said = unquote(rest).removeprefix("//").partition(";")[0]
    return " ".join(said.split())


def callers(view: Reading, number: str) -> tuple[CustomerHit, ...]:
    """Return the customers whose telephone number is exactly this one, in whatever notation."""
    from desktop_crm.customers.points import normal_phone
    from desktop_crm.workflow.reads_hits import customer_hits

    digits = "".join(sign for sign in normal_phone(number) if sign.isdigit())
    if not digits:
        return ()
    return tuple(hit for hit in customer_hits(view, digits, _MOST) if hit.matched == digits)
