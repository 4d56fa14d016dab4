"""Opening a store: what is wrong with a file is said in one sentence before anything is written to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_crm.core.clock import TimeSource
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.files import kind_of
from desktop_crm.store.server.address import Address, Location
from desktop_crm.store.work import Store

if TYPE_CHECKING:
    from desktop_crm.store.server.logins import LogIn


def open_store(
    location: Location,
    key: bytes | None = None,
    time: TimeSource | None = None,
    log_in: LogIn | None = None,
) -> Store:
    """Open the store at `location`; on a server as the employee whose log-in it is.

    Raises `StoreProblem` when it is missing or away, not a store, newer, older, damaged, locked, has lost its
    triggers, or doesn't open with this key or log-in.
    """
    if isinstance(location, Address):
        refuse_key(location, key)
    else:
        refuse_unfit(location, key)
    return Store(location, key, time=time, log_in=log_in)


def refuse_key(location: Address, key: bytes | None) -> None:
    """Raise `StoreProblem` for a key file named together with a server's address."""
    if key is not None:
        raise StoreProblem(
            _("The store {location} is on a server, so no key opens it. Leave the key file out.").format(
                location=location
            )
        )


def refuse_unfit(path: Path, key: bytes | None) -> None:
    """Raise `StoreProblem` for a file that its first bytes already show to be no store for this key."""
    sentence = {
        "missing": _(
            "There is no store at {location}. Make one with “desktop-crm store create”, or name another."
        ),
        "folder": _("{location} is a folder, not a store. Name the store's file."),
        "empty": _(
            "The file {location} is empty, so it is not a store; nothing was changed. Restore a backup."
        ),
        "plain": _("The store {location} is not encrypted, so no key opens it. Leave the key file out."),
        "other": _(
            "{location} is encrypted or not a store; nothing was changed. Give its key with --key-file."
        ),
    }
    kind = kind_of(path)
    if kind == ("other" if key is not None else "plain"):
        return
    raise StoreProblem(sentence[kind].format(location=path))
