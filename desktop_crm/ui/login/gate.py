"""What the log-in window asks of the store, all of it run on other threads; heavy rooms are imported there.

The window paints before SQLAlchemy is imported (a quarter of a second): nothing here is imported at the top.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_crm.core import collector
from desktop_crm.core.frozen import frozen

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk, Office
    from desktop_crm.core.clock import TimeSource
    from desktop_crm.entrance import Entrance
    from desktop_crm.store.server.address import Address


@frozen
class Opened:
    """An open store, or the door of a shared one; `new`: it has no employees yet."""

    office: Office | Entrance
    new: bool


@frozen
class Entered:
    """Somebody proved who they are; `must_change`: the password was given to them."""

    desk: Desk
    must_change: bool


@frozen
class Credentials:
    """Who logs in, said when the program was started; `password`: None where the keyring may know it."""

    login: str
    password: str | None = None


@frozen
class Gate:
    """The way into one store.

    Attributes:
        location: the store; `key_file` opens an encrypted one; `time` is for tests and the tour.
    """

    location: Path | str
    key_file: Path | None = None
    time: TimeSource | None = None

    def open(self) -> Opened:
        """Open the store, making an empty one where none is; raises `StoreProblem` in one sentence."""
        from desktop_crm.entrance import entrance_of

        office = entrance_of(self.location, key_file=self.key_file, time=self.time)
        return Opened(office, office.is_new())

    @staticmethod
    def load_desk() -> None:
        """Import the desk, while the password is typed: not when somebody waits for it."""
        try:
            importlib.import_module("desktop_crm.ui.office")
        finally:
            collector.resume()

    @staticmethod
    def enter(office: Office | Entrance, login: str, password: str) -> Entered:
        """Log in; raises `Refused` with one sentence for a wrong login or password alike."""
        desk = office.log_in(login, password)
        entered = Entered(desk, desk.office.must_change_password(desk.actor))
        # Checking the password leaves Python to the import on the other thread; its end is waited for here.
        importlib.import_module("desktop_crm.ui.office")
        return entered

    def enter_as(self, given: Credentials) -> tuple[Opened, Entered] | None:
        """Open the store and log in whoever was named when the program was started.

        None: there is nobody to log in yet, no password is known, or it was given to them and has to be
        changed; the log-in window asks. Raises what `open` and `enter` raise, and leaves nothing open then.
        """
        opened = self.open()
        entered = None
        try:
            password = None if opened.new else given.password or self._kept(opened.office, given.login)
            if password is not None:
                entered = self.enter(opened.office, given.login, password)
                if not entered.must_change:
                    return opened, entered
        except BaseException:
            opened.office.close()
            raise
        if entered is not None:
            entered.desk.office.close()
        opened.office.close()
        return None

    @staticmethod
    def _kept(office: Office | Entrance, login: str) -> str | None:
        from desktop_crm.access.kept_passwords import kept_password
        from desktop_crm.access.reads import fold_login
        from desktop_crm.entrance import keyring_name

        return kept_password(keyring_name(office), fold_login(login))

    @staticmethod
    def keep(office: Office | Entrance, login: str, password: str | None) -> str:
        """Let the keyring keep a password that was found right, or (None) forget it; return whose it is.

        Raises `Refused` where this computer has no keyring, or it does not answer.
        """
        from desktop_crm.access.kept_passwords import forget_password, keep_password
        from desktop_crm.access.reads import fold_login
        from desktop_crm.entrance import keyring_name

        whose = fold_login(login)
        if password is None:
            forget_password(keyring_name(office), whose)
        else:
            keep_password(keyring_name(office), whose, password)
        return whose

    @staticmethod
    def try_address(address: Address) -> str:
        """Return in a sentence what answers at an address; raises `StoreProblem` for what is not as it should be."""
        from desktop_crm.store.server.trying import tried

        return tried(address)

    @staticmethod
    def make_first(office: Office | Entrance, name: str, login: str, password: str) -> str:
        """Make the first administrator; return the recovery key."""
        return office.make_first_administrator(name=name, login=login, password=password)

    @staticmethod
    def change(desk: Desk, old: str, new: str) -> Entered:
        """Replace one's own password."""
        desk.office.change_password(desk.actor, old=old, new=new)
        return Entered(desk, must_change=False)

    @staticmethod
    def recover(office: Office | Entrance, login: str, key: str, new: str) -> str:
        """Give a lost administrator a new password; return the next recovery key."""
        return office.recover_administrator(login=login, key=key, new=new)
