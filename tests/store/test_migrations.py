"""Migrations: head is what the tables say, every revision goes up and down, PostgreSQL takes them too."""

from __future__ import annotations

import io
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from alembic import command
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import StoreProblem
from desktop_crm.store import migrate, upgrade
from desktop_crm.store.engine import make_engine
from desktop_crm.store.identity import HEAD, REVISIONS, trigger_digest
from desktop_crm.store.migrate import bring_to, configuration, differences
from desktop_crm.store.open import open_store
from desktop_crm.store.search import INDEXES
from desktop_crm.store.upgrade import upgrade_store
from desktop_crm.store.verify import check_store
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Store

# What a revision dropped, that an earlier one had made.
TAKEN_AWAY = {"ix_change_log_change_id"}


@pytest.fixture
def dialect() -> str:
    """What is wrong here can be wrong with files only."""
    return "sqlite"


def schema_of(path: Path) -> set[tuple[str, str]]:
    connection = driver.connect(str(path))
    found = connection.execute(
        "SELECT name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"
    )
    schema = {(name, " ".join(sql.split())) for name, sql in found}
    # How an index of words is kept stands in rows of its own.
    for name in {f"{index}_config" for index in INDEXES} & {name for name, _sql in schema}:
        schema.add((name, str(connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall())))
    connection.close()
    return schema


def test_the_migrations_make_exactly_the_tables_of_the_code(store_path: Path) -> None:
    engine = make_engine(store_path, None, writes=False)
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


def test_constraints_and_indexes_have_the_same_definitions_as_the_tables(
    store_path: Path, tmp_path: Path
) -> None:
    """Alembic compares no conditions of indexes nor names of keys; the texts that SQLite keeps have them."""
    engine = make_engine(tmp_path / "tables.store", None, writes=True)
    whole_schema().create_all(engine)
    engine.dispose()

    def normal(schema: set[tuple[str, str]]) -> set[tuple[str, frozenset[str]]]:
        return {(name, frozenset(sql.replace("(", "( ").replace(",", " , ").split())) for name, sql in schema}

    ours = {entry for entry in schema_of(tmp_path / "tables.store") if entry[1]}
    made = {entry for entry in schema_of(store_path) if "TRIGGER" not in entry[1]}
    assert normal(ours) <= normal(made)


def test_every_revision_goes_down_and_up_again(store_path: Path) -> None:
    """One walk all the way down and up again: what a revision makes on the way up, it left on the way down."""
    before = schema_of(store_path)
    left = {HEAD: before}
    for below, revision in reversed(list(pairwise(REVISIONS))):
        bring_to(store_path, None, below, down=True)
        left[below] = schema_of(store_path)
        # By their names: a later revision may add a column to a table of an earlier one.
        assert {name for name, _text in left[below]} - TAKEN_AWAY <= {name for name, _text in before}, (
            revision
        )
        assert left[below] != left[revision], revision
    for revision in REVISIONS[1:]:
        bring_to(store_path, None, revision)
        assert schema_of(store_path) == left[revision], revision


def test_all_the_way_down_leaves_no_table_behind(store_path: Path) -> None:
    bring_to(store_path, None, "base", down=True)
    assert {name for name, _sql in schema_of(store_path)} <= {"alembic_version"}


def test_the_migrations_can_be_written_out_for_postgresql() -> None:
    script = io.StringIO()
    config = configuration()
    config.set_main_option("dialect", "postgresql")
    config.output_buffer = script
    command.upgrade(config, HEAD, sql=True)
    for table in whole_schema().tables.values():
        assert f"CREATE TABLE {table.name} (" in script.getvalue()
    assert "UUID" in script.getvalue()
    assert "fts5" not in script.getvalue()


def test_every_table_compiles_for_postgresql_with_native_ids() -> None:
    for table in whole_schema().tables.values():
        text = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        assert "BLOB" not in text
        if "id" in table.columns:
            assert "id UUID" in text


def test_a_store_of_an_earlier_release_is_upgraded_and_a_copy_kept(
    store_path: Path, fake_time: FakeTime
) -> None:
    bring_to(store_path, None, "0003", down=True)
    old = schema_of(store_path)
    done = upgrade_store(store_path, time=fake_time)
    assert (done.before, done.after) == ("0003", HEAD)
    assert done.copy == store_path.with_name("test.before-upgrade-20261123-080000.store")
    assert schema_of(done.copy) == old
    open_store(store_path).close()


def test_lost_triggers_are_made_again_by_an_upgrade(store_path: Path) -> None:
    connection = driver.connect(str(store_path), isolation_level=None)
    connection.execute("DROP TRIGGER log_customer_insert")
    connection.close()
    upgrade_store(store_path)
    open_store(store_path).close()


def test_triggers_of_an_earlier_release_are_made_again_by_an_upgrade(store_path: Path) -> None:
    """A guard that this release no longer has, and the hash kept of it: the store is whole, as that release had it."""
    engine = make_engine(store_path, None, writes=True)
    guard = "CREATE TRIGGER guard_crm_case_process BEFORE UPDATE OF process ON crm_case BEGIN SELECT 1; END"
    with engine.begin() as connection:
        connection.exec_driver_sql(guard)
        kept = trigger_digest(connection.connection.driver_connection)
        connection.exec_driver_sql("UPDATE store_fact SET content = ? WHERE name = 'triggers'", (kept,))
    engine.dispose()
    assert len(check_store(store_path)) == 1
    upgrade_store(store_path)
    assert check_store(store_path) == ()


def test_a_search_index_that_differs_is_made_again_by_an_upgrade(store_path: Path) -> None:
    connection = driver.connect(str(store_path), isolation_level=None)
    connection.execute("INSERT INTO search_doc VALUES (1, x'01', 'a', 'a', 'anna', '06')")
    connection.close()
    assert upgrade_store(store_path).copy is not None
    assert upgrade_store(store_path).copy is None


def test_a_store_that_is_up_to_date_is_not_touched(store_path: Path) -> None:
    before = store_path.read_bytes()
    assert upgrade_store(store_path).copy is None
    assert store_path.read_bytes() == before


def test_a_newer_store_is_not_upgraded(store_path: Path) -> None:
    connection = driver.connect(str(store_path), isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = '9001'")
    connection.close()
    with pytest.raises(StoreProblem, match="newer"):
        upgrade_store(store_path)


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_to(store_path, None, "0004", down=True)
    connection = driver.connect(str(store_path), isolation_level=None)
    connection.execute(
        "INSERT INTO employee_role (id, employee_id, role, since) VALUES (x'01', x'02', 'x', 0)"
    )
    connection.close()
    before = schema_of(store_path)
    with pytest.raises(StoreProblem, match="employee_role"):
        upgrade_store(store_path)
    assert schema_of(store_path) == before


def test_a_migration_that_copies_a_parent_keeps_its_children(
    store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite alters a table by copying and dropping it; with foreign keys on, its children would go too."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.paths.migrations(), folder)
    (folder / "versions" / "9001_later.py").write_text(
        '"""A later release renames a column of a parent."""\n'
        "from alembic import op\n"
        f'revision, down_revision = "9001", "{HEAD}"\n'
        "def upgrade():\n"
        '    with op.batch_alter_table("employee", recreate="always") as table:\n'
        '        table.alter_column("name", new_column_name="full_name")\n'
    )
    connection = driver.connect(str(store_path), isolation_level=None)
    connection.execute("INSERT INTO employee VALUES (x'01', 'jan', 'Jan', 'active', 0, 0, NULL)")
    connection.execute("INSERT INTO employee_role VALUES (x'02', x'01', 'claims', 0)")
    connection.close()
    monkeypatch.setattr(migrate.paths, "migrations", lambda: folder)
    bring_to(store_path, None, "9001")
    connection = driver.connect(str(store_path), isolation_level=None)
    assert connection.execute("SELECT full_name FROM employee").fetchall() == [("Jan",)]
    assert connection.execute("SELECT role FROM employee_role").fetchall() == [("claims",)]
    connection.close()
    assert upgrade.REVISIONS == REVISIONS


def test_a_store_that_others_have_open_is_not_upgraded(store: Store, store_path: Path) -> None:
    with store.write(None) as work:
        work.driver.execute("DROP TRIGGER log_customer_insert")
    with pytest.raises(StoreProblem, match="locked"):
        upgrade_store(store_path)
    with store.read() as view:
        assert view.driver.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_upgraded_store_writes_ahead_again(store_path: Path) -> None:
    bring_to(store_path, None, "0003", down=True)
    upgrade_store(store_path)
    store = open_store(store_path)
    with store.write(None) as work:
        assert work.driver.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()
