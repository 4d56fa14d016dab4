"""Columns for the boxes of a drawing: loops cut open, each box right of what leads to it, crossings few.

Layered drawing after Sugiyama, Tagawa and Toda (1981): cut cycles, give each box a column by the longest
path, give a long arc a place in every column it passes, and order the columns by barycentres.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

_SWEEPS = 8
# A drawing of more places than this is not one that somebody reads; it is ordered as it comes.
_MOST_ORDERED = 6_000
_DONE = -1


@dataclass(frozen=True, slots=True)
class Box:
    """What is to be placed.

    Attributes:
        lane: the number of the row of boxes it has to stand in.
        room, row: the least width of its column and height of its row, for what is written below a small box.
    """

    key: str
    width: int
    height: int
    lane: int = 0
    room: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class Arc:
    """What leads from a box to a box; the sizes are those of what is written on it, 0 for nothing."""

    source: str
    target: str
    label_width: int = 0
    label_height: int = 0


@dataclass
class Grid:
    """Places in columns: the boxes first, by their numbers, then the places that long arcs pass.

    Attributes:
        column, lane: of each place. `low`: an arc that leads back passes there, below all else of the lane.
        chains: for each arc the places it goes through, ends included.
        back: for each arc whether it leads back (to the left, or to the box it comes from).
        columns: the places of each column from top to bottom, those of a lane together.
    """

    boxes: int
    column: list[int]
    lane: list[int]
    low: list[bool] = field(default_factory=list)
    chains: list[list[int]] = field(default_factory=list)
    back: list[bool] = field(default_factory=list)
    columns: list[list[int]] = field(default_factory=list)

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.column)


def layered(boxes: Sequence[Box], arcs: Sequence[Arc]) -> Grid:
    """Return the columns of a drawing in order. The first box is where it starts; ends of arcs are boxes.

    Equal input gives equal output.
    """
    number = {box.key: place for place, box in enumerate(boxes)}
    ends = [(number[arc.source], number[arc.target]) for arc in arcs]
    back = _backward(len(boxes), ends)
    column = _columns(len(boxes), [pair for pair, turned in zip(ends, back, strict=True) if not turned])
    grid = Grid(len(boxes), column, [box.lane for box in boxes], [False] * len(boxes), back=back)
    for (source, target), turned in zip(ends, back, strict=True):
        grid.chains.append(_chain(grid, source, target, turned=turned))
    grid.columns = [[] for _column in range(max(column, default=-1) + 1)]
    for place, at in enumerate(grid.column):
        grid.columns[at].append(place)
    for places in grid.columns:
        places.sort(key=lambda place: (grid.lane[place], grid.low[place]))
    if grid.places <= _MOST_ORDERED:
        _order(grid)
    return grid


def _backward(boxes: int, ends: list[tuple[int, int]]) -> list[bool]:
    """Tell which arcs lead back to a box that the walk is still under: without them there is no cycle."""
    out: list[list[int]] = [[] for _box in range(boxes)]
    for arc, (source, _target) in enumerate(ends):
        out[source].append(arc)
    back = [False] * len(ends)
    state = bytearray(boxes)  # 0 not met, 1 the walk is under it, 2 done
    for first in range(boxes):
        if state[first]:
            continue
        state[first] = 1
        waiting = [(first, iter(out[first]))]
        while waiting:
            box, rest = waiting[-1]
            arc = next(rest, _DONE)
            if arc == _DONE:
                state[box] = 2
                waiting.pop()
                continue
            target = ends[arc][1]
            if state[target] == 0:
                state[target] = 1
                waiting.append((target, iter(out[target])))
            elif state[target] == 1:
                back[arc] = True
    return back


def _columns(boxes: int, ends: list[tuple[int, int]]) -> list[int]:
    """Return the column of each box: the longest path to it; what nothing leads to stands before what it meets."""
    after: list[list[int]] = [[] for _box in range(boxes)]
    left = [0] * boxes
    for source, target in ends:
        after[source].append(target)
        left[target] += 1
    column = [0] * boxes
    ready = [box for box in range(boxes) if not left[box]]
    firsts = ready[1:]
    for box in ready:
        for target in after[box]:
            column[target] = max(column[target], column[box] + 1)
            left[target] -= 1
            if not left[target]:
                ready.append(target)
    for box in firsts:
        if after[box]:
            column[box] = min(column[target] for target in after[box]) - 1
    return column


def _chain(grid: Grid, source: int, target: int, *, turned: bool) -> list[int]:
    """Make the places between the ends of an arc; one that leads back passes below the columns of its ends too."""
    begin, end = grid.column[source], grid.column[target]
    between = range(begin, end - 1, -1) if turned else range(begin + 1, end)
    chain = [source]
    for column in between:
        chain.append(grid.places)
        grid.column.append(column)
        grid.lane.append(grid.lane[source])
        grid.low.append(turned)
    return [*chain, target]


def neighbours(grid: Grid) -> tuple[list[list[int]], list[list[int]]]:
    """Return for each place those it is linked with in the column before it, and in the one after it."""
    before: list[list[int]] = [[] for _place in range(grid.places)]
    after: list[list[int]] = [[] for _place in range(grid.places)]
    for chain in grid.chains:
        for one, other in itertools.pairwise(chain):
            step = grid.column[other] - grid.column[one]
            if step == 1:
                after[one].append(other)
                before[other].append(one)
            elif step == -1:
                before[one].append(other)
                after[other].append(one)
    return before, after


def _order(grid: Grid) -> None:
    """Order the columns by the barycentres of their neighbours, to and fro; keep the order that crosses least."""
    before, after = neighbours(grid)
    best, fewest = [list(one) for one in grid.columns], _crossings(grid, after)
    idle = 0
    for sweep in range(_SWEEPS):
        if not fewest or idle == 2:
            break
        forth = sweep % 2 == 0
        _sweep(grid, before if forth else after, grid.columns if forth else grid.columns[::-1])
        found = _crossings(grid, after)
        idle = 0 if found < fewest else idle + 1
        if found < fewest:
            best, fewest = [list(one) for one in grid.columns], found
    grid.columns = best


def _sweep(grid: Grid, linked: list[list[int]], columns: list[list[int]]) -> None:
    at = [0.0] * grid.places
    for places in columns:
        for place in range(len(places)):
            at[places[place]] = place
    for places in columns:
        centre = {
            place: sum(at[one] for one in linked[place]) / len(linked[place]) if linked[place] else at[place]
            for place in places
        }
        places.sort(key=lambda place: (grid.lane[place], grid.low[place], centre[place]))
        for number, place in enumerate(places):
            at[place] = number


def _crossings(grid: Grid, after: list[list[int]]) -> int:
    """Count the pairs of links between neighbouring columns that cross."""
    at = [0] * grid.places
    for places in grid.columns:
        for number, place in enumerate(places):
            at[place] = number
    count = 0
    for places in grid.columns:
        passed: list[int] = []
        for place in places:
            ends = sorted(at[one] for one in after[place])
            count += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return count
