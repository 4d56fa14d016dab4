"""The words of contact history on a server: an index of them, and one function that asks it for those in one's scope.

Words are what they are in the index of a file: letters and digits, plain ones without accents, capitals as small
letters. Under
row-level security PostgreSQL would not use the index, since a comparison of words is not proof against leaks; so the
function, run by the store's owner, asks it and applies the scope itself. What is common is found by time instead: the
server chooses by what it knows of how often a word is said.
"""

from __future__ import annotations

from sqlalchemy import Connection

from desktop_crm.store.said import INDEX, SHORT
from desktop_crm.store.server.scope import PINNED

SIGNATURES = ("crm_said(text, bigint, bigint, text, text, bigint, uuid, integer)",)
# Columns are sorted by character, in which only plain letters have capitals: a wider order knows the others.
_WIDER = "SELECT count(*) FROM pg_collation WHERE collname = 'und-x-icu'"
# Named unlike what every upgrade makes anew: an index rests on these two.
_FOLDED = r"""
CREATE OR REPLACE FUNCTION said_folded(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
  SELECT pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.lower(pg_catalog.normalize(
    pg_catalog.regexp_replace(pg_catalog.normalize(said, 'NFD'), '([A-Za-z])[\u0300-\u036f]+', '\1', 'g'),
    'NFC') COLLATE {wider}), '[^[:alnum:]]+', ' ', 'g'))
$body$
"""
_WORDS = """
CREATE OR REPLACE FUNCTION said_words(subject text, said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 AS $body$
  SELECT pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.simple', public.said_folded(subject)), 'A')
      OPERATOR(pg_catalog.||)
         pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.simple', public.said_folded(said)), 'B')
$body$
"""
_INDEXED = f"CREATE INDEX IF NOT EXISTS {INDEX} ON contact USING gin (said_words(subject, text))"
# A schema that is older than the index goes without it.
REMOVED = (
    f"DROP INDEX IF EXISTS {INDEX}",
    "DROP FUNCTION IF EXISTS said_words(text, text)",
    "DROP FUNCTION IF EXISTS said_folded(text)",
)
# What was typed as one word may be several here; they are then looked for in their order, in one of the two texts.
_SAID = f"""
CREATE FUNCTION crm_said(asked text, since bigint, until bigint, by_channel text, in_direction text,
                         older_at bigint, older_id uuid, most integer) RETURNS TABLE (contact_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
DECLARE
  sees_all boolean := public.crm_free() OR public.crm_sees_all();
  serves boolean := public.crm_free() OR public.crm_serves();
  readers text[] := public.crm_readers();
  typed text; parts text[]; phrase text; ends text; matching tsquery;
BEGIN
  FOREACH typed IN ARRAY string_to_array(asked, ' ') LOOP
    parts := string_to_array(public.said_folded(typed), ' ');
    IF parts = '{{}}' THEN
      RETURN;
    END IF;
    ends := CASE WHEN length(typed) < {SHORT} THEN '' ELSE '*' END;
    IF array_length(parts, 1) = 1 THEN
      phrase := parts[1] || ':' || ends;
    ELSE
      phrase := '(' || array_to_string(parts, ':A <-> ') || ':A' || ends || ') | ('
             || array_to_string(parts, ':B <-> ') || ':B' || ends || ')';
    END IF;
    matching := CASE WHEN matching IS NULL THEN phrase::tsquery ELSE matching && phrase::tsquery END;
  END LOOP;
  RETURN QUERY EXECUTE $question$
    SELECT c.id FROM public.contact AS c
     WHERE public.said_words(c.subject, c.text) @@ $1 AND c.happened_at >= $2 AND c.happened_at < $3
       AND ($4 = '' OR c.channel = $4) AND ($5 = '' OR c.direction = $5)
       AND c.happened_at <= $6 AND (c.happened_at < $6 OR c.id < $7)
       AND ($8 OR (c.customer_id IS NULL AND $9) OR EXISTS (
             SELECT FROM rights.reader AS r WHERE r.customer_id = c.customer_id AND r.reader = ANY ($10)))
     ORDER BY c.happened_at DESC, c.id DESC LIMIT $11
  $question$ USING matching, since, until, by_channel, in_direction, older_at, older_id, sees_all, serves, readers,
                   most;
END $body$
"""


def statements() -> list[str]:
    """Return what makes the function."""
    return [_SAID.strip()]


def grants() -> list[str]:
    """Return what lets those who write contacts, and nobody else, call the functions that their index rests on."""
    return [
        statement
        for name in ("said_folded(text)", "said_words(text, text)")
        for statement in (
            f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name} TO {{staff}}",
        )
    ]


def index(connection: Connection) -> None:
    """Index the words of all contacts, as the store's owner, where they aren't; a million take a minute."""
    wider = connection.exec_driver_sql(_WIDER).scalar_one()
    for made in (_FOLDED, _WORDS):
        connection.exec_driver_sql(made.replace("{wider}", '"und-x-icu"' if wider else '"default"'))
    connection.exec_driver_sql(_INDEXED)
