"""What conditions hold for is found exactly: the cells that stand for all answers decide as every answer does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from desktop_crm.process import regions
from desktop_crm.process.conditions import ORDERED, ORDERINGS, holds
from desktop_crm.process.findings import check
from desktop_crm.process.model import Choice, Condition, Flow, Item, ItemType, Model, Operator, Scope
from desktop_crm.process.regions import Space
from desktop_crm.process.toml_form import read
from tests.process.small_model import CLAIM, SMALL, a, a_step, steps, when
from tests.process.strategies import values_for

_TYPES = (
    ItemType.YES_NO, ItemType.CHOICE, ItemType.NUMBER, ItemType.MONEY, ItemType.DATE, ItemType.DATETIME,
    ItemType.TEXT,
)  # fmt: skip
_CHOICES = (Choice("red", "Red"), Choice("green", "Green"), Choice("blue", "Blue"))
Conditions = tuple[Condition, ...]


@st.composite
def conditions_on(draw: DrawFn, items: tuple[Item, ...]) -> Conditions:
    """A few conditions that must all hold."""

    def one(item: Item) -> Condition:
        orderings = [*ORDERINGS] if item.type in ORDERED else []
        operator = draw(st.sampled_from([one for one in Operator if one not in ORDERINGS] + orderings))
        if operator in (Operator.KNOWN, Operator.NOT_KNOWN):
            return Condition(item.code, operator)
        many = operator in (Operator.ONE_OF, Operator.NONE_OF)
        return Condition(
            item.code,
            operator,
            tuple(draw(st.lists(values_for(item), min_size=1, max_size=3 if many else 1, unique=True))),
        )

    return tuple(one(draw(st.sampled_from(items))) for _count in range(draw(st.integers(1, 3))))


@st.composite
def groups(draw: DrawFn) -> tuple[Model, list[Conditions]]:
    """A model of two items and some groups of conditions on them."""
    items = tuple(
        Item(code, code.title(), kind, choices=_CHOICES if kind is ItemType.CHOICE else ())
        for code, kind in zip("ab", draw(st.tuples(*[st.sampled_from(_TYPES)] * 2)), strict=True)
    )
    return Model("any", items=items), draw(st.lists(conditions_on(items), min_size=1, max_size=4))


@given(groups(), st.data())
@settings(max_examples=60)
def test_an_answer_outside_all_flows_is_found_where_there_is_one_and_only_there(
    drawn: tuple[Model, list[Conditions]], data: st.DataObject
) -> None:
    model, found = drawn
    space = Space.of(model, found)
    assert space is not None
    covered = space.covers(space.whole, [space.box(one) for one in found])

    answers = {item.code: data.draw(st.none() | values_for(item)) for item in model.items}
    taken = any(holds(model, one, answers) for one in found)
    assert taken or not covered


@given(groups())
@settings(max_examples=60)
def test_the_case_that_is_told_of_a_gap_is_one_that_no_flow_takes(
    drawn: tuple[Model, list[Conditions]],
) -> None:
    model, found = drawn
    space = Space.of(model, found)
    assert space is not None
    left = space.rest(space.whole, [space.box(one) for one in found])
    if left is not None:
        answers = space.example(left)
        assert not any(holds(model, one, answers) for one in found)


@given(groups())
@settings(max_examples=60)
def test_an_answer_of_a_box_satisfies_its_conditions(drawn: tuple[Model, list[Conditions]]) -> None:
    model, found = drawn
    space = Space.of(model, found)
    assert space is not None
    for one in found:
        box = space.box(one)
        if all(box):
            assert holds(model, one, space.example(box))


def said(model: Model, *codes: str) -> list[tuple[str, str]]:
    return [(one.code, one.sentence) for one in check(model) if one.code in codes]


def branching(*flows: Flow | str) -> Model:
    """The small model, whose first step has these flows."""
    return steps(a_step("take", *flows, activity="take"))(read(SMALL))


def test_flows_that_leave_nothing_over_need_none_for_all_other_cases() -> None:
    known = (when("assess", "covered", "is", "yes"), when("tell", "covered", "is", "no"))

    ((code, sentence),) = said(branching(*known), "gap")
    assert (code, "“Covered” is not known" in sentence) == ("gap", True)
    assert said(branching(*known, when("tell", "covered", "not-known")), "gap", "else-never") == []


def test_a_choice_of_more_ways_than_can_be_compared_needs_one_for_all_other_cases() -> None:
    ways = [when("assess", "kind", "is", f"kind {number}") for number in range(151)]

    codes = [code for code, _said in said(branching(*ways), "too-many-ways", "gap", "conditions-overlap")]
    assert sorted(codes) == ["gap", "too-many-ways"]
    assert [code for code, _said in said(branching(*ways, "tell"), "too-many-ways", "gap")] == [
        "too-many-ways"
    ]


def test_what_would_take_too_long_to_find_out_is_said_to_be_neither_covered_nor_left_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    groups: list[Conditions] = [
        (Condition("kind", Operator.IS, ("car",)),),
        (Condition("covered", Operator.KNOWN),),
    ]
    monkeypatch.setattr(regions, "MOST_WORK", 1)
    space = Space.of(read(SMALL), groups)
    assert space is not None
    assert not space.covers(space.whole, [space.whole] * 3)
    assert space.rest(space.whole, [space.box(one) for one in groups]) is None


def test_a_flow_for_all_other_cases_where_there_are_none_is_doubtful() -> None:
    whole = (
        when("assess", "kind", "is", "car"), when("tell", "kind", "is-not", "car"), when("tell", "kind", "not-known")
    )  # fmt: skip
    assert [code for code, _said in said(branching(*whole, "tell"), "else-never")] == ["else-never"]
    assert said(branching(*whole[:2], "tell"), "else-never") == []


@pytest.mark.parametrize(
    ("first", "second", "case"),
    [
        (("damage", "less", "500.00 EUR"), ("damage", "more", "300.00 EUR"), "“Damage” is € 400,00"),
        (("kind", "one-of", "car"), ("kind", "one-of", "home", "car"), ""),
        (("covered", "known"), ("covered", "is-not", "no"), None),
        (("kind", "one-of", "car", "home"), ("covered", "is", "yes"), ""),
    ],
    ids=["amounts between", "the narrower first", "the wider first", "of two things"],
)
def test_two_flows_that_both_hold_are_doubtful_unless_the_narrower_comes_first(
    first: tuple[str, ...], second: tuple[str, ...], case: str | None
) -> None:
    model = branching(when("assess", *first), when("tell", *second), "tell")
    overlaps = said(model, "conditions-overlap")
    if case:
        assert [case in sentence for _code, sentence in overlaps] == [True]
    else:
        assert overlaps == []
        assert bool(said(model, "never-taken")) is (case is None)


def test_a_flow_that_several_earlier_ones_take_over_is_never_taken() -> None:
    model = branching(
        when("assess", "damage", "at-most", "500.00 EUR"),
        when("tell", "damage", "more", "100.00 EUR"),
        when("assess", "damage", "one-of", "50.00 EUR", "900.00 EUR"),
        "tell",
    )
    assert [code for code, _said in said(model, "never-taken")] == ["never-taken"]


def test_conditions_that_contradict_each_other_are_told_where_they_stand() -> None:
    both = (
        *when("tell", "damage", "more", "500.00 EUR").when,
        *when("tell", "damage", "less", "1.00 EUR").when,
    )
    model = read(SMALL)
    limited = replace(
        model,
        responsibilities=tuple(
            replace(one, limits=both if one.limits else ()) for one in model.responsibilities
        ),
    )
    assert ("condition-never", "activity assess, role claims") in [(o.code, o.place) for o in check(limited)]
    assert [
        one.place for one in check(branching(Flow("assess", both), "tell")) if one.code == "never-taken"
    ] == [f"{CLAIM}, step take"]


def test_limits_that_together_leave_nothing_over_are_no_gap() -> None:
    model = read(SMALL)

    def limited(*limits: Conditions) -> Model:
        cells = [one for one in model.responsibilities if one.activity == "assess"]
        changed = [
            replace(cells[0], role=role, limits=limit)
            for role, limit in zip(("claims", "front"), limits, strict=True)
        ]
        return replace(
            model, responsibilities=(*(o for o in model.responsibilities if o.activity != "assess"), *changed)
        )

    below = when("x", "damage", "at-most", "500.00 EUR").when
    above = when("x", "damage", "more", "500.00 EUR").when
    ((_code, sentence),) = said(limited(below, above), "authority-gap")
    assert "“Damage” is not known" in sentence
    covered = limited(when("x", "covered", "known").when, when("x", "covered", "not-known").when)
    assert said(covered, "authority-gap") == []


def test_what_stands_on_a_customers_file_may_be_a_choice_of_an_earlier_version() -> None:
    flows = (
        when("assess", "kind", "is", "car"), when("tell", "kind", "is", "home"), when("tell", "kind", "not-known")
    )  # fmt: skip
    assert said(branching(*flows), "gap") == []
    old = a("items", "kind", scope=Scope.CUSTOMER)(branching(*flows))
    assert ["something else" in sentence for _code, sentence in said(old, "gap")] == [True]
