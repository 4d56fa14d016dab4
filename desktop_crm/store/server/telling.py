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


def statements() -> list[str]:
    """Return what makes the function that tells; the functions of the log call it, as their owner."""
    return [_TELL.strip()]
