"""The rows of a customer's file: how to reach them, relations, policies and everyday contacts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from desktop_crm.bench.generator import columns
from desktop_crm.bench.generator.agenda import DAY, HOUR, MINUTE, Agenda
from desktop_crm.bench.generator.findable import search_document
from desktop_crm.bench.generator.people import SEGMENTS, Person, dutch
from desktop_crm.bench.generator.sink import Sink
from desktop_crm.bench.generator.sources import load, picker, spread
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
_CHANNELS = spread(
    (
        ("telephone", True),
        ("email", False),
        ("desk", True),
        ("web_form", False),
        ("letter", False),
        ("visit", True),
        ("text_message", False),
        ("app", False),
        ("chat", False),
    ),
    (40, 24, 9, 7, 5, 4, 4, 4, 3),
)
_PLANS = (
    ("visit", "Yearly review of all policies"),
    ("telephone", "Is everything settled to your liking?"),
    ("telephone", "Call back about the quotation"),
    ("visit", "Second car: which cover?"),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works here, by role, and where things are registered: keys as 16 bytes."""

    by_role: dict[str, tuple[bytes, ...]]
    store: bytes

    def of(self, role: str) -> tuple[bytes, ...]:
        """Return the employees of a role; of one that nobody holds, everybody."""
        return self.by_role.get(role) or self.everybody

    @property
    def everybody(self) -> tuple[bytes, ...]:
        """All employees, each once."""
        return tuple(dict.fromkeys(key for keys in self.by_role.values() for key in keys))


class FileWriter:
    """Writes customers and what hangs on them, one customer after the other."""

    def __init__(
        self, sink: Sink, random: Random, agenda: Agenda, staff: Staff, new_key: Callable[[], bytes]
    ) -> None:
        self._random, self._agenda, self._new_key = random.random, agenda, new_key
        self._pick: Callable[[Sequence[bytes]], bytes] = picker(random)
        self._draw = random
        self._advisers, self._desk = staff.of("adviser"), staff.of("front_office")
        self._store = staff.store
        self._lines: list[list[str]] = load("talk")["contacts"]["lines"]
        self.documents: list[Document] = []
        self.customer = sink.into("customer", columns.CUSTOMER)
        self.point = sink.into("contact_point", columns.POINT)
        self.address = sink.into("address", columns.ADDRESS)
        self.relation = sink.into("relation", columns.RELATION)
        self.consent = sink.into("consent", columns.CONSENT)
        self.trade = sink.into("trade", columns.TRADE)
        self.contact = sink.into("contact", columns.CONTACT)
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
        self._history(person)
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

    def _history(self, person: Person) -> None:
        """Write everyday contacts: few for most, many for some, in the order in which they happened."""
        count = min(60, int(self._draw.lognormvariate(1.0, 0.85)))
        agenda = self._agenda
        moments = []
        for _index in range(count):
            channel = _CHANNELS[int(self._random() * len(_CHANNELS))]
            moments.append((agenda.moment(immediate=channel[1]), channel))
        for at, channel in sorted(moments):
            if at > person.since:
                self._everyday(person, at, *channel)

    def _plan(self, person: Person) -> None:
        channel, subject = _PLANS[int(self._random() * len(_PLANS))]
        at = self._agenda.desk.forward(self._agenda.last + int(self._random() * 30 * DAY), HOUR)
        self.planned((self._new_key(), person.key, channel, subject, at, person.owner))

    def _everyday(self, person: Person, at: int, channel: str, immediate: bool) -> None:
        random = self._random
        direction, subject, said = self._lines[int(random() * len(self._lines))]
        if direction == "out" and channel in {"web_form", "chat"}:
            channel = "email"
        who = person.owner if channel == "visit" else self._pick(self._desk)
        if immediate:
            recorded = at + int((1 + random() * 9) * MINUTE)
        else:
            recorded = self._agenda.office.forward(at, int((2 + random() * 180) * MINUTE))
        if direction == "out":
            recorded = at + int(random() * 3 * MINUTE)
        recorded = min(recorded, self._agenda.last)
        self.contact(
            (
                self._new_key(),
                person.key,
                None,
                channel,
                direction,
                who,
                at,
                None,
                recorded,
                subject,
                said,
                None,
                self._store,
                monotonic(recorded),
            )
        )


def monotonic(recorded: int) -> int:
    """Return the monotonic reading (nanoseconds) of the store's machine, which never stopped since 2020."""
    return (recorded - 1_577_836_800_000_000) * 1000
