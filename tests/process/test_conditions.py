"""Conditions on registered values: typed, and never true of what nobody knows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.process.conditions import compile_conditions, holds
from desktop_crm.process.model import Choice, Condition, Item, ItemType, Model, Operator

_MODEL = Model(
    "Small",
    items=(
        Item("count", "Count", ItemType.NUMBER),
        Item("day", "Day", ItemType.DATE),
        Item("moment", "Moment", ItemType.DATETIME),
        Item("amount", "Amount", ItemType.MONEY),
        Item("covered", "Covered", ItemType.YES_NO),
        Item("colour", "Colour", ItemType.CHOICE, choices=(Choice("red", "Red"), Choice("blue", "Blue"))),
        Item("words", "Words", ItemType.TEXT),
    ),
)


def _test(item: str, operator: str, *values: str) -> tuple[Condition, ...]:
    return (Condition(item, Operator(operator), values),)


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (("count", "less", "10"), "9", True),  # as numbers, not as letters
        (("count", "less", "9"), "10", False),
        (("count", "is", "12.5"), "12.50", True),
        (("count", "at-most", "12.5"), "12.5", True),
        (("count", "more", "12.5"), "12.5", False),
        (("count", "one-of", "1", "2"), "2.0", True),
        (("count", "none-of", "1", "2"), "3", True),
        (("day", "at-least", "2026-01-01"), "2026-01-01", True),
        (("day", "more", "2026-01-01"), "2025-12-31", False),
        (("moment", "is", "2026-11-24T08:40:00+01:00"), "2026-11-24T07:40:00+00:00", True),
        (("moment", "less", "2026-11-24T08:40:00+01:00"), "2026-11-24T08:00:00+00:00", False),
        (("amount", "at-most", "500.00 EUR"), "99.00 EUR", True),
        (("amount", "at-most", "500.00 EUR"), "99.00 USD", False),
        (("amount", "more", "500.00 EUR"), "900.00 USD", False),
        (("amount", "is-not", "99.00 EUR"), "99.00 USD", True),
        (("covered", "is", "yes"), "no", False),
        (("covered", "is-not", "yes"), "no", True),
        (("colour", "one-of", "red", "blue"), "blue", True),
        (("colour", "none-of", "red"), "red", False),
        (("words", "is", "Yes"), "yes", False),
        (("words", "known"), "anything", True),
        (("words", "not-known"), "anything", False),
    ],
)
def test_a_condition_compares_by_the_type_of_its_item(
    condition: tuple[str, ...], value: str, expected: bool
) -> None:
    item, operator, *values = condition

    assert holds(_MODEL, _test(item, operator, *values), {item: value}) is expected


@pytest.mark.parametrize("item", [one.code for one in _MODEL.items])
@pytest.mark.parametrize("answers", [{}, {"missing": None}], ids=["absent", "answered without a value"])
@pytest.mark.parametrize("operator", list(Operator))
def test_what_nobody_knows_is_not_known_and_nothing_else(
    item: str, answers: dict[str, None], operator: Operator
) -> None:
    right = {
        "count": "1",
        "day": "2026-01-01",
        "moment": "2026-11-24T08:40:00+01:00",
        "amount": "1.00 EUR",
        "covered": "no",
        "colour": "red",
        "words": "x",
    }
    unordered = item in {"covered", "colour", "words"}
    if unordered and operator in {Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST}:
        return  # the model's check refuses these
    values = () if operator in {Operator.KNOWN, Operator.NOT_KNOWN} else (right[item],)
    known = {item: None} if answers else {}

    assert holds(_MODEL, (Condition(item, operator, values),), known) is (operator is Operator.NOT_KNOWN)


@pytest.mark.parametrize("operator", list(Operator))
def test_a_value_of_an_older_version_and_another_type_is_as_good_as_unknown(operator: Operator) -> None:
    values = () if operator in {Operator.KNOWN, Operator.NOT_KNOWN} else ("5",)

    outcome = holds(_MODEL, (Condition("count", operator, values),), {"count": "about five"})

    assert outcome is (operator is Operator.NOT_KNOWN)


def test_all_conditions_of_a_list_must_hold_and_none_always_do() -> None:
    both = (*_test("covered", "is", "yes"), *_test("count", "more", "3"))

    assert holds(_MODEL, both, {"covered": "yes", "count": "4"})
    assert not holds(_MODEL, both, {"covered": "yes", "count": "3"})
    assert holds(_MODEL, (), {})


@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_numbers_are_ordered_as_numbers_are(left: Decimal, right: Decimal) -> None:
    answers = {"count": str(left)}

    def says(operator: str) -> bool:
        return compile_conditions(_MODEL, _test("count", operator, str(right)))(answers)

    assert says("less") is (left < right)
    assert says("at-most") is (left <= right)
    assert says("more") is (left > right)
    assert says("at-least") is (left >= right)
    assert says("is") is (left == right)
    assert says("is-not") is (left != right)
