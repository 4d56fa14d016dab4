"""Words that are spelt almost like one that was typed: with an error or two, among those that there are.

An error is a letter too many, one missing, one for another, or two neighbours that changed places (Damerau 1964,
"A technique for computer detection and correction of spelling errors"), the edits of the optimal string alignment
distance. One error: every text that far away is made up and looked for (as Norvig's corrector does). Two: one half of
the word has at most one of them, so that words beginning like the first half with one error, or ending like the
second without, are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase
from typing import Any

from desktop_crm.store.questions import FullText, Spelling, Trigrams
from desktop_crm.store.vocabulary import LEAST, words_of
from desktop_crm.store.work import Reading

# From so many letters on the beginning of a word may have an error too, and a whole word two.
BEGINNING, TWICE = 5, 6
# No more spellings of one word are looked for, the closest and shortest first.
SPELLINGS = 60
_BLOCK = 64


class Spellings:
    """Asks the vocabulary of a store which spellings there are."""

    def __init__(self, view: Reading, ask: type[FullText] | type[Trigrams]) -> None:
        self._view, self._ask = view, ask

    def known(self, tokens: Iterable[str]) -> set[str]:
        """Return the tokens with which some word begins."""
        return self._there(begins=tokens)

    def once_wrong(self, token: str) -> tuple[Spelling, ...]:
        """Return the spellings one edit from `token`: words, and beginnings of words."""
        near = variants(token) - {token}
        if len(token) < BEGINNING:
            return _closest(Spelling(text, True, 1) for text in self._there(wholes=near))
        return _closest(Spelling(text, False, 1) for text in self._there(begins=near))

    def twice_wrong(self, token: str) -> tuple[Spelling, ...]:
        """Return the words two edits from `token`, if it has letters enough to be told by."""
        if len(token) < TWICE:
            return ()
        # The library loads in a fiftieth of a second, which nobody waits for who types without errors.
        from rapidfuzz.distance import OSA

        half = len(token) // 2
        found = self._there(
            heads=variants(token[:half]),
            tails=[token[:half:-1]],
            shortest=len(token) - 2,
            longest=len(token) + 2,
        )
        return _closest(
            Spelling(word, True, 2) for word in found if OSA.distance(token, word, score_cutoff=2) == 2
        )

    def _there(self, shortest: int = 0, longest: int = 0, **lists: Iterable[str]) -> set[str]:
        values: dict[str, Any] = {
            name: self._ask.listed(lists.get(name, ())) for name in ("begins", "wholes", "heads", "tails")
        }
        rows = self._view.driver.execute(
            self._ask.spelt, {**values, "shortest": shortest, "longest": longest}
        )
        return {row[0] for row in rows}


def variants(word: str) -> set[str]:
    """Return `word` and every text one edit from it, made of letters of the same alphabet."""
    letters = _alphabet(word)
    pairs = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {word}
    for before, after in pairs:
        found.update(before + letter + after for letter in letters)
        if after:
            found.add(before + after[1:])
            found.update(before + letter + after[1:] for letter in letters)
        if len(after) > 1:
            found.add(before + after[1] + after[0] + after[2:])
    return found


def _alphabet(word: str) -> str:
    """Return the letters that may stand in `word`: the Latin ones, or those beside its own in Unicode."""
    strange = {ord(letter) // _BLOCK for letter in word if not letter.isascii()}
    if not strange:
        return ascii_lowercase
    blocks = (chr(block * _BLOCK + place) for block in sorted(strange) for place in range(_BLOCK))
    return ascii_lowercase * any(map(str.isascii, word)) + "".join(
        sign for sign in blocks if words_of([sign * LEAST])
    )


def _closest(found: Iterable[Spelling]) -> tuple[Spelling, ...]:
    return tuple(sorted(found, key=lambda one: (one.edits, len(one.text), one.text))[:SPELLINGS])
