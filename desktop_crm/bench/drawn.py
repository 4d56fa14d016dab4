"""What to search for: words, parts and numbers of customers drawn from a store by a seed, some of them misspelt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from string import ascii_lowercase
from uuid import UUID

from desktop_crm.core.frozen import frozen
from desktop_crm.customers.finding import nearest
from desktop_crm.store.vocabulary import words_of
from desktop_crm.store.work import Reading

SEED = 1999
# A right answer is among so many: as many as one sees at once. Whoever types enough is among so few.
FIRST, TOLD_BY = 10, 3
_LEAST = 4  # letters in a word that is misspelt; a shorter one has too many neighbours
_SAMPLE = "SELECT customer_id, words, digits, bare_key FROM search_doc WHERE rid = ?"


@frozen
class Drawn:
    """Something to search for; `customer` is who is meant, if what is typed tells."""

    kind: str
    words: str
    customer: UUID | None = None


@frozen
class _Somebody:
    """A customer's entry in the search index."""

    customer: UUID
    words: list[str]
    numbers: list[str]
    name: list[str]


def draw(view: Reading, each: int) -> list[Drawn]:
    """Return `each` searches of every kind, in the order of a person who looks for one after the other."""
    random = Random(SEED)
    people = _people(view, random)
    found = [Drawn(kind, make(next(people), random)) for kind, make in _KINDS.items() for _ in range(each)]
    misspelt = (_misspelt(view, one, random) for one in people)
    while each:
        wrong = next(misspelt)
        if wrong is not None:
            found.append(wrong)
            each -= 1
    random.shuffle(found)
    return found


def _people(view: Reading, random: Random) -> Iterator[_Somebody]:
    last = view.driver.execute("SELECT max(rid) FROM search_doc").fetchone()[0]
    while True:
        row = view.driver.execute(_SAMPLE, (random.randint(1, last),)).fetchone()
        if row is not None:
            yield _Somebody(UUID(bytes=row[0]), row[1].split(), row[2].split(), row[3].split())


def _beginning(letters: int) -> Callable[[_Somebody, Random], str]:
    return lambda one, _random: " ".join(one.name)[:letters].strip()


def _two_words(one: _Somebody, random: Random) -> str:
    """The family name and another word, as far as somebody has typed it."""
    other = random.choice([word for word in one.words if word != one.name[0] and len(word) > 2] or one.words)
    return f"{one.name[0]} {other[: random.randint(3, len(other))]}"


def _part(one: _Somebody, random: Random) -> str:
    word = max(one.name, key=len)
    start = random.randint(0, max(0, len(word) - 3))
    return word[start : start + random.randint(3, 6)]


def _digits(one: _Somebody, random: Random) -> str:
    number = random.choice(one.numbers)
    start = random.randint(0, max(0, len(number) - 4))
    return number[start : start + random.randint(4, 8)]


_KINDS: dict[str, Callable[[_Somebody, Random], str]] = {
    "1 letter": _beginning(1),
    "2 letters": _beginning(2),
    "3 letters": _beginning(3),
    "5 letters": _beginning(5),
    "two words": _two_words,
    "part of a word": _part,
    "part of a number": _digits,
}


def _misspelt(view: Reading, one: _Somebody, random: Random) -> Drawn | None:
    """Return words of somebody, one of them with one error; None when they are not found by them spelt right.

    As few words as tell them from all others, their name first.
    """
    rest = [word for word in one.words if word not in one.name]
    random.shuffle(rest)
    words = one.name[:1]
    for more in (*one.name[1:], *rest, None):
        if one.customer in {match.customer for match in nearest(view, " ".join(words), TOLD_BY)}:
            break
        if more is None:
            return None
        words.append(more)
    right = [place for place, word in enumerate(words) if len(word) >= _LEAST and words_of([word])]
    if not right:
        return None
    place = random.choice(right)
    return Drawn(
        "typing error",
        " ".join([*words[:place], _mistyped(words[place], random), *words[place + 1 :]]),
        one.customer,
    )


def _mistyped(word: str, random: Random) -> str:
    """Return a word with one error: a letter missing, one too many, another, or two that changed places."""
    while True:
        place = random.randrange(len(word))
        before, letter, after = word[:place], word[place], word[place + 1 :]
        other = random.choice(ascii_lowercase)
        wrong = random.choice(
            (
                before + after,
                before + other + letter + after,
                before + other + after,
                before + after[:1] + letter + after[1:],
            )
        )
        if wrong != word:
            return wrong


def kinds() -> Sequence[str]:
    """Return the kinds of searches that are drawn."""
    return (*_KINDS, "typing error")
