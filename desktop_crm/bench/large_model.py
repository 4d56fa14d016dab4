"""A process model of a given size for `bench model`: sound, with branches and all four matrices filled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from desktop_crm.process import model as spec

_VERBS = (
    "Check",
    "Weigh",
    "Prepare",
    "Record",
    "Compare",
    "Arrange",
    "Confirm",
    "Estimate",
    "Collect",
    "Settle",
)
_NOUNS = (
    "identity", "premium", "vehicle", "contract", "building", "payment", "household", "licence", "damage",
    "journey", "inventory", "signature", "quotation", "address",
)  # fmt: skip
_SIDES = (
    "date",
    "amount",
    "verdict",
    "note",
    "kind",
    "place",
    "reason",
    "number",
    "source",
    "witness",
    "limit",
)
_WEEK: tuple[tuple[str, str], ...] = (("08:30", "17:00"),)
_TYPES = (spec.ItemType.TEXT, spec.ItemType.MONEY, spec.ItemType.YES_NO, spec.ItemType.DATE)
_STEPS = 9  # of a process, besides the first contact and the last


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each there are."""

    processes: int
    activities: int
    roles: int
    items: int


SIZES = (Size(5, 12, 4, 40), Size(10, 25, 8, 75), Size(20, 50, 15, 150), Size(40, 100, 30, 300))
OF_THE_GOAL = SIZES[2]


def model_of(size: Size) -> spec.Model:
    """Return a model of a size, which can be published."""
    calendar = spec.CalendarSpec(
        "office", "The office", "Europe/Amsterdam", dict.fromkeys(("mon", "tue"), _WEEK)
    )
    roles = tuple(spec.Role(f"role_{n}", f"Desk {n}") for n in range(size.roles))
    items = tuple(_item(n) for n in range(size.items))
    ksfs = tuple(
        spec.Ksf(f"ksf_{n}", f"Wish {n}", "Settle it soon.", "throughput", "hours", 14_400,
                 calendar="office", evidence="Panel")
        for n in range(8)
    )  # fmt: skip
    activities = tuple(_activity(n, size) for n in range(size.activities))
    processes = tuple(_process(n, size) for n in range(size.processes))
    before = _before(size)
    return spec.Model(
        f"Company of {size.processes} processes",
        ksfs,
        processes,
        activities,
        roles,
        items,
        (spec.Channel("telephone", "Telephone", spec.Family.TELEPHONY, immediate=True),),
        (),
        (calendar,),
        tuple(
            spec.Measurement(f"ksf_{(n + k) % 8}", f"process_{n}")
            for n in range(size.processes)
            for k in range(2)
        ),
        tuple(cell for n in range(size.activities) for cell in _duties(n, size)),
        tuple(use for n in range(size.activities) for use in _uses(n, size, before[n])),
    )


def _item(number: int) -> spec.Item:
    name = f"{_NOUNS[number % len(_NOUNS)].title()} {_SIDES[number % len(_SIDES)]}"
    return spec.Item(f"item_{number}", f"{name} {number}", _TYPES[number % len(_TYPES)])


def _activity(number: int, size: Size) -> spec.Activity:
    name = f"{_VERBS[number % len(_VERBS)]} {_NOUNS[number % len(_NOUNS)]} {number}"
    last = number == size.activities - 1
    contact = spec.ContactRule("out", "telephone", answers=True) if last else None
    return spec.Activity(f"activity_{number}", name, "So that the customer knows.", contact=contact)


def _duties(number: int, size: Size) -> list[spec.Responsibility]:
    activity = f"activity_{number}"
    return [
        spec.Responsibility(f"role_{number % size.roles}", activity, spec.Duty.RESPONSIBLE),
        *(
            spec.Responsibility(f"role_{(number + k) % size.roles}", activity, spec.Duty.INFORMED)
            for k in range(1, 3)
        ),
    ]


def _own(number: int, size: Size) -> range:
    each = size.items // size.activities
    return range(number * each, (number + 1) * each)


def _before(size: Size) -> dict[int, set[int]]:
    """Return for each activity those that come right before it in some process."""
    found: dict[int, set[int]] = {number: set() for number in range(size.activities)}
    for number in range(size.processes):
        for here, after in pairwise(_places(number, size)):
            found[after].add(here)
    return found


def _uses(number: int, size: Size, before: set[int]) -> list[spec.Use]:
    """Each registers items of its own and shows those of the first contact and of what comes before it."""
    activity = f"activity_{number}"
    shown = sorted({item for k in {0, *before} if k != number for item in _own(k, size)})
    return [
        *(spec.Use(activity, f"item_{item}", spec.Direction.INPUT) for item in shown),
        *(
            spec.Use(activity, f"item_{item}", spec.Direction.OUTPUT, required=True)
            for item in _own(number, size)
        ),
    ]


def _places(number: int, size: Size) -> list[int]:
    between = {(number * 3 + k * 5) % (size.activities - 2) + 1 for k in range(_STEPS)}
    return [0, *sorted(between), size.activities - 1]


def _process(number: int, size: Size) -> spec.Process:
    """A row of steps with a branch past every third one."""
    places = _places(number, size)
    steps = []
    for at, (here, after) in enumerate(pairwise(places)):
        flows = [spec.Flow(f"step_{after}")]
        asked = next((i for i in _own(here, size) if _TYPES[i % len(_TYPES)] is spec.ItemType.YES_NO), None)
        if at % 3 == 0 and asked is not None and at + 2 < len(places):
            when = (spec.Condition(f"item_{asked}", spec.Operator.IS, ("yes",)),)
            flows.insert(0, spec.Flow(f"step_{places[at + 2]}", when))
        steps.append(spec.Step(f"step_{here}", f"activity_{here}", flows=tuple(flows)))
    steps.append(spec.Step(f"step_{places[-1]}", f"activity_{places[-1]}", concluding=True))
    event = spec.Event("Customer calls", "in", ("telephone",))
    done = spec.Event("Customer knows", "out", ("telephone",))
    return spec.Process(f"process_{number}", f"Process {number}", event, done, ("step_0",), tuple(steps))
