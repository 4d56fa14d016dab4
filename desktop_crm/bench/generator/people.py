"""Customers in the Netherlands: persons and organisations with names, addresses and telephone numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from desktop_crm.bench.generator.sources import fading, load, picker, spread

_MAIL = ("example.nl", "example.com", "example.org", "example.net")
# How the customers of an intermediary in a provincial town are made up.
_KINDS = spread(
    ("private", "small_business", "business", "association", "intermediary"), (82.0, 12.0, 3.0, 2.0, 1.0)
)
SEGMENTS = {
    "private": "private",
    "small_business": "small_business",
    "business": "business",
    "association": "small_business",
    "intermediary": "intermediary",
}


@dataclass(slots=True)
class Person:
    """A generated customer: what its rows say, and what its cases and contacts need to know.

    Attributes:
        kind: private, small_business, business, association or intermediary.
        phone, mobile: E.164, `phone` may be empty.
        moved_in_with: whether address and telephone are those of the person before.
    """

    kind: str
    name: str
    prefix: str
    given: str
    initials: str
    particle: str
    family: str
    organisation: str
    birth: date | None
    street: str
    postcode: str
    town: str
    phone: str
    mobile: str
    email: str
    moved_in_with: bool = False
    key: bytes = b""
    owner: bytes = b""
    since: int = 0

    @property
    def address(self) -> str:
        """The address on one line."""
        return f"{self.street}, {self.postcode} {self.town}"


class Town:
    """Makes up the inhabitants, one after the other, the same for the same `random`."""

    def __init__(self, random: Random, today: date) -> None:
        people = load("people")
        self._random = random
        self._pick: Callable[[Sequence[str]], str] = picker(random)
        self._today = today
        self._women, self._men = people["given"]["women"], people["given"]["men"]
        self._initials = people["given"]["initials"]
        self._families = fading([tuple(pair) for pair in people["family"]["names"]], 35)
        self._towns = fading([tuple(town) for town in people["places"]["towns"]], 7)
        self._streets = people["places"]["streets"]
        self._business_streets = people["places"]["business_streets"]
        self._letters = people["places"]["letters"]
        self._organisations = people["organisations"]
        self._last: Person | None = None

    def next(self) -> Person:
        """Return the next customer."""
        kind = _KINDS[int(self._random.random() * len(_KINDS))]
        made = self._private() if kind == "private" else self._organisation(kind)
        self._last = made
        return made

    def _private(self) -> Person:
        random = self._random.random
        woman = random() < 0.5
        given = self._pick(self._women if woman else self._men)
        particle, family = self._families[int(random() * len(self._families))]
        last = self._last
        together = last is not None and last.kind == "private" and not last.moved_in_with and random() < 0.3
        if together and last is not None and random() < 0.6:
            particle, family = last.particle, last.family
        name = " ".join(part for part in (given, particle, family) if part)
        place = (
            (last.street, last.postcode, last.town, last.phone)
            if together and last
            else self._place(self._streets)
        )
        age = int(18 * 365 + random() * random() * 12_000 + random() * 14_000)
        return Person(
            "private",
            name,
            "Mw." if woman else "Dhr.",
            given,
            self._pick(self._initials),
            particle,
            family,
            "",
            self._today - timedelta(days=age),
            *place,
            self._mobile(),
            self._mail(given, particle + family),
            together,
        )

    def _organisation(self, kind: str) -> Person:
        names = self._organisations
        patterns = {"association": names["associations"], "intermediary": names["intermediaries"]}
        particle, family = self._families[int(self._random.random() * len(self._families))]
        street, postcode, town, phone = self._place(self._business_streets)
        whose = f"{particle} {family}".strip()
        whose = whose[0].upper() + whose[1:]
        pattern = self._pick(patterns.get(kind, names["names"]))
        name = pattern.format(family=whose, town=town)
        if kind in {"small_business", "business"} and "{family}" in pattern:
            name += self._pick(names["endings"])
        return Person(
            kind,
            name,
            "",
            "",
            "",
            "",
            "",
            name,
            None,
            street,
            postcode,
            town,
            phone,
            "",
            self._mail("info", name),
        )

    def _place(self, streets: Sequence[str]) -> tuple[str, str, str, str]:
        random = self._random.random
        town, first, last, area = self._towns[int(random() * len(self._towns))]
        letters = self._letters
        # SA, SD and SS are never given out.
        second = letters[int(random() * len(letters))]
        one = letters[int(random() * len(letters))]
        one = "R" if one == "S" and second in "ADS" else one
        postcode = f"{first + int(random() * (last - first + 1))} {one}{second}"
        number = 1 + int(random() * random() * 240)
        tail = "" if random() < 0.85 else "ABC"[int(random() * 3)]
        phone = ""
        if random() < 0.45:
            digits = 9 - (len(area) - 1)
            phone = f"+31{area[1:]}{2 + int(random() * 8)}{int(random() * 10 ** (digits - 1)):0{digits - 1}d}"
        return f"{self._pick(streets)} {number}{tail}", postcode, town, phone

    def _mobile(self) -> str:
        random = self._random.random
        return f"+316{1 + int(random() * 5)}{int(random() * 10_000_000):07d}"

    def _mail(self, before: str, after: str) -> str:
        if self._random.random() < 0.12:
            return ""
        local = f"{_plain(before)}.{_plain(after)}"
        number = int(self._random.random() * 100)
        return f"{local}{number if number > 30 else ''}@{self._pick(_MAIL)}"


def _plain(text: str) -> str:
    """Return the letters and digits of `text` without accents, for the left half of an address."""
    text = text.lower().translate({0x131: "i", 0xE7: "c", 0xDF: "ss"})
    bare = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]+", "", bare.encode("ascii", "ignore").decode())


def dutch(phone: str) -> str:
    """Return an E.164 number of the Netherlands as people write it: ``06 1234 5678``, ``038 421 77 06``."""
    digits = "0" + phone.removeprefix("+31")
    if digits.startswith("06"):
        return f"06 {digits[2:6]} {digits[6:]}"
    cut = 3 if digits[:3] in _short_areas() else 4
    rest = digits[cut:]
    return f"{digits[:cut]} {rest[:-4]} {rest[-4:-2]} {rest[-2:]}"


@cache
def _short_areas() -> frozenset[str]:
    return frozenset(
        area for _town, _first, _last, area in load("people")["places"]["towns"] if len(area) == 3
    )
