"""Backups of a shared store, by PostgreSQL's own programs: written from one moment, and tried by restoring.

Whoever keeps the server runs them, as the environment says (`PGUSER`, `PGPASSFILE`); nothing about who connects or
with what stands on a command line, where others could read it.
"""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from desktop_crm.core.clock import SystemTime, TimeSource, to_micros
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.store.files import put_in_place, refuse_existing, scratch_beside
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import connect
from desktop_crm.store.server.create import beside, make_database, on_server
from desktop_crm.store.server.identity import row_counts, verified
from desktop_crm.store.server.migrate import bring_to
from desktop_crm.store.server.problems import server_errors
from desktop_crm.store.server.roles import make_roles, roles_of

# Where installers put the programs without putting them on the path; the newest is taken, for it knows all servers.
_PLACES = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr/pgsql-", "*/bin"),
    ("/opt/homebrew/opt", "libpq/bin"),
    ("/usr/local/opt", "libpq/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
    ("C:/Program Files/PostgreSQL", "*/bin"),
)
# What stands in the environment of the programs, by libpq's name of the parameter.
_NAMED = {
    "dbname": "PGDATABASE",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "gssencmode": "PGGSSENCMODE",
    "require_auth": "PGREQUIREAUTH",
}
# Made anew for the roles of the store that it becomes; a trial has no roles.
_LEFT_OUT = re.compile(r"^\d+; \d+ \d+ (POLICY|ROW SECURITY|ACL|DEFAULT ACL|COMMENT|SCHEMA - public) ")
_OURS = re.compile(r"^\d+; \d+ \d+ TABLE public store_fact ", re.MULTILINE)
_IN_USE = "55006"


@dataclass(frozen=True, slots=True)
class ServerBackup:
    """A backup that was written: its file, the rows of all tables, bytes; `tried`: it was restored as a trial.

    `noted`: the store remembers that there is this copy.
    """

    path: Path
    rows: int
    size: int
    tried: bool
    noted: bool


@dataclass(frozen=True, slots=True)
class ServerRestored:
    """A store that was put back: its rows, and the database that keeps what it replaced, if there was one."""

    rows: int
    replaced: Address | None


def backup_server_store(address: Address, target: Path, time: TimeSource | None = None) -> ServerBackup:
    """Write the store at `address` to the new file `target` while others work in it, and restore it as a trial.

    Where the log-in may make no database, the file is read whole instead. Raises `StoreProblem` when `target` is
    there or can't be written, the store is not whole, or PostgreSQL's programs are not here or too old.
    """
    refuse_existing(target)
    place = address.behind()  # one moment of several connections is nothing that a pooler knows
    with scratch_beside(target) as scratch:
        rows = _dump(place, scratch)
        tried = _try(place, scratch, rows)
        put_in_place(scratch, target)
    noted = _note(place, target, time or SystemTime())
    return ServerBackup(target, sum(rows.values()), target.stat().st_size, tried, noted)


def restore_server_store(address: Address, backup: Path, time: TimeSource | None = None) -> ServerRestored:
    """Put the store in `backup` into the database at `address`; one that is there is kept under another name.

    A backup of an earlier release is brought up to date. Raises `StoreProblem` when `backup` is none, or somebody
    works in the store; then everything is as it was.
    """
    _refuse_foreign(backup)
    place = address.behind()
    moment = f"{(time or SystemTime()).now():%Y%m%d-%H%M%S}"
    with server_errors(place):
        replaced = _set_aside(place, f"{place.database}-replaced-{moment}")
        try:
            make_database(place)
            with closing(connect(place, writes=True)) as there:
                owner = make_roles(there, place).owner
                there.commit()
            _load(place, backup, owner)
            bring_to(place)
            with closing(connect(place, writes=False)) as there:
                verified(there, place)
                rows = sum(_counted(there).values())
        except BaseException:
            on_server(place, "DROP DATABASE IF EXISTS {} WITH (FORCE)")
            if replaced is not None:
                _rename(replaced, place.database)
            raise
    return ServerRestored(rows, replaced)


def _dump(address: Address, scratch: Path) -> dict[str, int]:
    """Write the store as it is at one moment; return its rows of that moment, by table."""
    with server_errors(address), closing(connect(address, writes=False)) as there:
        verified(there, address)
        there.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        (moment,) = there.execute("SELECT pg_export_snapshot()").fetchall()[0]
        owner = roles_of(there).owner
        rows = _counted(there)
        _run(
            address, "pg_dump", "--format=custom", "--no-password", f"--snapshot={moment}", f"--role={owner}",
            "--enable-row-security", f"--file={scratch}",
        )  # fmt: skip
    return rows


def _counted(there: Any) -> dict[str, int]:
    there.execute("SET LOCAL statement_timeout = 0")
    there.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(roles_of(there).owner)))
    return row_counts(there)


def _try(address: Address, backup: Path, rows: dict[str, int]) -> bool:
    """Restore a backup into a database of its own, compare the rows, remove it; tell whether that was allowed."""
    trial = replace(address, database=f"trial-{new_id().hex[-12:]}")
    try:
        make_database(trial)
    except (StoreProblem, psycopg.Error):
        with tempfile.TemporaryDirectory() as folder:
            _run(address, "pg_restore", f"--file={Path(folder) / 'all.sql'}", str(backup))
        return False
    try:
        _load(trial, backup, None)
        with server_errors(trial), closing(connect(trial, writes=False)) as there:
            there.execute("SET LOCAL statement_timeout = 0")
            if row_counts(there) != rows:
                raise StoreProblem(_("The backup differs from the store, so it was not kept. Try again."))
    finally:
        on_server(trial, "DROP DATABASE IF EXISTS {} WITH (FORCE)")
    return True


def _load(address: Address, backup: Path, owner: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "list"
        lines = _contents(backup).splitlines()
        wanted.write_text("\n".join(line for line in lines if not _LEFT_OUT.match(line)), "utf-8")
        _run(
            address, "pg_restore", "--no-password", "--no-owner", "--no-acl", "--exit-on-error",
            f"--use-list={wanted}", f"--dbname={address.database}",
            *([] if owner is None else [f"--role={owner}"]), str(backup),
        )  # fmt: skip


def _contents(backup: Path) -> str:
    return _run(None, "pg_restore", "--list", str(backup))


def _refuse_foreign(backup: Path) -> None:
    if not backup.is_file():
        raise StoreProblem(
            _("There is no backup at {location}; nothing was changed.").format(location=backup)
        )
    if not _OURS.search(_contents(backup)):
        raise StoreProblem(
            _("{location} is no backup of a shared store; nothing was changed. Name another.").format(
                location=backup
            )
        )


def _set_aside(address: Address, name: str) -> Address | None:
    """Give the database at `address` another name; None: there is none. Raises `StoreProblem` while it is in use."""
    with _beside(address) as there:
        if (
            there.execute("SELECT FROM pg_database WHERE datname = %s", (address.database,)).fetchone()
            is None
        ):
            return None
    try:
        return _rename(address, name)
    except psycopg.Error as error:
        if error.sqlstate != _IN_USE:
            raise
        raise StoreProblem(
            _(
                "Somebody works in {location}; nothing was changed. Let everybody log out, then try again."
            ).format(location=address)
        ) from error


def _rename(address: Address, name: str) -> Address:
    with _beside(address) as there:
        there.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(address.database), sql.Identifier(name)
            )
        )
    return replace(address, database=name)


@contextmanager
def _beside(address: Address) -> Iterator[Any]:
    with closing(connect(beside(address), writes=True)) as there:
        there.autocommit = True
        yield there


def _note(address: Address, copy: Path, time: TimeSource) -> bool:
    """Let the store remember a copy of it, for whoever is erased later is in that still; tell whether it could."""
    try:
        with server_errors(address), closing(connect(address, writes=True)) as there:
            there.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(roles_of(there).owner)))
            there.execute(
                "INSERT INTO store_copy VALUES (%s, %s, %s)",
                (new_id(), to_micros(time.now()), str(copy.resolve())),
            )
            there.commit()
    except StoreProblem:
        return False  # the copy is whole all the same
    return True


def program(name: str) -> str:
    """Return where a program of PostgreSQL is: on the path, or where installers put it; raise `StoreProblem`."""
    if found := shutil.which(name):
        return found
    there = [
        path for place, bins in _PLACES for path in Path(place).glob(f"{bins}/{name}*") if path.is_file()
    ]
    if not there:
        raise StoreProblem(
            _(
                "{name} of PostgreSQL is not on this computer; nothing was done. Install its client programs."
            ).format(name=name)
        )
    return str(max(there, key=lambda path: [int(part) for part in re.findall(r"\d+", str(path.parent))]))


def _run(address: Address | None, name: str, *arguments: str) -> str:
    """Run a program of PostgreSQL; return what it says. Raises `StoreProblem` with the last thing it complains of."""
    environment = os.environ | ({} if address is None else _environment(address))
    done = subprocess.run(
        [program(name), *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        encoding="utf-8", errors="replace",
    )  # fmt: skip
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or [""]
        why = next((line for line in said if "error:" in line), said[-1]).partition("error:")[2] or said[-1]
        raise StoreProblem(
            _("{program} failed ({why}); nothing was changed.").format(program=name, why=why.strip()[:300])
        )
    return done.stdout


def _environment(address: Address) -> dict[str, str]:
    given = {_NAMED[key]: str(value) for key, value in address.parameters().items()}
    if given.get("PGSSLROOTCERT") == "system":  # which older programs don't know
        given["PGSSLROOTCERT"] = ssl.get_default_verify_paths().openssl_cafile
    return given
