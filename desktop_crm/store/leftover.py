"""Words that a full-text index of a file keeps of who is out of it.

An entry that was changed, or taken out without being overwritten, stays in the older piece of its index, with a note
in a newer one that it is out, until the pieces are merged. The index tells of neither, so its pages are read: only
the list of a word that nobody has any more can be such a remnant. The format is that of SQLite's `fts5_index.c`,
versions 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

# So many letters of a word tell of it.
_TELLING = 4
_PAGE = """
SELECT d.block FROM {index}_data AS d
 WHERE d.id = (:piece << 37) + (SELECT i.pgno >> 1 FROM {index}_idx AS i
                                 WHERE i.segid = :piece AND i.term <= :term ORDER BY i.term DESC LIMIT 1)
"""
# Of the list of whole words; of beginnings it has others, of letters that tell nothing.
_WHOLE = b"0"


def left_of(driver: Any, index: str, words: Iterable[str]) -> bool:
    """Tell whether an index still has one of `words` that nobody has, as a word or as where one of its pages begins."""
    gone = [word for word in words if len(word) >= _TELLING and not _is_used(driver, index, f'"{word}"')]
    pieces = [row[0] for row in driver.execute(f"SELECT DISTINCT segid FROM {index}_idx")]
    return any(_has(driver, index, piece, word) for word in gone for piece in pieces) or pages_tell(
        driver, index, words
    )


def pages_tell(driver: Any, index: str, words: Iterable[str]) -> bool:
    """Tell whether a page of an index begins, as is kept beside it, with as much of a word that nobody has."""
    told = driver.execute(f"SELECT term FROM {index}_idx")
    heads = {bytes(term)[1:].decode(errors="ignore") for (term,) in told}
    for word in words:
        begun = (word[:end] for end in range(len(word), _TELLING - 1, -1))
        head = next((one for one in begun if one in heads), None)
        # Whoever has the word, or one that begins like the longest of its heads, has all that are shorter.
        if head and not _is_used(driver, index, f'"{word}"') and not _is_used(driver, index, f'"{head}" *'):
            return True
    return False


def _is_used(driver: Any, index: str, asked: str) -> bool:
    found = driver.execute(f"SELECT 1 FROM {index} WHERE {index} MATCH ? LIMIT 1", (asked,)).fetchone()
    return found is not None


def _has(driver: Any, index: str, piece: int, word: str) -> bool:
    """Tell whether a piece of an index has a list of `word`: on the page before whose successor it comes."""
    term = _WHOLE + word.encode()
    row = driver.execute(_PAGE.format(index=index), {"piece": piece, "term": term}).fetchone()
    return row is not None and term in _terms(bytes(row[0]))


def _terms(page: bytes) -> Iterator[bytes]:
    """Yield the words whose lists begin on a page: each has so many letters of the one before, and its own."""
    end = int.from_bytes(page[2:4], "big")
    place, at, term = end, 0, b""
    while place < len(page):
        step, place = _number(page, place)
        at += step
        kept, start = (0, at) if not term else _number(page, at)
        length, start = _number(page, start)
        term = term[:kept] + page[start : start + length]
        yield term


def _number(page: bytes, place: int) -> tuple[int, int]:
    """Return the number of seven bits a byte at a place, and where what follows begins."""
    value = 0
    while True:
        byte = page[place]
        value, place = value << 7 | byte & 0x7F, place + 1
        if byte < 0x80:
            return value, place
