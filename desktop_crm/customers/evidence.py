"""Evidence that two customers are one: a field, how it agrees, and what that is worth in bits.

How often different persons agree follows from how common the value is (Newcombe 1959, Winkler 2000): two
Wijnalda say more than two De Vries. Typing errors are counted in edits (Damerau 1964) and by Jaro and Winkler's
measure. The weights of differing and nearly equal values are fixed, the same for every company; nothing is trained.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log2
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from desktop_crm.core.i18n import _


class Field(StrEnum):
    """What a piece of evidence is about."""

    GIVEN = "given"
    FAMILY = "family"
    ORGANISATION = "organisation"
    BORN = "born"
    EMAIL = "email"
    HOST = "host"
    PHONE = "phone"
    NUMBER = "number"
    STREET = "street"
    EXTENDED = "extended"
    POSTCODE = "postcode"
    TOWN = "town"


class How(StrEnum):
    """How two values of a field agree."""

    EQUAL = "equal"
    TYPO = "typo"
    ALIKE = "alike"
    SWAPPED = "swapped"
    DIFFERENT = "different"


class Evidence(NamedTuple):
    """One field's part in the score, in bits: above zero it speaks for one customer, below against."""

    field: Field
    how: How
    bits: float


@dataclass(frozen=True)
class Weights:
    """What a field's agreement and difference are worth, in bits.

    Attributes:
        most: the most that equal values may be worth, however rare; different: what differing ones cost.
    """

    most: float
    different: float


# A birth date is right in nearly every record, a given name is often a nickname, people move and share houses.
WEIGHTS = {
    Field.GIVEN: Weights(10, -4),
    Field.FAMILY: Weights(11, -5),
    Field.ORGANISATION: Weights(13, -6),
    Field.BORN: Weights(13, -5),
    Field.EMAIL: Weights(16, -4),
    Field.HOST: Weights(10, 0),
    Field.PHONE: Weights(14, -2),
    Field.NUMBER: Weights(6, -2),
    Field.STREET: Weights(12, -4),
    Field.EXTENDED: Weights(8, -2),
    Field.POSTCODE: Weights(8, -3),
    Field.TOWN: Weights(7, -2),
}
# How many edits make a typing error of a word, by its length; the last is for all that are longer.
EDITS = (0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3)
# Words that begin alike and sound alike (Winkler 1990).
ALIKE_FROM = 0.88
# How many customers it takes to tell a rare value from a common one.
FEWEST = 1_000
# So many comparisons of two words are remembered, some 50 MB.
MOST_REMEMBERED = 200_000
EQUAL = -0.3  # one record in five is written otherwise even when nothing else is wrong
TYPO = -2.2
ALIKE = -4.5


class Commonness:
    """How large a part of all customers has a value in a field."""

    def __init__(self, customers: int, counts: Mapping[Field, Mapping[str, int]]) -> None:
        """`counts` gives how often a value stands in a field; one that is left out stands there once."""
        # In a store of three, two of one name do not make it a name that most people have.
        self._people = max(customers, FEWEST)
        self._counts = counts
        self.compared: dict[tuple[Field, str, str], Evidence] = {}

    def bits(self, field: Field, one: str, other: str) -> float:
        """Return what it is worth that `one` and `other` agree: the rarer, the more, at most the field's most."""
        counts = self._counts.get(field, {})
        most_common = max(counts.get(one, 1), counts.get(other, 1))
        return min(WEIGHTS[field].most, log2(self._people / most_common))

    @property
    def before(self) -> float:
        """The odds in bits that two customers taken at random are one: as if each had one double.

        In a store of five, they are no likelier to be one than among a thousand.
        """
        return 1 - log2(self._people)


def how_alike(one: str, other: str) -> How:
    """Return how two folded words agree: equal, a typing error apart, alike (a short form, by sound), or not."""
    if one == other:
        return How.EQUAL
    longest, shortest = (len(one), len(other)) if len(one) > len(other) else (len(other), len(one))
    edits = OSA.distance(one, other, score_cutoff=3)
    if edits <= EDITS[min(longest, len(EDITS) - 1)]:
        return How.TYPO
    if shortest >= 3 and (one.startswith(other) or other.startswith(one)):
        return How.ALIKE
    return How.ALIKE if JaroWinkler.similarity(one, other, score_cutoff=ALIKE_FROM) else How.DIFFERENT


def word(field: Field, one: str, other: str, common: Commonness) -> Evidence:
    """Compare two folded words of a field; the same two come again and again, so that it is remembered."""
    known = common.compared.get((field, one, other))
    if known is None:
        if len(common.compared) >= MOST_REMEMBERED:
            common.compared.clear()
        known = common.compared[field, one, other] = _word(field, one, other, common)
    return known


def _word(field: Field, one: str, other: str, common: Commonness) -> Evidence:
    how = how_alike(one, other)
    if how is How.DIFFERENT:
        return Evidence(field, how, WEIGHTS[field].different)
    worth = common.bits(field, one, other)
    if how is How.EQUAL:
        return Evidence(field, how, worth + EQUAL)
    if how is How.TYPO:
        return Evidence(field, how, max(0.0, min(worth + TYPO, WEIGHTS[field].most * 0.75)))
    return Evidence(field, how, max(0.0, worth + ALIKE) * 0.8)


def words(common: Commonness, *pairs: tuple[Field, str, str]) -> list[Evidence]:
    """Compare the words of each field that both customers have."""
    return [word(field, mine, yours, common) for field, mine, yours in pairs if mine and yours]


def total(pieces: Iterable[Evidence]) -> float:
    """Return the bits of all pieces together."""
    return sum([piece.bits for piece in pieces])


def in_words(piece: Evidence) -> str:
    """Return one piece of evidence as a person reads it: ``birth date: the same``."""
    names = {
        Field.GIVEN: _("given name"),
        Field.FAMILY: _("family name"),
        Field.ORGANISATION: _("organisation"),
        Field.BORN: _("birth date"),
        Field.EMAIL: _("e-mail address"),
        Field.HOST: _("e-mail provider"),
        Field.PHONE: _("telephone number"),
        Field.NUMBER: _("house number"),
        Field.STREET: _("street"),
        Field.EXTENDED: _("building"),
        Field.POSTCODE: _("postcode"),
        Field.TOWN: _("town"),
    }
    hows = {
        How.EQUAL: _("the same"),
        How.TYPO: _("the same but for a typing error"),
        How.ALIKE: _("alike"),
        How.SWAPPED: _("given and family name the wrong way round"),
        How.DIFFERENT: _("different"),
    }
    return f"{names[piece.field]}: {hows[piece.how]}"
