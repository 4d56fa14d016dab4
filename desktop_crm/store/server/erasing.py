"""Everything held on a person, and erasing them, on a server: by functions of the store's owner.

Nobody's own rights reach all of it: the log, colleagues' drafts and notes, facts that are withheld. So each function
asks itself whether who calls it may, and whether the people are theirs to see; what it does is generated from the
list that a store in a file works by (`store.personal`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import MetaData

from desktop_crm.store.personal import AGEING, Place, ageing, erasing, held_in, logged_in
from desktop_crm.store.server.scope import PINNED

SIGNATURES = (
    "crm_held(uuid[])", "crm_held_log(uuid[])", "crm_erase(uuid[])", "crm_age(uuid[], text, bigint)",
)  # fmt: skip
LOGGED = "seq, at, actor, table_name, pk, op, old, new"
_PLACE = Place("= ANY (people)", "postgresql")
# A person of several customers' rights is told or erased by who may see all of them.
_THEIRS = """
  IF NOT (public.crm_free() OR public.crm_may('{power}') AND (public.crm_sees_all() OR NOT EXISTS (
      SELECT FROM unnest(people) AS p(id) WHERE NOT EXISTS (SELECT FROM rights.reader AS r
        WHERE r.customer_id = p.id AND r.reader = ANY (public.crm_readers()))))) THEN
    RAISE EXCEPTION 'guard: {what}';
  END IF;
"""
_MAY_TELL = _THEIRS.format(power="disclose", what="this asks for the power to tell what is held on a person")
_MAY_ERASE = _THEIRS.format(power="erase", what="this asks for the power to erase a person")


def _held(metadata: MetaData) -> str:
    columns = {name: [column.name for column in table.columns] for name, table in metadata.tables.items()}
    tables = "\n".join(
        f"  RETURN QUERY SELECT '{name}', row_to_json(held)::text FROM ({select}) AS held;"
        for name, select in held_in(_PLACE, columns)
    )
    return f"""
CREATE FUNCTION crm_held(people uuid[]) RETURNS TABLE (of_table text, content text)
LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
#variable_conflict use_column
BEGIN
{_MAY_TELL}{tables}
END $body$
"""


def _held_log() -> str:
    found = " UNION ".join(
        f"SELECT {LOGGED} FROM public.change_log WHERE {condition}" for _table, condition in logged_in(_PLACE)
    )
    return f"""
CREATE FUNCTION crm_held_log(people uuid[])
RETURNS TABLE (seq bigint, at bigint, actor text, table_name text, pk text, op text, old text, new text)
LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
#variable_conflict use_column
BEGIN
{_MAY_TELL}  RETURN QUERY SELECT * FROM ({found}) AS held ORDER BY 1;
END $body$
"""


def _erase() -> str:
    return _erasing("crm_erase(people uuid[])", _acts(erasing(_PLACE)))


def _age() -> str:
    kinds = "\n".join(
        f"  IF aged = '{kind}' THEN\n{_acts(ageing(_PLACE, kind, 'before'))}\n  END IF;" for kind in AGEING
    )
    return _erasing("crm_age(people uuid[], aged text, before bigint)", kinds)


def _acts(statements: Iterable[tuple[str, str]]) -> str:
    return "\n".join(
        f"  {statement};\n  GET DIAGNOSTICS touched = ROW_COUNT;\n"
        f"  IF touched > 0 AND '{name}' <> 'change_log' THEN of_table := '{name}'; RETURN NEXT; END IF;"
        for name, statement in statements
    )


def _erasing(signature: str, acts: str) -> str:
    # What the triggers wrote of it meanwhile holds what was erased.
    return f"""
CREATE FUNCTION {signature} RETURNS TABLE (of_table text, touched bigint)
LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
DECLARE last bigint;
BEGIN
{_MAY_ERASE}  IF EXISTS (SELECT FROM public.crm_case WHERE customer_id = ANY (people) AND status = 'running') THEN
    RAISE EXCEPTION 'guard: customer: a case of theirs is running';
  END IF;
  INSERT INTO rights.erasing VALUES (pg_current_xact_id());
  SELECT coalesce(max(seq), 0) INTO last FROM public.change_log;
{acts}
  DELETE FROM public.change_log WHERE seq > last AND xid = pg_current_xact_id()::text::bigint;
  DELETE FROM rights.erasing WHERE xid = pg_current_xact_id();
END $body$
"""


def statements(metadata: MetaData) -> Iterator[str]:
    """Yield what makes the functions."""
    for text in (_held(metadata), _held_log(), _erase(), _age()):
        yield text.strip()
