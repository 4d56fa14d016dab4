"""The PostgreSQL triggers, generated from the same declarations as SQLite's, with the same log as outcome.

A shared function stamps each transaction; each table has one function that writes its log entries, fired by
triggers whose conditions are those of the SQLite ones. They run with the rights of the store's owner and a
pinned search path, so that whoever changes a row need not be able to write the log, and can't reroute it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, LargeBinary, MetaData, Table

from desktop_crm.store.schema import Id
from desktop_crm.store.server.policies import rule_of
from desktop_crm.store.server.scope import PINNED
from desktop_crm.store.told import told_by
from desktop_crm.store.triggers import LOG_COLUMNS, UNLOGGED_TABLES, guards, is_logged

# Names of all that is generated here begin so; what a store has is compared with what a release makes.
TRIGGER_PREFIXES = ("log_", "guard_")
FUNCTION_PREFIXES = ("log_", "crm_")

# One stamp a transaction, after the hybrid logical clock (Kulkarni et al., 2014, section 3): never less than
# any before, never behind the wall. A row of the table could not be changed by two transactions at once, so it
# is a sequence; the lock is held for microseconds, until the step to the wall's time is made, not to the end.
_NEXT_STAMP = f"""
CREATE FUNCTION crm_next_stamp(wall bigint) RETURNS bigint LANGUAGE plpgsql {PINNED} AS $body$
DECLARE stamp bigint;
BEGIN
  PERFORM pg_advisory_lock(7301004177);
  stamp := nextval('public.change_stamp');
  IF stamp <= wall THEN
    stamp := setval('public.change_stamp', wall);
  END IF;
  PERFORM pg_advisory_unlock(7301004177);
  RETURN stamp;
EXCEPTION WHEN OTHERS OR query_canceled THEN
  PERFORM pg_advisory_unlock(7301004177);
  RAISE;
END $body$
"""
# Without a time it is the server's. An employee's log-in says neither who acts nor when: the server knows.
_BEGIN = f"""
CREATE FUNCTION crm_begin(who text, recorded bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
DECLARE moment bigint := coalesce(recorded, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
BEGIN
  IF NOT public.crm_free() THEN
    who := replace(public.crm_me()::text, '-', '');
    IF who IS NULL THEN
      RAISE EXCEPTION 'guard: this log-in is nobody''s who works here';
    END IF;
    PERFORM set_config('desktop_crm.at', moment::text, true);
    moment := public.crm_now();
  END IF;
  PERFORM set_config('desktop_crm.xid', pg_current_xact_id()::text, true),
          set_config('desktop_crm.actor', coalesce(who, ''), true),
          set_config('desktop_crm.at', moment::text, true),
          set_config('desktop_crm.stamp', public.crm_next_stamp((moment / 1000) << 16)::text, true);
  RETURN moment;
END $body$
"""
# Anybody may set a setting, so of an employee's nothing is believed that the server knows or can't check.
_WRITE = f"""
CREATE FUNCTION crm_write_log(of_table text, key text, of_scope text, did text, before text, after text)
RETURNS void LANGUAGE plpgsql {PINNED} AS $body$
DECLARE context public.write_context; who text; moment bigint; stamp bigint;
BEGIN
  SELECT * INTO STRICT context FROM public.write_context;
  IF context.silent <> 0 THEN
    RETURN;
  END IF;
  IF current_setting('desktop_crm.xid', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
    PERFORM public.crm_begin(NULL, NULL);
  END IF;
  who := nullif(current_setting('desktop_crm.actor'), '');
  moment := current_setting('desktop_crm.at')::bigint;
  stamp := current_setting('desktop_crm.stamp')::bigint;
  IF NOT public.crm_free() THEN
    who := replace(public.crm_me()::text, '-', '');
    moment := public.crm_now();
    IF stamp < (moment / 1000) << 16 OR stamp > (SELECT last_value FROM public.change_stamp) THEN
      RAISE EXCEPTION 'guard: change_log: that stamp was never given';
    END IF;
  END IF;
  INSERT INTO public.change_log ({LOG_COLUMNS})
  VALUES (pg_current_xact_id()::text::bigint, moment, who, '',
          replace(gen_random_uuid()::text, '-', ''), stamp,
          context.schema_rev, of_table, key, of_scope, did, before, after);
END $body$
"""
_REFUSE = f"""
CREATE FUNCTION crm_refuse() RETURNS trigger LANGUAGE plpgsql {PINNED} AS $body$
BEGIN
  IF TG_OP = 'UPDATE' AND public.crm_erasing() THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'guard: %', TG_ARGV[0];
END $body$
"""


def statements(metadata: MetaData) -> list[str]:
    """Return the statements that make all functions and triggers, in an order in which they can be made."""
    found = [text.strip() for text in (_NEXT_STAMP, _BEGIN, _WRITE, _REFUSE)]
    for name in sorted(metadata.tables):
        found.extend(_of_table(metadata.tables[name]))
    return found


def _of_table(table: Table) -> Iterator[str]:
    name = table.name
    if name == "change_log":
        yield from _refuse(name, "forever", "UPDATE", "true", f"{name}: the change log is never changed")
    for column, condition, why in guards(table, differs="IS DISTINCT FROM", quote=_quoted):
        yield from _refuse(name, column, "UPDATE", condition, f"{name}: {why}")
    rule = rule_of(table)
    for column in (*rule.stamped, *rule.by):
        if column not in table.info["fixed"]:
            moved = f"OLD.{_quoted(column)} IS DISTINCT FROM NEW.{_quoted(column)}"
            yield from _refuse(name, column, "UPDATE", moved, f"{name}: {column} is written by the store")
    if name == "change_log" or name not in UNLOGGED_TABLES:
        yield from _refuse(name, "emptying", "TRUNCATE", "", f"{name}: a table is never emptied unlogged")
    if name not in UNLOGGED_TABLES:
        logged = [column for column in table.columns if is_logged(column)]
        yield _log_function(table, logged)
        yield from _trigger(f"log_{name}_insert", "AFTER INSERT", name, "", f"log_{name}()")
        same = " OR ".join(f"OLD.{_quoted(c.name)} IS DISTINCT FROM NEW.{_quoted(c.name)}" for c in logged)
        if same:
            yield from _trigger(f"log_{name}_update", "AFTER UPDATE", name, same, f"log_{name}()")
        yield from _trigger(f"log_{name}_delete", "AFTER DELETE", name, "", f"log_{name}()")


def _refuse(table: str, suffix: str, event: str, condition: str, why: str) -> Iterator[str]:
    yield from _trigger(
        f"guard_{table}_{suffix}", f"BEFORE {event}", table, condition, f"crm_refuse('{why}')"
    )


def _trigger(name: str, event: str, table: str, condition: str, calls: str) -> Iterator[str]:
    each = "STATEMENT" if "TRUNCATE" in event else "ROW"
    when = f" WHEN ({condition})" if condition else ""
    yield f"CREATE TRIGGER {name} {event} ON {table} FOR EACH {each}{when} EXECUTE FUNCTION {calls}"
    # Also while a replica's changes are applied (`session_replication_role`), which silences ordinary ones.
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


def _log_function(table: Table, logged: list[Column[object]]) -> str:
    """One function writes the entries of all three events of a table, and tells who listens."""
    name = table.name
    told = "".join(
        f"  PERFORM public.crm_tell('{kind}', (CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END).{_quoted(column)});\n"
        for kind, column in told_by(table)
    )
    return f"""
CREATE FUNCTION log_{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM public.crm_write_log('{name}', {_key("NEW", table)}, {_scope("NEW", table)}, 'I', NULL, NULL);
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM public.crm_write_log('{name}', {_key("NEW", table)}, {_scope("NEW", table)}, 'U',
      {_changed("OLD", logged)},
      {_changed("NEW", logged)});
  ELSE
    PERFORM public.crm_write_log('{name}', {_key("OLD", table)}, {_scope("OLD", table)}, 'D',
      {_whole("OLD", logged)}, NULL);
  END IF;
{told}  RETURN NULL;
END $body$
""".strip()


def _key(row: str, table: Table) -> str:
    return "lower(" + " || '/' || ".join(_text(row, c) for c in table.primary_key.columns) + ")"


def _scope(row: str, table: Table) -> str:
    return _hex(row, table.columns["customer_id"]) if "customer_id" in table.columns else "NULL"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _hex(row: str, column: Column[object]) -> str:
    """An id as the log writes it: 32 hexadecimal digits, as a blob on SQLite has them."""
    return f"replace({row}.{_quoted(column.name)}::text, '-', '')"


def _text(row: str, column: Column[object]) -> str:
    return _hex(row, column) if isinstance(column.type, Id) else f"{row}.{_quoted(column.name)}::text"


def _json_value(row: str, column: Column[object]) -> str:
    """A value as SQLite's `json_quote` writes it: truth as 1 and 0, bytes as hexadecimal digits."""
    reference = f"{row}.{_quoted(column.name)}"
    if isinstance(column.type, Id):
        written = f"'\"' || {_hex(row, column)} || '\"'"
    elif isinstance(column.type, LargeBinary):
        written = f"'\"' || encode({reference}, 'hex') || '\"'"
    elif isinstance(column.type, Boolean):
        written = f"{reference}::integer::text"
    else:
        written = f"to_json({reference})::text"
    return f"coalesce({written}, 'null')"


def _changed(row: str, columns: list[Column[object]]) -> str:
    parts = " || ".join(
        f"CASE WHEN OLD.{_quoted(c.name)} IS DISTINCT FROM NEW.{_quoted(c.name)} "
        f"THEN ',\"{c.name}\":' || {_json_value(row, c)} ELSE '' END"
        for c in columns
    )
    return f"'{{' || substr({parts}, 2) || '}}'" if parts else "'{}'"


def _whole(row: str, columns: list[Column[object]]) -> str:
    parts = " || ".join(f"',\"{c.name}\":' || {_json_value(row, c)}" for c in columns)
    return f"'{{' || substr({parts}, 2) || '}}'" if parts else "'{}'"
