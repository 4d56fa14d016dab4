"""How alike two postal addresses are, field by field."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import OSA

from desktop_crm.customers.evidence import (
    ALIKE,
    EQUAL,
    WEIGHTS,
    Commonness,
    Evidence,
    Field,
    How,
    total,
    word,
    words,
)


class Place(NamedTuple):
    """A postal address as it is compared: folded, without blanks."""

    number: str
    street: str
    extended: str
    postcode: str
    town: str


def alike_places(ones: tuple[Place, ...], others: tuple[Place, ...], common: Commonness) -> list[Evidence]:
    """Return the evidence of the two addresses that are most alike."""
    found = [_at_place(one, other, common) for one in ones for other in others]
    return max(found, key=total) if found else []


def _at_place(one: Place, other: Place, common: Commonness) -> list[Evidence]:
    found: list[Evidence] = []
    if one.postcode and other.postcode:
        found.append(_code(Field.POSTCODE, one.postcode, other.postcode, common))
    if one.town and other.town:
        found.append(word(Field.TOWN, one.town, other.town, common))
    if one.number and other.number:
        found.append(_code(Field.NUMBER, one.number, other.number, common))
    return found + _streets(one, other, common)


def _streets(one: Place, other: Place, common: Commonness) -> list[Evidence]:
    """Compare street and building, which are as easily swapped as the two names."""
    straight = words(
        common, (Field.STREET, one.street, other.street), (Field.EXTENDED, one.extended, other.extended)
    )
    if straight and all(piece.how is not How.DIFFERENT for piece in straight):
        return straight
    crossed = words(
        common, (Field.STREET, one.street, other.extended), (Field.STREET, one.extended, other.street)
    )
    return crossed if total(crossed) - 2 > total(straight) else straight


def _code(field: Field, one: str, other: str, common: Commonness) -> Evidence:
    """Compare postcodes or house numbers, of which the next one is but a digit away."""
    if one == other:
        return Evidence(field, How.EQUAL, common.bits(field, one, other) + EQUAL)
    if OSA.distance(one, other, score_cutoff=1) <= 1:
        worth = common.bits(field, one, other)
        return Evidence(field, How.ALIKE, max(0.0, worth + ALIKE) * 0.8)
    return Evidence(field, How.DIFFERENT, WEIGHTS[field].different)
