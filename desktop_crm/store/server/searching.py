"""The search box on a server: one function finds, ranks and shows only what the one who asks may see.

Under row-level security PostgreSQL uses no index for a part of a word, since its operators are not proof against
leaks; so this function, run by the store's owner, looks in the index itself and applies the scope to what it finds.
"""

from __future__ import annotations

import re

from desktop_crm.store.questions import PARTS, RANKED, WORDS
from desktop_crm.store.server.scope import PINNED

SIGNATURE = "crm_find(text, text[], text, text, text, text, text, integer, integer)"
# The function's values, as the question that it makes has them: the last two say whether the one who asks sees all
# customers, and as whom else they read.
_VALUES = ("typed", "end", "first", "first_end", "digits", "candidates", "most", "sees_all", "readers")
_SCOPE = (
    "(:sees_all OR EXISTS (SELECT FROM rights.reader AS r WHERE r.customer_id = s.customer_id "
    "AND r.reader = ANY (:readers)))"
)


def _numbered(question: str) -> str:
    numbers = {name: f"${place}" for place, name in enumerate(_VALUES, start=1)}
    return re.sub(r":(\w+)", lambda found: numbers[found[1]], question).replace("instr(", "strpos(")


_BY_KEY = _numbered(
    "SELECT customer_id, words, digits FROM public.search_doc AS s "
    f"WHERE {{key}} >= :typed AND {{key}} < :end AND {_SCOPE} ORDER BY {{key}} LIMIT :most"
)
_RANKED = _numbered(
    RANKED.format(
        candidates=f"(SELECT * FROM public.search_doc AS s WHERE {{matches}} AND {_SCOPE} LIMIT :candidates) AS d"
    )
)
_FIND = f"""
CREATE FUNCTION crm_find(asked text, patterns text[], typed text, typed_end text, first text, first_end text,
                         digits_typed text, candidates integer, most integer)
RETURNS TABLE (customer_id uuid, words text, digits text)
LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
DECLARE
  sees_all boolean := public.crm_free() OR public.crm_sees_all();
  readers text[] := public.crm_readers();
  question text; searched text; matches text;
BEGIN
  IF NOT sees_all AND readers = '{{}}' THEN
    RETURN;
  END IF;
  IF asked IN ('sort_key', 'bare_key') THEN
    question := replace($question${_BY_KEY}$question$, '{{key}}', asked);
  ELSE
    searched := CASE asked WHEN 'words' THEN $question${WORDS}$question$ ELSE $question${PARTS}$question$ END;
    SELECT string_agg(searched || format(' LIKE %L', pattern), ' AND ') INTO matches FROM unnest(patterns) AS pattern;
    question := replace($question${_RANKED}$question$, '{{matches}}', coalesce(matches, 'false'));
  END IF;
  RETURN QUERY EXECUTE question
    USING typed, typed_end, first, first_end, digits_typed, candidates, most, sees_all, readers;
END $body$
"""


def statements() -> list[str]:
    """Return what makes the function."""
    return [_FIND.strip()]
