"""Where somebody logs in: the open store in a file, or the door of a shared one, which each log-in opens anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_crm.bootstrap import Office, open_or_create_office, place_of
from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk
    from desktop_crm.core.clock import TimeSource
    from desktop_crm.store.server.address import Address, Location


def entrance_of(
    location: Location | str, key_file: Path | None = None, time: TimeSource | None = None
) -> Office | Entrance:
    """Return where somebody logs in: the store in a file, made first where there is none; a server's door."""
    path = place_of(location)
    if isinstance(path, Path):
        return open_or_create_office(path, key_file, time)
    from desktop_crm.store.open import refuse_key

    refuse_key(path, None if key_file is None else b"")
    return Entrance(path, time)


def keyring_name(door: Office | Entrance) -> str:
    """Return under what name a keyring keeps passwords: the id of a store in a file, or a server's address."""
    if isinstance(door, Entrance):
        return str(door.location)
    store = door.store
    return str(store.replica if store.database.log_in is None else store.location)


class Entrance:
    """The door of a shared store: each employee's own log-in opens it, and before that nothing is asked there."""

    def __init__(self, address: Address, time: TimeSource | None = None) -> None:
        self.location = address
        self._time = time

    def is_new(self) -> bool:
        """Tell that somebody works here."""
        return False

    def log_in(self, login: str, password: str) -> Desk:
        """Return the desk of whoever the server lets in, with an office of theirs; raises one sentence."""
        from desktop_crm.access.log_in import own_log_in
        from desktop_crm.store.open import open_store

        office = Office(open_store(self.location, time=self._time, log_in=own_log_in(login, password)))
        try:
            return office.desk_of(office.gate.logged_in())
        except BaseException:
            office.close()
            raise

    def make_first_administrator(self, *, name: str, login: str, password: str) -> str:
        """Refuse: the first administrator of a shared store is made with it."""
        raise Refused(_("This store has an administrator already; nothing was changed. Log in."))

    def recover_administrator(self, *, login: str, key: str, new: str) -> str:
        """Refuse: who lost their log-in can't reach the store, so that is done by whoever keeps the server."""
        raise Refused(
            _("On a server whoever keeps it runs “desktop-crm employee recover”; nothing was changed.")
        )

    def close(self) -> None:
        """Close nothing: what a log-in opens is closed with its desk."""
