"""What may be wrong with a store, each for real: one sentence, and nothing is changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from desktop_crm.core.errors import StoreProblem
from desktop_crm.store import driver as connections
from desktop_crm.store.create import create_store
from desktop_crm.store.open import open_store
from desktop_crm.store.verify import check_store
from desktop_crm.store.work import Store

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
NOBODY = 65534


@pytest.fixture
def dialect() -> str:
    """What is wrong here can be wrong with files only."""
    return "sqlite"


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(StoreProblem) as caught:
        act()
    sentence = str(caught.value)
    assert sentence.endswith((".", "!"))
    assert "\n" not in sentence
    return sentence


def execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_missing_store_is_said_to_be_missing_and_not_made(tmp_path: Path) -> None:
    assert "no store" in refusal(lambda: open_store(tmp_path / "none.store"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_an_empty_file_and_a_text_are_no_stores(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("dear diary")
    assert "folder" in refusal(lambda: open_store(tmp_path))
    assert "empty" in refusal(lambda: open_store(tmp_path / "empty"))
    assert "not a store" in refusal(lambda: open_store(tmp_path / "text"))
    assert (tmp_path / "text").read_text() == "dear diary"
    assert (tmp_path / "empty").stat().st_size == 0


def test_another_program_s_database_is_no_store(tmp_path: Path) -> None:
    execute(tmp_path / "music.db", "CREATE TABLE song (name TEXT)")
    before = (tmp_path / "music.db").read_bytes()
    assert "not a store of this program" in refusal(lambda: open_store(tmp_path / "music.db"))
    assert (tmp_path / "music.db").read_bytes() == before


def test_a_newer_store_is_left_alone(store_path: Path) -> None:
    execute(store_path, "UPDATE alembic_version SET version_num = '9001'")
    before = store_path.read_bytes()
    assert "newer release" in refusal(lambda: open_store(store_path))
    assert store_path.read_bytes() == before


def test_an_older_store_asks_for_an_upgrade(store_path: Path) -> None:
    execute(store_path, "UPDATE alembic_version SET version_num = '0001'")
    assert "store upgrade" in refusal(lambda: open_store(store_path))


@pytest.mark.parametrize("trigger", ["log_customer_insert", "guard_contact_happened_at"])
def test_a_store_that_lost_one_trigger_is_refused(store_path: Path, trigger: str) -> None:
    execute(store_path, f"DROP TRIGGER {trigger}")
    assert "triggers" in refusal(lambda: open_store(store_path))


def test_a_trigger_that_was_made_harmless_is_noticed(store_path: Path) -> None:
    execute(store_path, "DROP TRIGGER log_customer_update")
    execute(store_path, "CREATE TRIGGER log_customer_update AFTER UPDATE ON customer BEGIN SELECT 1; END")
    assert "triggers" in refusal(lambda: open_store(store_path))


def test_a_torn_store_is_said_to_be_damaged(store_path: Path) -> None:
    content = bytearray(store_path.read_bytes())
    content[100:9000] = os.urandom(8900)
    store_path.write_bytes(content)
    assert "damaged" in refusal(lambda: open_store(store_path))


def test_a_truncated_store_is_said_to_be_damaged_by_the_check(store_path: Path) -> None:
    with store_path.open("rb+") as file:
        file.truncate(store_path.stat().st_size // 2 + 100)
    try:
        found = [finding.sentence for finding in check_store(store_path)]
    except StoreProblem as problem:
        found = [str(problem)]
    assert any("damaged" in sentence for sentence in found)


def test_a_wrong_key_no_key_and_a_needless_key_are_told_apart(tmp_path: Path, store_path: Path) -> None:
    secret = tmp_path / "secret.store"
    create_store(secret, KEY).close()
    before = secret.read_bytes()
    assert "can't be opened with this key" in refusal(lambda: open_store(secret, OTHER_KEY))
    assert "--key-file" in refusal(lambda: open_store(secret))
    assert "not encrypted" in refusal(lambda: open_store(store_path, KEY))
    assert secret.read_bytes() == before


def test_a_store_that_another_program_locks_is_said_to_be_locked(
    store: Store, store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    other = driver.connect(str(store_path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    def write() -> None:
        with store.write(None):
            pass

    assert "locked" in refusal(write)
    other.execute("ROLLBACK")
    other.close()
    write()


def _as_nobody(path: Path, spare: Path) -> str:
    """Open the store and write, as a user to whom nothing belongs (root ignores permissions)."""
    script = (
        "import os, sys; from pathlib import Path\n"
        "from desktop_crm.core.errors import StoreProblem\n"
        "from desktop_crm.store.open import open_store\n"
        "def write(path):\n"
        "    with open_store(Path(path)).write(None): pass\n"
        "write(sys.argv[2])  # loads everything while it still may\n"
        f"if os.getuid() == 0: os.setuid({NOBODY})\n"
        "try: write(sys.argv[1])\n"
        "except StoreProblem as problem: print(problem)\n"
    )
    command = [sys.executable, "-c", script, str(path), str(spare)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _open_to_all(path: Path, top: Path) -> None:
    """Let everybody pass through the folders of a test."""
    for folder in (path.parent, *path.parent.parents):
        if folder == top.parent or folder.stat().st_uid != os.getuid():
            break
        folder.chmod(0o755)


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o755), (0o444, 0o777), (0o666, 0o555)])
def test_a_store_or_folder_that_may_not_be_written_is_said_so(
    store_path: Path, tmp_path_factory: pytest.TempPathFactory, file_mode: int, folder_mode: int
) -> None:
    spare = Path(shutil.copy(store_path, tmp_path_factory.mktemp("spare")))
    _open_to_all(store_path, tmp_path_factory.getbasetemp().parent.parent)
    store_path.chmod(file_mode)
    store_path.parent.chmod(folder_mode)
    before = store_path.read_bytes()
    said = _as_nobody(store_path, spare)
    store_path.parent.chmod(0o755)
    assert "may not be written" in said or "can't be opened" in said
    assert said.count("\n") == 1
    assert store_path.read_bytes() == before


def test_a_full_disk_refuses_the_step_and_keeps_what_was_there(store: Store) -> None:
    def write_much() -> None:
        with store.write(None) as work:
            pages = work.driver.execute("PRAGMA page_count").fetchone()[0]
            work.driver.execute(f"PRAGMA max_page_count = {pages + 3}")
            work.driver.execute("CREATE TABLE large (content BLOB)")
            work.driver.execute("INSERT INTO large VALUES (randomblob(1000000))")

    assert "disk is full" in refusal(write_much)
    with store.read() as view:
        found = view.driver.execute("SELECT count(*) FROM sqlite_master WHERE name = 'large'").fetchone()
    assert found == (0,)


def test_a_store_that_does_not_fit_on_its_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from desktop_crm.core.errors import StoreProblem\n"
        "from desktop_crm.store.create import create_store\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try: create_store(Path(sys.argv[1]))\n"
        "except StoreProblem as problem: print(problem)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "a.store")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "disk" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_whole_store_has_no_findings(store_path: Path) -> None:
    assert check_store(store_path) == ()


def test_the_check_finds_broken_references(store_path: Path) -> None:
    execute(
        store_path,
        "INSERT INTO employee_role (id, employee_id, role, since) VALUES (x'01', x'02', 'nobody', 0)",
    )
    found = check_store(store_path)
    assert [finding.kind for finding in found] == ["references"]
    assert "employee_role" in found[0].sentence


def test_the_check_finds_a_table_that_was_changed_by_hand(store_path: Path) -> None:
    execute(store_path, "ALTER TABLE import_run ADD COLUMN extra TEXT")
    assert [finding.kind for finding in check_store(store_path)] == ["schema"]


def test_the_check_finds_a_search_index_that_differs_from_the_customers(store_path: Path) -> None:
    execute(store_path, "INSERT INTO search_doc VALUES (1, x'01', 'a', 'a', 'anna', '06')")
    assert {finding.kind for finding in check_store(store_path)} == {"search"}


def test_the_check_finds_a_store_whose_log_was_silenced(store_path: Path) -> None:
    execute(store_path, "UPDATE write_context SET silent = 1")
    assert [finding.kind for finding in check_store(store_path)] == ["context"]
