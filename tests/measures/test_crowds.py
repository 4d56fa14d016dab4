"""Nothing that can be asked of figures isolates fewer people than the rule says, whatever is put together."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.measures.crowds import ANY, count_people, generalised

Record = tuple[int, int, int, int]
records = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 2), st.integers(0, 9)), max_size=50
)


def cells(found: list[Record], fewest: int) -> dict[tuple[int, ...], list[int]]:
    """Return the places of the records in each cell that is told."""
    columns = np.array(found, np.int64).reshape(-1, 4).T
    told, kept = generalised(columns[:3], columns[3], fewest)
    groups: dict[tuple[int, ...], list[int]] = {}
    for place in np.flatnonzero(kept).tolist():
        groups.setdefault(tuple(int(way[place]) for way in told), []).append(place)
    return groups


@given(records, st.sampled_from([3, 5]))
def test_every_cell_rests_on_enough_people(found: list[Record], fewest: int) -> None:
    for inside in cells(found, fewest).values():
        assert len({found[place][3] for place in inside} - {0}) >= fewest


@given(records, st.sampled_from([3, 5]))
def test_nothing_is_told_of_a_record_that_is_not_so(found: list[Record], fewest: int) -> None:
    for told, inside in cells(found, fewest).items():
        for place in inside:
            assert all(value in (ANY, own) for value, own in zip(told, found[place][:3], strict=True))


@given(records, st.sampled_from([3, 5]))
def test_all_is_told_together_when_there_are_enough_people_and_nothing_when_not(
    found: list[Record], fewest: int
) -> None:
    told = sum(len(inside) for inside in cells(found, fewest).values())
    assert told == (len(found) if len({one[3] for one in found} - {0}) >= fewest else 0)


def answers(groups: dict[tuple[int, ...], list[int]]) -> list[list[int]]:
    """Return, for every question that can be asked, which cells its answer is made of."""
    keys = list(groups)
    questions = itertools.product(*[[None, *{key[way] for key in keys}] for way in range(3)])
    return [
        [int(all(one is None or one == own for one, own in zip(asked, key, strict=True))) for key in keys]
        for asked in questions
    ]


def reach(rows: list[list[int]], wanted: list[int]) -> bool:
    """Whether `wanted` is a sum of answers, each taken any number of times, also taken away (by elimination)."""
    matrix = [[Fraction(value) for value in column] for column in zip(*rows, wanted, strict=True)]
    pivots = 0
    for place in range(len(rows)):
        found = next((row for row in range(pivots, len(matrix)) if matrix[row][place]), None)
        if found is None:
            continue
        matrix[pivots], matrix[found] = matrix[found], matrix[pivots]
        for row in range(pivots + 1, len(matrix)):
            factor = matrix[row][place] / matrix[pivots][place]
            matrix[row] = [
                one - factor * other for one, other in zip(matrix[row], matrix[pivots], strict=True)
            ]
        pivots += 1
    return not any(any(row[-1:]) for row in matrix[pivots:])


@settings(max_examples=20)
@given(st.lists(st.tuples(*[st.integers(1, 2)] * 3, st.integers(1, 7)), min_size=8, max_size=30))
def test_whoever_adds_and_subtracts_answers_finds_no_group_of_fewer(found: list[Record]) -> None:
    """The attack in full: every question, all sums and differences of them, against every small group."""
    fewest = 3
    groups = cells(found, fewest)
    rows = answers(groups)
    for size in range(1, len(groups) + 1):
        for chosen in itertools.combinations(range(len(groups)), size):
            wanted = [int(place in chosen) for place in range(len(groups))]
            if not rows or not reach(rows, wanted):
                continue
            inside = [place for number in chosen for place in list(groups.values())[number]]
            people = np.array([found[place][3] for place in inside])
            assert count_people(people) >= fewest


def test_a_rest_that_is_too_small_takes_the_smallest_group_with_it() -> None:
    found = [(1, 1, 1, who) for who in range(1, 7)] + [(2, 1, 1, who) for who in range(1, 5)] + [(3, 1, 1, 1)]
    assert {key[0]: len(inside) for key, inside in cells(found, 3).items()} == {1: 6, ANY: 5}
