"""Rows for the places of a drawing: each lane has its own, and what is linked stands on one line if it can."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.process.layering import Grid, neighbours

_ROUNDS = 3
# A bend in the middle of a long arc is the ugliest; one where it leaves a box costs the boxes beside it none.
_BETWEEN_BOXES, _AT_A_BOX, _WITHIN_AN_ARC = 20, 10, 80
# No line between lanes is straight anyway.
_BETWEEN_LANES = 1
# Places times rows of their lanes: a drawing beyond this is not one that somebody reads.
_MOST_WORK = 20_000


def rows_of(grid: Grid) -> tuple[list[int], list[int]]:
    """Return the row of each place, and the lane of each row. Rows are counted from the top.

    No two places of a column have the same row; the order of a column stays; a place's row is of its lane.
    """
    lanes = max(grid.lane, default=-1) + 1
    parts = [_by_lane(grid, places) for places in grid.columns]
    most = [max((len(part.get(lane, ())) for part in parts), default=0) for lane in range(lanes)]
    row = [0] * grid.places
    for part in parts:
        for places in part.values():
            for number, place in enumerate(places):
                row[place] = number
    if sum(len(places) * most[lane] for part in parts for lane, places in part.items()) <= _MOST_WORK:
        _straighten(grid, parts, most, row)
    _lead_back(grid, most, row)
    return _close_up(grid, row)


def _by_lane(grid: Grid, places: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place in places:
        if not grid.low[place]:
            found.setdefault(grid.lane[place], []).append(place)
    return found


def _lead_back(grid: Grid, most: list[int], row: list[int]) -> None:
    """Give each arc that leads back one row below all else of its lane: short ones inside of long ones."""
    taken: list[list[list[tuple[int, int]]]] = [[] for _lane in most]
    inner = [chain[1:-1] for chain, turned in zip(grid.chains, grid.back, strict=True) if turned]
    for places in sorted(inner, key=len):
        lane = grid.lane[places[0]]
        last, first = grid.column[places[0]], grid.column[places[-1]]
        free = (
            number
            for number, spans in enumerate(taken[lane])
            if all(end < first or last < begin for begin, end in spans)
        )
        number = next(free, len(taken[lane]))
        if number == len(taken[lane]):
            taken[lane].append([])
        taken[lane][number].append((first, last))
        for place in places:
            row[place] = most[lane] + number


def _straighten(grid: Grid, parts: list[dict[int, list[int]]], most: list[int], row: list[int]) -> None:
    """Move places within their lane onto the lines of those they are linked with, column by column, to and fro."""
    before, after = neighbours(grid)
    both = [[*one, *other] for one, other in zip(before, after, strict=True)]
    first = [sum(most[:lane]) for lane in range(len(most))]
    for linked, columns in ((before, parts), *(((both, parts[::-1]), (both, parts)) * _ROUNDS)):
        moved = False
        for part in columns:
            for lane, places in part.items():
                if most[lane] > 1:
                    costs = [_costs(grid, place, linked[place], row, first, most[lane]) for place in places]
                    moved = _settle(places, costs, row) or moved
        if not moved and linked is both:
            break


def _costs(
    grid: Grid, place: int, linked: list[int], row: list[int], first: list[int], rows: int
) -> list[int]:
    """Return for each row of the lane how far a place would be from those it is linked with."""
    start = first[grid.lane[place]]
    costs = [0] * rows
    for other in linked:
        inner = (place >= grid.boxes) + (other >= grid.boxes)
        weight = (_BETWEEN_BOXES, _AT_A_BOX, _WITHIN_AN_ARC)[inner]
        if grid.lane[place] != grid.lane[other]:
            weight = _BETWEEN_LANES
        line = first[grid.lane[other]] + row[other] - start
        for number in range(rows):
            costs[number] += weight * abs(number - line)
    return costs


def _settle(places: list[int], costs: list[list[int]], row: list[int]) -> bool:
    """Give places, in their order, the rows that cost least together; tell whether one moved."""
    rows = len(costs[0])
    least: list[list[int]] = []
    taken: list[list[bool]] = []
    above = [0] * (rows + 1)  # what the places before cost, in the rows before each
    for cost in costs:
        best, takes = [1 << 60], [False]
        for number in range(rows):
            with_it = above[number] + cost[number]
            takes.append(with_it < best[number])
            best.append(min(with_it, best[number]))
        least.append(best)
        taken.append(takes)
        above = best
    moved, number = False, rows
    for place, takes in zip(reversed(places), reversed(taken), strict=True):
        while not takes[number]:
            number -= 1
        number -= 1
        moved = moved or row[place] != number
        row[place] = number
    return moved


def _close_up(grid: Grid, row: list[int]) -> tuple[list[int], list[int]]:
    """Leave rows out in which nothing stands, and count the others through all lanes."""
    used = sorted({(grid.lane[place], row[place]) for place in range(grid.places)})
    number = {one: place for place, one in enumerate(used)}
    return [number[grid.lane[place], row[place]] for place in range(grid.places)], [
        lane for lane, _row in used
    ]
