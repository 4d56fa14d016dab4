"""Finding customers by a few letters, words, parts of words or digits, in a few milliseconds at any size.

A hybrid that never ranks every match, since relevance over all of a million takes a second: the beginning of
a name reads a B-tree; where that finds few, words read the full-text index, with capped candidates and a
ranking of our own; digits and parts of words a small trigram index over names and numbers. Where few have what was
typed, those follow who have it almost: a misspelt word is looked up in the vocabulary of all customers' words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desktop_crm.core.frozen import frozen
from desktop_crm.store.fitting import Digits, Match, Row, Spelt, Words
from desktop_crm.store.narrowing import AFTER_ALL
from desktop_crm.store.questions import FullText, Question, Spelling, Trigrams
from desktop_crm.store.search import fold
from desktop_crm.store.spelling import Spellings
from desktop_crm.store.vocabulary import words_of
from desktop_crm.store.work import Reading

# Of a million customers these keep 96 % of the best fifty that 5,000 would find, and the slow searches take two thirds
# of the time: each candidate is a page of the file to read. 400 would lose half of them.
CANDIDATES = 1_500
# Of those who have parts of words, or words almost so; the latter are all fetched and ranked here, up to so many.
FEWER_CANDIDATES, ALMOST_ROWS = 1_000, 300
# Parts of words are looked for where fewer have whole beginnings; typing errors forgiven where fewer have either.
ENOUGH, FEW = 50, 10
# What is typed beyond that tells nothing more. Of a few words any one may be wrong.
_LONGEST, _MOST_WORDS, _WORDS_IN_DOUBT = 200, 12, 6
_NUMBER = re.compile(r"[\d\s()+./-]+")
_TRIGRAM = 3
_QUESTIONS: dict[str, type[FullText] | type[Trigrams]] = {"sqlite": FullText, "postgresql": Trigrams}


@frozen
class _Typed:
    """What was typed, folded; `digits` where it is a number, in each notation that it may be kept in."""

    text: str
    tokens: tuple[str, ...]
    digits: tuple[str, ...]

    @property
    def telling(self) -> tuple[str, ...]:
        """The words that are looked for: one letter would read half the index."""
        return tuple(token for token in self.tokens if len(token) > 1) or self.tokens


def find(view: Reading, words: str, limit: int = 50) -> tuple[Match, ...]:
    """Return at most `limit` customers for what was typed, the best first, equals by name.

    Accents, case and punctuation don't count. Every word typed must begin a word of the customer, or, when
    fewer than `ENOUGH` have that, stand somewhere inside the name. Digits are looked for in telephone and customer
    numbers. When fewer than `FEW` are found, those follow whose words are spelt almost so: words that nobody has
    are taken for misspelt by one edit, or else two; if there are none, one word at a time by one edit.
    """
    typed = _typed(words)
    if not typed.tokens:
        return ()
    found: dict[Any, Match] = {}
    search = _Search(view, typed, limit)
    for match in search.exactly():
        found.setdefault(match.row.customer, match)
    if len(found) < min(limit, FEW):
        for match in search.almost():
            found.setdefault(match.row.customer, match)
    return tuple(sorted(found.values(), key=lambda one: (one.edits, one.fit, one.row.sort_key))[:limit])


def _typed(words: str) -> _Typed:
    words = words[:_LONGEST]
    tokens = tuple(fold(words).split()[:_MOST_WORDS])
    digits = _notations(words) if _NUMBER.fullmatch(words.strip()) else ()
    return _Typed(" ".join(tokens), tokens, digits)


def _notations(number: str) -> tuple[str, ...]:
    """Return the digits of a number as they are, and as kept if it begins as dialled abroad: 0031, +31 (0)6."""
    plain = "".join(re.findall(r"\d", number))
    abroad = "".join(re.findall(r"\d", number.replace("(0)", ""))).removeprefix("00")
    return tuple(one for one in dict.fromkeys((plain, abroad)) if len(one) >= _TRIGRAM)


class _Search:
    """The questions of one search, asked one after the other until enough are found."""

    def __init__(self, view: Reading, typed: _Typed, limit: int) -> None:
        self._view, self._typed, self._limit = view, typed, limit
        self._ask = _QUESTIONS[view.dialect]
        self._spellings = Spellings(view, self._ask)

    def exactly(self) -> Iterator[Match]:
        """Yield whoever has what was typed, some of them twice."""
        typed, whole, count = self._typed, Words(self._typed.tokens), 0
        for digits in typed.digits:
            for row in self._rows(self._ask.parts([digits]), FEWER_CANDIDATES, digits):
                count += 1
                yield Digits(digits).match(row)
        if not typed.digits:
            begun = [*self._beginning()]
            count += len(begun)
            # Most stand there twice, as those without a particle do.
            yield from map(whole.match, {row.customer: row for row in begun}.values())
        if len(typed.text) >= _TRIGRAM and count < self._limit:
            telling = Words(typed.telling)
            asked = self._asked([(Spelling(token),) for token in typed.telling], CANDIDATES)
            for row in self._rows(asked, CANDIDATES):
                count += 1
                yield telling.match(row)
        parts = [token for token in typed.tokens if len(token) >= _TRIGRAM]
        if parts and not typed.digits and count < min(self._limit, ENOUGH):
            rows = self._rows(self._ask.parts(parts), FEWER_CANDIDATES)
            yield from map(whole.match, filter(whole.held_by, rows))

    def _beginning(self) -> Iterator[Row]:
        """Yield names that begin with what was typed, with or without their particle."""
        typed = self._typed.text
        values = {"start": typed, "end": typed + AFTER_ALL, "most": self._limit}
        for key in ("bare_key", "sort_key"):
            yield from map(Row._make, self._view.driver.execute(self._ask.by_key.format(key=key), values))

    def almost(self) -> Iterator[Match]:
        """Yield whoever has what was typed but for typing errors."""
        words = words_of(self._typed.telling)
        known = self._spellings.known(words) if words else set()
        wrong = words - known
        if not wrong:
            for token in sorted(words, key=lambda word: (-len(word), word))[:_WORDS_IN_DOUBT]:
                yield from self._spelt({token: self._spellings.once_wrong(token)})
            return
        spelt = {token: self._spellings.once_wrong(token) for token in wrong}
        found = [*self._spelt(spelt)]
        if not found:
            spelt = {token: once + self._spellings.twice_wrong(token) for token, once in spelt.items()}
            found = [*self._spelt(spelt)]
        yield from found

    def _spelt(self, wrong: Mapping[str, Sequence[Spelling]]) -> Iterator[Match]:
        """Yield whoever has the words that were typed, each of the wrong ones in another spelling."""
        if all(wrong.values()):
            spelt = {token: wrong.get(token, (Spelling(token),)) for token in self._typed.tokens}
            question = self._asked([spelt[token] for token in self._typed.telling], FEWER_CANDIDATES)
            errors = max(one.edits for token in spelt.values() for one in token)
            rows = self._rows(question, FEWER_CANDIDATES, most=ALMOST_ROWS, slack=errors)
            yield from map(Spelt([spelt[token] for token in self._typed.tokens]).match, rows)

    def _asked(self, tokens: Sequence[Sequence[Spelling]], candidates: int) -> Question:
        return self._ask.words(self._view.driver, tokens, candidates)

    def _rows(
        self,
        question: Question,
        candidates: int,
        digits: str = "",
        *,
        most: int | None = None,
        slack: int = 0,
    ) -> Iterator[Row]:
        typed, first = self._typed.text, self._typed.tokens[0]
        values: dict[str, Any] = {
            "candidates": candidates,
            "typed": typed,
            "end": typed + AFTER_ALL,
            "first": first,
            "first_end": first + AFTER_ALL,
            "digits": digits,
            "slack": slack,
            "most": most or self._limit,
        }
        return map(Row._make, self._view.driver.execute(question.text, {**values, **question.values}))
