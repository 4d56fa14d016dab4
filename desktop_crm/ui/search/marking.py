"""Which letters of a line to mark because they are what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from desktop_crm.store.search import fold

# Places in a text: where each begins, and how many letters it has.
Marks = tuple[tuple[int, int], ...]
# 00, a country's three digits, and so many that tell something.
_COUNTRY, _FEWEST = 6, 2
# The digits of a telephone number within a country, as far as they are the same in each notation.
_OWN = 9


@lru_cache(maxsize=1_024)  # a list is painted many times for one search
def marks(text: str, typed: str, matched: str = "") -> Marks:
    """Return the places in `text` by which it was found.

    Args:
        typed: the words that were typed; each is marked where it begins a word, or else where it stands.
        matched: the words or digits of the customer that were meant (see `store.fitting`): of a misspelt word the
            right one is marked, of a telephone number the digits, however it is written.
    """
    tokens = fold(typed).split()
    meant = [word for word in matched.split() if not any(token in word for token in tokens)]
    folded, places = _letters(text)
    found = [_found(folded, places, token) for token in tokens] + [
        _found(folded, places, word) for word in meant
    ]
    number = _number(text, typed) if tokens and all(map(str.isdigit, tokens)) else None
    if number is not None:
        found = [number]
    return _apart(one for one in found if one is not None)


def not_shown(text: str, matched: str) -> str:
    """Return the words and digits by which a customer was found that don't stand in `text`."""
    known, digits = fold(text), _digits(text)[0]
    return " ".join(word for word in matched.split() if word not in known and word[-_OWN:] not in digits)


def _letters(text: str) -> tuple[str, Sequence[int]]:
    """Return the text folded, with where each of its letters stood; what parts words is a blank."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = fold(sign) or ("" if fold(f"a{sign}a") == "aa" else " ")
        signs.append(plain)
        places += [place] * len(plain)
    return "".join(signs), places


def _number(text: str, typed: str) -> tuple[int, int] | None:
    """Return where the digits typed stand; dialled from abroad (+31 6, 0031 6), those after the country's."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    abroad = typed.lstrip().startswith(("+", "00"))
    for cut in range(_COUNTRY if abroad else 1):
        found = _found(*_digits(text), digits[cut:]) if len(digits) - cut >= _FEWEST else None
        if found is not None:
            return found
    return None


def _digits(text: str) -> tuple[str, Sequence[int]]:
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    return "".join(text[place] for place in places), places


def _found(folded: str, places: Sequence[int], token: str) -> tuple[int, int] | None:
    start = f" {folded}".find(f" {token}")
    if start < 0:
        start = folded.find(token)
    if start < 0 or not token:
        return None
    first, last = places[start], places[start + len(token) - 1]
    return first, last - first + 1


def _apart(found: Iterator[tuple[int, int]]) -> Marks:
    """Return places in their order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, length in sorted(found):
        if joined and start <= sum(joined[-1]):
            before, room = joined[-1]
            joined[-1] = before, max(room, start + length - before)
        else:
            joined.append((start, length))
    return tuple(joined)
