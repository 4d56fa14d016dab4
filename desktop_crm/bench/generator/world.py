"""What all generated cases have in common: the plan they run under, the people who work, and the habits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from desktop_crm.bench.generator.agenda import Agenda
from desktop_crm.bench.generator.answers import Answerer, deciding
from desktop_crm.bench.generator.sources import load, picker, spread
from desktop_crm.bench.generator.staff import Staff
from desktop_crm.core.ids import EmployeeId, uuid_of
from desktop_crm.process.model import Family, Item
from desktop_crm.workflow.plan import Plan

# For about how many working minutes a piece of work waits in a role's queue; others take the last.
WAITING = {
    "front_office": 30.0,
    "adviser": 260.0,
    "policies": 420.0,
    "claims": 560.0,
    "complaints": 620.0,
    "supervisor": 260.0,
    "": 700.0,
}
# The part of an hour that costs a euro: work takes about as long as the model says it costs.
MINUTES_PER_CENT = 0.011
PROCESSES = {
    "information_request": 21.0,
    "quotation": 12.0,
    "new_policy": 9.0,
    "policy_change": 15.0,
    "claim": 16.0,
    "complaint": 5.0,
    "renewal": 6.0,
    "cancellation": 5.0,
    "payment_question": 7.0,
    "yearly_review": 3.0,
    "product_idea": 1.5,
    "appointment": 1.0,
}
# In which months a process begins more often than in others: policies renew with the year, roofs leak in winter.
SEASONS: dict[str, dict[int, float]] = {
    "renewal": {1: 5.0, 2: 1.5, 12: 2.5},
    "cancellation": {1: 1.6, 11: 1.5, 12: 2.2},
    "payment_question": {1: 2.2, 2: 1.4},
    "quotation": {1: 1.2, 12: 1.3},
    "yearly_review": {9: 1.6, 10: 1.6},
    "claim": {1: 1.3, 2: 1.2, 7: 1.1, 11: 1.2},
}
_CHANNEL_WEIGHTS = {
    "telephone": 40.0,
    "email": 22.0,
    "desk": 10.0,
    "web_form": 9.0,
    "letter": 5.0,
    "visit": 5.0,
}


@dataclass(slots=True)
class Habits:
    """How a process usually goes: its channels by weight, and what is said in it."""

    channels: tuple[str, ...]
    talk: dict[str, list[str]]
    role: str


@dataclass
class World:
    """Everything a case is walked with.

    Attributes:
        new_key: makes primary keys. `immediate`: channels whose contacts are received at once.
        internal: the channel of contacts among ourselves.
    """

    plan: Plan
    random: Random
    agenda: Agenda
    staff: Staff
    answerer: Answerer
    new_key: Callable[[], bytes]
    habits: dict[str, Habits] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    immediate: frozenset[str] = frozenset()
    internal: str = "internal"
    deciding: frozenset[str] = frozenset()
    pick: Callable[[Any], Any] = field(init=False)

    def __post_init__(self) -> None:
        """Look up once what every case asks for."""
        self.pick = picker(self.random)
        self.items = self.plan.model.item
        self.deciding = deciding(self.plan.model)
        self.immediate = frozenset(one.code for one in self.plan.model.channels if one.immediate)
        among_us = [one.code for one in self.plan.model.channels if one.family is Family.INTERNAL]
        self.internal = among_us[0] if among_us else self.internal
        self._ids = {key: EmployeeId(UUID(bytes=key)) for key in self.staff.names}
        talk = load("talk")["process"]
        for code, process in self.plan.processes.items():
            channels = process.spec.starting.channels or ("telephone",)
            table = spread(channels, [_CHANNEL_WEIGHTS.get(channel, 3.0) for channel in channels])
            first = process.steps[process.start[0]].activity
            assert first is not None, "a process begins with an activity"
            said = talk.get(code, {"asks": [process.spec.name], "expects": [""], "delivered": [""]})
            self.habits[code] = Habits(table, said, first.duties[0][0].role)

    def new_id(self) -> UUID:
        """Return a fresh key as events and the engine hold it."""
        return uuid_of(int.from_bytes(self.new_key()))

    def employee(self, key: bytes) -> EmployeeId:
        """Return an employee's key as events and the engine hold it."""
        return self._ids[key]

    def backlog(self, at: int) -> bool:
        """Tell whether a case that begins at `at` is left lying: few used to be, more are lately."""
        age = (at - self.agenda.first) / (self.agenda.last - self.agenda.first)
        return self.chance(0.008 + 0.06 * age**4)

    def pick_one(self, people: tuple[bytes, ...]) -> bytes:
        """Return one of several people."""
        return people[int(self.random.random() * len(people))]

    def chance(self, share: float) -> bool:
        """Return True in `share` of all calls."""
        return self.random.random() < share

    def waits(self, role: str) -> float:
        """Return for how many working minutes work waits for a role, about."""
        return WAITING.get(role, WAITING[""])
