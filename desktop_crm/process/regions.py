"""What conditions hold for, exactly: every answer an item can have falls into one of a few cells.

Conditions compare an answer with values that stand in them, so two answers between the same neighbours among
those values can't be told apart: one of them stands for all. An axis has such a representative for each cell of
one item (each choice; below, at, between and above the numbers, dates and amounts that are named; any other
text; not known), and a condition is the set of cells whose representative it holds for, found by the very test
that runs a case. All conditions of a flow are a box, the product of its sets; what boxes leave over is again
boxes. Nothing is sampled and nothing is guessed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.money import Money
from desktop_crm.process.conditions import COMPARABLE, ORDERED, ORDERINGS, condition_test
from desktop_crm.process.model import Condition, Item, ItemType, Model, Scope
from desktop_crm.process.values import show_value

Box = tuple[int, ...]
MOST_BOXES = 4_000
MOST_WORK = 1_000_000  # sides of boxes looked at: a third of a second for one group of conditions
_OTHER = "…"  # a text that no condition names
_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK")


@dataclass(frozen=True, slots=True)
class Axis:
    """One item: a representative answer for each cell; None is not known."""

    item: Item
    answers: tuple[str | None, ...]

    @property
    def whole(self) -> int:
        """All cells, one bit each."""
        return (1 << len(self.answers)) - 1

    def cells(self, condition: Condition) -> int:
        """Return the cells that a condition holds for."""
        test = condition_test(self.item.type, condition)
        return sum(1 << place for place, answer in enumerate(self.answers) if test(answer))

    def first(self, cells: int) -> str | None:
        """Return the answer that stands for the first of some cells."""
        return self.answers[(cells & -cells).bit_length() - 1]

    def say(self, cells: int) -> str:
        """Return the first of some cells in words."""
        answer = self.first(cells)
        if answer is None:
            return _("“{item}” is not known").format(item=self.item.name)
        known = {one.code for one in self.item.choices}
        if answer == _OTHER or (self.item.type is ItemType.CHOICE and answer not in known):
            return _("“{item}” is something else").format(item=self.item.name)
        return _("“{item}” is {answer}").format(item=self.item.name, answer=show_value(self.item, answer))


class Space:
    """The answers that some groups of conditions tell apart."""

    def __init__(self, axes: Sequence[Axis]) -> None:
        self._axes = tuple(axes)
        self._place = {axis.item.code: place for place, axis in enumerate(axes)}
        self.whole: Box = tuple(axis.whole for axis in axes)
        self._work = 0

    @classmethod
    def of(cls, model: Model, groups: Iterable[Iterable[Condition]]) -> Space | None:
        """Return the space of the items that `groups` ask about; None where a condition can't be read."""
        asked: dict[str, list[Condition]] = {}
        for condition in (one for group in groups for one in group):
            asked.setdefault(condition.item, []).append(condition)
        axes = []
        for code, conditions in asked.items():
            item = model.item.get(code)
            if item is None or any(not _readable(item, one) for one in conditions):
                return None
            try:
                axes.append(Axis(item, _answers(item, conditions)))
            except (TypeError, OverflowError):  # times with and without an offset; the end of the calendar
                return None
        return cls(axes)

    def box(self, conditions: Iterable[Condition]) -> Box:
        """Return what all of some conditions hold for."""
        found = list(self.whole)
        for one in conditions:
            place = self._place[one.item]
            found[place] &= self._axes[place].cells(one)
        return tuple(found)

    def rest(self, box: Box, holes: Iterable[Box]) -> Box | None:
        """Return a part of `box` outside all `holes`; None where they cover it, or it would take too long."""
        left = self._left(box, holes)
        return left[0] if left else None

    def covers(self, box: Box, holes: Iterable[Box]) -> bool:
        """Tell whether `holes` cover `box`; no where that would take too long to find out."""
        return self._left(box, holes) == []

    def _left(self, box: Box, holes: Iterable[Box]) -> list[Box] | None:
        left = [box] if all(box) else []
        for hole in holes:
            self._work += len(left) * len(box)
            left = [part for one in left for part in _minus(one, hole)]
            if len(left) > MOST_BOXES or self._work > MOST_WORK:
                return None
        return left

    def example(self, box: Box) -> dict[str, str | None]:
        """Return answers that lie in a box, by item."""
        return {axis.item.code: axis.first(cells) for axis, cells in zip(self._axes, box, strict=True)}

    def say(self, box: Box) -> str:
        """Return one case of a box in words, naming only the items that it narrows."""
        told = [
            axis.say(cells)
            for axis, cells, whole in zip(self._axes, box, self.whole, strict=True)
            if cells != whole
        ]
        return _(" and ").join(told) or _("anything is answered")


def overlap(one: Box, other: Box) -> Box | None:
    """Return what lies in both boxes, or None."""
    both = tuple(a & b for a, b in zip(one, other, strict=True))
    return both if all(both) else None


def within(one: Box, other: Box) -> bool:
    """Tell whether all of a box lies in another."""
    return all(not a & ~b for a, b in zip(one, other, strict=True))


def _minus(box: Box, hole: Box) -> Iterator[Box]:
    if overlap(box, hole) is None:
        yield box
        return
    inside = list(box)
    for place, (mine, taken) in enumerate(zip(box, hole, strict=True)):
        if mine & ~taken:
            yield (*inside[:place], mine & ~taken, *inside[place + 1 :])
        inside[place] = mine & taken


def _readable(item: Item, condition: Condition) -> bool:
    """Tell whether a condition can be tested at all; where not, `findings` says so elsewhere."""
    if condition.operator in ORDERINGS and (item.type not in ORDERED or len(condition.values) != 1):
        return False
    try:
        for value in condition.values if item.type in COMPARABLE else ():
            COMPARABLE[item.type](value)
    except (ValueError, ArithmeticError, Invalid):
        return False
    return True


def _answers(item: Item, conditions: Iterable[Condition]) -> tuple[str | None, ...]:
    """Return an answer for each cell: what can be typed first, then not known, then what is rare."""
    named = dict.fromkeys(value for one in conditions for value in one.values)
    if item.type is ItemType.YES_NO:
        return ("yes", "no", None)
    if item.type is ItemType.CHOICE:
        # What stands on a customer's file may be a choice of an earlier version.
        earlier = (_OTHER,) if item.scope is Scope.CUSTOMER else ()
        return (*dict.fromkeys(one.code for one in item.choices), None, *earlier)
    if item.type is ItemType.MONEY:
        return _amounts([COMPARABLE[item.type](value) for value in named])
    if item.type in COMPARABLE:
        return (*_ordered(item.type, [COMPARABLE[item.type](value) for value in named]), None)
    return (*named, _OTHER, None)


def _amounts(named: list[Money]) -> tuple[str | None, ...]:
    """Amounts of one currency lie in a line; those of another are neither more nor less."""
    found: list[str] = []
    currencies = dict.fromkeys(one.currency for one in named) or {"EUR": None}
    for currency in currencies:
        cents = sorted({one.cents for one in named if one.currency == currency}) or [0]
        found += (str(Money(one, currency)) for one in _points(cents, 100, lambda a, b: (a + b) // 2))
    foreign = next((one for one in _CURRENCIES if one not in currencies), "XTS")
    return (*found, None, str(Money(100, foreign)))


def _ordered(kind: ItemType, named: list[Any]) -> Iterator[str]:
    values = sorted(set(named))
    if kind is ItemType.NUMBER:
        numbers = values or [Decimal(0)]
        step = max(Decimal(1), abs(numbers[0]), abs(numbers[-1])) if abs(numbers[-1]) > 10**20 else Decimal(1)
        for number in _points(numbers, step, lambda a, b: (a + b) / 2):
            yield format(number, "f")
    elif kind is ItemType.DATE:
        days = [one.toordinal() for one in values] or [date(2000, 1, 1).toordinal()]
        for day in _points(days, 1, lambda a, b: (a + b) // 2):
            if date.min.toordinal() <= day <= date.max.toordinal():
                yield date.fromordinal(day).isoformat()
    else:
        moments = values or [datetime(2000, 1, 1, tzinfo=UTC)]
        for moment in _points(moments, timedelta(days=1), lambda a, b: a + (b - a) / 2):
            yield moment.isoformat()


def _points(named: list[Any], step: Any, middle: Callable[[Any, Any], Any]) -> Iterator[Any]:
    """Yield a value below, at, between (where there is one) and above the named ones, which are in order."""
    yield named[0] - step
    for one, after in itertools.pairwise(named):
        yield one
        between = middle(one, after)
        if one < between < after:
            yield between
    yield named[-1]
    yield named[-1] + step
