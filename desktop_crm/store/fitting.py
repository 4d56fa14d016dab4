"""How well a customer who was found fits what was typed, and by which of their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

from desktop_crm.core.ids import uuid_of
from desktop_crm.store.questions import Spelling


class Fit(IntEnum):
    """How what was typed stands in a customer's words, the best first."""

    EXACT = 0  # the whole name, its words in any order; a whole number
    BEGINS = 1  # the name, or a number, begins so
    NAMED = 2  # every word begins a word of the name
    SOMEWHERE = 3  # every word begins a word of theirs: of a street, of an e-mail address
    NEARLY = 4  # every word stands inside the name, and there is hardly more of it
    INSIDE = 5  # every word stands inside a word, or a number


# So many letters more, at the beginnings or ends of words.
_HARDLY = 2


class Row(NamedTuple):
    """A customer in the search index who may be meant."""

    customer: Any
    words: str
    digits: str
    sort_key: str
    bare_key: str


class Match(NamedTuple):
    """A customer that was found; the smallest is the best.

    Attributes:
        edits: how many typing errors were forgiven.
        by: tells the words or digits of theirs by which they were found.
    """

    edits: int
    fit: Fit
    row: Row
    by: Callable[[Row], Iterable[str]]

    @property
    def customer(self) -> UUID:
        """Who it is."""
        key = self.row.customer
        return uuid_of(int.from_bytes(key, "big")) if isinstance(key, bytes) else key

    @property
    def matched(self) -> str:
        """The words or digits of theirs by which they were found."""
        return " ".join(dict.fromkeys(filter(None, self.by(self.row))))


class Words:
    """Words that were typed, each of which begins a word of the customer or stands in one."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens
        self._name = _Name(tokens)

    def match(self, row: Row) -> Match:
        """Return how they fit."""
        return Match(0, self._name.fit(row), row, self._hits)

    def held_by(self, row: Row) -> bool:
        """Tell whether each of them stands in a word or number of the customer."""
        return all(token in row.words or token in row.digits for token in self._tokens)

    def _hits(self, row: Row) -> Iterable[str]:
        words = [*row.words.split(), *row.digits.split()]
        for token in self._tokens:
            yield next(
                (word for word in words if word.startswith(token)),
                next((word for word in words if token in word), ""),
            )


class Digits:
    """Digits that were typed, part of a number of the customer."""

    def __init__(self, digits: str) -> None:
        self._digits = digits

    def match(self, row: Row) -> Match:
        """Return how they fit."""
        numbers = row.digits.split()
        begins = any(one.startswith(self._digits) for one in numbers)
        fit = Fit.EXACT if self._digits in numbers else Fit.BEGINS if begins else Fit.INSIDE
        return Match(0, fit, row, self._hits)

    def _hits(self, row: Row) -> Iterable[str]:
        numbers = row.digits.split()
        yield next(
            (one for one in numbers if one.startswith(self._digits)),
            next((one for one in numbers if self._digits in one), ""),
        )


class Spelt:
    """Words that were typed, each of which is meant in one of its spellings."""

    def __init__(self, tokens: Sequence[Sequence[Spelling]]) -> None:
        self._tokens = [[(one, f" {one.text}") for one in token] for token in tokens]

    def match(self, row: Row) -> Match:
        """Return how they fit; as if whoever erred had typed the right words to their ends."""
        spaced = f" {row.words} "
        found = [_found(spaced, token) for token in self._tokens]
        texts = [word if one.edits else one.text for word, one in found]
        return Match(sum(one.edits for _word, one in found), _Name(texts).fit(row), row, self._hits)

    def _hits(self, row: Row) -> Iterable[str]:
        return (_found(f" {row.words} ", token)[0] for token in self._tokens)


def _found(spaced: str, token: Sequence[tuple[Spelling, str]]) -> tuple[str, Spelling]:
    """Return the word in `spaced` that has fewest errors, and the spelling; a whole word first.

    The spellings are in the order of their errors.
    """
    begun: tuple[str, Spelling] | None = None
    for one, begin in token:
        if begun is not None and one.edits > begun[1].edits:
            break
        start = spaced.find(begin)
        if start < 0:
            continue
        if f"{begin} " in spaced:
            return one.text, one
        if begun is None and not one.whole:
            begun = spaced[start + 1 : spaced.index(" ", start + 1)], one
    # Of one letter only, which was not looked for.
    return begun or ("", token[0][0])


class _Name:
    """What was typed, laid beside names: done for hundreds of rows at each key."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._joined = " ".join(texts)
        self._sorted = sorted(texts)
        self._begin = [f" {text}" for text in texts]

    def fit(self, row: Row) -> Fit:
        joined, length = self._joined, len(self._joined)
        for key in (row.sort_key, row.bare_key):
            if len(key) == length and sorted(key.split()) == self._sorted:
                return Fit.EXACT
        if row.bare_key.startswith(joined) or row.sort_key.startswith(joined) or row.words.startswith(joined):
            return Fit.BEGINS
        for text, fit in ((row.sort_key, Fit.NAMED), (row.words, Fit.SOMEWHERE)):
            spaced = f" {text}"
            if all(begin in spaced for begin in self._begin):
                return fit
        return Fit.NEARLY if abs(len(row.bare_key) - length) <= _HARDLY else Fit.INSIDE
