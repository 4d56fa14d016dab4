"""What gets registered in generated cases: a believable value for each item, in canonical text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from random import Random
from typing import Any

from desktop_crm.bench.generator.agenda import DAY, Agenda
from desktop_crm.bench.generator.people import Person
from desktop_crm.bench.generator.sources import load, picker, spread
from desktop_crm.core.clock import from_micros
from desktop_crm.process.model import Item, ItemType, Model, Operator

# An optional field is filled in this often; one that decides nothing stays without a value now and then.
FILLED = 0.6
WITHOUT = 0.04
_EMPTY = (
    ("unknown", "The customer doesn't know it by heart."),
    ("refused", "Would rather not say."),
    ("not-applicable", "Doesn't apply here."),
    ("later", "Will look it up and call."),
    ("later", "Is with the accountant this week."),
)
_Maker = Callable[[Person, int], str]


class Answerer:
    """Gives values to the items of a model, the same for the same `random`."""

    def __init__(self, model: Model, random: Random, agenda: Agenda) -> None:
        self._random, self._agenda = random.random, agenda
        self._draw = random
        self._pick: Callable[[Any], Any] = picker(random)
        told: dict[str, dict[str, Any]] = load("talk")["answers"]
        self._makers = {item.code: self._maker(item, told.get(item.code, {})) for item in model.items}
        self._deciding = deciding(model)
        from_file: dict[str, _Maker] = {
            "home_address": lambda person, _at: person.address,
            "date_of_birth": lambda person, _at: (person.birth or agenda.day_of(person.since)).isoformat(),
            "mobile": lambda person, _at: person.mobile or self._number(),
            "email_address": lambda person, _at: person.email or "info@example.nl",
            "reply_address": lambda person, _at: person.email or "info@example.nl",
            "call_back_number": lambda person, _at: person.mobile or person.phone or self._number(),
            "customer_kind": lambda person, _at: _KIND_OF[person.kind],
        }
        self._makers |= {code: make for code, make in from_file.items() if code in model.item}

    def value(self, code: str, person: Person, at: int) -> str:
        """Return a value of item `code`, registered at `at` for a case of `person`."""
        return self._makers[code](person, at)

    def without(self, code: str) -> tuple[str, str] | None:
        """Return, now and then, an answer without a value and why; never where a branch depends on it."""
        if code in self._deciding or self._random() >= WITHOUT:
            return None
        kind, reason = self._pick(_EMPTY)
        return kind, reason

    def _maker(self, item: Item, told: Mapping[str, Any]) -> _Maker:
        if "choices" in told:
            table = spread(tuple(told["choices"]), tuple(told["choices"].values()))
            return lambda _person, _at: self._pick(table)
        if "texts" in told:
            texts = told["texts"]
            return lambda _person, _at: self._pick(texts)
        if "numbers" in told:
            numbers = [str(number) for number in told["numbers"]]
            return lambda _person, _at: self._pick(numbers)
        if "euros" in told:
            low, high = told["euros"]
            return lambda _person, _at: self._euros(low, high)
        if item.type in {ItemType.DATE, ItemType.DATETIME}:
            return self._instant(item.type, *told.get("days", (0, 14)))
        return self._by_type(item, told.get("yes", 0.5))

    def _by_type(self, item: Item, yes: float) -> _Maker:
        if item.type is ItemType.YES_NO:
            return lambda _person, _at: "yes" if self._random() < yes else "no"
        if item.type is ItemType.CHOICE:
            codes = [choice.code for choice in item.choices]
            return lambda _person, _at: self._pick(codes)
        if item.type is ItemType.NUMBER:
            return lambda _person, _at: str(1 + int(self._random() * 20))
        if item.type is ItemType.MONEY:
            return lambda _person, _at: self._euros(10, 500)
        if item.type is ItemType.PHONE:
            return lambda _person, _at: self._number()
        if item.type is ItemType.EMAIL:
            return lambda _person, _at: "werkplaats@example.nl"
        if item.code == "iban":
            return lambda _person, _at: self._iban()
        return lambda _person, _at: item.name

    def _instant(self, kind: ItemType, first: int, last: int) -> _Maker:
        agenda = self._agenda

        def on_a_day(_person: Person, at: int) -> str:
            day = agenda.day_of(at) + timedelta(days=first + int(self._random() * (last - first + 1)))
            return day.isoformat()

        def at_an_hour(_person: Person, at: int) -> str:
            later = at + int((first + self._random() * (last - first)) * DAY)
            whole = from_micros(later).replace(minute=0, second=0, microsecond=0)
            return whole.astimezone(UTC).isoformat()

        return on_a_day if kind is ItemType.DATE else at_an_hour

    def _euros(self, low: int, high: int) -> str:
        # Small amounts are commoner than large ones.
        euros = low + int(self._random() * self._random() * (high - low))
        return f"{euros}.{int(self._random() * 20) * 5:02d} EUR"

    def _number(self) -> str:
        return f"+316{1 + int(self._random() * 5)}{int(self._random() * 10_000_000):07d}"

    def _iban(self) -> str:
        """Return an account number with valid check digits (ISO 13616) at a bank that doesn't exist."""
        account = f"{int(self._random() * 10**10):010d}"
        letters = "EXMP"
        digits = "".join(str(ord(letter) - 55) for letter in letters) + account + "232100"
        return f"NL{98 - int(digits) % 97:02d}{letters}{account}"


_KIND_OF = {
    "private": "private",
    "small_business": "business",
    "business": "business",
    "association": "association",
    "intermediary": "intermediary",
}


def deciding(model: Model) -> frozenset[str]:
    """Return the items on whose values a branch, a step, a field or a role's authority depends."""
    found = {condition.item for use in model.uses for condition in use.when}
    found |= {condition.item for duty in model.responsibilities for condition in duty.limits}
    for process in model.processes:
        for step in process.steps:
            found |= {
                condition.item for condition in step.only_when if condition.operator is not Operator.NOT_KNOWN
            }
            found |= {condition.item for flow in step.flows for condition in flow.when}
    return frozenset(found)
