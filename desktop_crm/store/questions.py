"""What the search box asks of a database: the same ranking on both, over what each one's index finds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop_crm.core.frozen import frozen
from desktop_crm.store.narrowing import AFTER_ALL, narrow

COLUMNS = "d.customer_id, d.words, d.digits, d.sort_key, d.bare_key"
BY_KEY = (
    f"SELECT {COLUMNS} FROM search_doc AS d WHERE d.{{key}} >= :start AND d.{{key}} < :end "
    "ORDER BY d.{key}, d.rid LIMIT 0 + :most"
)
# Names as long as what was typed first (give or take as many letters as there are errors), then names that begin so,
# then surnames that begin with the first word, then the rest: the order in which rows are fetched, to be ranked by
# `desktop_crm.store.fitting`.
RANKED = f"""
SELECT {COLUMNS}
  FROM {{candidates}}
 ORDER BY CASE
            WHEN abs(length(d.sort_key) - length(:typed)) <= :slack THEN 0
            WHEN abs(length(d.bare_key) - length(:typed)) <= :slack THEN 0
            WHEN instr(' ' || d.digits || ' ', ' ' || :digits || ' ') > 0 AND :digits <> '' THEN 0
            WHEN d.words >= :typed AND d.words < :end THEN 1
            WHEN d.bare_key >= :typed AND d.bare_key < :end THEN 1
            WHEN d.sort_key >= :typed AND d.sort_key < :end THEN 1
            WHEN instr(' ' || d.digits, ' ' || :digits) > 0 AND :digits <> '' THEN 1
            WHEN d.bare_key >= :first AND d.bare_key < :first_end THEN 2
            ELSE 3
          END, d.sort_key, d.rid
 LIMIT 0 + :most
"""
# What PostgreSQL indexes. Every word has a blank before it, so that the beginning of one is a part as well.
WORDS, PARTS = "(' ' || words)", "(sort_key || ' ' || digits)"
# Which spellings there are: of `begins` those with which a word begins, of `wholes` those that are one, and the
# words that begin like one of `heads` or end like one of `tails` (backwards) and are about as long.
SPELT = f"""
SELECT v.value FROM {{begins}}
 WHERE EXISTS (SELECT 1 FROM {{known}} AS w WHERE w.word >= v.value AND w.word < v.value || '{AFTER_ALL}')
UNION SELECT w.word FROM {{known}} AS w WHERE w.word IN (SELECT v.value FROM {{wholes}})
UNION SELECT w.word FROM {{heads}} CROSS JOIN {{known}} AS w
       WHERE w.word >= v.value AND w.word < v.value || '{AFTER_ALL}'
         AND length(w.word) BETWEEN {{shortest}} AND {{longest}}
UNION SELECT w.word FROM {{tails}} CROSS JOIN {{known}} AS w
       WHERE w.backwards >= v.value AND w.backwards < v.value || '{AFTER_ALL}'
         AND length(w.word) BETWEEN {{shortest}} AND {{longest}}
"""
_LISTS = ("begins", "wholes", "heads", "tails")


@frozen
class Question:
    """A statement for the driver and the parameters that it needs beyond those of every search."""

    text: str
    values: Mapping[str, Any]


@frozen
class Spelling:
    """A word that may stand for what was typed: `whole`, or whatever begins with it; so many `edits` from it."""

    text: str
    whole: bool = False
    edits: int = 0


class FullText:
    """SQLite: full-text indexes over words, and over parts of names and numbers."""

    by_key = BY_KEY
    spelt = SPELT.format(
        known="search_word", shortest=":shortest", longest=":longest",
        **{name: f"json_each(:{name}) AS v" for name in _LISTS},
    )  # fmt: skip

    @staticmethod
    def listed(values: Iterable[str]) -> Any:
        """Return what the driver takes for a list."""
        return json.dumps([*values])

    @staticmethod
    def words(driver: Any, tokens: Sequence[Sequence[Spelling]], candidates: int) -> Question:
        """Ask for texts with a word for every token, in one of its spellings, however many have one of them."""
        found = narrow(driver, tokens, candidates)
        rows = f"({found.source}) AS c JOIN search_doc AS d ON d.rid = c.rid"
        if found.held:
            rows = f"(SELECT d.* FROM {rows} WHERE {found.held} LIMIT 0 + :candidates) AS d"
        return Question(RANKED.format(candidates=rows), found.values)

    @staticmethod
    def parts(tokens: Sequence[str]) -> Question:
        """Ask for names and numbers in which every token stands somewhere; none has less than three letters."""
        match = " AND ".join(f'"{token}"' for token in tokens)
        candidates = (
            "(SELECT rowid AS rid FROM search_part WHERE search_part MATCH :match LIMIT 0 + :candidates) AS c "
            "JOIN search_doc AS d ON d.rid = c.rid"
        )
        return Question(RANKED.format(candidates=candidates), {"match": match})


class Trigrams:
    """PostgreSQL: a function that looks in trigram indexes, where the extension is there, and applies the scope."""

    by_key = (
        "SELECT * FROM crm_find('{key}', NULL, %(start)s::text, %(end)s::text, NULL, NULL, NULL, NULL, "
        "NULL, %(most)s::integer)"
    )
    spelt = (
        "SELECT * FROM crm_spelt("
        + ", ".join(f"%({name})s::text[]" for name in _LISTS)
        + ", %(shortest)s::integer, %(longest)s::integer)"
    )

    @staticmethod
    def listed(values: Iterable[str]) -> Any:
        """Return what the driver takes for a list."""
        return [*values]

    @staticmethod
    def words(_driver: Any, tokens: Sequence[Sequence[Spelling]], _candidates: int) -> Question:
        """Ask for texts with a word for every token, in one of its spellings."""
        plain = all(len(token) == 1 and not token[0].whole for token in tokens)
        if plain:
            return Trigrams._matching("words", [f"% {token[0].text}%" for token in tokens])
        found = ("|".join(one.text + ("( |$)" if one.whole else "") for one in token) for token in tokens)
        return Trigrams._matching("spelt", [f" ({token})" for token in found])

    @staticmethod
    def parts(tokens: Sequence[str]) -> Question:
        """Ask for names and numbers in which every token stands somewhere."""
        return Trigrams._matching("parts", [f"%{token}%" for token in tokens])

    @staticmethod
    def _matching(searched: str, patterns: list[str]) -> Question:
        # Folded words have letters and digits only, so no pattern holds a sign of LIKE, or of a regular
        # expression, but ours.
        return Question(_FIND, {"searched": searched, "patterns": patterns})


_FIND = (
    "SELECT * FROM crm_find(%(searched)s::text, %(patterns)s::text[], %(typed)s::text, %(end)s::text, "
    "%(first)s::text, %(first_end)s::text, %(digits)s::text, "
    "%(slack)s::integer, %(candidates)s::integer, %(most)s::integer)"
)
