"""What a PostgreSQL store needs beside its tables: sort orders, stamps, functions, triggers, search indexes."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from desktop_crm.store.identity import HEAD
from desktop_crm.store.questions import PARTS, WORDS
from desktop_crm.store.search import INDEXES
from desktop_crm.store.server import (
    admission,
    erasing,
    guards,
    history,
    measuring,
    policies,
    saying,
    scope,
    searching,
    telling,
    triggers,
)
from desktop_crm.store.server.roles import roles_of
from desktop_crm.store.whole import whole_schema

# All that is generated here is named so; what a store has is compared with what a release makes.
_OUR_TRIGGERS = "NOT tgisinternal AND tgname ~ '^(log|guard)_' AND relnamespace = 'public'::regnamespace"
_OUR_FUNCTIONS = "proname ~ '^(log|crm)_' AND pronamespace = 'public'::regnamespace"
_TRIGGERS = f"FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE {_OUR_TRIGGERS}"
_FUNCTIONS = f"FROM pg_proc WHERE {_OUR_FUNCTIONS}"
_DEFINITIONS = f"""
SELECT encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY line), 'UTF8')), 'hex')
  FROM (SELECT concat_ws('|', tgenabled, pg_get_triggerdef(pg_trigger.oid)) AS line {_TRIGGERS}
        UNION ALL
        SELECT concat_ws('|', proname, md5(prosrc), prosecdef, proconfig) {_FUNCTIONS}) AS found
"""
# What policies and grants come to, as the server itself writes it down.
_RIGHTS = """
SELECT encode(sha256(convert_to(string_agg(line, E'\n' ORDER BY line), 'UTF8')), 'hex')
  FROM (SELECT concat_ws('|', schemaname, tablename, policyname, permissive, roles, cmd, qual, with_check) AS line
          FROM pg_policies
        UNION ALL
        SELECT concat_ws('|', pg_class.oid::regclass, relrowsecurity, relforcerowsecurity, relowner::regrole, relacl,
                 (SELECT string_agg(attname || attacl::text, ',' ORDER BY attnum) FROM pg_attribute
                   WHERE attrelid = pg_class.oid AND attacl IS NOT NULL))
          FROM pg_class WHERE relnamespace IN (to_regnamespace('public'), to_regnamespace('rights'))
           AND relkind IN ('r', 'p', 'v', 'm', 'S')
        UNION ALL
        SELECT concat_ws('|', pg_proc.oid::regprocedure, proowner::regrole, proacl)
          FROM pg_proc WHERE proname ~ '^(log|crm)_' AND pronamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws('|', nspname, nspacl) FROM pg_namespace WHERE nspname IN ('public', 'rights')) AS found
"""
_NOT_EVERYBODYS = f"""
DO $$ DECLARE made regprocedure; BEGIN
  FOR made IN SELECT oid {_FUNCTIONS} LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
  END LOOP;
END $$
"""
_DROPS = (
    """
SELECT 'DROP POLICY ' || quote_ident(policyname) || ' ON ' || quote_ident(schemaname) || '.' || quote_ident(tablename)
  FROM pg_policies WHERE schemaname = 'public'
""",
    """
SELECT 'ALTER TABLE ' || oid::regclass || ' DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY'
  FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace
""",
    "SELECT 'DROP SCHEMA rights CASCADE' FROM pg_namespace WHERE nspname = 'rights'",
    f"SELECT 'DROP TRIGGER ' || quote_ident(tgname) || ' ON ' || tgrelid::regclass {_TRIGGERS}",
    f"SELECT 'DROP FUNCTION ' || pg_proc.oid::regprocedure {_FUNCTIONS}",
)
# Each table in one go: every change of a column's order makes its indexes anew.
_UNSORTED = """
SELECT 'ALTER TABLE ' || quote_ident(table_name) || ' ' ||
       string_agg('ALTER COLUMN ' || quote_ident(column_name) || ' TYPE text COLLATE "C"', ', ')
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
   AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
 GROUP BY table_name ORDER BY table_name
"""
_SEARCHED = dict(zip(INDEXES, (WORDS, PARTS), strict=True))


def drop_triggers(connection: Connection) -> None:
    """Remove all triggers, functions and policies of ours, as the store's owner: they are made anew, and may
    name what a migration changes.
    """
    for found in _DROPS:
        for (statement,) in connection.exec_driver_sql(found).fetchall():
            connection.exec_driver_sql(statement)


def complete(connection: Connection) -> None:
    """Give a store at `HEAD` all that its tables need, as its owner, and keep the hash that every open compares."""
    # Texts are compared by character, as on SQLite: an index on a sort key then serves its beginnings too.
    for (statement,) in connection.exec_driver_sql(_UNSORTED).fetchall():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("CREATE SEQUENCE IF NOT EXISTS change_stamp")
    bare: Any = connection.connection.driver_connection
    roles = roles_of(bare)
    saying.index(connection)
    for statement in _statements():
        named = statement.replace("{owner}", f'"{roles.owner}"').replace("{staff}", f'"{roles.staff}"')
        _as_it_stands(connection, named)
    _index_search(connection)
    for derived in ("crm_admit_everybody", "crm_all_readers", "crm_all_items"):
        connection.exec_driver_sql(f"SELECT {derived}()")
    keep_fact(connection, "triggers", trigger_digest(bare))
    keep_fact(connection, "rights", rights_digest(bare))
    keep_fact(connection, "trigger_texts", texts_digest())
    connection.execute(text("UPDATE write_context SET schema_rev = :head"), {"head": HEAD})


def _as_it_stands(connection: Connection, statement: str) -> None:
    """Run a statement that may hold a per cent sign, which would otherwise begin a parameter."""
    bare: Any = connection.connection.driver_connection
    bare.execute(statement)


def _index_search(connection: Connection) -> None:
    """Index parts of words by their trigrams, where the extension may be had; without it search reads more."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")
    except DBAPIError:
        keep_fact(connection, "search", "slow")
        return
    keep_fact(connection, "search", "trigrams")
    for name, searched in _SEARCHED.items():
        connection.exec_driver_sql(
            f"CREATE INDEX IF NOT EXISTS {name} ON search_doc USING gin (({searched}) gin_trgm_ops)"
        )


def keep_fact(connection: Connection, name: str, content: str) -> None:
    """Write one of the things that the store says of itself."""
    connection.execute(
        text(
            "INSERT INTO store_fact (name, content) VALUES (:name, :content) "
            "ON CONFLICT (name) DO UPDATE SET content = excluded.content"
        ),
        {"name": name, "content": content},
    )


def trigger_digest(driver: Any) -> str:
    """Return the hash of the triggers and functions that are in the store; empty where there are none."""
    return str(driver.execute(_DEFINITIONS).fetchone()[0] or "")


def rights_digest(driver: Any) -> str:
    """Return the hash of the policies and grants that are in the store."""
    return str(driver.execute(_RIGHTS).fetchone()[0])


def texts_digest() -> str:
    """Return the hash of the triggers, functions, policies and grants that this release makes."""
    return hashlib.sha256("\n".join(_statements()).encode()).hexdigest()


def _statements() -> list[str]:
    """Return all that is made beside the tables; the names of the store's roles stand in braces."""
    schema = whole_schema()
    return [
        *scope.statements(),
        *telling.statements(),
        *triggers.statements(schema),
        *guards.statements(),
        *admission.statements(),
        *searching.statements(),
        *measuring.statements(),
        *history.statements(),
        *saying.statements(),
        *erasing.statements(schema),
        # No function is anybody's to call who is not named.
        _NOT_EVERYBODYS,
        *saying.grants(),
        *policies.statements(schema),
    ]
