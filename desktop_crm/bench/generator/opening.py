"""How a generated case begins: through which channel, with whom, and when it is registered."""

from __future__ import annotations

from desktop_crm.bench.generator.agenda import HOUR, MINUTE
from desktop_crm.bench.generator.people import Person
from desktop_crm.bench.generator.plan import Fate, Planned
from desktop_crm.bench.generator.records import Case
from desktop_crm.bench.generator.world import World
from desktop_crm.workflow.plan import ProcessPlan

# Who only asks something need not say who they are; this part of them does not at first.
_ANONYMOUS = 0.06


def begin(world: World, person: Person, process: ProcessPlan, planned: Planned) -> Case:
    """Return the case as its starting contact opens it."""
    habits, start = world.habits[process.spec.code], planned.starts
    channel = world.pick(habits.channels)
    ours = process.spec.starting.direction == "out"
    if channel in world.immediate or ours:
        recorded = start + int((2 + world.random.random() * 7) * MINUTE)
    else:
        # A message may have arrived while nobody was there.
        start = max(world.agenda.first, start - int(world.random.random() * 12 * HOUR))
        recorded = world.agenda.soon(start, 45)
    return Case(
        id=world.new_id(),
        number=planned.number,
        process=process,
        person=person,
        owner=person.owner if channel == "visit" else world.pick_one(world.staff.of(habits.role)),
        channel=channel,
        started=start,
        recorded=recorded,
        asks=world.pick(habits.talk["asks"]),
        expectation=world.pick(habits.talk["expects"]) if world.chance(0.7) else "",
        anonymous=_needs_nobody(process) and (planned.fate is Fate.NAMELESS or world.chance(_ANONYMOUS)),
    )


def _needs_nobody(process: ProcessPlan) -> bool:
    ours = process.spec.starting.direction == "out"
    return not ours and not any(step.spec.needs_customer for step in process.steps.values())
