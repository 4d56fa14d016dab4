"""How alike two customers are: evidence field by field, added up, with its reasons.

The method is that of Fellegi and Sunter ("A theory for record linkage", 1969): each field that both have gives
a weight in bits, the logarithm of how much more often two records of one person agree like this than two
of different persons do; the weights are added to the odds that two customers are one to begin with. What a
field is worth is told by `evidence`, addresses are compared in `places`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_sort_ratio

from desktop_crm.customers.evidence import (
    EQUAL,
    TYPO,
    WEIGHTS,
    Commonness,
    Evidence,
    Field,
    How,
    how_alike,
    total,
    words,
)
from desktop_crm.customers.places import Place, alike_places


class Traits(NamedTuple):
    """What is compared of a customer; empty where nothing is known.

    Attributes:
        given, family: folded, without blanks and without particles; organisation: folded words.
        born: the birth date as eight digits, year first.
        phones: in E.164; emails: in small letters.
    """

    given: str = ""
    family: str = ""
    organisation: str = ""
    born: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


class Match(NamedTuple):
    """How alike two customers are.

    Attributes:
        bits: the sum of the evidence.
        evidence: field by field, strongest first.
    """

    bits: float
    evidence: tuple[Evidence, ...]


# A family shares its name, its house and often its telephone, so these three say one thing together. Where the
# given name or the birth date says that these are two of the family, they say next to nothing.
MOST_OF_A_HOME = 24.0
MOST_OF_A_HOME_WHEN_BORN_APART = 16.0
MOST_OF_A_FAMILY = 6.0
NOTHING = float("-inf")
_SWAPPED = -3.0
_AN_INITIAL = 1.0  # one in ten names begins so
_FIGURES = "0123456789"
_ORDERED_TYPO = How.EQUAL, How.TYPO


def compare(one: Traits, other: Traits, common: Commonness) -> Match:
    """Return how alike two customers are."""
    match = compare_above(one, other, common, least=NOTHING)
    assert match is not None, "nothing is less than nothing"
    return match


def compare_above(one: Traits, other: Traits, common: Commonness, *, least: float) -> Match | None:
    """Return how alike two customers are; None as soon as it is sure that it comes to less than `least` bits.

    Most pairs that share a key are strangers, and their names and birth dates tell it: what house and telephone
    may add is bounded, so that they need not be compared.
    """
    names = _names(one, other, common)
    shared = [piece for piece in names if piece.field is Field.FAMILY and piece.how is not How.SWAPPED]
    own = [piece for piece in names if piece not in shared]
    if one.organisation and other.organisation:
        own.append(_organisation(one.organisation, other.organisation, common))
    if one.born and other.born:
        own.append(_born(one.born, other.born, common))
    if one.emails and other.emails:
        own += _best(one.emails, other.emails, common, _email)
    theirs, most = total(own), _home_counts(own)
    if theirs + most < least:
        return None
    home = shared + _best(one.phones, other.phones, common, _phone)
    home += alike_places(one.places, other.places, common)
    if theirs + total(home) < least:
        return None
    kept = tuple(sorted(own + _at_most(most, home), key=_strength))
    bits = total(kept)
    return Match(bits, kept) if bits >= least else None


def _strength(piece: Evidence) -> float:
    return -abs(piece.bits)


def _home_counts(own: list[Evidence]) -> float:
    """Return how much name, house and telephone may count beside what is a person's own."""
    hows = {piece.field: piece.how for piece in own}
    born = hows.get(Field.BORN)
    if hows.get(Field.GIVEN) is How.DIFFERENT and born is not How.EQUAL:
        return MOST_OF_A_FAMILY
    return MOST_OF_A_HOME_WHEN_BORN_APART if born is How.DIFFERENT else MOST_OF_A_HOME


def _at_most(most: float, pieces: list[Evidence]) -> list[Evidence]:
    """Return the evidence made smaller in proportion where it adds up to more than `most` bits."""
    whole = total(pieces)
    if whole <= most:
        return pieces
    return [piece._replace(bits=piece.bits * most / whole) for piece in pieces]


def _names(one: Traits, other: Traits, common: Commonness) -> list[Evidence]:
    """Compare given and family names, also the wrong way round, as forms are often filled in."""
    straight = words(common, (Field.GIVEN, one.given, other.given), (Field.FAMILY, one.family, other.family))
    if _initial(one.given, other.given):
        straight[0] = Evidence(Field.GIVEN, How.ALIKE, _AN_INITIAL)
    if straight and all(piece.how in _ORDERED_TYPO for piece in straight):
        return straight
    crossed = [
        _crossed(field, mine, yours, common)
        for field, mine, yours in (
            (Field.GIVEN, one.given, other.family),
            (Field.FAMILY, one.family, other.given),
        )
        if mine and yours
    ]
    if crossed and sum(piece.bits for piece in crossed) + _SWAPPED > sum(piece.bits for piece in straight):
        *rest, best = sorted(crossed, key=lambda piece: piece.bits)
        return [*rest, best._replace(bits=best.bits + _SWAPPED)]
    return straight


def _initial(one: str, other: str) -> bool:
    """Whether one given name is but the first letter of the other."""
    return one != other and bool(one and other) and min(len(one), len(other)) == 1 and one[0] == other[0]


def _crossed(field: Field, mine: str, yours: str, common: Commonness) -> Evidence:
    how = how_alike(mine, yours)
    if how not in _ORDERED_TYPO:
        return Evidence(Field.FAMILY, How.DIFFERENT, WEIGHTS[Field.FAMILY].different)
    worth = min(common.bits(Field.GIVEN, mine, yours), common.bits(Field.FAMILY, mine, yours))
    return Evidence(field, How.SWAPPED, worth + (EQUAL if how is How.EQUAL else TYPO))


def _organisation(one: str, other: str, common: Commonness) -> Evidence:
    if one == other:
        return Evidence(Field.ORGANISATION, How.EQUAL, common.bits(Field.ORGANISATION, one, other) + EQUAL)
    same = token_sort_ratio(one, other)
    if same < 80:
        return Evidence(Field.ORGANISATION, How.DIFFERENT, WEIGHTS[Field.ORGANISATION].different)
    return Evidence(Field.ORGANISATION, How.TYPO if same >= 92 else How.ALIKE, 7.0 if same >= 92 else 3.0)


def _born(one: str, other: str, common: Commonness) -> Evidence:
    """Compare birth dates: one digit wrong, day and month the wrong way round, one part wrong."""
    if one == other:
        return Evidence(Field.BORN, How.EQUAL, common.bits(Field.BORN, one, other) + EQUAL)
    mine, yours = (one[:4], one[4:6], one[6:]), (other[:4], other[4:6], other[6:])
    turned = mine[0] == yours[0] and mine[1] == yours[2] and mine[2] == yours[1]
    edits = OSA.distance(one, other, score_cutoff=2)
    if turned or edits <= 1:
        return Evidence(Field.BORN, How.TYPO, 6.0)
    parts = sum(part == its for part, its in zip(mine, yours, strict=True))
    if parts == 2:
        return Evidence(Field.BORN, How.TYPO, 4.5)
    if edits <= 2:
        return Evidence(Field.BORN, How.ALIKE, 3.0)
    if parts == 1 and mine[0] == yours[0]:
        return Evidence(Field.BORN, How.DIFFERENT, 0.0)
    return Evidence(Field.BORN, How.DIFFERENT, WEIGHTS[Field.BORN].different)


def _email(one: str, other: str, common: Commonness) -> Evidence:
    """Compare e-mail addresses.

    Nearly the same box at a large provider is what two of one name have, so the host's rarity counts; boxes
    that differ in figures alone are two boxes.
    """
    if one == other:
        return Evidence(Field.EMAIL, How.EQUAL, common.bits(Field.EMAIL, one, other))
    box, _at, host = one.partition("@")
    other_box, _at, other_host = other.partition("@")
    edits = OSA.distance(one, other, score_cutoff=4)
    if edits <= (4 if len(one) > 18 else 2):
        rare = common.bits(Field.HOST, host, other_host) - (0 if edits <= 2 else 2)
        two_boxes = box != other_box and box.rstrip(_FIGURES) == other_box.rstrip(_FIGURES)
        return Evidence(Field.EMAIL, How.TYPO, max(0.0, rare - 6 if two_boxes else rare))
    if box == other_box and len(box) > 4:
        return Evidence(Field.EMAIL, How.ALIKE, 3.0)
    if host == other_host:  # two at one firm or in one household; of a large provider it says nothing
        return Evidence(Field.EMAIL, How.DIFFERENT, 0.0)
    return Evidence(Field.EMAIL, How.DIFFERENT, WEIGHTS[Field.EMAIL].different)


def _phone(one: str, other: str, common: Commonness) -> Evidence:
    if one == other:
        return Evidence(Field.PHONE, How.EQUAL, common.bits(Field.PHONE, one, other))
    if len(one) > 8 and OSA.distance(one, other, score_cutoff=1) <= 1:
        return Evidence(Field.PHONE, How.TYPO, 5.0)
    return Evidence(Field.PHONE, How.DIFFERENT, WEIGHTS[Field.PHONE].different)


def _best(
    ones: tuple[str, ...],
    others: tuple[str, ...],
    common: Commonness,
    by: Callable[[str, str, Commonness], Evidence],
) -> list[Evidence]:
    """Return what speaks most for one customer among several telephone numbers or addresses."""
    found = [by(one, other, common) for one in ones for other in others]
    return [max(found, key=lambda piece: piece.bits)] if found else []
