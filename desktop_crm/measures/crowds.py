"""Figures that rest on enough people: records are put together until every group that can be told apart has some.

Every record gets, for each way in which it can be looked at (week, process, team…), either its own value or none.
Records with the same values form a cell, and no cell rests on fewer people than asked: a tree is split from the
top, one way at a time, and what would be too small stays together, without a value of its own (generalisation, as
of Samarati and Sweeney, 1998, and LeFevre et al., Mondrian, 2006). Whatever is asked afterwards, a filter, a
difference of periods, a sum taken from another, is made of whole cells; so nothing that can be asked isolates fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

ANY = 0  # no value of its own
NOBODY = 0


def generalised(ways: Sequence[Any], people: Any, fewest: int) -> tuple[list[Any], Any]:
    """Return the values that may be told apart, and which records may be told at all.

    Args:
        ways: for each way an array of positive numbers, one a record; the order is that of the splits.
        people: who is behind each record, by positive numbers; `NOBODY` counts as no one.
        fewest: how many people every cell rests on at least.
    """
    told = [np.zeros(len(people), np.int64) for _way in ways]
    kept = np.zeros(len(people), bool)
    waiting = [(np.arange(len(people)), 0)] if count_people(people) >= fewest else []
    while waiting:
        rows, level = waiting.pop()
        if level == len(ways):
            kept[rows] = True
            continue
        large, rest = _split(ways[level][rows], people[rows], fewest)
        for value, inside in large:
            told[level][rows[inside]] = value
            waiting.append((rows[inside], level + 1))
        if len(rest):
            waiting.append((rows[rest], level + 1))
    return told, kept


def count_people(people: Any) -> int:
    """Return how many different people are behind records."""
    return len(np.unique(people[people != NOBODY]))


def _split(values: Any, people: Any, fewest: int) -> tuple[list[tuple[int, Any]], Any]:
    """Return the groups of one value that are large enough, and the rest, which is large enough or empty.

    A rest that is too small takes in the smallest of the groups, until it is not.
    """
    order = np.argsort(values, kind="stable")
    found, firsts = np.unique(values[order], return_index=True)
    groups = np.split(order, firsts[1:])
    counts = [count_people(people[group]) for group in groups]
    large = [place for place, count in enumerate(counts) if count >= fewest and found[place] != ANY]
    large.sort(key=lambda place: (counts[place], found[place]), reverse=True)
    chosen = set(large)
    rest = [group for place, group in enumerate(groups) if place not in chosen]
    while rest and large and count_people(people[np.concatenate(rest)]) < fewest:
        rest.append(groups[large.pop()])
    return (
        [(int(found[place]), groups[place]) for place in large],
        np.concatenate(rest) if rest else np.zeros(0, np.int64),
    )
