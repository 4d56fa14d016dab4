"""A private PostgreSQL for tests: started from the installed binaries, in a folder of its own, ended by its id."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg import sql

from desktop_crm.store.server.address import Address, address_of
from desktop_crm.store.server.database import ServerDatabase
from desktop_crm.store.server.logins import login_role
from desktop_crm.store.server.roles import drop_roles
from desktop_crm.store.work import Writing

OWNER = "keeper"
PASSWORD = "a keeper's secret"
_PLACES = ("/usr/lib/postgresql", "/usr/pgsql-", "/opt/homebrew/opt", "/usr/local/opt")
# What a crash of the machine would lose is no loss here.
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")


def program(name: str) -> Path:
    """Return an installed program of PostgreSQL; Debian keeps the server's off the path."""
    found = shutil.which(name)
    if found:
        return Path(found)
    versions = sorted(Path(_PLACES[0]).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    assert versions, f"PostgreSQL is not installed: there is no {name}"
    return versions[-1]


def account() -> str | None:
    """Return whom the server runs as: ourselves, but for root, whom PostgreSQL refuses."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise AssertionError("root can't run PostgreSQL, and there is nobody else here")


# The program's connections in this process, as long as anybody knows of them.
_opened: WeakSet[psycopg.Connection[Any]] = WeakSet()
_connect = psycopg.connect


def watch(set_attribute: Callable[[object, str, object], None]) -> None:
    """Note from now on which connections the program opens."""

    def connect(*where: Any, **how: Any) -> psycopg.Connection[Any]:
        made = _connect(*where, **how)
        _opened.add(made)
        return made

    set_attribute(psycopg, "connect", connect)


def left_open() -> list[str]:
    """Close the connections that the program has open, and return what they lead to."""
    left = [connection for connection in _opened if not connection.closed]
    names = [connection.info.dbname for connection in left]
    for connection in left:
        connection.close()
    return names


class Server:
    """A running server.

    Attributes:
        port: on the loopback address; `log`: what it says.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = account()
        self.port = _free_port()
        self.log = folder / "server.log"
        self._running: subprocess.Popen[bytes] | None = None
        self._beside: psycopg.Connection[tuple[object, ...]] | None = None
        self._count = 0

    def build(self) -> None:
        """Make the cluster; its owner proves by password who they are, as on a real server."""
        secret = self.folder / "secret"
        secret.write_text(PASSWORD, encoding="ascii")
        if self.user:
            for path in (self.folder, secret):
                shutil.chown(path, self.user)
        command = [program("initdb"), "-D", self.folder / "data", "-U", OWNER, f"--pwfile={secret}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        subprocess.run(command, user=self.user, cwd=self.folder, check=True, capture_output=True)
        secret.unlink()

    def start(self, *settings: str) -> None:
        """Start the server and wait until it answers."""
        options = (
            *_QUICK,
            f"port={self.port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            *settings,
        )
        command = [program("postgres"), "-D", self.folder / "data"]
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [*command, *(part for option in options for part in ("-c", option))],
                user=self.user, cwd=self.folder, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=_end_with_the_run if sys.platform == "linux" else None,  # noqa: PLW1509
            )  # fmt: skip
        self._until_it_answers()

    def _until_it_answers(self) -> None:
        ask = [program("pg_isready"), "-q", "-t", "1", "-h", "127.0.0.1", "-p", str(self.port)]
        for _attempt in range(1200):
            if subprocess.run(ask, check=False).returncode == 0:
                return
            assert self._running is not None
            if self._running.poll() is not None:
                break
            with LetItTakeTime():
                self._running.wait(0.05)
        raise AssertionError(f"PostgreSQL did not start: {self.log.read_text(errors='replace')}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: at once and in good order, or as `how` says."""
        if self._beside is not None:
            self._beside.close()
            self._beside = None
        if self._running is not None:
            self._running.send_signal(how)
            self._running.wait(60)
            self._running = None

    def address(self, database: str) -> Address:
        """Return the address of one of its databases."""
        return address_of(f"postgresql://127.0.0.1:{self.port}/{database}")

    def fresh(self) -> str:
        """Return a name that no database has yet."""
        self._count += 1
        return f"store_{self._count}"

    def copy(self, template: str) -> Address:
        """Return the address of a new database that is as `template` is."""
        name = self.fresh()
        self.run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return self.address(name)

    def drop(self, address: Address) -> None:
        """Remove a database."""
        self.run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(address.database)))
        drop_roles(self._beside, address.database)

    def run(self, statement: sql.Composed | sql.SQL) -> None:
        """Execute one statement on the server, outside of any store."""
        if self._beside is None:
            self._beside = self.connect("postgres")
            self._beside.autocommit = True
        self._beside.execute(statement)

    def connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        """Return a bare connection of the owner."""
        return _connect(host="127.0.0.1", port=self.port, dbname=database, user=OWNER, password=PASSWORD)


_introduce = ServerDatabase.introduce


def as_who_acts(database: ServerDatabase, work: Writing, now: datetime) -> datetime:
    """Let a transaction run with the rights of the employee who acts in it, under their own log-in.

    Tests make up their time, so the store takes it from them; everything else is as an employee has it.
    """
    driver, actor = work.driver, work.actor
    if database.log_in is not None:
        return _introduce(database, work, now)
    found = driver.execute("SELECT login FROM employee WHERE id = %s", (actor,)).fetchone()
    if found is not None:
        role = login_role(found[0], driver.info.dbname)
        if not database.stamps:
            driver.execute("INSERT INTO store_fact VALUES ('time', 'made up') ON CONFLICT DO NOTHING")
        if driver.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
            driver.execute("SELECT crm_admit(%s, true)", (found[0],))
        driver.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(role)))
    return _introduce(database, work, now)


def _end_with_the_run() -> None:
    """Have this process stopped in good order when its parent dies, however that comes: a run may be killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


class LetItTakeTime:
    """Let a wait end without its process having ended."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> bool:
        return kind is subprocess.TimeoutExpired


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def private_server() -> Iterator[Server]:
    """Give a running server that is gone after the block, with all that it held."""
    # Not in pytest's own folder, which others may not enter: the server runs as somebody else under root.
    folder = Path(tempfile.mkdtemp(prefix="desktop-crm-pg-"))
    server = Server(folder)
    try:
        server.build()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
