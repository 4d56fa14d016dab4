"""What those may know of the change log who look after a team: which clocks changed, and nothing of who did it."""

from __future__ import annotations

from desktop_crm.store.server.scope import PINNED

CALLED = ("crm_changed_clocks(bigint)", "crm_changes_end()")
_MAY = "(public.crm_free() OR public.crm_may('supervise'))"
_SQL = f"LANGUAGE sql STABLE SECURITY DEFINER {PINNED}"
_CHANGED = f"""
CREATE FUNCTION crm_changed_clocks(after bigint) RETURNS TABLE (pk text, old text) {_SQL} AS $body$
  SELECT pk, old FROM public.change_log WHERE seq > after AND table_name = 'clock' AND {_MAY}
$body$
"""
_END = f"""
CREATE FUNCTION crm_changes_end() RETURNS bigint {_SQL} AS $body$
  SELECT coalesce(max(seq), 0) FROM public.change_log WHERE {_MAY}
$body$
"""


def statements() -> list[str]:
    """Return what makes the functions."""
    return [_CHANGED.strip(), _END.strip()]
