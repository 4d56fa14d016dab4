"""The driver's connections to a PostgreSQL server: settings, limits of time, whether they still stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.server.address import Address

if TYPE_CHECKING:
    from psycopg import Connection

    from desktop_crm.store.server.logins import LogIn

OLDEST_SERVER = 150000
CONNECT_SECONDS = 10
LOCK_SECONDS = 10
STATEMENT_SECONDS = 60
IDLE_SECONDS = 60
# What somebody else's schema may hold is never found in the place of ours; temporary tables come last.
SEARCH_PATH = "public, pg_temp"


def connect(address: Address, *, writes: bool, log_in: LogIn | None = None) -> Connection[Any]:
    """Return a driver's connection; the caller closes it. Raises psycopg's errors, and `StoreProblem`.

    Without a log-in it is for the environment to say who connects: somebody who works on the server itself.

    Readers see one state in each transaction. Writers run at READ COMMITTED and lock the row that they decide
    on first (`Writing.hold`): the second of two waits and then sees what the first did, where SERIALIZABLE
    would send it back, most of all at the number series, which every new case takes a number from.
    """
    import psycopg

    settings = {
        "search_path": SEARCH_PATH,
        "lock_timeout": f"{LOCK_SECONDS}s",
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    }
    connection = psycopg.connect(
        **address.parameters(),  # type: ignore[arg-type]
        **({} if log_in is None else log_in.parameters(address.database)),  # type: ignore[arg-type]
        application_name="desktop-crm",
        connect_timeout=CONNECT_SECONDS,
        client_encoding="utf8",
        autocommit=True,
        options=" ".join(f"-c {name}={value.replace(' ', '')}" for name, value in settings.items()),
    )
    try:
        refuse_old(connection, address)
        if connection.execute("SELECT pg_backend_pid()").fetchone() != (connection.info.backend_pid,):
            # A pooler answered: the next transaction may run where nobody prepared anything.
            connection.prepare_threshold = None
        connection.autocommit = False
    except BaseException:
        connection.close()
        raise
    if not writes:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
    return connection


def is_pooled(connection: Any) -> bool:
    """Tell whether a connection leads to a pooler, which may let each transaction run on another one of its own."""
    return connection.prepare_threshold is None


def is_alive(connection: Any) -> bool:
    """Tell whether a connection still stands, as far as is known here: nothing is sent.

    A server that was stopped has said so; what it said waits to be read.
    """
    import psycopg

    try:
        connection.pgconn.consume_input()  # its last words
        connection.pgconn.consume_input()  # that nothing follows
    except psycopg.OperationalError:
        return False
    return not connection.closed


def refuse_old(connection: Connection[Any], address: Address) -> None:
    """Raise `StoreProblem` for a server that is older than this release knows."""
    if connection.info.server_version < OLDEST_SERVER:
        raise StoreProblem(
            _(
                "The server of {location} is PostgreSQL {found}; {needed} or newer is needed. Nothing was "
                "changed."
            ).format(
                location=address,
                found=connection.info.server_version // 10000,
                needed=OLDEST_SERVER // 10000,
            )
        )
