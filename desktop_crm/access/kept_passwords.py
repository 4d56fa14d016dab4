"""Passwords that the keyring of this computer keeps for those who asked for it."""

from __future__ import annotations

from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _


def kept_password(store: str, login: str) -> str | None:
    """Return what the keyring keeps for `login` in the store with this id; None when it keeps nothing.

    A computer without a keyring keeps nothing. Raises `Refused` when there is one and it does not answer.
    """
    import keyring  # cryptography and a message bus: only for those who gave no password
    from keyring.errors import KeyringError, NoKeyringError

    try:
        return keyring.get_password(_service(store), login)
    except NoKeyringError:
        return None
    except KeyringError as problem:
        raise _closed(problem) from problem


def keep_password(store: str, login: str, password: str) -> None:
    """Keep a password that was found right; raise `Refused` when there is no keyring or it refuses."""
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        keyring.set_password(_service(store), login, password)
    except NoKeyringError as problem:
        raise Refused(
            _(
                "This computer has no keyring, so nothing was kept; give the password in the environment instead."
            )
        ) from problem
    except KeyringError as problem:
        raise _closed(problem) from problem


def forget_password(store: str, login: str) -> bool:
    """Take a password out of the keyring; tell whether there was one. Raises `Refused` as above."""
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    if kept_password(store, login) is None:
        return False
    try:
        keyring.delete_password(_service(store), login)
    except NoKeyringError:
        return False
    except KeyringError as problem:
        raise _closed(problem) from problem
    return True


def _service(store: str) -> str:
    """Return the name of the entry: the store's id, which it keeps wherever its file goes, or its address."""
    return f"desktop-crm {store}"


def _closed(problem: Exception) -> Refused:
    return Refused(
        _("The keyring of this computer did not answer ({why}); unlock it, or set the password.").format(
            why=type(problem).__name__
        )
    )
