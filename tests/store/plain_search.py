"""The search written down plainly: every customer is looked at for every question. What the real one is held to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop_crm.store.search import Document, fold

FEW = 10


def distance(one: str, other: str) -> int:
    """Count the edits from one word to the other: a letter more, less or other, or two neighbours exchanged."""
    before: list[int] = []
    line = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        last, before, line = before, line, [row]
        for column, sign in enumerate(other, start=1):
            cost = min(before[column] + 1, line[-1] + 1, before[column - 1] + (letter != sign))
            if row > 1 and column > 1 and (letter, sign) == (other[column - 2], one[row - 2]):
                cost = min(cost, last[column - 2] + 1)
            line.append(cost)
    return line[-1]


def plain_search(documents: Sequence[Document], typed: str) -> dict[Document, int]:
    """Return the customers who are found by words without digits, and how many typing errors were forgiven."""
    tokens = fold(typed).split()
    found = {one: 0 for one in documents if tokens and _has(one, tokens)}
    if len(found) < FEW and tokens:
        for one, edits in _almost(documents, [t for t in tokens if len(t) > 1] or tokens):
            found.setdefault(one, edits)
    return found


def _has(one: Document, tokens: list[str]) -> bool:
    typed = " ".join(tokens)
    if one.bare_key.startswith(typed) or one.sort_key.startswith(typed):
        return True
    telling = [token for token in tokens if len(token) > 1] or tokens
    if len(typed) >= 3 and all(_begins(one, token) for token in telling):
        return True
    long = [token for token in tokens if len(token) >= 3]
    inside = all(token in one.sort_key or token in one.digits for token in long)
    return bool(long) and inside and all(token in one.words or token in one.digits for token in tokens)


def _begins(one: Document, token: str) -> bool:
    return any(word.startswith(token) for word in one.words.split())


def _almost(documents: Sequence[Document], tokens: list[str]) -> Iterable[tuple[Document, int]]:
    words = [token for token in tokens if token.isalpha() and 3 <= len(token) <= 40]
    known = {
        word for one in documents for word in one.words.split() if word.isalpha() and 3 <= len(word) <= 40
    }
    wrong = [token for token in words if not any(word.startswith(token) for word in known)]
    if not wrong:
        for doubted in words:
            yield from _spelt(documents, tokens, {doubted}, 1)
        return
    yield from list(_spelt(documents, tokens, set(wrong), 1)) or _spelt(documents, tokens, set(wrong), 2)


def _spelt(
    documents: Sequence[Document], tokens: list[str], wrong: set[str], most: int
) -> Iterable[tuple[Document, int]]:
    for one in documents:
        edits = [_edits(one, token, most) if token in wrong else _or_none(one, token) for token in tokens]
        if None not in edits:
            yield one, sum(filter(None, edits))


def _or_none(one: Document, token: str) -> int | None:
    return 0 if _begins(one, token) else None


def _edits(one: Document, token: str, most: int) -> int | None:
    """Return how far the nearest word is, or from five letters on the nearest beginning of a word by one edit."""
    words = [word for word in one.words.split() if word.isalpha() and 3 <= len(word) <= 40]
    near = {distance(token, word) for word in words}
    if len(token) < 6 or most < 2:
        near -= {2}
    if len(token) >= 5:
        begun = {distance(token, word[:end]) or 1 for word in words for end in range(len(word) + 1)}
        near |= begun & {1}
    return min(near & {1, 2}, default=None)
