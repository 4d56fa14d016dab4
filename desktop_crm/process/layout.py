"""Where the boxes and lines of a drawing stand: a pure function from boxes and arcs to whole pixels.

Boxes stand in columns from left to right and in rows from top to bottom, rows in lanes. Lines run level through
rows and upright between columns only, so that none crosses a box. Whoever draws, writes BPMN or prints asks here.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_crm.process.channels import Wire, tracks
from desktop_crm.process.layering import Arc as Arc
from desktop_crm.process.layering import Box as Box
from desktop_crm.process.layering import Grid, layered
from desktop_crm.process.lining import rows_of

LANE_PAD = 14  # above and below the rows of a lane
_ROW_GAP = 22
_THIN_ROW = 20  # of a row through which only lines go
_TRACK = 10
_BEFORE_TRACKS, _AFTER_TRACKS, _BEFORE_A_BOX = 12, 8, 14
_ABOVE_A_LINE = 2


@dataclass(frozen=True, slots=True)
class Area:
    """An upright rectangle, in pixels from the top left corner of the drawing."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Where it ends at the right."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Where it ends below."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[int, int]:
        """Its centre."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Line:
    """The course of an arc: corners from the border of its source to that of its target.

    Attributes:
        label: where what is written on it stands, if something is.
        back: it leads back, to the left, or to the box it comes from.
    """

    points: tuple[tuple[int, int], ...]
    label: Area | None
    back: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing's geometry.

    Attributes:
        areas: of the boxes, in the order in which they were given. `lines`: of the arcs, likewise.
        lanes: their places from top to bottom, over the whole width; one for each number up to the greatest.
        columns: where each column of boxes begins and ends; a line between two never cuts a box.
    """

    width: int
    height: int
    areas: tuple[Area, ...]
    lines: tuple[Line, ...]
    lanes: tuple[Area, ...]
    columns: tuple[tuple[int, int], ...]


def lay_out(boxes: Sequence[Box], arcs: Sequence[Arc]) -> Layout:
    """Place boxes, and lead arcs from the right side of one to the left side of another.

    Args:
        boxes: with different keys, of even height; the first is where the drawing starts.
        arcs: between boxes that are there. Those of a loop that have to lead back go round below or above.

    Equal input gives equal output. The time it takes grows with boxes, arcs, and the columns that these pass.
    """
    return _Drawing(boxes, arcs).layout()


class _Drawing:
    """One drawing while it is made."""

    def __init__(self, boxes: Sequence[Box], arcs: Sequence[Arc]) -> None:
        self.boxes, self.arcs = boxes, arcs
        self.grid: Grid = layered(boxes, arcs)
        self.row, self.lane_of_row = rows_of(self.grid)
        self.lanes: list[tuple[int, int]] = []
        self.level = self._levels()
        self.wires: list[list[Wire]] = [[] for _channel in range(len(self.grid.columns) + 1)]
        self.parts: list[list[tuple[int, int]]] = []  # for each arc its wires: (channel, number)
        self._connect()
        self.turns = [tracks(wires) for wires in self.wires]
        self.columns: list[tuple[int, int]] = []
        self.first_track: list[int] = []
        self.width = self._widths()

    def layout(self) -> Layout:
        """Return what was found."""
        lanes = tuple(Area(0, top, self.width, bottom - top) for top, bottom in self.lanes)
        areas = tuple(self._area(number) for number in range(len(self.boxes)))
        labels = self._labels()
        lines = tuple(
            Line(self._course(arc, areas), labels.get(arc), self.grid.back[arc])
            for arc in range(len(self.arcs))
        )
        height = self.lanes[-1][1] if self.lanes else 0
        return Layout(self.width, height, areas, lines, lanes, tuple(self.columns))

    def _levels(self) -> list[int]:
        """Return the middle of each row, and note where the lanes begin and end."""
        heights = [_THIN_ROW] * len(self.lane_of_row)
        for number, box in enumerate(self.boxes):
            row = self.row[number]
            heights[row] = max(heights[row], box.height, box.row)
        for arc, chain in zip(self.arcs, self.grid.chains, strict=True):
            row = self.row[chain[1]]
            heights[row] = max(heights[row], 2 * (arc.label_height + _ABOVE_A_LINE))
        levels, y = [], 0
        for lane in range(max(self.grid.lane, default=-1) + 1):
            rows = [row for row, its in enumerate(self.lane_of_row) if its == lane]
            top, y = y, y + LANE_PAD
            for row in rows:
                levels.append(y + heights[row] // 2)
                y += heights[row] + (_ROW_GAP if row != rows[-1] else 0)
            y += LANE_PAD
            self.lanes.append((top, y))
        return levels

    def _connect(self) -> None:
        """Cut every arc into the wires it has in the channels that it passes."""
        column = self.grid.column
        for chain in self.grid.chains:
            found = []
            for number, (one, other) in enumerate(itertools.pairwise(chain)):
                begins_left = column[one] < column[other] or (column[one] == column[other] and number == 0)
                ends_left = column[other] < column[one] or (column[one] == column[other] and number == 0)
                channel = max(column[one], column[other]) + (begins_left and ends_left)
                wire = Wire(self._at(one), self._at(other), begins_left, ends_left, one, other)
                found.append((channel, len(self.wires[channel])))
                self.wires[channel].append(wire)
            self.parts.append(found)

    def _at(self, place: int) -> int:
        return self.level[self.row[place]]

    def _widths(self) -> int:
        """Place columns and tracks from left to right; return the width of it all."""
        widths = [0] * len(self.grid.columns)
        for number, box in enumerate(self.boxes):
            column = self.grid.column[number]
            widths[column] = max(widths[column], box.width, box.room)
        words = [0] * len(self.wires)
        for arc, parts in zip(self.arcs, self.parts, strict=True):
            channel = parts[0][0]
            words[channel] = max(words[channel], arc.label_width)
        x = 0
        for channel, (_turns, count) in enumerate(self.turns):
            self.first_track.append(x + _BEFORE_TRACKS)
            x += _BEFORE_TRACKS + max(0, count - 1) * _TRACK + _AFTER_TRACKS + words[channel] + _BEFORE_A_BOX
            if channel < len(widths):
                self.columns.append((x, x + widths[channel]))
                x += widths[channel]
        return x

    def _area(self, number: int) -> Area:
        box, (begin, end) = self.boxes[number], self.columns[self.grid.column[number]]
        x = begin + (end - begin - box.width) // 2
        return Area(x, self._at(number) - box.height // 2, box.width, box.height)

    def _course(self, arc: int, areas: tuple[Area, ...]) -> tuple[tuple[int, int], ...]:
        chain = self.grid.chains[arc]
        source, target = areas[chain[0]], areas[chain[-1]]
        points = [(source.right, self._at(chain[0]))]
        for channel, number in self.parts[arc]:
            for track, level in self.turns[channel][0][number]:
                x = self.first_track[channel] + track * _TRACK
                points += [(x, points[-1][1]), (x, level)]
        points.append((target.x, self._at(chain[-1])))
        return _corners(points)

    def _labels(self) -> dict[int, Area]:
        """Place what is written on arcs above the line that leaves the channel of their source, or else below it."""
        found: dict[int, Area] = {}
        taken: dict[tuple[int, int], list[bool]] = {}
        for arc, (known, parts) in enumerate(zip(self.arcs, self.parts, strict=True)):
            if not known.label_width:
                continue
            channel, number = parts[0]
            level = self.wires[channel][number].end
            places = taken.setdefault((channel, level), [])
            above = not self.grid.back[arc]
            if above in places and (not above) not in places:
                above = not above
            deep = places.count(above) * (known.label_height + _ABOVE_A_LINE)
            places.append(above)
            x = self.first_track[channel] + max(0, self.turns[channel][1] - 1) * _TRACK + _AFTER_TRACKS
            y = (
                level - _ABOVE_A_LINE - known.label_height - deep
                if above
                else level + _ABOVE_A_LINE + 1 + deep
            )
            found[arc] = Area(x, y, known.label_width, known.label_height)
        return found


def _corners(points: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Leave points out at which a line does not turn."""
    found: list[tuple[int, int]] = []
    for point in points:
        if found and point == found[-1]:
            continue
        if len(found) > 1:
            (x1, y1), (x2, y2) = found[-2:]
            if x1 == x2 == point[0] or (y1 == y2 == point[1] and (x2 - x1) * (point[0] - x2) > 0):
                found.pop()
        found.append(point)
    return tuple(found)
