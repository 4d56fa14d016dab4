"""The schema on PostgreSQL: made by the same migrations, with the same guards, and verified at every open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert

from desktop_crm.core.clock import FakeTime, SystemTime
from desktop_crm.core.errors import Refused, StoreProblem
from desktop_crm.core.ids import new_id
from desktop_crm.customers.tables import ImportRun
from desktop_crm.store.identity import HEAD, REVISIONS
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import connect
from desktop_crm.store.server.create import begun_store, create_server_store
from desktop_crm.store.server.engine import make_engine
from desktop_crm.store.server.migrate import bring_to
from desktop_crm.store.upgrade import upgrade_store
from desktop_crm.store.verify import check_store
from desktop_crm.store.whole import whole_schema
from desktop_crm.store.work import Store
from tests.server import Server

# Names, types and conditions of all there is, as the server itself writes them down.
SCHEMA = """
SELECT 'column', table_name, column_name, data_type || ' ' || is_nullable || ' ' || coalesce(collation_name, '')
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, '', pg_get_functiondef(oid)
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname ~ '^(log|crm)_'
"""


def schema_of(address: Address) -> set[tuple[Any, ...]]:
    with closing(connect(address, writes=False)) as there:
        return set(there.execute(SCHEMA).fetchall())


def named(schema: set[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    return {entry[:3] for entry in schema}


def execute(address: Address, statement: str) -> None:
    with closing(connect(address, writes=True)) as there:
        there.execute(statement)
        there.commit()


@pytest.fixture
def dialect() -> str:
    return "postgresql"


@pytest.fixture
def new_address(server: Server) -> Iterator[Address]:
    """An address at which there is no database."""
    address = server.address(server.fresh())
    yield address
    server.drop(address)


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Address) -> None:
    assert check_store(database) == ()


def test_constraints_and_indexes_have_the_same_definitions_as_the_tables(
    database: Address, server: Server, new_address: Address
) -> None:
    """Alembic compares no conditions of indexes nor names of keys; the server's own words have them."""
    server.run(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(new_address.database)))
    engine = make_engine(new_address, writes=True)
    whole_schema().create_all(engine)
    engine.dispose()
    compared = {"index", "constraint"}
    ours = {entry for entry in schema_of(new_address) if entry[0] in compared}
    made = {entry for entry in schema_of(database) if entry[0] in compared}
    assert ours <= made


def test_every_text_is_sorted_by_character(database: Address) -> None:
    texts = [entry[3] for entry in schema_of(database) if entry[0] == "column" and "text" in entry[3]]
    assert len(texts) > 100
    assert {text.rpartition(" ")[2] for text in texts} == {"C"}


def test_every_revision_goes_down_and_up_again(database: Address) -> None:
    """One walk all the way down and up again: what a revision makes on the way up, it left on the way down."""
    before = schema_of(database)
    left = {}
    for revision in reversed(REVISIONS[:-1]):
        bring_to(database, revision, down=True)
        left[revision] = schema_of(database)
        assert {entry[1] for entry in left[revision]} < {entry[1] for entry in before}, revision
        assert not {entry for entry in left[revision] if entry[0] == "trigger"}, revision
    for revision in REVISIONS[1:-1]:
        bring_to(database, revision)
        # How texts are sorted is said once the last revision stands.
        assert named(schema_of(database)) == named(left[revision]), revision
    bring_to(database)
    assert schema_of(database) == before
    open_store(database).close()


def test_a_database_that_is_there_and_empty_is_taken_and_one_that_is_used_is_not(
    server: Server, new_address: Address
) -> None:
    server.run(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(new_address.database)))
    create_server_store(new_address).close()
    before = schema_of(new_address)
    with pytest.raises(StoreProblem, match="already"):
        create_server_store(new_address)
    assert schema_of(new_address) == before


def test_a_store_that_could_not_be_finished_leaves_no_database_behind(new_address: Address) -> None:
    def fail() -> None:
        with begun_store(new_address):
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with pytest.raises(StoreProblem, match="no store"):
        open_store(new_address)


def test_a_store_that_could_not_be_finished_leaves_a_database_that_was_there_empty(
    server: Server, new_address: Address
) -> None:
    server.run(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(new_address.database)))

    def fail() -> None:
        with begun_store(new_address):
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    create_server_store(new_address).close()


def test_an_earlier_schema_asks_for_an_upgrade_and_gets_one(database: Address) -> None:
    whole = schema_of(database)
    bring_to(database, "0003", down=True)
    with pytest.raises(StoreProblem, match="store upgrade"):
        open_store(database)
    done = upgrade_store(database)
    assert (done.before, done.after, done.copy) == ("0003", HEAD, None)
    assert schema_of(database) == whole
    assert upgrade_store(database).before == HEAD


def test_a_newer_store_is_left_alone(database: Address) -> None:
    execute(database, "UPDATE alembic_version SET version_num = '9001'")
    for act in (open_store, upgrade_store, check_store):
        with pytest.raises(StoreProblem, match="newer release"):
            act(database)


def test_two_administrators_do_not_upgrade_at_once(database: Address) -> None:
    bring_to(database, "0003", down=True)
    with closing(connect(database, writes=True)) as other:
        other.execute("SELECT pg_advisory_xact_lock(7301004178)")
        with pytest.raises(StoreProblem, match="Another administrator"):
            upgrade_store(database)
    assert upgrade_store(database).after == HEAD


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER log_customer_insert ON customer",
        "ALTER TABLE contact DISABLE TRIGGER guard_contact_happened_at",
        "ALTER TABLE change_log ENABLE TRIGGER guard_change_log_forever",
        "CREATE OR REPLACE FUNCTION log_customer() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "ALTER FUNCTION crm_write_log SET search_path = evil",
        "CREATE FUNCTION crm_more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_a_trigger_that_is_gone_or_was_made_harmless_is_noticed_and_made_again(
    database: Address, statement: str
) -> None:
    execute(database, statement)
    with pytest.raises(StoreProblem, match="triggers"):
        open_store(database)
    assert "triggers" in {finding.kind for finding in check_store(database)}
    upgrade_store(database)
    open_store(database).close()


def test_the_check_finds_a_table_that_was_changed_by_hand(database: Address) -> None:
    execute(database, "ALTER TABLE import_run ADD COLUMN extra TEXT")
    assert [finding.kind for finding in check_store(database)] == ["schema"]


def test_the_check_finds_a_store_whose_log_was_silenced(database: Address) -> None:
    execute(database, "UPDATE write_context SET silent = 1")
    assert [finding.kind for finding in check_store(database)] == ["context"]


@pytest.mark.parametrize("table", ["customer", "change_log"])
def test_no_table_is_emptied_past_the_log(store: Store, table: str) -> None:
    def empty() -> None:
        with store.write(None) as work:
            work.driver.execute(f"TRUNCATE {table} CASCADE")

    with pytest.raises(Refused, match="never emptied"):
        empty()


def test_what_bare_sql_changes_is_logged_with_the_server_s_time_and_nobody_s_name(database: Address) -> None:
    with closing(connect(database, writes=True)) as there:
        there.execute(
            "INSERT INTO import_run VALUES (gen_random_uuid(), 'bare', 0, NULL, 0, 0, 0, 0, NULL, NULL)",
        )
        there.commit()
        found = there.execute(
            "SELECT table_name, op, actor, at > 0, hlc > 0, xid > 0 FROM change_log"
        ).fetchall()
    assert found == [("import_run", "I", None, True, True, True)]


def test_the_server_stamps_what_is_recorded_whatever_a_desk_s_clock_says(database: Address) -> None:
    class Slow(SystemTime):
        def now(self) -> Any:
            return super().now().replace(year=2001)

    store = open_store(database, time=Slow())
    with store.write(None) as work:
        work.connection.execute(
            insert(ImportRun).values(
                id=new_id(),
                file_name="a",
                happened_at=work.now,
                created=0,
                updated=0,
                unchanged=0,
                rejected=0,
            )
        )
        assert work.now.year > 2001
    with store.read() as view:
        logged = view.driver.execute("SELECT at FROM change_log").fetchone()[0]
    store.close()
    assert logged == int(work.now.timestamp() * 1_000_000) or abs(logged - work.now.timestamp() * 1e6) < 1


def test_two_stores_differ_in_their_identity(server: Server, fake_time: FakeTime) -> None:
    addresses = [server.address(server.fresh()) for _number in range(2)]
    stores = [create_server_store(address, fake_time) for address in addresses]
    assert stores[0].replica != stores[1].replica
    for store, address in zip(stores, addresses, strict=True):
        store.close()
        server.drop(address)
