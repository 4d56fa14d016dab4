"""The SQLite triggers, generated from the tables: the change log, fixed columns, allowed transitions, and the
words of contacts.

They are dropped before a migration and made again after it; their hash is verified at every open, so that a
store that lost its triggers is refused rather than silently unlogged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Column, LargeBinary, MetaData, Table

from desktop_crm.store import said
from desktop_crm.store.schema import Id

# Rows of these tables are not changes of anything: the log itself, and what each transaction sets.
UNLOGGED_TABLES = frozenset(
    {
        "change_log",
        "write_context",
        "number_series",
        "search_doc",
        "search_word",
        "draft",
        "store_copy",
        "store_fact",
        "log_in_try",
        "measured_month",
        # Who acts stands in the log: an answer that nobody's name is kept with would have one there.
        "pulse_asked",
        "pulse_count",
    }
)
# What `write_context.silent` says: everything is logged and guarded; rows are written that another log holds; a
# person is erased, whom neither a guard keeps in the store nor the log remembers.
LOUD, ERASING = 0, 2
# Secrets are logged as changed, never with their values.
SECRET_TABLES = frozenset({"credential", "recovery_key"})
LOG_COLUMNS = "xid, at, actor, origin, change_id, hlc, schema_rev, table_name, pk, scope, op, old, new"


def statements(metadata: MetaData) -> list[str]:
    """Return the CREATE TRIGGER statements of all tables, in a stable order."""
    found: list[str] = []
    for name in sorted(metadata.tables):
        found.extend(_of_table(metadata.tables[name]))
    found.extend(said.trigger_statements())
    return found


def _of_table(table: Table) -> Iterator[str]:
    name = table.name
    if name == "change_log":
        yield _refuse(name, "UPDATE", "forever", "1", "the change log is never changed")
    for column, condition, why in guards(table, differs="IS NOT", quote=str):
        yield _refuse(name, f"UPDATE OF {column}", column, condition, why)
    if name not in UNLOGGED_TABLES:
        yield _log(table, "INSERT", "NEW", "NULL", "NULL")
        logged = [column for column in table.columns if is_logged(column)]
        same = " OR ".join(f"OLD.{column.name} IS NOT NEW.{column.name}" for column in logged)
        if same:
            yield _log(
                table, "UPDATE", "NEW", _changed("OLD", logged), _changed("NEW", logged), f"WHEN {same}"
            )
        yield _log(table, "DELETE", "OLD", _whole("OLD", logged), "NULL")


def is_logged(column: Column[object]) -> bool:
    """Tell whether the log writes a column's values: not keys, secrets, nor what the table leaves out."""
    table = column.table
    assert isinstance(table, Table)
    return (
        not column.primary_key
        and column.name not in table.info["unlogged"]
        and not (table.name in SECRET_TABLES and column.name in {"password_hash", "key_hash"})
    )


def _log(table: Table, op: str, row: str, old: str, new: str, when: str = "") -> str:
    key = "lower(" + " || '/' || ".join(_key(row, column) for column in table.primary_key.columns) + ")"
    scope = f"lower(hex({row}.customer_id))" if "customer_id" in table.columns else "NULL"
    return (
        f"CREATE TRIGGER log_{table.name}_{op.lower()} AFTER {op} ON {table.name} {when} BEGIN "
        f"INSERT INTO change_log ({LOG_COLUMNS}) "
        f"SELECT xid, at, actor, '', lower(hex(randomblob(16))), hlc, schema_rev, "
        f"'{table.name}', {key}, {scope}, '{op[0]}', {old}, {new} FROM write_context WHERE silent = {LOUD}; END"
    )


def _key(row: str, column: Column[object]) -> str:
    reference = f"{row}.{column.name}"
    return f"hex({reference})" if isinstance(column.type, Id) else reference


def _json_value(row: str, column: Column[object]) -> str:
    reference = f"{row}.{column.name}"
    if isinstance(column.type, Id | LargeBinary):
        return f"json_quote(CASE WHEN {reference} IS NULL THEN NULL ELSE lower(hex({reference})) END)"
    return f"json_quote({reference})"


def _changed(row: str, columns: list[Column[object]]) -> str:
    """A JSON object of the columns that differ; built by hand since `json_object` can't leave keys out."""
    parts = " || ".join(
        f"CASE WHEN OLD.{column.name} IS NOT NEW.{column.name} "
        f"THEN ',\"{column.name}\":' || {_json_value(row, column)} ELSE '' END"
        for column in columns
    )
    return f"'{{' || substr({parts}, 2) || '}}'"


def _whole(row: str, columns: list[Column[object]]) -> str:
    if not columns:
        return "'{}'"
    parts = " || ".join(f"',\"{column.name}\":' || {_json_value(row, column)}" for column in columns)
    return f"'{{' || substr({parts}, 2) || '}}'"


def guards(table: Table, *, differs: str, quote: Callable[[str], str]) -> Iterator[tuple[str, str, str]]:
    """Yield what a table refuses, for either database: the column, the condition of an update, why.

    Args:
        differs: the operator that also tells an empty value from another.
        quote: how a column's name is written.
    """
    for name in table.info["fixed"]:
        # An empty value may be filled once (an anonymous case gets its customer); a written one stays.
        column = quote(name)
        written = f"OLD.{column} IS NOT NULL AND OLD.{column} {differs} NEW.{column}"
        yield name, written, f"{name} is fixed once written"
    for name, pairs in table.info["transitions"].items():
        column = quote(name)
        allowed = ", ".join(f"'{before}>{after}'" for before, after in sorted(pairs))
        moved = f"OLD.{column} <> NEW.{column} AND (OLD.{column} || '>' || NEW.{column}) NOT IN ({allowed})"
        yield name, moved, "that transition is not in the table"


def _refuse(table: str, event: str, suffix: str, condition: str, why: str) -> str:
    return (
        f"CREATE TRIGGER guard_{table}_{suffix} BEFORE {event} ON {table} "
        f"WHEN ({condition}) AND (SELECT silent FROM write_context) IS NOT {ERASING} "
        f"BEGIN SELECT RAISE(ABORT, 'guard: {table}: {why}'); END"
    )
