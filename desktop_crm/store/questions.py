"""What the search box asks of a database: the same ranking on both, over what each one's index finds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from desktop_crm.core.frozen import frozen

BY_KEY = (
    "SELECT customer_id, words, digits FROM search_doc WHERE {key} >= :start AND {key} < :end "
    "ORDER BY {key} LIMIT :most"
)
# Whole name first, then names that begin so, then surnames that begin with the first word, then the rest.
_RANKED = """
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
    values: Mapping[str, str]


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
        return Question(_RANKED.format(candidates=candidates), {"match": match})


class Trigrams:
    """PostgreSQL: trigram indexes where the extension is there; without it the same answers, read in full."""

    by_key = re.sub(r":(\w+)", r"%(\1)s", BY_KEY)

    @staticmethod
    def words(tokens: Sequence[str]) -> Question:
        """Ask for texts in which every token begins a word."""
        return Trigrams._matching(WORDS, [f"% {token}%" for token in tokens])

    @staticmethod
    def parts(tokens: Sequence[str]) -> Question:
        """Ask for names and numbers in which every token stands somewhere."""
        return Trigrams._matching(PARTS, [f"%{token}%" for token in tokens])

    @staticmethod
    def _matching(searched: str, patterns: Sequence[str]) -> Question:
        # Folded words have letters and digits only, so no pattern holds a sign of LIKE but ours.
        named = {f"part{number}": pattern for number, pattern in enumerate(patterns)}
        return Question(_trigram_text(searched, len(patterns)), named)


@cache
def _trigram_text(searched: str, patterns: int) -> str:
    matches = " AND ".join(f"{searched} LIKE :part{number}" for number in range(patterns))
    ranked = _RANKED.format(candidates=f"(SELECT * FROM search_doc WHERE {matches} LIMIT :candidates) AS d")
    return re.sub(r":(\w+)", r"%(\1)s", ranked).replace("instr(", "strpos(")
