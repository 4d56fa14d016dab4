"""Filling in a step's window: the values that whoever completes it registers."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from desktop_crm.bench.generator.agenda import DAY
from desktop_crm.bench.generator.answers import FILLED
from desktop_crm.bench.generator.records import Case, Kept
from desktop_crm.bench.generator.world import World
from desktop_crm.core.money import Money, parse_money
from desktop_crm.process.model import Item, ItemType, Scope
from desktop_crm.workflow.plan import ActivityPlan

# Amounts that follow from an earlier one of the case, as a part of it from and to.
_FOLLOWS = {
    "assessed_damage": ("estimated_damage", 0.7, 1.3),
    "settlement": ("assessed_damage", 0.6, 1.0),
    "first_premium": ("quoted_premium", 0.08, 0.26),
}
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
        if _still_valid(item, known, at) or (item.code == "words" and "words" in answers):
            continue
        if not (output.required or world.chance(FILLED)):
            continue
        empty = world.answerer.without(item.code)
        content = None if empty else _content(world, case, item.code, answers, at)
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


def _content(world: World, case: Case, code: str, answers: Mapping[str, str | None], at: int) -> str:
    if code == "words":
        return case.asks
    before = answers.get(_FOLLOWS[code][0]) if code in _FOLLOWS else None
    if before is None:
        return world.answerer.value(code, case.person, at)
    least, most = _FOLLOWS[code][1:]
    amount = parse_money(before)
    cents = round(amount.cents * (least + world.random.random() * (most - least)))
    return str(Money(cents // 5 * 5, amount.currency))


def _still_valid(item: Item, known: dict[str, tuple[str, int]], at: int) -> bool:
    if item.scope is not Scope.CUSTOMER or item.code not in known:
        return False
    return item.validity_days is None or at - known[item.code][1] < item.validity_days * DAY
