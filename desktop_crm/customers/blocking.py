"""Which customers are worth comparing: those who share a key (Jaro 1989 calls this blocking).

Comparing everybody with everybody would take half a million million comparisons at a million customers. A key
is made of what two records of one person nearly always have in common somewhere: a birth date, an e-mail
address, the beginnings of both names in either order. Every customer has several, so that one typing error
hides no pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from desktop_crm.customers.likeness import Traits
from desktop_crm.customers.places import Place


def strong_keys(one: Traits) -> Iterator[tuple[str, ...]]:
    """Yield keys that rarely belong to two persons; sharing one of them is enough."""
    if one.born:
        for name in (one.given, one.family):
            if name:
                yield "born", one.born, name[:1]
        if not (one.given and one.family):
            yield "born", one.born, ""
    for email in one.emails:
        yield "email", email
        box, _at, _host = email.partition("@")
        if len(box) > 5:
            yield "box", box
    for phone in one.phones:
        yield "phone", phone
    for place in one.places:
        yield from _homes(place)
    if one.organisation:
        yield "organisation", "".join(sorted(one.organisation.split()))


def weak_keys(one: Traits) -> Iterator[tuple[str, ...]]:
    """Yield keys that many share; two customers are compared when they share two of these."""
    given, family = one.given, one.family
    for first, last in ((given, family), (family, given)):
        if first and last:
            yield "names", first[:3], last[:3]
            yield "ends", first[-3:], last[:2]
    for name in (given, family):
        if not name:
            continue
        if one.born:
            yield "year", one.born[:4], name[:3]
            yield "day", one.born[4:], name[:3]
        for place in one.places:
            if place.postcode:
                yield "postcode", place.postcode, name[:2]
            if place.street:
                yield "street", place.street[:6], name[:2]
            if place.town and one.born:
                yield "town", place.town[:3], name[:2], one.born[2:4]
    for email in one.emails:
        yield "address", email[:5], email[-5:]
        yield from (("letters", email[place : place + 7]) for place in (0, 4) if len(email) > place + 10)
    yield from (("words", *sorted(words)) for words in pairwise(one.organisation.split()))


def hashed(key: tuple[str, ...]) -> int:
    """Return a key as 64 bits, the same as long as this process runs: a fifth of what a digest takes."""
    return hash(key) & 0xFFFFFFFFFFFFFFFF


def _homes(place: Place) -> Iterator[tuple[str, ...]]:
    """Yield street and house number, with the beginning of the town: every town has a Church Street 12."""
    for street in (place.street, place.extended):
        if street and place.number:
            yield "home", street, place.number, place.town[:2] or place.postcode[:2]
