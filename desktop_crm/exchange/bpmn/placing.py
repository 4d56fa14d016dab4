"""Where the figures of a BPMN drawing stand: each process a pool, one below the other."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.exchange.bpmn.figures import Figure, Sheet
from desktop_crm.process.layout import Arc, Area, Box, lay_out

TASK_WIDTH, TASK_HEIGHT, EVENT, GATEWAY = 140, 80, 36, 50  # as other tools draw them, in pixels
_POOL_HEAD, _LANE_HEAD, _GAP, _EMPTY_WIDTH, _EMPTY_HEIGHT = 30, 30, 40, 400, 120
_LABEL_WIDTH, _LABEL_HEIGHT = 90, 28


@dataclass(frozen=True, slots=True)
class Placed:
    """A process in its pool: areas of the pool, of its lanes and figures, and the corners of its lines."""

    sheet: Sheet
    pool: Area
    lanes: tuple[Area, ...]
    areas: tuple[Area, ...]
    courses: tuple[tuple[tuple[int, int], ...], ...]


def place(sheets: list[Sheet]) -> list[Placed]:
    """Return where everything stands, in pixels from the top left corner."""
    placed: list[Placed] = []
    top = 0
    for sheet in sheets:
        placed.append(_place(sheet, top))
        top = placed[-1].pool.bottom + _GAP
    return placed


def _place(sheet: Sheet, top: int) -> Placed:
    layout = lay_out(
        [_box(one) for one in sheet.figures],
        [
            Arc(one.source, one.target, _LABEL_WIDTH if one.name else 0, _LABEL_HEIGHT if one.name else 0)
            for one in sheet.lines
        ],
    )
    left = _POOL_HEAD + _LANE_HEAD
    width, height = max(layout.width, _EMPTY_WIDTH), max(layout.height, _EMPTY_HEIGHT)
    areas = [Area(one.x + left, one.y + top, one.width, one.height) for one in layout.areas]
    lanes = [
        Area(_POOL_HEAD, one.y + top, width + _LANE_HEAD, one.height)
        for one in layout.lanes[: len(sheet.lanes)]
    ]
    return Placed(
        sheet,
        Area(0, top, width + left, height),
        tuple(lanes),
        tuple(areas),
        tuple(tuple((x + left, y + top) for x, y in line.points) for line in layout.lines),
    )


def _box(figure: Figure) -> Box:
    if figure.tag.endswith("Task"):
        return Box(figure.id, TASK_WIDTH, TASK_HEIGHT, figure.lane)
    side = EVENT if figure.tag.endswith("Event") else GATEWAY
    return Box(
        figure.id, side, side, figure.lane, _LABEL_WIDTH if figure.name else 0, side + 2 * _LABEL_HEIGHT
    )
