"""Filling in a step's window: the values that whoever completes it registers."""

from __future__ import annotations

from uuid import UUID

from desktop_crm.bench.generator.agenda import DAY
from desktop_crm.bench.generator.answers import FILLED
from desktop_crm.bench.generator.records import Case, Kept
from desktop_crm.bench.generator.world import World
from desktop_crm.process.model import Item, ItemType, Scope
from desktop_crm.workflow.plan import ActivityPlan

_FILES = frozenset({ItemType.FILE, ItemType.DRAWING})


def fill_in(
    world: World,
    case: Case,
    activity: ActivityPlan,
    answers: dict[str, str | None],
    known: dict[str, tuple[str, int]],
    at: int,
    who: bytes,
    work_item: UUID,
) -> list[UUID]:
    """Register a value for each output of `activity` that applies; return the ids of the new values.

    `answers` (what the case goes by) and `known` (the customer's items, and when they were registered) take
    the new values up. What is known and still valid is left as it is: asked once.
    """
    made: list[UUID] = []
    for output in activity.outputs:
        item = output.item
        if item.type in _FILES or (output.test is not None and not output.test(answers)):
            continue
        if _still_valid(item, known, at) or not (output.required or world.chance(FILLED)):
            continue
        empty = world.answerer.without(item.code)
        content = None if empty else world.answerer.value(item.code, case.person, at)
        if item.code == "words":
            content, empty = case.asks, None
        kind, reason = empty or ("value", "")
        key = world.new_id()
        case.values.append(
            Kept(
                key, item.code, str(item.scope), content, kind, reason, at, who, work_item, activity.spec.code
            )
        )
        made.append(key)
        answers[item.code] = content
        if content is not None and item.scope is Scope.CUSTOMER:
            known[item.code] = (content, at)
    return made


def _still_valid(item: Item, known: dict[str, tuple[str, int]], at: int) -> bool:
    if item.scope is not Scope.CUSTOMER or item.code not in known:
        return False
    return item.validity_days is None or at - known[item.code][1] < item.validity_days * DAY
