"""Conditions: tests of registered values, compiled once per model, never evaluated as code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop_crm.core.money import parse_money
from desktop_crm.process.model import Condition, ItemType, Model, Operator

Answers = Mapping[str, str | None]
Test = Callable[[Answers], bool]
_Test = Callable[[str | None], bool]

# How a canonical text becomes something that can be compared, where its order is not that of its letters.
COMPARABLE: dict[ItemType, Callable[[str], Any]] = {
    ItemType.NUMBER: Decimal,
    ItemType.DATE: date.fromisoformat,
    ItemType.DATETIME: datetime.fromisoformat,
    ItemType.MONEY: parse_money,
}
ORDERED = frozenset(COMPARABLE)
ORDERINGS = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})


def compile_conditions(model: Model, conditions: Iterable[Condition]) -> Test:
    """Return a test that holds when all `conditions` do; without conditions it always holds.

    An item that is absent, or answered without a value, satisfies ``not-known`` and nothing else.
    """
    tests = tuple((one.item, _compile(model.item[one.item].type, one)) for one in conditions)
    if len(tests) == 1:
        code, single = tests[0]
        return lambda answers: single(answers.get(code))
    return lambda answers: all(test(answers.get(code)) for code, test in tests)


def holds(model: Model, conditions: Iterable[Condition], answers: Answers) -> bool:
    """Tell whether all `conditions` hold for `answers` (item code to canonical text or None)."""
    return compile_conditions(model, conditions)(answers)


def _compile(kind: ItemType, condition: Condition) -> _Test:
    if condition.operator is Operator.KNOWN:
        return lambda text: text is not None
    if condition.operator is Operator.NOT_KNOWN:
        return lambda text: text is None
    read = COMPARABLE.get(kind, str)
    wanted = tuple(read(value) for value in condition.values)
    compare = _COMPARE[condition.operator]
    return lambda text: text is not None and compare(read(text), wanted)


def _same_currency(value: Any, other: Any) -> bool:
    return getattr(value, "currency", None) == getattr(other, "currency", None)


def _less(value: Any, wanted: tuple[Any, ...]) -> bool:
    return _same_currency(value, wanted[0]) and bool(value < wanted[0])


def _at_most(value: Any, wanted: tuple[Any, ...]) -> bool:
    return _same_currency(value, wanted[0]) and bool(value <= wanted[0])


def _more(value: Any, wanted: tuple[Any, ...]) -> bool:
    return _same_currency(value, wanted[0]) and bool(value > wanted[0])


def _at_least(value: Any, wanted: tuple[Any, ...]) -> bool:
    return _same_currency(value, wanted[0]) and bool(value >= wanted[0])


_COMPARE: dict[Operator, Callable[[Any, tuple[Any, ...]], bool]] = {
    Operator.IS: lambda value, wanted: bool(value == wanted[0]),
    Operator.IS_NOT: lambda value, wanted: bool(value != wanted[0]),
    Operator.LESS: _less,
    Operator.AT_MOST: _at_most,
    Operator.MORE: _more,
    Operator.AT_LEAST: _at_least,
    Operator.ONE_OF: lambda value, wanted: value in wanted,
    Operator.NONE_OF: lambda value, wanted: value not in wanted,
}
