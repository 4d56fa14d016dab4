"""The driver's connections with the right settings, and errors of the environment in one sentence each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from desktop_crm.core.errors import Refused, StoreProblem
from desktop_crm.core.i18n import _

KEY_BYTES = 32
BUSY_SECONDS = 10.0
# The driver asks of every value of these two whether it would rather be bound as something else, by an attribute
# that is not there: an empty field took 3 µs. Said beforehand that they stay what they are, all is bound in a fifth.
driver.register_adapter(bytes, bytes)
driver.register_adapter(type(None), {}.get)


def connect(path: Path, key: bytes | None, *, writes: bool, sync: str = "FULL") -> Any:
    """Return a driver's connection to a store file; the caller closes it. `sync` as of `make_engine`."""
    connection = driver.connect(
        str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    try:
        _set_up(connection, key, writes=writes, sync=sync)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: Any, key: bytes | None, *, writes: bool, sync: str) -> None:
    cursor = connection.cursor()
    if key is not None:
        # A raw key skips the key derivation: 3 ms to open instead of 120.
        cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    # Reading the mode opens the file, which proves the key; a writer restores the mode if somebody left it.
    cursor.execute("PRAGMA journal_mode = WAL" if writes else "PRAGMA journal_mode").fetchone()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")
    cursor.execute("PRAGMA trusted_schema = OFF")
    cursor.execute(f"PRAGMA synchronous = {sync}")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute("PRAGMA cache_size = -16384")
    cursor.execute("PRAGMA mmap_size = 0")
    # Folding the write-ahead log in takes as long as several acts: one in a hundred waits for it, not one in twenty.
    cursor.execute("PRAGMA wal_autocheckpoint = 4000")
    # Deleted content is overwritten wherever its page is written anyway: erasing a person means it.
    cursor.execute("PRAGMA secure_delete = FAST")
    if not writes:
        cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def fold_in(path: Path, key: bytes | None) -> None:
    """Raise `StoreProblem` while another program has the store open; else fold its write-ahead log into it.

    Leaving the write-ahead mode takes the file for oneself alone, so it fails while anyone is connected.
    """
    with known_errors(path):
        connection = connect(path, key, writes=True)
        try:
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA journal_mode = DELETE")
        finally:
            connection.close()


@contextmanager
def known_errors(location: object) -> Iterator[None]:
    """Turn what the environment did to a store into `StoreProblem`; a guard's refusal into `Refused`."""
    try:
        yield
    except driver.Error as error:
        raise explain(error, location) from error
    except Exception as error:
        # SQLAlchemy, which need not be loaded, wraps the driver's error and keeps it in `orig`.
        inside = getattr(error, "orig", None)
        if not isinstance(inside, driver.Error):
            raise
        raise explain(inside, location) from error


def _known() -> Iterator[tuple[str, str]]:
    """What SQLite says (a pattern), and what it means to a person. The order decides."""
    yield from _about_the_store()
    yield from _about_the_disk()


def _about_the_store() -> Iterator[tuple[str, str]]:
    yield (
        r"file is not a database|file is encrypted",
        _(
            "The store {location} can't be opened with this key, or is not a store; nothing was changed. "
            "Check the key file, or restore a backup."
        ),
    )
    yield (
        r"malformed|corrupt|disk image|unsupported file format",
        _(
            "The store {location} is damaged; nothing more was written. "
            "Make a copy of the file, then restore the last backup."
        ),
    )
    yield (
        r"database is locked|database table is locked|busy",
        _(
            "Another program keeps the store {location} locked; nothing was changed. "
            "Close it there, or try again."
        ),
    )
    yield (
        r"readonly|read-only|attempt to write",
        _(
            "The store {location} may not be written to; nothing was changed. "
            "Ask for write permission on the file and its folder."
        ),
    )


def _about_the_disk() -> Iterator[tuple[str, str]]:
    yield (
        r"database or disk is full|disk full|No space left",
        _(
            "The disk is full; what you had completed is kept, this last step was not stored. "
            "Make room, then try again."
        ),
    )
    yield (
        r"disk I/O error",
        _(
            "The disk of the store {location} can't be read or written; what you had completed is kept. "
            "Check the disk, then try again."
        ),
    )
    yield (
        r"unable to open database",
        _(
            "The store {location} can't be opened; nothing was changed. "
            "Check that the folder exists and that you may write in it."
        ),
    )


def explain(error: BaseException, location: object) -> Exception:
    """Return the known error that a driver's error stands for, or the error itself (then it is a bug)."""
    text = str(error)
    if text.startswith("guard: "):
        return Refused(
            _("The store refused this change ({reason}); nothing was changed.").format(
                reason=text.removeprefix("guard: ")
            )
        )
    for pattern, sentence in _known():
        if re.search(pattern, text, re.IGNORECASE):
            return StoreProblem(sentence.format(location=location))
    return error if isinstance(error, Exception) else RuntimeError(text)
