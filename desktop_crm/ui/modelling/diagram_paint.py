"""The strokes of a drawing on the screen, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from desktop_crm.process.diagram_strokes import Path, Round, Stroke, Words
from desktop_crm.process.layout import Area
from desktop_crm.ui.theme import theme


def rectangle(area: Area) -> QRectF:
    """Return an area as Qt has it."""
    return QRectF(area.x, area.y, area.width, area.height)


def paint_strokes(painter: QPainter, found: Iterable[Stroke]) -> None:
    """Paint strokes in their order, in the painter's own measure."""
    for stroke in found:
        match stroke:
            case Round():
                _round(painter, stroke)
            case Path():
                _path(painter, stroke)
            case Words():
                _words(painter, stroke)


def _pen(colour: str, width: float) -> QPen:
    pen = QPen(theme().colour(colour), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _round(painter: QPainter, stroke: Round) -> None:
    painter.setPen(_pen(stroke.outline, stroke.width) if stroke.outline else QPen(Qt.PenStyle.NoPen))
    if stroke.fill:
        painter.setBrush(theme().colour(stroke.fill))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    if stroke.radius:
        painter.drawRoundedRect(rectangle(stroke.area), stroke.radius, stroke.radius)
    else:
        painter.drawRect(rectangle(stroke.area))


def _path(painter: QPainter, stroke: Path) -> None:
    painter.setPen(_pen(stroke.colour, stroke.width))
    corners = QPolygonF([QPointF(x, y) for x, y in stroke.points])
    if stroke.closed:
        painter.setBrush(theme().colour(stroke.fill) if stroke.fill else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(corners)
    else:
        painter.drawPolyline(corners)


def _words(painter: QPainter, words: Words) -> None:
    font = _font(theme().font("body").family(), words.size, bold=words.bold)
    painter.setFont(font)
    painter.setPen(theme().colour(words.colour))
    x = words.x - QFontMetricsF(font).horizontalAdvance(words.text) / 2 if words.middle else words.x
    painter.drawText(QPointF(x, words.y), words.text)


@lru_cache(maxsize=16)
def _font(family: str, size: int, *, bold: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
