"""What the search box asks of a database: the same ranking on both, over what each one's index finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from desktop_crm.core.frozen import frozen

BY_KEY = (
    "SELECT customer_id, words, digits FROM search_doc WHERE {key} >= :start AND {key} < :end "
    "ORDER BY {key} LIMIT :most"
)
# Whole name first, then names that begin so, then surnames that begin with the first word, then the rest.
RANKED = """
SELECT d.customer_id, d.words, d.digits
  FROM {candidates}
 ORDER BY CASE
            WHEN :typed IN (d.sort_key, d.bare_key, d.words) THEN 0
            WHEN instr(' ' || d.digits || ' ', ' ' || :digits || ' ') > 0 AND :digits <> '' THEN 0
            WHEN d.words >= :typed AND d.words < :end THEN 1
            WHEN d.bare_key >= :typed AND d.bare_key < :end THEN 1
            WHEN d.sort_key >= :typed AND d.sort_key < :end THEN 1
            WHEN instr(' ' || d.digits, ' ' || :digits) > 0 AND :digits <> '' THEN 1
            WHEN d.bare_key >= :first AND d.bare_key < :first_end THEN 2
            ELSE 3
          END, d.sort_key, d.rid
 LIMIT :most
"""
# What PostgreSQL indexes. Every word has a blank before it, so that the beginning of one is a part as well.
WORDS, PARTS = "(' ' || words)", "(sort_key || ' ' || digits)"


@frozen
class Question:
    """A statement for the driver and the parameters that it needs beyond those of every search."""

    text: str
    values: Mapping[str, Any]


class FullText:
    """SQLite: full-text indexes over words, and over parts of names and numbers."""

    by_key = BY_KEY

    @staticmethod
    def words(tokens: Sequence[str]) -> Question:
        """Ask for texts in which every token begins a word."""
        return FullText._matching("search_fts", " AND ".join(f'"{token}"*' for token in tokens))

    @staticmethod
    def parts(tokens: Sequence[str]) -> Question:
        """Ask for names and numbers in which every token stands somewhere; none has less than three letters."""
        return FullText._matching("search_part", " AND ".join(f'"{token}"' for token in tokens))

    @staticmethod
    def _matching(index: str, match: str) -> Question:
        candidates = (
            f"(SELECT rowid AS rid FROM {index} WHERE {index} MATCH :match LIMIT :candidates) AS c "
            "JOIN search_doc AS d ON d.rid = c.rid"
        )
        return Question(RANKED.format(candidates=candidates), {"match": match})


class Trigrams:
    """PostgreSQL: a function that looks in trigram indexes, where the extension is there, and applies the scope."""

    by_key = (
        "SELECT * FROM crm_find('{key}', NULL, %(start)s::text, %(end)s::text, NULL, NULL, NULL, NULL, "
        "%(most)s::integer)"
    )

    @staticmethod
    def words(tokens: Sequence[str]) -> Question:
        """Ask for texts in which every token begins a word."""
        return Trigrams._matching("words", [f"% {token}%" for token in tokens])

    @staticmethod
    def parts(tokens: Sequence[str]) -> Question:
        """Ask for names and numbers in which every token stands somewhere."""
        return Trigrams._matching("parts", [f"%{token}%" for token in tokens])

    @staticmethod
    def _matching(searched: str, patterns: list[str]) -> Question:
        # Folded words have letters and digits only, so no pattern holds a sign of LIKE but ours.
        return Question(_FIND, {"searched": searched, "patterns": patterns})


_FIND = (
    "SELECT * FROM crm_find(%(searched)s::text, %(patterns)s::text[], %(typed)s::text, %(end)s::text, "
    "%(first)s::text, %(first_end)s::text, %(digits)s::text, %(candidates)s::integer, %(most)s::integer)"
)
