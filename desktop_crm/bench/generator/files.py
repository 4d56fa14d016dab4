"""The rows of a customer's file: how to reach them, relations, policies and everyday contacts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from random import Random

from desktop_crm.bench.generator import columns
from desktop_crm.bench.generator.agenda import DAY, HOUR, MINUTE, Agenda
from desktop_crm.bench.generator.findable import search_document
from desktop_crm.bench.generator.people import SEGMENTS, Person, dutch
from desktop_crm.bench.generator.sink import Sink
from desktop_crm.bench.generator.sources import load, picker, spread
from desktop_crm.bench.generator.staff import Staff, monotonic
from desktop_crm.customers.names import sort_key
from desktop_crm.store.search import Document

MASTER = "Policy administration"
# Product, letters of its policy numbers, yearly premium from and to (euros), cover in words, own risk.
_POLICIES = spread(
    (
        ("Motor", "AUTO", 280, 1150, "Third party + limited casco", 150),
        ("Motor", "AUTO", 520, 1900, "Third party + full casco", 300),
        ("Home contents", "INB", 70, 260, "All risk, glass included", 100),
        ("House", "WOON", 130, 520, "Extended, storm included", 200),
        ("Liability", "AVP", 38, 75, "Family, 1.250.000 euros an event", 0),
        ("Travel", "REIS", 55, 160, "Europe, continuous, winter sports", 75),
        ("Legal assistance", "RB", 120, 310, "Traffic, home and consumer", 0),
        ("Bicycle", "FIETS", 60, 240, "Theft and damage", 50),
    ),
    (20, 12, 20, 14, 16, 9, 6, 3),
)
_PACKAGE = ("Business package", "ZAK", 640, 6400, "Fire, liability, stock and loss of profit", 500)
# How often each channel is used; a line of talk is told through one of its own.
_CHANNELS = {
    "telephone": 40.0,
    "email": 24.0,
    "desk": 9.0,
    "web_form": 7.0,
    "letter": 5.0,
    "visit": 4.0,
    "text_message": 4.0,
    "app": 4.0,
    "chat": 3.0,
}
_AT_ONCE = frozenset({"telephone", "desk", "visit"})
# One customer in a thousand calls almost daily.
_BUSY = 137
_PLANS = (
    ("visit", "Yearly review of all policies"),
    ("telephone", "Is everything settled to your liking?"),
    ("telephone", "Call back about the quotation"),
    ("visit", "Second car: which cover?"),
)


class FileWriter:
    """Writes customers and what hangs on them, one customer after the other."""

    def __init__(
        self,
        sink: Sink,
        random: Random,
        agenda: Agenda,
        staff: Staff,
        new_key: Callable[[], bytes],
        talk: float = 1.0,
    ) -> None:
        self._random, self._agenda, self._new_key = random.random, agenda, new_key
        self._pick: Callable[[Sequence[bytes]], bytes] = picker(random)
        self._draw, self._talk = random, talk
        self._advisers, self._desk = staff.of("adviser"), staff.of("front_office")
        self._store = staff.store
        self._lines = _lines()
        self.documents: list[Document] = []
        self.customer = sink.into("customer", columns.CUSTOMER)
        self.point = sink.into("contact_point", columns.POINT)
        self.address = sink.into("address", columns.ADDRESS)
        self.relation = sink.into("relation", columns.RELATION)
        self.consent = sink.into("consent", columns.CONSENT)
        self.trade = sink.into("trade", columns.TRADE)
        self.contact = sink.into("contact", columns.EVERYDAY)
        self.planned = sink.into("planned_contact", columns.PLANNED)
        self.mastered = sink.into("item_value", columns.MASTERED)

    def write(self, person: Person, number: str, before: Person | None) -> None:
        """Write the whole file of `person` but for cases; `before` is the customer written last."""
        self._identity(person, number)
        self.documents.append(search_document(person, number))
        self._reach(person)
        self._relations(person, before)
        if self._random() < 0.86:
            self._policies(person)
        self._history(person, busy=int(number) % 1000 == _BUSY)
        if self._random() < 0.04:
            self._plan(person)

    def _identity(self, person: Person, number: str) -> None:
        agenda, random = self._agenda, self._random
        person.key = self._new_key()
        person.owner = self._pick(self._advisers)
        age = random() * random()
        person.since = int(agenda.last - 20 * DAY - age * 30 * 365 * DAY)
        if person.birth is not None:
            grown_up = (person.birth - date(1970, 1, 1)).days + 18 * 366
            person.since = min(max(person.since, grown_up * DAY), agenda.last - 20 * DAY)
        chance = random()
        status = "customer" if chance < 0.86 else ("prospect" if chance < 0.93 else "former")
        since = agenda.day_of(person.since).isoformat() if status != "prospect" else None
        # The store is younger than most of its customers: they were taken over when it was made.
        created = max(person.since, agenda.first - DAY)
        self.customer(
            (
                person.key,
                person.key,
                number,
                "person" if person.kind == "private" else "organisation",
                person.name,
                sort_key(
                    family=person.family, particle=person.particle, given=person.given, name=person.name
                ),
                person.prefix,
                person.given,
                person.initials,
                person.particle,
                person.family,
                person.organisation,
                person.birth.isoformat() if person.birth else None,
                "nl",
                SEGMENTS[person.kind],
                status,
                person.owner,
                since,
                created,
            )
        )

    def _reach(self, person: Person) -> None:
        position = 0
        home = "home" if person.kind == "private" else "work"
        for kind, label, normal in (
            ("phone", home, person.phone),
            ("mobile", home, person.mobile),
            ("email", home, person.email),
        ):
            if normal:
                content = normal if kind == "email" else dutch(normal)
                self.point(
                    (self._new_key(), person.key, kind, label, content, normal, position == 0, position)
                )
                position += 1
        self.address(
            (self._new_key(), person.key, home, person.street, person.postcode, person.town, "Nederland")
        )
        if self._random() < 0.5:
            channel = "email" if person.email and self._random() < 0.6 else "telephone"
            self.consent((self._new_key(), person.key, channel, self._random() < 0.8, self._since(person)))

    def _since(self, person: Person) -> int:
        return person.since + int(self._random() * (self._agenda.last - person.since))

    def _relations(self, person: Person, before: Person | None) -> None:
        if before is None:
            return
        if person.moved_in_with:
            self.relation((self._new_key(), person.key, before.key, "partner"))
        elif person.kind in {"small_business", "business"} and before.kind == "private":
            self.relation((self._new_key(), person.key, before.key, "director"))

    def _policies(self, person: Person) -> None:
        random = self._random
        count = 1 + int(random() * random() * 3.2)
        business = person.kind != "private"
        for index in range(count):
            of = _PACKAGE if business and index == 0 else _POLICIES[int(random() * len(_POLICIES))]
            product, letters, low, high, cover, own_risk = of
            reference = (
                f"{letters}-{int(random() * 90) + 10}.{int(random() * 1000):03d}.{int(random() * 1000):03d}"
            )
            cents = int((low + random() * (high - low)) * 100)
            began = self._since(person)
            ended = random() < 0.12
            self.trade(
                (
                    self._new_key(),
                    person.key,
                    "policy",
                    product,
                    reference,
                    cents,
                    "ended" if ended else "in force",
                    began,
                    MASTER,
                )
            )
            if index == 0:
                self._premium(person, product, reference, cents)
                self._master_values(person, reference, product, cover, own_risk, cents)

    def _premium(self, person: Person, product: str, reference: str, cents: int) -> None:
        at = self._agenda.moment(immediate=True)
        if at > person.since:
            self.trade(
                (
                    self._new_key(),
                    person.key,
                    "premium",
                    product,
                    reference,
                    cents,
                    "collected",
                    at,
                    "Accounts",
                )
            )

    def _master_values(
        self, person: Person, reference: str, product: str, cover: str, own_risk: int, cents: int
    ) -> None:
        # The administration sends what it keeps up every morning at six; the newest word counts.
        at = self._agenda.last - 2 * HOUR
        for item, content in (
            ("cover", f"{reference}, {product.lower()}: {cover}"),
            ("own_risk", f"{own_risk}.00 EUR"),
            ("premium_a_year", f"{cents // 100}.{cents % 100:02d} EUR"),
        ):
            self.mastered((self._new_key(), person.key, item, "customer", content, at, MASTER))

    def _history(self, person: Person, *, busy: bool) -> None:
        """Write everyday contacts: few for most, many for some, in the order in which they happened."""
        count = int(self._draw.lognormvariate(0.75, 1.05))
        count = int((200 + int(self._random() * 150) if busy else min(count, 60)) * self._talk)
        agenda = self._agenda
        moments = []
        for _index in range(count):
            line = self._lines[int(self._random() * len(self._lines))]
            moments.append((agenda.moment(immediate=line[0] in _AT_ONCE), line))
        moments.sort()
        for at, line in moments:
            if at > person.since or busy:
                self._everyday(person, at, *line)

    def _plan(self, person: Person) -> None:
        channel, subject = _PLANS[int(self._random() * len(_PLANS))]
        at = self._agenda.desk.forward(self._agenda.last + int(self._random() * 30 * DAY), HOUR)
        self.planned((self._new_key(), person.key, channel, subject, at, person.owner))

    def _everyday(
        self, person: Person, at: int, channel: str, direction: str, subject: str, said: str
    ) -> None:
        random = self._random
        who = person.owner if channel == "visit" else self._pick(self._desk)
        if direction == "out":
            recorded = at + int(random() * 3 * MINUTE)
        elif channel in _AT_ONCE:
            recorded = at + int((1 + random() * 9) * MINUTE)
        else:
            recorded = self._agenda.office.forward(at, int((2 + random() * 180) * MINUTE))
        recorded = min(recorded, self._agenda.last)
        self.contact(
            (
                self._new_key(),
                person.key,
                channel,
                direction,
                who,
                at,
                recorded,
                subject,
                said,
                self._store,
                monotonic(recorded),
            )
        )


@cache
def _lines() -> tuple[tuple[str, str, str, str], ...]:
    """Return what is said in everyday contacts, each line as often as its channels are used.

    An entry is channel, direction, subject and words: who sends photographs doesn't do it by telephone.
    """
    lines: list[tuple[str, str, str, str]] = []
    weights = []
    for direction, subject, said, channels in load("talk")["contacts"]["lines"]:
        total = sum(_CHANNELS[channel] for channel in channels)
        for channel in channels:
            lines.append((channel, direction, subject, said))
            weights.append(_CHANNELS[channel] * (1 + total / 40) / total)
    return spread(lines, weights)
