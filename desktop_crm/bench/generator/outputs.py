"""Filling in a step's window: the values that whoever completes it registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from desktop_crm.bench.generator.agenda import DAY
from desktop_crm.bench.generator.answers import FILLED
from desktop_crm.bench.generator.bookkeeping import Bookkeeping
from desktop_crm.bench.generator.papers import paper
from desktop_crm.bench.generator.records import Kept
from desktop_crm.core.ids import WorkItemId
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
_Known = dict[str, tuple[str, int]]


class Filling:
    """Registers values in one case: asked once, some of them later, files and drawings among them."""

    def __init__(self, book: Bookkeeping) -> None:
        self._book, self._world, self._case = book, book.world, book.case

    def fill_in(
        self, activity: ActivityPlan, at: int, who: bytes, work_item: WorkItemId, *, ends: bool, known: _Known
    ) -> list[UUID]:
        """Register a value for each output of `activity` that applies; return the ids of the new values.

        The case's answers and `known` (the customer's items, and when they were registered) take the new
        values up. What is known and still valid is left as it is: asked once. What was put off is given by
        and by; before the case `ends` all of it must be.
        """
        answers, put_off = self._book.answers, self._book.put_off
        made = []
        for output in activity.outputs:
            item = output.item
            if (output.test is not None and not output.test(answers)) or _still_valid(item, known, at):
                continue
            if item.code == "words" and "words" in answers:
                continue
            if output.required or self._world.chance(FILLED):
                made.append(self._register(item, at, who, work_item, activity, known, may_wait=not ends))
        for code in [code for code in put_off if ends or self._world.chance(0.4)]:
            item = self._world.items[code]
            if not ends and any(output.item is item for output in activity.outputs):
                continue  # it was put off in this very window
            made.append(self._register(item, at, who, work_item, activity, known, may_wait=False))
        return made

    def correctable(self, values: Sequence[UUID]) -> Kept | None:
        """Return one of the values of a step that may turn out wrong without undoing what followed."""
        for kept in self._case.values[-len(values) :] if values else ():
            item = self._world.items[kept.item]
            if kept.content is None or item.type in _FILES or kept.item in self._world.deciding:
                continue
            if kept.item != "words" and kept.item not in _FOLLOWS:
                return kept
        return None

    def _register(
        self,
        item: Item,
        at: int,
        who: bytes,
        work_item: WorkItemId,
        activity: ActivityPlan,
        known: _Known,
        *,
        may_wait: bool,
    ) -> UUID:
        kind, reason, content = "value", "", None
        if item.type in _FILES:
            content = self._enclose(item, at)
        elif may_wait and (empty := self._world.answerer.without(item.code)):
            kind, reason = empty
        else:
            content = self._content(item.code, at)
        key = self._world.new_id()
        kept = Kept(
            key, item.code, str(item.scope), content, kind, reason, at, who, work_item, activity.spec.code
        )
        self._case.values.append(kept)
        self._book.answers[item.code] = content
        self._book.put_off.pop(item.code, None)
        if kind == "later":
            self._book.put_off[item.code] = None
        if content is not None and item.scope is Scope.CUSTOMER:
            known[item.code] = (content, at)
        return key

    def _enclose(self, item: Item, at: int) -> str:
        """Add a file or a drawing to the case; return its value's text."""
        made = paper(self._world, self._case, item, at)
        self._case.enclosed.append(made)
        return f"{made.key.hex}/{made.name}"

    def _content(self, code: str, at: int) -> str:
        if code == "words":
            return self._case.asks
        return _following(code, self._book.answers, self._world.random.random()) or (
            self._world.answerer.value(code, self._case.person, at)
        )


def _following(code: str, answers: Mapping[str, str | None], chance: float) -> str | None:
    """Return an amount that follows from an earlier one of the case; None where there is none."""
    before = answers.get(_FOLLOWS[code][0]) if code in _FOLLOWS else None
    if before is None:
        return None
    least, most = _FOLLOWS[code][1:]
    amount = parse_money(before)
    cents = round(amount.cents * (least + chance * (most - least)))
    return str(Money(cents // 5 * 5, amount.currency))


def _still_valid(item: Item, known: _Known, at: int) -> bool:
    if item.scope is not Scope.CUSTOMER or item.code not in known:
        return False
    return item.validity_days is None or at - known[item.code][1] < item.validity_days * DAY
