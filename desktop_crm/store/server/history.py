"""Who changed what of a customer, on a server: the log is nobody's to read but through one function.

It shows the changes of one customer, to those who may see that customer; what processes registered, some of
which is withheld from some, is not among them.
"""

from __future__ import annotations

from desktop_crm.store.changed import LOGGED
from desktop_crm.store.server.scope import PINNED

SIGNATURE = "crm_history(uuid, integer)"
_QUESTION = (
    LOGGED.format(key="replace(own.id::text, '-', '')")
    .replace(":written", "replace($1::text, '-', '')")
    .replace(":whose", "$1")
    .replace(":most", "$2")
)
_HISTORY = f"""
CREATE FUNCTION crm_history(asked uuid, at_most integer)
RETURNS TABLE (seq bigint, at bigint, actor text, table_name text, pk text, op text, old text, new text)
LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
DECLARE readers text[] := public.crm_readers();
BEGIN
  IF public.crm_free() OR public.crm_sees_all()
     OR EXISTS (SELECT FROM rights.reader AS r WHERE r.customer_id = asked AND r.reader = ANY (readers)) THEN
    RETURN QUERY EXECUTE $question${_QUESTION}$question$ USING asked, at_most;
  END IF;
END $body$
"""


def statements() -> list[str]:
    """Return what makes the function."""
    return [_HISTORY.strip()]
