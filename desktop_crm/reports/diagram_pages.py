"""The drawing of a process on paper: scaled so that it can be read, and cut between columns where it is too wide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from desktop_crm.process.diagram import Diagram
from desktop_crm.process.diagram_strokes import Path, Round, Stroke, Words, lane_strokes, strokes
from desktop_crm.reports.fonts import BOLD, REGULAR, runs, signs_of
from desktop_crm.reports.page import palette

# Points for a pixel: titles of steps are 13 pixels high, so 9 to 6.5 points on paper.
_LARGEST, _SMALLEST = 0.7, 0.5
_AFTER_A_COLUMN = 6
_GAP = 12  # points between the pieces of a drawing


class DiagramBand(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """One piece of a drawing, with the heads of its lanes before it.

    Args:
        begin, end: where it is cut, in the drawing's pixels. `scale`: points for a pixel.
    """

    def __init__(self, diagram: Diagram, begin: int, end: int, scale: float) -> None:
        super().__init__()
        self.diagram, self.begin, self.end, self.scale = diagram, begin, end, scale
        self.width = (diagram.head + end - begin) * scale
        self.height = diagram.height * scale + _GAP

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the room it takes, in points."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the heads, then what lies between the cuts."""
        canvas, diagram, head = self.canv, self.diagram, self.diagram.head
        signs_of(BOLD)
        canvas.translate(0, self.height - _GAP / 2)
        canvas.scale(self.scale, self.scale)
        canvas.saveState()
        self._clip(-2, head if head else 0)
        for lane in diagram.lanes:
            for stroke in lane_strokes(diagram, lane):
                self._paint(stroke)
        canvas.restoreState()
        canvas.saveState()
        canvas.translate(head - self.begin, 0)
        self._clip(self.begin, self.end + 2)
        for stroke in strokes(diagram):
            if _within(stroke, self.begin, self.end):
                self._paint(stroke)
        canvas.restoreState()

    def _clip(self, begin: float, end: float) -> None:
        path = self.canv.beginPath()
        path.rect(begin, -self.diagram.height - 2, max(0, end - begin), self.diagram.height + 4)
        self.canv.clipPath(path, stroke=0, fill=0)

    def _paint(self, stroke: Stroke) -> None:
        match stroke:
            case Round():
                self._round(stroke)
            case Path():
                self._path(stroke)
            case Words():
                self._words(stroke)

    def _ink(self, outline: str, fill: str, width: float) -> dict[str, int]:
        colours: dict[str, Color] = palette()
        if outline:
            self.canv.setStrokeColor(colours[outline])
            self.canv.setLineWidth(width)
        if fill:
            self.canv.setFillColor(colours[fill])
        return {"stroke": int(bool(outline)), "fill": int(bool(fill))}

    def _round(self, stroke: Round) -> None:
        area, ink = stroke.area, self._ink(stroke.outline, stroke.fill, stroke.width)
        place = area.x, -area.bottom, area.width, area.height
        if stroke.radius:
            self.canv.roundRect(*place, stroke.radius, **ink)
        else:
            self.canv.rect(*place, **ink)

    def _path(self, stroke: Path) -> None:
        ink = self._ink(stroke.colour, stroke.fill if stroke.closed else "", stroke.width)
        path = self.canv.beginPath()
        for number, (x, y) in enumerate(stroke.points):
            (path.lineTo if number else path.moveTo)(x, -y)
        if stroke.closed:
            path.close()
        self.canv.drawPath(path, **ink)

    def _words(self, words: Words) -> None:
        canvas = self.canv
        canvas.setFillColor(palette()[words.colour])
        pieces = [(BOLD if words.bold and font == REGULAR else font, text) for font, text in runs(words.text)]
        wide = sum(canvas.stringWidth(text, font, words.size) for font, text in pieces)
        x = words.x - wide / 2 if words.middle else words.x
        for font, text in pieces:
            canvas.setFont(font, words.size)
            canvas.drawString(x, -words.y, text)
            x += canvas.stringWidth(text, font, words.size)


def _within(stroke: Stroke, begin: int, end: int) -> bool:
    """Whether something of a stroke may lie between two cuts."""
    match stroke:
        case Round(area):
            return area.x <= end and area.right >= begin
        case Path(points):
            return min(x for x, _y in points) <= end and max(x for x, _y in points) >= begin
        case Words():
            return begin - 400 <= stroke.x <= end + 400


def bands(diagram: Diagram, width: float, height: float) -> Iterator[Any]:
    """Yield a drawing in pieces of at most `width` points, each at most `height` points high.

    It is as large as it can be up to 70 %, and not smaller than half its size for its width's sake.
    """
    scale = min(_LARGEST, (height - _GAP) / diagram.height)
    scale = max(min(scale, width / diagram.width), min(scale, _SMALLEST))
    room = int(width / scale) - diagram.head
    begin = diagram.head
    cuts = [end + _AFTER_A_COLUMN for _begin, end in diagram.columns]
    while begin < diagram.width:
        rest = diagram.width - begin
        fitting = [cut for cut in cuts if begin < cut <= begin + room]
        end = diagram.width if rest <= room or not fitting else fitting[-1]
        yield DiagramBand(diagram, begin, end, scale)
        begin = end
