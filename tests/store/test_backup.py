"""Backups are whole and verified; a restore keeps what it replaces."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.ids import new_id
from desktop_crm.customers.tables import ImportRun
from desktop_crm.store.backup import backup_store, restore_store
from desktop_crm.store.create import create_store
from desktop_crm.store.open import open_store
from desktop_crm.store.work import Store

KEY = bytes(range(32))


@pytest.fixture
def dialect() -> str:
    """What is wrong here can be wrong with files only."""
    return "sqlite"


def note(store: Store, name: str) -> None:
    """Write one row that a test can recognise."""
    with store.write(None) as work:
        counts = dict.fromkeys(("created", "updated", "unchanged", "rejected"), 0)
        work.connection.execute(
            insert(ImportRun).values(id=new_id(), file_name=name, happened_at=work.now, **counts)
        )


def noted(store: Store) -> list[str]:
    with store.read() as view:
        return [row[0] for row in view.driver.execute("SELECT file_name FROM import_run ORDER BY id")]


@pytest.mark.parametrize("key", [None, KEY])
def test_a_backup_made_while_the_store_is_open_holds_what_was_committed(
    tmp_path: Path, key: bytes | None
) -> None:
    store = create_store(tmp_path / "a.store", key)
    note(store, "before")
    with store.write(None) as work:
        work.driver.execute("UPDATE import_run SET file_name = 'not committed'")
        copied = backup_store(tmp_path / "a.store", tmp_path / "backup" / "b.store", key)
    note(store, "after")
    store.close()
    copy = open_store(copied.path, key)
    assert noted(copy) == ["before"]
    copy.close()


def test_a_backup_of_an_encrypted_store_is_encrypted(tmp_path: Path) -> None:
    create_store(tmp_path / "a.store", KEY).close()
    backup_store(tmp_path / "a.store", tmp_path / "b.store", KEY)
    with pytest.raises(StoreProblem, match="encrypted"):
        open_store(tmp_path / "b.store")


def test_a_backup_never_takes_the_place_of_another_file(store_path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("mine")
    with pytest.raises(StoreProblem, match="already"):
        backup_store(store_path, other)
    assert other.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "test.store"]


def test_a_restored_store_is_the_backup_and_the_replaced_one_is_kept(
    store_path: Path, tmp_path: Path, fake_time: FakeTime
) -> None:
    store = open_store(store_path)
    note(store, "in the backup")
    backup_store(store_path, tmp_path / "b.store")
    note(store, "written later")
    store.close()
    restored = restore_store(store_path, tmp_path / "b.store", time=fake_time)
    assert restored.replaced == tmp_path / "test.replaced-20261123-080000.store"
    for path, expected in (
        (store_path, ["in the backup"]),
        (restored.replaced, ["in the backup", "written later"]),
        (tmp_path / "b.store", ["in the backup"]),
    ):
        opened = open_store(path)
        assert noted(opened) == expected
        opened.close()


def test_a_store_in_use_is_not_replaced(store: Store, store_path: Path, tmp_path: Path) -> None:
    backup_store(store_path, tmp_path / "b.store")
    note(store, "somebody works here")
    with pytest.raises(StoreProblem, match="locked"):
        restore_store(store_path, tmp_path / "b.store")
    assert noted(store) == ["somebody works here"]


def test_a_damaged_backup_is_refused_and_the_store_stays(store_path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "b.store"
    backup_store(store_path, backup)
    content = bytearray(backup.read_bytes())
    content[5 * 4096 : 6 * 4096] = b"\x00" * 4096
    backup.write_bytes(content)
    before = store_path.read_bytes()
    with pytest.raises(StoreProblem, match="damaged"):
        restore_store(store_path, backup)
    assert store_path.read_bytes() == before


def test_a_damaged_store_can_be_replaced_and_its_remains_are_kept(store_path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "b.store"
    backup_store(store_path, backup)
    store_path.write_bytes(b"torn" * 3000)
    store_path.with_name("test.store-wal").write_bytes(b"old log")
    restored = restore_store(store_path, backup)
    assert restored.replaced is not None
    assert restored.replaced.read_bytes() == b"torn" * 3000
    open_store(store_path).close()


def test_a_missing_store_is_restored_too(store_path: Path, tmp_path: Path) -> None:
    restored = restore_store(tmp_path / "new" / "c.store", store_path)
    assert restored.replaced is None
    open_store(restored.store.path).close()


def test_a_store_is_not_restored_from_itself(store_path: Path) -> None:
    with pytest.raises(StoreProblem, match="itself"):
        restore_store(store_path, store_path)
    open_store(store_path).close()


def test_backups_can_be_made_from_a_backup(store_path: Path, tmp_path: Path) -> None:
    first = backup_store(store_path, tmp_path / "b.store")
    second = backup_store(first.path, tmp_path / "c.store")
    assert second.rows == first.rows > 0
