"""The change log: every row of every table that leaves this store can be rebuilt as it was at any moment."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, delete, insert, select, update

from desktop_crm.core.errors import Refused
from desktop_crm.core.ids import new_id
from desktop_crm.customers.tables import Contact, Customer, ImportRun
from desktop_crm.store.schema import Sync, sync_of
from desktop_crm.store.triggers import SECRET_TABLES, UNLOGGED_TABLES, statements
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Store, Writing
from tests.sampling import examples

TABLES = sorted(whole_schema().tables.values(), key=lambda table: table.name)
SHARED = [table for table in TABLES if sync_of(table) is not Sync.LOCAL]


def names(tables: list[Table]) -> list[str]:
    return [table.name for table in tables]


@pytest.mark.parametrize("table", TABLES, ids=names(TABLES))
def test_every_table_says_whose_its_rows_are(table: Table) -> None:
    assert sync_of(table) in Sync


@pytest.mark.parametrize("table", SHARED, ids=names(SHARED))
def test_every_shared_table_is_logged_on_insert_update_and_delete(table: Table) -> None:
    made = " ".join(statements(whole_schema()))
    for event in ("insert", "update", "delete"):
        assert f"CREATE TRIGGER log_{table.name}_{event} AFTER" in made


@pytest.mark.parametrize("table", SHARED, ids=names(SHARED))
def test_every_shared_row_has_an_id_of_its_own_and_a_customer_s_row_says_whose(table: Table) -> None:
    assert [column.name for column in table.primary_key] == ["id"]
    assert ("customer_id" in table.columns) == (sync_of(table) is Sync.CUSTOMER)


def test_only_local_tables_go_unlogged() -> None:
    assert {table.name for table in SHARED}.isdisjoint(UNLOGGED_TABLES | SECRET_TABLES)


@pytest.mark.parametrize("table", TABLES, ids=names(TABLES))
def test_marks_name_columns_that_are_there(table: Table) -> None:
    info = table.info
    for column in (*info["unlogged"], *info["fixed"], *info["transitions"]):
        assert column in table.columns


def log_of(store: Store) -> list[Any]:
    with store.read() as view:
        return list(view.driver.execute("SELECT * FROM change_log ORDER BY seq").fetchall())


def entry(store: Store) -> dict[str, Any]:
    with store.read() as view:
        cursor = view.driver.execute("SELECT * FROM change_log ORDER BY seq DESC LIMIT 1")
        return dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))


def a_run(work: Writing, **values: Any) -> UUID:
    run = new_id()
    counts: dict[str, Any] = dict.fromkeys(("created", "updated", "unchanged", "rejected"), 0)
    work.connection.execute(
        insert(ImportRun).values(id=run, happened_at=work.now, **counts | {"file_name": "a"} | values)
    )
    return run


def test_an_entry_says_who_when_where_and_what(store: Store) -> None:
    employee = new_id()
    with store.write(employee) as work:
        run = a_run(work)
        recorded = work.now
    said = entry(store)
    assert (said["table_name"], said["op"], said["pk"]) == ("import_run", "I", run.hex)
    assert (said["actor"], said["origin"]) == (employee.hex, "")
    assert said["at"] == int(recorded.timestamp() * 1_000_000)
    assert (said["old"], said["new"], said["scope"]) == (None, None, None)
    assert len(said["change_id"]) == 32
    with store.write(employee) as work:
        work.connection.execute(update(ImportRun).values(file_name='b"\\ ☃'))
    changed = entry(store)
    assert (json.loads(changed["old"]), json.loads(changed["new"])) == (
        {"file_name": "a"},
        {"file_name": 'b"\\ ☃'},
    )
    assert changed["xid"] > said["xid"]
    assert changed["hlc"] > said["hlc"]


def test_a_customer_s_row_is_logged_under_their_scope(store: Store) -> None:
    customer = new_id()
    with store.write(None) as work:
        work.connection.execute(
            insert(Customer).values(
                id=customer,
                customer_id=customer,
                number="1",
                kind="person",
                name="A",
                sort_key="a",
                created_at=work.now,
            )
        )
    assert entry(store)["scope"] == customer.hex


def test_a_change_that_changes_nothing_is_not_logged(store: Store) -> None:
    with store.write(None) as work:
        a_run(work)
        work.connection.execute(update(ImportRun).values(file_name="a"))
    assert len(log_of(store)) == 1


@pytest.mark.parametrize("dialect", ["sqlite"])  # PostgreSQL knows no such statement
def test_a_replaced_row_is_logged_as_deleted_and_made(store: Store) -> None:
    with store.write(None) as work:
        run = a_run(work)
        work.driver.execute(
            "INSERT OR REPLACE INTO import_run SELECT * FROM import_run WHERE id = ?", (run.bytes,)
        )
    with store.read() as view:
        assert [row[0] for row in view.driver.execute("SELECT op FROM change_log ORDER BY seq")] == [
            "I",
            "D",
            "I",
        ]


def test_the_log_itself_can_t_be_changed(store: Store) -> None:
    with store.write(None) as work:
        a_run(work)

    def forge() -> None:
        with store.write(None) as work:
            work.driver.execute("UPDATE change_log SET actor = 'somebody else'")

    with pytest.raises(Refused, match="never changed"):
        forge()


def test_what_was_rolled_back_is_not_in_the_log(store: Store) -> None:
    def fail() -> None:
        with store.write(None) as work:
            a_run(work)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert log_of(store) == []


def test_a_written_fact_stays_as_it_was_said(store: Store) -> None:
    with store.write(None) as work:
        work.connection.execute(
            insert(Contact).values(
                id=new_id(), channel="phone", direction="in", happened_at=work.now, recorded_at=work.now
            )
        )

    def rewrite() -> None:
        with store.write(None) as work:
            work.connection.execute(update(Contact).values(direction="out"))

    with pytest.raises(Refused, match="direction is fixed"):
        rewrite()


def test_stamps_never_go_back_when_the_wall_clock_does(store: Store, fake_time: Any) -> None:
    with store.write(None) as work:
        a_run(work)
    first = entry(store)["hlc"]
    fake_time.advance(-3600)
    with store.write(None) as work:
        a_run(work)
    assert entry(store)["hlc"] > first


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers(-(2**31), 2**31)
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["insert", "update", "delete"]), st.integers(0, 5), TEXTS, NUMBERS), max_size=25
)


def rows(work: Writing) -> dict[str, dict[str, Any]]:
    cursor = work.driver.execute("SELECT * FROM import_run")
    columns = [column[0] for column in cursor.description]
    found = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return {row["id"].hex(): {name: value for name, value in row.items() if name != "id"} for row in found}


def rebuilt(now: dict[str, dict[str, Any]], log: list[tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    """Take the rows of today back through log entries (newest first) to what they were before those."""
    state = {key: dict(row) for key, row in now.items()}
    for key, op, old in log:
        if op == "I":
            del state[key]
        elif op == "D":
            state[key] = json.loads(old)
        else:
            state[key] |= json.loads(old)
    return state


@settings(
    max_examples=examples(25, soak=200),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(OPERATIONS)
def test_any_earlier_row_is_rebuilt_from_today_s_and_the_log(
    empty_store_file: Path, tmp_path: Path, operations: list[tuple[str, int, str, int]]
) -> None:
    store = Store(Path(shutil.copy(empty_store_file, tmp_path / "log.store")), sync="OFF")
    history: list[tuple[int, dict[str, dict[str, Any]]]] = [(0, {})]
    for operation, which, words, number in operations:
        with store.write(None) as work:
            known = sorted(work.connection.execute(select(ImportRun.id)).scalars())
            target = known[which % len(known)] if known else new_id()
            if operation == "insert":
                a_run(work, file_name=words, created=number, employee_id=new_id() if number % 2 else None)
            elif operation == "update":
                change = {"file_name": words, "employee_id": None if number % 3 else new_id()}
                work.connection.execute(update(ImportRun).where(ImportRun.id == target).values(**change))
            else:
                work.connection.execute(delete(ImportRun).where(ImportRun.id == target))
            seq = work.driver.execute("SELECT coalesce(max(seq), 0) FROM change_log").fetchone()[0]
            history.append((seq, rows(work)))
    with store.read() as view:
        log = list(view.driver.execute("SELECT pk, op, old, seq FROM change_log ORDER BY seq"))
    store.close()

    def plain(state: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {
            key: {k: v.hex() if isinstance(v, bytes) else v for k, v in row.items()}
            for key, row in state.items()
        }

    now = plain(history[-1][1])
    for seq, expected in history:
        later = [(pk, op, old) for pk, op, old, n in reversed(log) if n > seq]
        assert rebuilt(now, later) == plain(expected)
