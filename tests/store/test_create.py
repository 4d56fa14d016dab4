"""Making a store and opening it again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import StoreProblem
from desktop_crm.store.create import create_store
from desktop_crm.store.identity import HEAD, REVISIONS
from desktop_crm.store.open import open_store
from desktop_crm.store.triggers import statements
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Store

KEY = bytes(range(32))


@pytest.fixture
def dialect() -> str:
    """What is wrong here can be wrong with files only."""
    return "sqlite"


def test_a_new_store_has_every_table_and_every_trigger(store: Store) -> None:
    with store.read() as view:
        tables = {
            row[0] for row in view.driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        triggers = {
            row[0] for row in view.driver.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        }
    assert set(whole_schema().tables) <= tables
    assert triggers == set(statements(whole_schema()))


def test_a_new_store_writes_ahead_so_that_readers_and_the_writer_go_together(store: Store) -> None:
    with store.read() as view:
        assert view.driver.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_creating_leaves_one_file_and_no_scratch(tmp_path: Path) -> None:
    create_store(tmp_path / "one.store").close()
    assert [path.name for path in tmp_path.iterdir()] == ["one.store"]


def test_two_stores_differ_in_their_identity(tmp_path: Path, fake_time: FakeTime) -> None:
    first, second = create_store(tmp_path / "a", time=fake_time), create_store(tmp_path / "b", time=fake_time)
    assert first.replica != second.replica
    first.close()
    second.close()


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    with pytest.raises(StoreProblem, match="already"):
        create_store(precious)
    assert precious.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [precious]


def test_missing_folders_on_the_way_are_made(tmp_path: Path) -> None:
    create_store(tmp_path / "new" / "deep" / "a.store").close()
    assert (tmp_path / "new" / "deep" / "a.store").is_file()


def test_an_encrypted_store_shows_nothing_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "secret.store"
    create_store(path, KEY).close()
    content = path.read_bytes()
    assert b"SQLite" not in content
    assert b"change_log" not in content
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM sqlite_master")
    reopened = open_store(path, KEY)
    reopened.close()


def test_the_revisions_that_opening_knows_are_those_of_the_migrations() -> None:
    from alembic.script import ScriptDirectory

    from desktop_crm.store.migrate import configuration

    scripts = ScriptDirectory.from_config(configuration())
    assert scripts.get_heads() == [HEAD]
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS
