"""Conditions in a line: what is written is read back, and what can't be read is refused with an example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.process.condition_text import read_conditions, write_conditions
from desktop_crm.process.model import Condition, Operator
from tests.process.wild import _conditions


@given(_conditions())
def test_conditions_written_in_a_line_are_read_back_the_same(conditions: tuple[Condition, ...]) -> None:
    line = write_conditions(conditions)
    assert "\n" not in line
    assert read_conditions(line) == conditions


@given(st.text(max_size=30) | st.from_regex(r'[a-z]+ (is|one-of|known) ["a-z,; ]*', fullmatch=True))
def test_any_line_is_read_or_refused_with_a_sentence(line: str) -> None:
    try:
        conditions = read_conditions(line)
    except Invalid as problem:
        refused = problem.sentence
    else:
        assert read_conditions(write_conditions(conditions)) == conditions
        return
    assert len(refused) > 10


def test_a_line_reads_like_the_condition() -> None:
    assert read_conditions("damage at-most 500.00 EUR; kind one-of car, home") == (
        Condition("damage", Operator.AT_MOST, ("500.00 EUR",)),
        Condition("kind", Operator.ONE_OF, ("car", "home")),
    )
    assert read_conditions("  ") == ()
    assert write_conditions([Condition("other", Operator.IS, ("a, b; c",))]) == 'other is "a, b; c"'


@pytest.mark.parametrize(
    "line", ["damage", "damage at-most", "damage about 5", "kind one-of a,,b", 'x is "a']
)
def test_what_is_no_condition_is_refused(line: str) -> None:
    with pytest.raises(Invalid):
        read_conditions(line)
