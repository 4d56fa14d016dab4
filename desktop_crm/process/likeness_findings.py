"""Findings by likeness: the same fact asked twice under two names, the same activity under several.

Kappert, Bloemink and Hoekstra (1999, step 3) found one company screening a customer in four places, and asking
for nearly the same information four times. Only people know whether two names mean one thing, so these are
advice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, islice

from desktop_crm.core.i18n import _
from desktop_crm.process.model import Item, ItemType, Model, Use
from desktop_crm.process.severity import Finding, advice

# Shares of letters that stand alike, 0 to 100 (the measure of Indel distance on words in order).
ALIKE, ALIKE_CHOICES, SAME_WORDS = 86.0, 70.0, 97.0
_FREE = frozenset({ItemType.TEXT, ItemType.COMMENT})
_EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an the of for to is in on by at his her their our customer customers"
        " de het een van voor naar op bij zijn haar hun onze klant",
    )
)
_MOST = 1_000  # things compared with each other; beyond, a list is no company's
_MOST_PAIRS = 300  # a drawing may call a thousand tasks “Task”, and nobody reads half a million advices


def check_likeness(model: Model) -> Iterator[Finding]:
    """Yield what seems to stand in the model under two names."""
    asked = {use.item for uses in model.outputs.values() for use in uses}
    items = tuple(one for one in model.items if one.code in asked and not one.master)
    for first, second in _alike(tuple(one.name for one in items), ALIKE_CHOICES):
        one, other = items[first], items[second]
        if _same_fact(one, other, _score(one.name, other.name)):
            yield advice(
                "asked-twice",
                f"item {other.code}",
                _("“{other}” and “{one}” read like one fact under two names; if so, ask it once.").format(
                    one=one.name, other=other.name
                ),
                one.code,
                other.code,
            )
    yield from _activities(model)


def _same_fact(one: Item, other: Item, score: float) -> bool:
    choices = [{choice.name.casefold() for choice in item.choices} for item in (one, other)]
    if one.type is other.type is ItemType.CHOICE and choices[0] == choices[1]:
        return score >= ALIKE_CHOICES
    if one.type is other.type or {one.type, other.type} <= _FREE:
        return score >= ALIKE
    return score >= SAME_WORDS


def _activities(model: Model) -> Iterator[Finding]:
    known = model.activities
    alike = set(_alike(tuple(one.name for one in known), ALIKE)) | set(_same_work(model))
    for first, second in sorted(alike):
        one, other = known[first], known[second]
        yield advice(
            "same-activity",
            f"activity {other.code}",
            _("“{other}” and “{one}” seem to be one activity under two names; if so, share it.").format(
                one=one.name, other=other.name
            ),
            one.code,
            other.code,
        )


def _same_work(model: Model) -> Iterator[tuple[int, int]]:
    """Yield the places of activities that need the same and register the same, two items or more."""
    seen: dict[tuple[frozenset[str], frozenset[str]], int] = {}
    for place, one in enumerate(model.activities):
        inputs, outputs = _items(model.inputs[one.code]), _items(model.outputs[one.code])
        if len(outputs) < 2 or not inputs:
            continue
        first = seen.setdefault((inputs, outputs), place)
        if first != place:
            yield first, place


def _items(uses: Sequence[Use]) -> frozenset[str]:
    return frozenset(use.item for use in uses)


@lru_cache(maxsize=8)  # names change seldom while somebody edits cells
def _alike(names: tuple[str, ...], least: float) -> tuple[tuple[int, int], ...]:
    """Return the places of names that score at least so much, each pair once."""
    words = [plain_words(name) for name in names[:_MOST]]
    if len(words) < 2:
        return ()
    from rapidfuzz.fuzz import ratio  # a fiftieth of a second that a model without names need not wait for

    pairs = (
        (first, second)
        for (first, (one, one_digits)), (second, (other, other_digits)) in combinations(enumerate(words), 2)
        if one_digits == other_digits and one and other and ratio(one, other, score_cutoff=least)
    )
    return tuple(islice(pairs, _MOST_PAIRS))


def _score(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    return float(ratio(plain_words(one)[0], plain_words(other)[0]))


def plain_words(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of a name that tell something, folded and in order, and apart from them its numbers.

    “Line 1” and “Line 2” differ by what makes them two, whatever the rest.
    """
    folded = "".join(
        sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign)
    )
    words = re.findall(r"[^\W_]+", folded)
    telling = [word for word in words if word not in _EMPTY_WORDS] or words
    return " ".join(sorted(telling)), tuple(sorted(word for word in words if any(map(str.isdigit, word))))
