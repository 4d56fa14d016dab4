"""Opening the store and logging in, as the options and the environment say."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_crm.cli.output import say
from desktop_crm.cli.parsing import WrongUsage
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk, Office
    from desktop_crm.store.server.address import Location

PASSWORD = "DESKTOP_CRM_PASSWORD"
NEW_PASSWORD = "DESKTOP_CRM_NEW_PASSWORD"
STORE = "DESKTOP_CRM_STORE"


def location(args: argparse.Namespace) -> Location:
    """Return where the store is: what the option says, the environment, or the user's own file."""
    from desktop_crm.bootstrap import default_location, place_of

    chosen = args.store if args.store is not None else os.environ.get(STORE)
    return default_location() if chosen is None else place_of(chosen)


def store_file(args: argparse.Namespace) -> Path:
    """Return the store's file; raise `StoreProblem` for one on a server."""
    from desktop_crm.bootstrap import file_of

    return file_of(location(args))


def key_file(args: argparse.Namespace) -> Path | None:
    """Return the key file that was named."""
    return None if args.key_file is None else Path(args.key_file).expanduser()


def key(args: argparse.Namespace) -> bytes | None:
    """Return the key in the key file that was named."""
    from desktop_crm.store.keys import read_key

    file = key_file(args)
    return None if file is None else read_key(file)


@contextmanager
def office(args: argparse.Namespace) -> Iterator[Office]:
    """Open the store for the block; nobody is logged in."""
    from desktop_crm.bootstrap import open_office

    opened = open_office(location(args), key_file(args))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def entered(args: argparse.Namespace, login: str) -> Iterator[tuple[Desk, str]]:
    """Open the store and log in for the block; on a server the log-in is what opens it. Gives the password too."""
    from desktop_crm.bootstrap import open_office
    from desktop_crm.entrance import entrance_of, keyring_name

    place = location(args)
    door = (
        open_office(place, key_file(args)) if isinstance(place, Path) else entrance_of(place, key_file(args))
    )
    try:
        given = password_of(login, keyring_name(door))
        at = door.log_in(login, given)
        try:
            yield at, given
        finally:
            at.office.close()
    finally:
        door.close()


@contextmanager
def desk(args: argparse.Namespace) -> Iterator[Desk]:
    """Open the store and log in for the block."""
    if not args.login:
        raise WrongUsage(_("Say who acts: --as LOGIN, with the password in {name}.").format(name=PASSWORD))
    with entered(args, args.login) as (at, _given):
        if at.office.must_change_password(at.actor):
            say(_("Your password was given to you; change it with “desktop-crm employee password”."))
        at.office.end_expired_waits()
        yield at


def password_of(login: str, store: str) -> str:
    """Return the password of who acts: from the environment, from this computer's keyring, else asked for."""
    from desktop_crm.access.kept_passwords import kept_password
    from desktop_crm.access.reads import fold_login

    return (
        from_environment(PASSWORD)
        or kept_password(store, fold_login(login))
        or ask(_("Password of {login}: ").format(login=login), _("set {name}").format(name=PASSWORD))
    )


def from_environment(name: str) -> str | None:
    """Return a secret from the environment; None when it is not set, or empty."""
    return os.environ.get(name) or None


def ask(prompt: str, otherwise: str) -> str:
    """Ask for a secret at the terminal; without one raise `WrongUsage` with what to do `otherwise`."""
    if not sys.stdin or not sys.stdin.isatty():
        raise WrongUsage(
            _("A password is needed and nobody is there to type it: {otherwise}.").format(otherwise=otherwise)
        )
    import getpass

    return getpass.getpass(prompt, stream=sys.stderr)
