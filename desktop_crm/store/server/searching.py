"""The search box on a server: one function finds, ranks and shows only what the one who asks may see.

Under row-level security PostgreSQL uses no index for a part of a word, since its operators are not proof against
leaks; so this function, run by the store's owner, looks in the index itself and applies the scope to what it finds.
Another tells how the words of those same customers are spelt; two keep the vocabulary, which nobody reads directly.
"""

from __future__ import annotations

import re

from desktop_crm.store.questions import COLUMNS, PARTS, RANKED, SPELT, WORDS
from desktop_crm.store.server.scope import PINNED
from desktop_crm.store.vocabulary import LEAST, MOST

# What whoever works here may call.
SIGNATURES = (
    "crm_find(text, text[], text, text, text, text, text, integer, integer, integer)",
    "crm_spelt(text[], text[], text[], text[], integer, integer)",
    "crm_learn(text[])",
    "crm_forget(text[])",
)
# The function's values, as the question that it makes has them: the last two say whether the one who asks sees all
# customers, and as whom else they read.
_VALUES = (
    "typed",
    "end",
    "first",
    "first_end",
    "digits",
    "slack",
    "candidates",
    "most",
    "sees_all",
    "readers",
)
_SCOPE = (
    "(:sees_all OR EXISTS (SELECT FROM rights.reader AS r WHERE r.customer_id = s.customer_id "
    "AND r.reader = ANY (:readers)))"
)


def _numbered(question: str) -> str:
    numbers = {name: f"${place}" for place, name in enumerate(_VALUES, start=1)}
    return re.sub(r":(\w+)", lambda found: numbers[found[1]], question).replace("instr(", "strpos(")


_WHO = """
  sees_all boolean := public.crm_free() OR public.crm_sees_all();
  readers text[] := public.crm_readers();
"""
_BY_KEY = _numbered(
    f"SELECT {COLUMNS.replace('d.', 's.')} FROM public.search_doc AS s "
    f"WHERE {{key}} >= :typed AND {{key}} < :end AND {_SCOPE} ORDER BY {{key}}, rid LIMIT :most"
)
_RANKED = _numbered(
    RANKED.format(
        candidates=f"(SELECT * FROM public.search_doc AS s WHERE {{matches}} AND {_SCOPE} LIMIT :candidates) AS d"
    )
)
_FIND = f"""
CREATE FUNCTION crm_find(asked text, patterns text[], typed text, typed_end text, first text, first_end text,
                         digits_typed text, slack integer, candidates integer, most integer)
RETURNS TABLE (customer_id uuid, words text, digits text, sort_key text, bare_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
DECLARE {_WHO}
  question text; searched text; likeness text; matches text;
BEGIN
  IF NOT sees_all AND readers = '{{}}' THEN
    RETURN;
  END IF;
  IF asked IN ('sort_key', 'bare_key') THEN
    question := replace($question${_BY_KEY}$question$, '{{key}}', asked);
  ELSE
    searched := CASE asked WHEN 'parts' THEN $question${PARTS}$question$ ELSE $question${WORDS}$question$ END;
    likeness := CASE asked WHEN 'spelt' THEN ' ~ %L' ELSE ' LIKE %L' END;
    SELECT string_agg(searched || format(likeness, pattern), ' AND ') INTO matches FROM unnest(patterns) AS pattern;
    question := replace($question${_RANKED}$question$, '{{matches}}', coalesce(matches, 'false'));
  END IF;
  RETURN QUERY EXECUTE question
    USING typed, typed_end, first, first_end, digits_typed, slack, candidates, most, sees_all, readers;
END $body$
"""


def _spelt(known: str) -> str:
    lists = {name: f"unnest({name}) AS v(value)" for name in ("begins", "wholes", "heads", "tails")}
    return SPELT.format(known=known, shortest="shortest", longest="longest", **lists)


# Who sees some customers only is told no word of another's: theirs are few.
_OWN_WORDS = rf"""
WITH own AS MATERIALIZED (
  SELECT DISTINCT part AS word, reverse(part) AS backwards
    FROM public.search_doc AS s CROSS JOIN unnest(string_to_array(s.words, ' ')) AS part
   WHERE part !~ '\d' AND length(part) BETWEEN {LEAST} AND {MOST}
     AND EXISTS (SELECT FROM rights.reader AS r WHERE r.customer_id = s.customer_id AND r.reader = ANY (readers)))
"""
_SPELT = f"""
CREATE FUNCTION crm_spelt(begins text[], wholes text[], heads text[], tails text[], shortest integer, longest integer)
RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
DECLARE {_WHO}
BEGIN
  IF sees_all THEN
    RETURN QUERY {_spelt("public.search_word")};
  ELSIF readers <> '{{}}' THEN
    RETURN QUERY {_OWN_WORDS} {_spelt("own")};
  END IF;
END $body$
"""
_LEARN = f"""
CREATE FUNCTION crm_learn(known text[]) RETURNS void LANGUAGE sql SECURITY DEFINER {PINNED} AS $body$
  INSERT INTO public.search_word (word, backwards)
  SELECT part, reverse(part) FROM unnest(known) AS part ORDER BY part ON CONFLICT DO NOTHING
$body$
"""
# Of no words in particular: all of them.
_FORGET = f"""
CREATE FUNCTION crm_forget(lost text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $body$
DECLARE part text;
BEGIN
  FOR part IN SELECT unnest(coalesce(lost, ARRAY(SELECT word FROM public.search_word))) LOOP
    IF NOT EXISTS (SELECT FROM public.search_doc
                    WHERE {WORDS} LIKE '% ' || part || '%' AND ' ' || words || ' ' LIKE '% ' || part || ' %') THEN
      DELETE FROM public.search_word WHERE word = part;
    END IF;
  END LOOP;
END $body$
"""


def statements() -> list[str]:
    """Return what makes the functions."""
    return [one.strip() for one in (_FIND, _SPELT, _LEARN, _FORGET)]
