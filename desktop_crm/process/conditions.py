"""Conditions: tests of registered values, compiled once per model, never evaluated as code."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop_crm.core.errors import Invalid
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
ORDERINGS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def compile_conditions(model: Model, conditions: Iterable[Condition]) -> Test:
    """Return a test that holds when all `conditions` do; without conditions it always holds.

    An item that is absent, or answered without a value, satisfies ``not-known`` and nothing else; so does a
    value that is not of the item's type, registered while an earlier version gave it another. Amounts of
    different currencies differ, and neither is more or less.
    """
    tests = tuple((one.item, condition_test(model.item[one.item].type, one)) for one in conditions)
    if len(tests) == 1:
        code, single = tests[0]
        return lambda answers: single(answers.get(code))
    return lambda answers: all(test(answers.get(code)) for code, test in tests)


def holds(model: Model, conditions: Iterable[Condition], answers: Answers) -> bool:
    """Tell whether all `conditions` hold for `answers` (item code to canonical text or None).

    Where the same conditions are asked often, keep what `compile_conditions` returns.
    """
    return compile_conditions(model, conditions)(answers)


def condition_test(kind: ItemType, condition: Condition) -> _Test:
    """Return the test of one condition on an answer of a type; None is no answer."""
    if kind in COMPARABLE:
        return _compile_compared(COMPARABLE[kind], condition)
    wanted = frozenset(condition.values)
    match condition.operator:
        case Operator.KNOWN:
            return lambda text: text is not None
        case Operator.NOT_KNOWN:
            return lambda text: text is None
        case Operator.IS | Operator.ONE_OF:
            return lambda text: text in wanted
        case Operator.IS_NOT | Operator.NONE_OF:
            return lambda text: text is not None and text not in wanted
        case _:
            raise AssertionError(f"{kind} has no order; the model's check refuses this condition")


def _compile_compared(read: Callable[[str], Any], condition: Condition) -> _Test:
    wanted = tuple(read(value) for value in condition.values)

    def value_of(text: str | None) -> Any:
        if text is None:
            return None
        try:
            return read(text)
        except (ValueError, ArithmeticError, Invalid):
            return None

    match condition.operator:
        case Operator.KNOWN:
            return lambda text: value_of(text) is not None
        case Operator.NOT_KNOWN:
            return lambda text: value_of(text) is None
        case Operator.IS | Operator.ONE_OF:
            return lambda text: value_of(text) in wanted
        case Operator.IS_NOT | Operator.NONE_OF:
            return lambda text: (value := value_of(text)) is not None and value not in wanted
    compare, bound = ORDERINGS[condition.operator], wanted[0]
    currency = getattr(bound, "currency", None)

    def ordered(text: str | None) -> bool:
        value = value_of(text)
        if value is None or (currency is not None and value.currency != currency):
            return False
        return compare(value, bound)

    return ordered
