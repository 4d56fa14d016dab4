"""What those may know who look after a team, and nothing of who did it: which clocks changed, what was answered."""

from __future__ import annotations

from desktop_crm.store.server.scope import PINNED

CALLED = (
    "crm_changed_clocks(bigint)",
    "crm_changed_cases(bigint)",
    "crm_changes_end()",
    "crm_status_changes(bigint)",
    "crm_pulse_answer(text)",
    "crm_pulse(integer)",
)
_MAY = "(public.crm_free() OR public.crm_may('supervise'))"
_SQL = f"LANGUAGE sql STABLE SECURITY DEFINER {PINNED}"
_CHANGED = f"""
CREATE FUNCTION crm_changed_clocks(after bigint) RETURNS TABLE (pk text, old text) {_SQL} AS $body$
  SELECT pk, old FROM public.change_log WHERE seq > after AND table_name = 'clock' AND {_MAY}
$body$
"""
_CASES = f"""
CREATE FUNCTION crm_changed_cases(after bigint) RETURNS TABLE (id uuid) {_SQL} AS $body$
  SELECT pk::uuid FROM public.change_log WHERE seq > after AND table_name = 'crm_case' AND {_MAY}
  UNION
  SELECT work_item.case_id FROM public.change_log JOIN public.work_item
      ON work_item.id = CASE WHEN table_name = 'work_item' THEN pk::uuid END
   WHERE seq > after AND table_name = 'work_item' AND {_MAY}
$body$
"""
_END = f"""
CREATE FUNCTION crm_changes_end() RETURNS bigint {_SQL} AS $body$
  SELECT coalesce(max(seq), 0) FROM public.change_log WHERE {_MAY}
$body$
"""

_STATUS = f"""
CREATE FUNCTION crm_status_changes(since bigint) RETURNS TABLE (pk text, at bigint, old text) {_SQL} AS $body$
  SELECT pk, at, old FROM public.change_log
   WHERE table_name = 'customer' AND op = 'U' AND at >= since AND old LIKE '%"status"%' AND {_MAY}
   ORDER BY seq
$body$
"""


def _quarter(day: str) -> str:
    return f"(extract(year FROM {day})::integer * 4 + extract(quarter FROM {day})::integer - 1)"


_RECORDED = _quarter("to_timestamp(public.crm_now() / 1000000) AT TIME ZONE 'UTC'")
_ANSWER = f"""
CREATE FUNCTION crm_pulse_answer(given text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
BEGIN
  IF given IN ('yes', 'partly', 'no') AND (public.crm_free() OR public.crm_serves()) THEN
    INSERT INTO public.pulse_count (quarter, answer, count) VALUES ({_RECORDED}, given, 1)
    ON CONFLICT (quarter, answer) DO UPDATE SET count = pulse_count.count + 1;
  END IF;
END $body$
"""
# Nobody is told of a quarter that is not over, whichever they ask for; only a store for practice or tests has a time
# of its own.
_TODAY = "now() AT TIME ZONE 'UTC'"
_OVER = (
    f"(p.quarter < {_quarter(_TODAY)} "
    "OR EXISTS (SELECT FROM public.store_fact WHERE name = 'time' AND content = 'made up'))"
)
_PULSE = f"""
CREATE FUNCTION crm_pulse(before integer)
RETURNS TABLE (quarter integer, yes bigint, partly bigint, no bigint) {_SQL} AS $body$
  SELECT p.quarter, coalesce(sum(count) FILTER (WHERE answer = 'yes'), 0)::bigint,
         coalesce(sum(count) FILTER (WHERE answer = 'partly'), 0)::bigint,
         coalesce(sum(count) FILTER (WHERE answer = 'no'), 0)::bigint
    FROM public.pulse_count AS p
   WHERE p.quarter < before AND {_OVER} AND (public.crm_free() OR public.crm_serves())
   GROUP BY p.quarter
  HAVING sum(count) >= coalesce(
    (SELECT fewest FROM public.crowd_rule ORDER BY set_at DESC, id DESC LIMIT 1), 5)
   ORDER BY p.quarter
$body$
"""


def statements() -> list[str]:
    """Return what makes the functions."""
    return [one.strip() for one in (_CHANGED, _CASES, _END, _STATUS, _ANSWER, _PULSE)]
