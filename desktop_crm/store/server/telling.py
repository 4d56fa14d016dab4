"""What a shared store tells whoever listens, by `NOTIFY`, as the triggers write the change log.

Kinds of thing and marks of ids, never an id or a word: whoever works here may listen, and not everybody may know
every customer.
"""

from __future__ import annotations

from desktop_crm.store.server.scope import PINNED

CHANNEL = "crm_changed"
# Said in the place of a mark when one transaction was about more things than it names: an import tells no million.
MANY = "*"
_NAMED = 200
# Equal words of one transaction are told once. The mark is that of `core.changes.mark_of`.
_TELL = f"""
CREATE FUNCTION crm_tell(kind text, thing uuid) RETURNS void LANGUAGE plpgsql {PINNED} AS $body$
DECLARE told integer := coalesce(nullif(current_setting('desktop_crm.told', true), '')::integer, 0);
BEGIN
  IF thing IS NULL THEN
    RETURN;
  END IF;
  IF told < {_NAMED} THEN
    PERFORM set_config('desktop_crm.told', (told + 1)::text, true);
    PERFORM pg_notify('{CHANNEL}', kind || ' ' || left(encode(sha256(convert_to(thing::text, 'UTF8')), 'hex'), 16));
  ELSE
    PERFORM pg_notify('{CHANNEL}', kind || ' {MANY}');
  END IF;
END $body$
"""
# For who can't be told, since a pooler shares their connection: the same asked for, in marks. What a transaction wrote
# that was not over at the look before is among it, whatever numbers its entries have: a snapshot knows. Entries up to
# `floor` are not looked at.
_MARK = f"""
CREATE FUNCTION crm_mark(thing text) RETURNS text LANGUAGE sql IMMUTABLE {PINNED} AS $body$
  SELECT CASE WHEN thing ~ '^[0-9a-f-]{{32,36}}$'
              THEN left(encode(sha256(convert_to(thing::uuid::text, 'UTF8')), 'hex'), 16) END
$body$
"""
_SINCE = f"""
CREATE FUNCTION crm_told_since(before text, floor bigint, most integer)
RETURNS TABLE (of_table text, thing text, customer text)
LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
BEGIN
  IF public.crm_free() OR public.crm_me() IS NOT NULL THEN
    RETURN QUERY SELECT DISTINCT c.table_name, public.crm_mark(c.pk), public.crm_mark(c.scope)
                   FROM public.change_log AS c
                  WHERE c.seq > floor AND NOT pg_visible_in_snapshot(c.xid::text::xid8, before::pg_snapshot)
                  LIMIT most;
  END IF;
END $body$
"""
_UNTIL = f"""
CREATE FUNCTION crm_told_until(OUT seen text, OUT following bigint, OUT last bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
BEGIN
  seen := pg_current_snapshot()::text;
  following := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  last := pg_sequence_last_value(pg_get_serial_sequence('public.change_log', 'seq'));
END $body$
"""
CALLED = ("crm_told_since(text, bigint, integer)", "crm_told_until()")


def statements() -> list[str]:
    """Return what makes the functions; that which tells is called by those of the log, as their owner."""
    return [text.strip() for text in (_TELL, _MARK, _SINCE, _UNTIL)]
