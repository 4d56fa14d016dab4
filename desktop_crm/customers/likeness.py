"""How alike two customers are: evidence field by field, added up, with its reasons.

The method is that of Fellegi and Sunter ("A theory for record linkage", 1969): each field that both have gives
a weight in bits, the logarithm of how much more often two records of one person agree like this than two
of different persons do; the weights are added to the odds that two customers are one to begin with. How often
different persons agree follows from how common the value is (Newcombe 1959, Winkler 2000): two Wijnalda say
more than two De Vries. Typing errors are counted in edits (Damerau 1964) and by Jaro and Winkler's measure.

The weights of differing and nearly equal values are fixed, the same for every company; nothing is trained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log2
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.fuzz import token_sort_ratio

from desktop_crm.core.i18n import _


class Place(NamedTuple):
    """A postal address as it is compared: folded, without blanks."""

    number: str
    street: str
    extended: str
    postcode: str
    town: str


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


class Match(NamedTuple):
    """How alike two customers are.

    Attributes:
        bits: the sum of the evidence.
        evidence: field by field, strongest first.
    """

    bits: float
    evidence: tuple[Evidence, ...]


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
# A family shares its name, its house and often its telephone, so these three say one thing together. Where the
# given name or the birth date says that these are two of the family, they say next to nothing.
MOST_OF_A_HOME = 24.0
MOST_OF_A_HOME_WHEN_BORN_APART = 16.0
MOST_OF_A_FAMILY = 6.0
# How many customers it takes to tell a rare value from a common one.
FEWEST = 1_000
_EQUAL = -0.3  # one record in five is written otherwise even when nothing else is wrong
_TYPO = -2.2
_ALIKE = -4.5
_SWAPPED = -3.0
_FIGURES = "0123456789"
_ORDERED_TYPO = How.EQUAL, How.TYPO


class Commonness:
    """How large a part of all customers has a value in a field."""

    def __init__(self, customers: int, counts: Mapping[Field, Mapping[str, int]]) -> None:
        """`counts` gives how often a value stands in a field; one that is left out stands there once."""
        self._customers = max(customers, 2)
        # In a store of three, two of one name do not make it a name that most people have.
        self._people = max(customers, FEWEST)
        self._counts = counts

    def bits(self, field: Field, one: str, other: str) -> float:
        """Return what it is worth that `one` and `other` agree: the rarer, the more, at most the field's most."""
        counts = self._counts.get(field, {})
        most_common = max(counts.get(one, 1), counts.get(other, 1))
        return min(WEIGHTS[field].most, log2(self._people / most_common))

    @property
    def before(self) -> float:
        """The odds in bits that two customers taken at random are one: as if each had one double."""
        return 1 - log2(self._customers)


def compare(one: Traits, other: Traits, common: Commonness) -> Match:
    """Return how alike two customers are."""
    names = _names(one, other, common)
    shared = [piece for piece in names if piece.field is Field.FAMILY and piece.how is not How.SWAPPED]
    own = [piece for piece in names if piece not in shared]
    if one.organisation and other.organisation:
        own.append(_organisation(one.organisation, other.organisation, common))
    if one.born and other.born:
        own.append(_born(one.born, other.born, common))
    own += _best(one.emails, other.emails, common, _email)
    home = shared + _best(one.phones, other.phones, common, _phone)
    home += _place(one.places, other.places, common)
    kept = tuple(sorted(own + _at_most(_home_counts(own), home), key=lambda piece: -abs(piece.bits)))
    return Match(sum(piece.bits for piece in kept), kept)


def _home_counts(own: list[Evidence]) -> float:
    """Return how much name, house and telephone may count beside what is a person's own."""
    hows = {piece.field: piece.how for piece in own}
    born = hows.get(Field.BORN)
    if hows.get(Field.GIVEN) is How.DIFFERENT and born is not How.EQUAL:
        return MOST_OF_A_FAMILY
    return MOST_OF_A_HOME_WHEN_BORN_APART if born is How.DIFFERENT else MOST_OF_A_HOME


def _at_most(most: float, pieces: list[Evidence]) -> list[Evidence]:
    """Return the evidence made smaller in proportion where it adds up to more than `most` bits."""
    total = _total(pieces)
    if total <= most:
        return pieces
    return [piece._replace(bits=piece.bits * most / total) for piece in pieces]


def how_alike(one: str, other: str) -> How:
    """Return how two folded words agree: equal, a typing error apart, alike (a short form, by sound), or not."""
    if one == other:
        return How.EQUAL
    longest, shortest = (len(one), len(other)) if len(one) > len(other) else (len(other), len(one))
    edits = OSA.distance(one, other, score_cutoff=3)
    if edits <= (0 if longest < 3 else 1 if longest < 6 else 2 if longest < 10 else 3):
        return How.TYPO
    if shortest >= 3 and (one.startswith(other) or other.startswith(one)):
        return How.ALIKE
    return How.ALIKE if JaroWinkler.similarity(one, other, score_cutoff=0.88) else How.DIFFERENT


def _word(field: Field, one: str, other: str, common: Commonness) -> Evidence:
    how = how_alike(one, other)
    if how is How.DIFFERENT:
        return Evidence(field, how, WEIGHTS[field].different)
    worth = common.bits(field, one, other)
    if how is How.EQUAL:
        return Evidence(field, how, worth + _EQUAL)
    if how is How.TYPO:
        return Evidence(field, how, max(0.0, min(worth + _TYPO, WEIGHTS[field].most * 0.75)))
    return Evidence(field, how, max(0.0, worth + _ALIKE) * 0.8)


def _words(common: Commonness, *pairs: tuple[Field, str, str]) -> list[Evidence]:
    """Compare the words of each field that both customers have."""
    return [_word(field, mine, yours, common) for field, mine, yours in pairs if mine and yours]


def _names(one: Traits, other: Traits, common: Commonness) -> list[Evidence]:
    """Compare given and family names, also the wrong way round, as forms are often filled in."""
    straight = _words(common, (Field.GIVEN, one.given, other.given), (Field.FAMILY, one.family, other.family))
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


def _crossed(field: Field, mine: str, yours: str, common: Commonness) -> Evidence:
    how = how_alike(mine, yours)
    if how not in _ORDERED_TYPO:
        return Evidence(Field.FAMILY, How.DIFFERENT, WEIGHTS[Field.FAMILY].different)
    worth = min(common.bits(Field.GIVEN, mine, yours), common.bits(Field.FAMILY, mine, yours))
    return Evidence(field, How.SWAPPED, worth + (_EQUAL if how is How.EQUAL else _TYPO))


def _organisation(one: str, other: str, common: Commonness) -> Evidence:
    if one == other:
        return Evidence(Field.ORGANISATION, How.EQUAL, common.bits(Field.ORGANISATION, one, other) + _EQUAL)
    same = token_sort_ratio(one, other)
    if same < 80:
        return Evidence(Field.ORGANISATION, How.DIFFERENT, WEIGHTS[Field.ORGANISATION].different)
    return Evidence(Field.ORGANISATION, How.TYPO if same >= 92 else How.ALIKE, 7.0 if same >= 92 else 3.0)


def _born(one: str, other: str, common: Commonness) -> Evidence:
    """Compare birth dates: one digit wrong, day and month the wrong way round, one part wrong."""
    if one == other:
        return Evidence(Field.BORN, How.EQUAL, common.bits(Field.BORN, one, other) + _EQUAL)
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


def _place(ones: tuple[Place, ...], others: tuple[Place, ...], common: Commonness) -> list[Evidence]:
    """Return the evidence of the two addresses that are most alike."""
    found = [_at_place(one, other, common) for one in ones for other in others]
    return max(found, key=_total) if found else []


def _at_place(one: Place, other: Place, common: Commonness) -> list[Evidence]:
    found: list[Evidence] = []
    if one.postcode and other.postcode:
        found.append(_code(Field.POSTCODE, one.postcode, other.postcode, common))
    if one.town and other.town:
        found.append(_word(Field.TOWN, one.town, other.town, common))
    if one.number and other.number:
        found.append(_code(Field.NUMBER, one.number, other.number, common))
    return found + _streets(one, other, common)


def _streets(one: Place, other: Place, common: Commonness) -> list[Evidence]:
    """Compare street and building, which are as easily swapped as the two names."""
    straight = _words(
        common, (Field.STREET, one.street, other.street), (Field.EXTENDED, one.extended, other.extended)
    )
    if straight and all(piece.how is not How.DIFFERENT for piece in straight):
        return straight
    crossed = _words(
        common, (Field.STREET, one.street, other.extended), (Field.STREET, one.extended, other.street)
    )
    return crossed if _total(crossed) - 2 > _total(straight) else straight


def _code(field: Field, one: str, other: str, common: Commonness) -> Evidence:
    """Compare postcodes or house numbers, of which the next one is but a digit away."""
    if one == other:
        return Evidence(field, How.EQUAL, common.bits(field, one, other) + _EQUAL)
    if OSA.distance(one, other, score_cutoff=1) <= 1:
        worth = common.bits(field, one, other)
        return Evidence(field, How.ALIKE, max(0.0, worth + _ALIKE) * 0.8)
    return Evidence(field, How.DIFFERENT, WEIGHTS[field].different)


def _total(pieces: list[Evidence]) -> float:
    return sum(piece.bits for piece in pieces)


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
