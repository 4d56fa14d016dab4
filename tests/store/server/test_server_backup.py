"""Backups of a shared store: of one moment, tried by restoring, and put back with what was there kept beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import StoreProblem
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.service import insert_customer
from desktop_crm.store.open import open_store
from desktop_crm.store.server import backup as backups
from desktop_crm.store.server.address import Address, address_of
from desktop_crm.store.server.backup import backup_server_store, program, restore_server_store
from desktop_crm.store.server.upgrade import check_server_store
from tests.sampling import SOAK
from tests.server import PASSWORD, Server


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The command lines of the programs that were run, each checked to hold no password."""
    lines: list[list[str]] = []
    run = backups.subprocess.run

    def noting(command: list[str], **how: Any) -> Any:
        lines.append(command)
        assert PASSWORD not in " ".join(command)
        return run(command, **how)

    monkeypatch.setattr(backups.subprocess, "run", noting)
    return lines


@pytest.fixture
def kept(server: Server) -> Iterator[list[Address]]:
    """Databases that a restore put aside; they go with the test."""
    found: list[Address] = []
    yield found
    for address in found:
        server.run(sql.SQL("DROP DATABASE {}").format(sql.Identifier(address.database)))


def add(address: Address, name: str) -> None:
    with closing(open_store(address)) as store, store.write(None) as work:
        insert_customer(work, CustomerData(kind="organisation", name=name), owner=None)


def names(address: Address) -> list[str]:
    with closing(open_store(address)) as store, store.read() as view:
        return [name for (name,) in view.driver.execute("SELECT name FROM customer ORDER BY name").fetchall()]


def databases(server: Server) -> set[str]:
    with closing(server.connect("postgres")) as there:
        return {name for (name,) in there.execute("SELECT datname::text FROM pg_database").fetchall()}


def test_what_was_backed_up_is_put_back_whole_and_what_was_there_is_kept(
    database: Address,
    server: Server,
    tmp_path: Path,
    fake_time: FakeTime,
    told: list[list[str]],
    kept: list[Address],
) -> None:
    add(database, "Bakker BV")
    before = databases(server)
    made = backup_server_store(database, tmp_path / "office.dump", fake_time)
    assert made.tried
    assert made.noted
    assert made.size == (tmp_path / "office.dump").stat().st_size
    assert databases(server) == before, "the trial is gone"
    assert {Path(line[0]).name for line in told} == {"pg_dump", "pg_restore"}
    add(database, "Smit BV")
    with closing(open_store(database)), pytest.raises(StoreProblem, match="log out"):
        restore_server_store(database, tmp_path / "office.dump", fake_time)
    assert names(database) == ["Bakker BV", "Smit BV"]
    if SOAK:
        torn = tmp_path / "torn.dump"
        torn.write_bytes((tmp_path / "office.dump").read_bytes()[:-2_000])
        with pytest.raises(StoreProblem, match="pg_restore"):
            restore_server_store(database, torn, fake_time)
        assert names(database) == ["Bakker BV", "Smit BV"], "what was begun was taken back"
        assert databases(server) == before
    done = restore_server_store(database, tmp_path / "office.dump", fake_time)
    assert done.replaced is not None
    kept.append(done.replaced)
    assert names(database) == ["Bakker BV"]
    assert names(done.replaced) == ["Bakker BV", "Smit BV"]
    assert check_server_store(database) == ()
    add(database, "De Boer")  # its numbers, stamps and log go on


def test_what_is_no_backup_is_refused_and_no_file_written_over(
    database: Address, tmp_path: Path, fake_time: FakeTime
) -> None:
    other = tmp_path / "other"
    with pytest.raises(StoreProblem, match="no backup at"):
        restore_server_store(database, other, fake_time)
    other.write_text("something else")
    with pytest.raises(StoreProblem, match="pg_restore"):
        restore_server_store(database, other, fake_time)
    with pytest.raises(StoreProblem, match="already"):
        backup_server_store(database, other, fake_time)
    assert other.read_text() == "something else"


def test_a_program_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(backups, "_PLACES", ((str(tmp_path), "*/bin"),))
    with pytest.raises(StoreProblem, match="pg_dump of PostgreSQL is not on this computer"):
        program("pg_dump")
    for version in ("9.6", "15", "17"):
        tool = tmp_path / version / "bin" / "pg_dump"
        tool.parent.mkdir(parents=True)
        tool.touch()
    assert program("pg_dump") == str(tmp_path / "17" / "bin" / "pg_dump")


def test_programs_are_told_by_their_environment_how_to_connect_and_how_it_is_protected() -> None:
    given = backups._environment(address_of("postgresql://crm.example.nl:5433/office"))
    assert given["PGHOST"] == "crm.example.nl"
    assert given["PGSSLMODE"] == "verify-full"
    assert given["PGREQUIREAUTH"] == "scram-sha-256"
    assert os.path.isabs(given["PGSSLROOTCERT"])
