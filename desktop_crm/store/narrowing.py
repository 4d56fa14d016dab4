"""Words of which some are very many people's, on SQLite: what its full-text index is asked, what is compared in rows.

The index keeps together who has a word that begins with two or three letters, and gathers those of a longer beginning
anew at each question, from all words that begin so: 12 ms for the first four digits of a postcode that 50,000 of a
million have, be it beside a name that hardly anybody has; 30 ms for a word that nine in ten have. Of such a word its
first letters are asked, or nothing where most have it, and the word is compared in the rows of whoever is left. Where
those are too many to look at each, at least half of the first have to have it; else all words are gathered.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

from desktop_crm.core.frozen import frozen

if TYPE_CHECKING:
    from desktop_crm.store.questions import Spelling

    Tokens = Sequence[Sequence[Spelling]]

AFTER_ALL = "\U0010ffff"
# The lists that the index keeps, by the letters of the beginnings in them; in the other list are whole words.
_KEPT = {2: "1", 3: "2"}
_TOGETHER = max(_KEPT)
# What is heavy to gather, and what is though all other words are heavier: a unit is 0.03 ms, a customer who is looked
# at 0.004 ms. A page of the index has some 1,300 customers.
_HEAVY, _ALONE, _ON_A_PAGE = 60, 150, 2_000
# A word of one beginning that so many are likely to have is looked up by its first letters even alone, where half of
# a sample have it.
_MANY, _SAMPLE, _HALF = 50_000, 256, 128
# How much of the index a beginning has: lists that begin a page, and pages from before it to behind it, over all
# pieces of the index, which are few.
_WEIGHED = f"""
WITH RECURSIVE piece(id) AS (
  SELECT min(segid) FROM search_fts_idx
  UNION ALL SELECT (SELECT min(segid) FROM search_fts_idx WHERE segid > id) FROM piece WHERE id IS NOT NULL
), asked(word, low, high) AS (
  SELECT value, CAST(value AS BLOB), CAST(value || '{AFTER_ALL}' AS BLOB) FROM json_each(:words)
)
SELECT word,
  (SELECT sum(max(0,
     (SELECT pgno FROM search_fts_idx WHERE segid = piece.id AND term >= high ORDER BY term LIMIT 1) / 2
     - (SELECT pgno FROM search_fts_idx WHERE segid = piece.id AND term <= low ORDER BY term DESC LIMIT 1) / 2
     - 1)) FROM piece WHERE id IS NOT NULL),
  (SELECT count(*) FROM (
     SELECT 1 FROM piece CROSS JOIN search_fts_idx AS i ON i.segid = piece.id
      WHERE i.term >= low AND i.term < high LIMIT 0 + :most)),
  (SELECT coalesce(max(rid), 0) FROM search_doc)
  FROM asked
"""
# Lists are counted up to here; one of them is as much work as so many pages.
_COUNTED, _JOINED = 100, 4
_MATCHING = "SELECT rowid FROM search_fts WHERE search_fts MATCH ? LIMIT 0 + ?"
_FAR = """
SELECT rowid, (SELECT max(rid) FROM search_doc) FROM search_fts WHERE search_fts MATCH :match
 LIMIT 1 OFFSET :sample - 1
"""
_HAVE = """
SELECT count(*) FROM search_doc
 WHERE rid IN (SELECT rowid FROM search_fts WHERE search_fts MATCH :match LIMIT 0 + :sample)
   AND instr(' ' || words, ' ' || :word) > 0
"""
_OF_ROWS = "SELECT count(*) FROM search_doc WHERE rid IN (SELECT value FROM json_each(:rows)) AND {held}"


@frozen
class Weight:
    """How much of the index a beginning of a word has.

    Attributes:
        pages: of lists of customers. gathered: what it takes to make one list of them.
        of_most: whether most customers have it.
    """

    pages: int
    gathered: int
    of_most: bool


@frozen
class Narrowed:
    """Who may have the words that were typed.

    Attributes:
        source: SQL that gives the `rid` of those who may, by `values`.
        held: the condition on their words; empty where all have them.
    """

    source: str
    held: str
    values: Mapping[str, Any]


class Way(Enum):
    """How it is found out who has a word."""

    GATHERED = "the index is asked for it"
    LETTERS = "the index is asked for its first letters, and it is compared in the rows"
    ROWS = "it is compared in the rows alone"


def narrow(driver: Any, tokens: Tokens, candidates: int) -> Narrowed:
    """Return who may have a word for every token in one of its spellings; so many are then looked at."""
    weights = _weigh(driver, {one.text for token in tokens for one in token if not one.whole})
    ways = _ways(tokens, weights)
    found = None if set(ways) == {Way.GATHERED} else _by_rows(driver, tokens, ways, candidates)
    return found or _by_index(driver, tokens, weights)


def _weigh(driver: Any, beginnings: Collection[str]) -> dict[str, Weight]:
    if not beginnings:
        return {}
    kept = {_KEPT.get(len(one), "0") + one: one for one in beginnings}
    rows = driver.execute(_WEIGHED, {"words": json.dumps([*kept]), "most": _COUNTED})
    return {
        kept[word]: Weight(pages or 0, (pages or 0) + _JOINED * lists, (pages or 0) * _ON_A_PAGE > customers)
        for word, pages, lists, customers in rows
    }


def _ways(tokens: Tokens, weights: Mapping[str, Weight]) -> list[Way]:
    """Return how each token is looked for: one by the index at least, the lightest if it is bearable."""
    if len(tokens) == 1:
        return [Way.GATHERED]
    loads = [sum(weights[one.text].gathered for one in token if _is_gathered(one)) for token in tokens]
    light = min(
        (load for load, token in zip(loads, tokens, strict=True) if any(map(_is_gathered, token))), default=0
    )
    most = _HEAVY if light < _HEAVY else min(light + 1, _ALONE)
    ways = [Way.GATHERED if load < most else Way.LETTERS for load in loads]
    for place, token in enumerate(tokens):
        if all(not one.whole and weights[one.text].of_most for one in token):
            ways[place] = Way.ROWS
    return ways if set(ways) != {Way.ROWS} else [Way.GATHERED] * len(tokens)


def _is_gathered(one: Spelling) -> bool:
    return not one.whole and len(one.text) > _TOGETHER


def _by_rows(driver: Any, tokens: Tokens, ways: Sequence[Way], candidates: int) -> Narrowed | None:
    """Return whoever has what the index was asked, to be compared; None where they are too many to be."""
    asked: list[str] = []
    compared: list[Sequence[Spelling]] = []
    for token, way in zip(tokens, ways, strict=True):
        shortened = {one.text for one in token} if way is Way.LETTERS else ()
        if way is not Way.GATHERED:
            compared.append(token)
        if way is not Way.ROWS:
            asked.append(" OR ".join(dict.fromkeys(_matched(one, shortened) for one in token)))
    match = " AND ".join(f"({one})" for one in asked)
    rows = [row[0] for row in driver.execute(_MATCHING, (match, 2 * candidates))]
    held, values = _compared(compared)
    if len(rows) == 2 * candidates:
        values["rows"] = json.dumps(rows[:_SAMPLE])
        if driver.execute(_OF_ROWS.format(held=held), values).fetchone()[0] < _HALF:
            return None
    return Narrowed("SELECT value AS rid FROM json_each(:rows)", held, {**values, "rows": json.dumps(rows)})


def _by_index(driver: Any, tokens: Tokens, weights: Mapping[str, Weight]) -> Narrowed:
    """Return whoever has a word for every token by the index; one that very many have is compared."""
    common = {
        one.text
        for token in tokens
        for one in token
        if _is_gathered(one) and _is_common(driver, one.text, weights[one.text])
    }
    shortened = [any(one.text in common for one in token) for token in tokens]
    held, values = _compared([token for token, short in zip(tokens, shortened, strict=True) if short])
    match = " AND ".join(f"({' OR '.join(_matched(one, common) for one in token)})" for token in tokens)
    most = "2 * :candidates" if held else "0 + :candidates"
    source = f"SELECT rowid AS rid FROM search_fts WHERE search_fts MATCH :match LIMIT {most}"
    return Narrowed(source, held, {**values, "match": match})


def _is_common(driver: Any, text: str, weight: Weight) -> bool:
    """Tell whether very many are likely to have a word that begins so, by the first few with its first letters."""
    if (weight.pages + 1) * _ON_A_PAGE < _MANY:
        return False
    values = {"match": f'"{text[:_TOGETHER]}"*', "word": text, "sample": _SAMPLE}
    far = driver.execute(_FAR, values).fetchone()
    if far is None or _SAMPLE * far[1] < _MANY * far[0]:
        return False
    return bool(driver.execute(_HAVE, values).fetchone()[0] >= _HALF)


def _matched(one: Spelling, shortened: Container[str]) -> str:
    """Return what the index is asked for one spelling of a word."""
    if one.whole:
        return f'"{one.text}"'
    return f'"{one.text[:_TOGETHER] if one.text in shortened else one.text}"*'


def _compared(tokens: Tokens) -> tuple[str, dict[str, Any]]:
    """Return the condition that a customer's words hold one for every token, and its values."""
    values: dict[str, Any] = {}
    held: list[str] = []
    for token in tokens:
        names = {f"word_{len(values) + place}": one for place, one in enumerate(token)}
        values |= {name: f" {one.text} " if one.whole else f" {one.text}" for name, one in names.items()}
        held.append(" OR ".join(f"instr(' ' || words || ' ', :{name}) > 0" for name in names))
    return " AND ".join(f"({one})" for one in held), values
