"""What to paint for a drawing, whatever paints it: boxes, lines and words in the colour roles of the product.

A window, an SVG file and a sheet of paper go through these in order, so that they show the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_crm.process.diagram import (
    CAPTION_GAP,
    NOTE_LINE,
    NOTE_SIZE,
    PAD,
    TITLE_LINE,
    TITLE_SIZE,
    Connection,
    Diagram,
    Figure,
    LaneHead,
    Shape,
)
from desktop_crm.process.layout import Area

_ARROW = 8, 4  # its length and half its width
_CROSS = 7  # half of the sign in a gate
RADIUS = 4


@dataclass(frozen=True, slots=True)
class Round:
    """A rectangle with round corners; as round as it is wide it is a circle. `fill` may be empty."""

    area: Area
    radius: int
    fill: str
    outline: str
    width: float = 1


@dataclass(frozen=True, slots=True)
class Path:
    """Straight pieces one after the other; a closed one is filled if `fill` is a colour."""

    points: tuple[tuple[int, int], ...]
    colour: str
    width: float = 1
    fill: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text: at the left end of its base line, or in the middle of it."""

    text: str
    x: int
    y: int
    size: int
    colour: str
    bold: bool = False
    middle: bool = False


Stroke = Round | Path | Words


def strokes(diagram: Diagram) -> Iterator[Stroke]:
    """Yield everything that a drawing shows, from behind to in front."""
    for lane in diagram.lanes:
        yield from lane_strokes(diagram, lane)
    for connection in diagram.connections:
        yield from line_strokes(connection)
    for figure in diagram.figures:
        yield from figure_strokes(figure)


def lane_strokes(diagram: Diagram, lane: LaneHead) -> Iterator[Stroke]:
    """Yield a lane: its head with its name, and the lines around it; nothing where there is one for all."""
    if not diagram.head:
        return
    area = lane.area
    yield Round(area, 0, "panel", "separator")
    yield Round(Area(area.x, area.y, diagram.head, area.height), 0, "panel_alt", "separator")
    top = area.y + (area.height - len(lane.lines) * TITLE_LINE) // 2
    for line, text in enumerate(lane.lines):
        yield Words(text, area.x + PAD, top + line * TITLE_LINE + TITLE_SIZE, TITLE_SIZE, "text", bold=True)


def line_strokes(connection: Connection, colour: str = "muted", width: float = 1) -> Iterator[Stroke]:
    """Yield a line, its arrow, and what is written on it."""
    x, y = connection.points[-1]
    long, half = _ARROW
    yield Path((*connection.points[:-1], (x - long, y)), colour, width)
    yield Path(((x, y), (x - long, y - half), (x - long, y + half)), colour, 1, fill=colour, closed=True)
    if connection.label is not None:
        for line, text in enumerate(connection.lines):
            base = connection.label.y + line * NOTE_LINE + NOTE_SIZE
            yield Words(text, connection.label.x, base, NOTE_SIZE, "text")


def figure_strokes(figure: Figure) -> Iterator[Stroke]:
    """Yield an event with its caption, a step with its words, or a gate with its sign."""
    area = figure.area
    match figure.shape:
        case Shape.STEP:
            yield Round(area, RADIUS, "field", "border")
            yield from _step_words(figure)
        case Shape.START | Shape.END:
            yield Round(
                area, area.width // 2, "accent_soft", "accent", 1 if figure.shape is Shape.START else 4
            )
            for line, text in enumerate(figure.lines):
                base = area.bottom + CAPTION_GAP + line * NOTE_LINE + NOTE_SIZE
                yield Words(text, area.middle[0], base, NOTE_SIZE, "text", middle=True)
        case _:
            yield from _gate(figure)


def _step_words(figure: Figure) -> Iterator[Stroke]:
    x, y = figure.area.x + PAD, figure.area.y + PAD
    for line, text in enumerate(figure.lines):
        yield Words(text, x, y + line * TITLE_LINE + TITLE_SIZE, TITLE_SIZE, "text")
    y += len(figure.lines) * TITLE_LINE
    for line, text in enumerate(figure.notes):
        yield Words(text, x, y + line * NOTE_LINE + NOTE_SIZE, NOTE_SIZE, "muted")


def _gate(figure: Figure) -> Iterator[Stroke]:
    area, (x, y) = figure.area, figure.area.middle
    corners = ((area.x, y), (x, area.y), (area.right, y), (x, area.bottom))
    yield Path(corners, "border", 1, fill="field", closed=True)
    if figure.shape is Shape.CHOICE:
        part = _CROSS - 2
        yield Path(((x - part, y - part), (x + part, y + part)), "accent", 2)
        yield Path(((x - part, y + part), (x + part, y - part)), "accent", 2)
    elif figure.shape in (Shape.FORK, Shape.JOIN):
        yield Path(((x - _CROSS, y), (x + _CROSS, y)), "accent", 2)
        yield Path(((x, y - _CROSS), (x, y + _CROSS)), "accent", 2)
