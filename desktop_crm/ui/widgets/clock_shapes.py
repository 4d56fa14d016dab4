"""The nine shapes of clock states, each drawn on a field of 14 x 14; used for nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from desktop_crm.ui.theme import paint, theme

Shape = Callable[[QPainter, QColor], None]
FIELD = 14.0
_RING = QRectF(2, 2, 10, 10)


def _pen(painter: QPainter, colour: QColor, width: float = 2) -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    return pen


def _solid(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)


def _dashed_ring(painter: QPainter, colour: QColor) -> None:
    pen = _pen(painter, colour, 1.6)
    pen.setDashPattern([1.6, 1.15])
    painter.setPen(pen)
    painter.drawEllipse(_RING)


def _ring(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour)
    painter.drawEllipse(_RING)


def _moon(painter: QPainter, colour: QColor) -> None:
    whole, bite = QPainterPath(), QPainterPath()
    whole.addEllipse(QRectF(1.5, 1.5, 11, 11))
    bite.addEllipse(QRectF(5, -0.6, 9.4, 9.4))
    _pen(painter, colour, 1.4)
    painter.drawPath(whole.subtracted(bite))


def _triangle(painter: QPainter, colour: QColor) -> None:
    _solid(painter, colour)
    painter.drawPolygon(QPolygonF([QPointF(7, 1), QPointF(13.4, 12.4), QPointF(0.6, 12.4)]))


def _diamond(painter: QPainter, colour: QColor) -> None:
    _solid(painter, colour)
    painter.drawPolygon(QPolygonF([QPointF(7, 0.5), QPointF(13.5, 7), QPointF(7, 13.5), QPointF(0.5, 7)]))


def _two_bars(painter: QPainter, colour: QColor) -> None:
    _solid(painter, colour)
    painter.drawRect(QRectF(3, 2, 3, 10))
    painter.drawRect(QRectF(8, 2, 3, 10))


def _tick(painter: QPainter, colour: QColor) -> None:
    paint.tick(painter, QRectF(0.5, 1, 13, 12), colour, 2.4)


def _cross(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 2.4)
    painter.drawLine(QPointF(2.5, 2.5), QPointF(11.5, 11.5))
    painter.drawLine(QPointF(11.5, 2.5), QPointF(2.5, 11.5))


def _struck_ring(painter: QPainter, colour: QColor) -> None:
    _pen(painter, colour, 1.6)
    painter.drawEllipse(_RING)
    painter.drawLine(QPointF(3.4, 3.4), QPointF(10.6, 10.6))


_SHAPES: dict[str, Shape] = {
    "dashed ring": _dashed_ring,
    "ring": _ring,
    "moon": _moon,
    "triangle": _triangle,
    "diamond": _diamond,
    "two bars": _two_bars,
    "tick": _tick,
    "cross": _cross,
    "struck ring": _struck_ring,
}


def shape_colour(state: str) -> str:
    """Return the colour role of a clock state's shape."""
    role = theme().tokens.clock[state].colour
    return role if role == "muted" else f"{role}_shape"


def ink_colour(state: str) -> str:
    """Return the colour role of a clock state's words."""
    role = theme().tokens.clock[state].colour
    return role if role == "muted" else f"{role}_ink"


def paint_shape(painter: QPainter, x: float, y: float, state: str) -> None:
    """Paint the shape of a clock state (``at_risk``) with its upper left corner at `x`, `y`."""
    draw = _SHAPES[theme().tokens.clock[state].shape]
    painter.save()
    painter.translate(x, y)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, theme().colour(shape_colour(state)))
    painter.restore()
