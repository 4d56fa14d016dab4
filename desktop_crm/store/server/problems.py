"""What a PostgreSQL server may refuse or suffer, each in one sentence that repeats no secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_crm.core.errors import Conflict, Contended, Refused, StoreProblem
from desktop_crm.core.i18n import _

if TYPE_CHECKING:
    from desktop_crm.store.server.address import Address


@contextmanager
def server_errors(address: Address) -> Iterator[None]:
    """Turn what the server or the network did into `StoreProblem`; a guard's refusal into `Refused`."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise explain(error, address) from error
    except Exception as error:
        # SQLAlchemy, which need not be loaded, wraps the driver's error and keeps it in `orig`.
        inside = getattr(error, "orig", None)
        if not isinstance(inside, psycopg.Error):
            raise
        raise explain(inside, address) from error


def explain(error: BaseException, address: Address) -> Exception:
    """Return the known error that a driver's error stands for, or the error itself (then it is a bug)."""
    text, state = str(error), getattr(error, "sqlstate", None)
    if state is None:
        return _unreached(error, text, address)
    if text.startswith("guard: "):
        return Refused(
            _("The store refused this change ({reason}); nothing was changed.").format(
                reason=text.splitlines()[0].removeprefix("guard: ")
            )
        )
    for states, kind, sentence in _by_state():
        if state.startswith(states):
            return kind(sentence.format(location=address))
    return error if isinstance(error, Exception) else RuntimeError(text)


def _by_state() -> Iterator[tuple[tuple[str, ...], type[Exception], str]]:
    """SQLSTATEs or their classes, and what they mean to a person. The order decides."""
    yield (
        ("40001", "40P01"),
        Contended,
        _("A colleague changed the same a moment ago; nothing was changed. Look again, then try once more."),
    )
    yield (
        ("55P03",),
        StoreProblem,
        _("A colleague keeps this part of {location} locked; nothing was changed. Try again in a moment."),
    )
    yield (
        ("57014",),
        StoreProblem,
        _("The server of {location} took too long and was stopped; nothing was changed. Try again."),
    )
    yield (
        ("23505",),
        Conflict,
        _("A colleague has just stored the same; nothing was changed. Look again, then try once more."),
    )
    yield (
        ("42501",),
        StoreProblem,
        _("Your log-in may not do this in {location}; nothing was changed. Ask its administrator."),
    )
    yield (
        ("25006",),
        StoreProblem,
        _("The store {location} is a copy to read from; nothing was changed. Connect to its main server."),
    )
    yield from _about_the_server()


def _about_the_server() -> Iterator[tuple[tuple[str, ...], type[Exception], str]]:
    yield (
        ("53100",),
        StoreProblem,
        _("The disk of the server is full; what you had completed is kept, this last step was not stored."),
    )
    yield (
        ("53300",),
        StoreProblem,
        _("The server of {location} has no connection left; nothing was changed. Try again in a moment."),
    )
    yield (("08", "57P", "25P03"), StoreProblem, _lost())


def _lost() -> str:
    return _(
        "The connection to {location} was lost; what you had completed is kept, this last step may not be "
        "stored. Look whether it is, then try again."
    )


def _unreached(error: BaseException, text: str, address: Address) -> Exception:
    """A connection that was not made, or broke: libpq gives no code for those, only a text."""
    import psycopg

    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return error if isinstance(error, Exception) else RuntimeError(text)
    for pattern, sentence in _connecting():
        if re.search(pattern, text, re.IGNORECASE):
            return StoreProblem(sentence.format(location=address))
    return StoreProblem(
        _(
            "The server of {location} can't be reached, or refused the connection; nothing was changed. "
            "Check the address and the network, then try again."
        ).format(location=address)
    )


def _connecting() -> Iterator[tuple[str, str]]:
    """What libpq says (a pattern) when it can't connect, and what that means. The order decides."""
    yield (
        r"does not support SSL|SSL (error|negotiation|connection)|certificate|root\.crt",
        _(
            "The connection to {location} could not be protected: the server has no certificate, or one that "
            "can't be verified. Nothing was sent; ask its administrator."
        ),
    )
    yield (
        r"authentication method requirement|password authentication failed|role \".*\" does not exist"
        r"|no password supplied|peer authentication failed|pg_hba\.conf|not permitted to log in",
        _(
            "The server of {location} refused this log-in; nothing was changed. "
            "Check the name and the password."
        ),
    )
    yield (
        r"database \".*\" does not exist",
        _(
            "There is no store at {location}. Make one with “desktop-crm store create”, or name another "
            "database."
        ),
    )
    yield (
        r"too many (clients|connections)|remaining connection slots",
        _("The server of {location} has no connection left; nothing was changed. Try again in a moment."),
    )
    yield (r"closed the connection unexpectedly|connection (is|was) (lost|closed)|consuming input", _lost())
