"""Boxes with rounded corners, painted in nine parts: the corners once for all boxes alike, the rest as rectangles.

Stroking the outline of a field as a path takes a quarter of a millisecond, a window has dozens of them; this
way it takes a tenth of that.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

_Key = tuple[int, int, float, float, float]
_NONE = -1
_MOST_KEPT = 200
_kept: dict[_Key, QPixmap] = {}


def box(
    painter: QPainter,
    area: QRect | QRectF,
    *,
    fill: QColor | None = None,
    outline: QColor | None = None,
    radius: float = 4,
    width: float = 1,
    dashed: bool = False,
) -> None:
    """Paint a box with rounded corners, its outline inside `area`."""
    corner = math.ceil(max(radius, width)) + 1
    whole = area if isinstance(area, QRect) else area.toAlignedRect()
    exact = isinstance(area, QRect) or QRectF(whole) == area
    roomy = whole.width() > 2 * corner and whole.height() > 2 * corner
    if dashed or not exact or not roomy or (outline is not None and width != int(width)):
        _stroke(painter, QRectF(area), fill, outline, radius, width, dashed=dashed)
        return
    _corners(painter, whole, corner, _piece(painter, fill, outline, radius, width, corner))
    if fill is not None:
        painter.fillRect(whole.adjusted(corner, 0, -corner, 0), fill)
        painter.fillRect(QRect(whole.x(), whole.y() + corner, corner, whole.height() - 2 * corner), fill)
        right = whole.right() + 1 - corner
        painter.fillRect(QRect(right, whole.y() + corner, corner, whole.height() - 2 * corner), fill)
    if outline is not None:
        _edges(painter, whole, corner, int(width), outline)


def _edges(painter: QPainter, area: QRect, corner: int, width: int, colour: QColor) -> None:
    across, down = area.width() - 2 * corner, area.height() - 2 * corner
    left, top = area.x() + corner, area.y() + corner
    painter.fillRect(QRect(left, area.y(), across, width), colour)
    painter.fillRect(QRect(left, area.bottom() + 1 - width, across, width), colour)
    painter.fillRect(QRect(area.x(), top, width, down), colour)
    painter.fillRect(QRect(area.right() + 1 - width, top, width, down), colour)


def _corners(painter: QPainter, area: QRect, corner: int, piece: QPixmap) -> None:
    ratio = piece.devicePixelRatio()
    size = QSize(round(corner * ratio), round(corner * ratio))
    far = piece.width() - size.width()
    right, bottom = area.right() + 1 - corner, area.bottom() + 1 - corner
    for x, from_x in ((area.x(), 0), (right, far)):
        for y, from_y in ((area.y(), 0), (bottom, far)):
            target = QRect(x, y, corner, corner)
            painter.drawPixmap(target, piece, QRect(from_x, from_y, size.width(), size.height()))


def _piece(
    painter: QPainter, fill: QColor | None, outline: QColor | None, radius: float, width: float, corner: int
) -> QPixmap:
    """Return a small box of this kind, from which corners are taken."""
    ratio = painter.device().devicePixelRatio()
    inks = [_NONE if colour is None else colour.rgba() for colour in (fill, outline)]
    key = (inks[0], inks[1], radius, width, ratio)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        side = 2 * corner + 1
        found = QPixmap(round(side * ratio), round(side * ratio))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        inner = QPainter(found)
        _stroke(inner, QRectF(0, 0, side, side), fill, outline, radius, width, dashed=False)
        inner.end()
        _kept[key] = found
    return found


def _stroke(
    painter: QPainter,
    inside: QRectF,
    fill: QColor | None,
    outline: QColor | None,
    radius: float,
    width: float,
    *,
    dashed: bool,
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(Qt.PenStyle.NoPen)
    if outline is not None:
        pen = QPen(outline, width)
        if dashed:
            pen.setDashPattern([3, 2])
        half = width / 2
        inside = inside.adjusted(half, half, -half, -half)
        radius = max(0.0, radius - half)
    painter.setPen(pen)
    painter.setBrush(QBrush(fill) if fill is not None else QBrush(Qt.BrushStyle.NoBrush))
    painter.drawRoundedRect(inside, radius, radius)
    painter.restore()
