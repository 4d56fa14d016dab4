"""What is known of a customer from earlier years; some of it is old enough to be asked again."""

from __future__ import annotations

from collections.abc import Callable

from desktop_crm.bench.generator import columns
from desktop_crm.bench.generator.agenda import DAY
from desktop_crm.bench.generator.people import Person
from desktop_crm.bench.generator.sink import Row, Sink
from desktop_crm.bench.generator.world import World

# Part of the customers whose needs were taken stock of, and by which process and activity.
_SHARE = 0.35
_PROCESS, _ACTIVITY = "quotation", "take_stock"
_OLDEST_DAYS = 1_200
_PRIVATE = (
    "best_reached",
    "household",
    "home_ownership",
    "contents_value",
    "annual_mileage",
    "claim_free_years",
)
_BUSINESS = ("best_reached", "business_activity", "employees", "turnover", "delivery_vans", "alarm_system")
_FACTS = 3


class EarlierFacts:
    """Writes a few facts about some of the customers."""

    def __init__(self, sink: Sink, world: World) -> None:
        self._world = world
        self._value: Callable[[Row], None] = sink.into("item_value", columns.EARLIER)

    def write(self, person: Person) -> dict[str, tuple[str, int]]:
        """Register facts about `person`, or none; return them with when they were registered."""
        world = self._world
        known: dict[str, tuple[str, int]] = {}
        if not world.chance(_SHARE):
            return known
        at = max(person.since, world.agenda.last - int(world.random.random() * _OLDEST_DAYS) * DAY)
        asked = _PRIVATE if person.kind == "private" else _BUSINESS
        first = int(world.random.random() * (len(asked) - _FACTS + 1))
        for code in asked[first : first + _FACTS]:
            if code in world.items:
                content = world.answerer.value(code, person, at)
                known[code] = (content, at)
                self._value(
                    (
                        world.new_key(),
                        person.key,
                        code,
                        "customer",
                        content,
                        at,
                        person.owner,
                        _PROCESS,
                        _ACTIVITY,
                    )
                )
        return known
