"""Boxes with rounded corners: those of a field's size painted once and copied, larger ones in nine parts.

Stroking the outline of a field as a path takes a quarter of a millisecond, and a window has dozens of them. The
corners are stroked once for all boxes alike, the rest are rectangles; of fields, which are many and of few
sizes, the whole is kept.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

_Key = tuple[int, int, float, float, float]
_NONE = -1
_MOST_KEPT = 200
_kept: dict[_Key, QPixmap] = {}
# In pixels of the layout: a field of one line over the widest column; 64 of them are 6 MB at most.
_MOST_COPIED = 700 * 34
_MOST_COPIES = 64
_copies: dict[tuple[_Key, int, int], QPixmap] = {}


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
    if whole.width() * whole.height() <= _MOST_COPIED:
        painter.drawPixmap(
            whole.topLeft(), _copy(painter, whole.size(), fill, outline, radius, width, corner)
        )
    else:
        _nine_parts(painter, whole, fill, outline, radius, width, corner)


def _copy(
    painter: QPainter,
    size: QSize,
    fill: QColor | None,
    outline: QColor | None,
    radius: float,
    width: float,
    corner: int,
) -> QPixmap:
    """Return the picture of a box of this kind and size."""
    ratio = painter.device().devicePixelRatio()
    key = (_key(ratio, fill, outline, radius, width), size.width(), size.height())
    found = _copies.get(key)
    if found is None:
        if len(_copies) >= _MOST_COPIES:
            _copies.clear()
        found = _copies[key] = _blank(size, ratio)
        inner = QPainter(found)
        _nine_parts(inner, QRect(QPoint(0, 0), size), fill, outline, radius, width, corner)
        inner.end()
    return found


def _key(ratio: float, fill: QColor | None, outline: QColor | None, radius: float, width: float) -> _Key:
    inks = [_NONE if colour is None else colour.rgba() for colour in (fill, outline)]
    return (inks[0], inks[1], radius, width, ratio)


def _blank(size: QSize, ratio: float) -> QPixmap:
    """Return a picture of this size with nothing on it."""
    found = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
    found.setDevicePixelRatio(ratio)
    found.fill(Qt.GlobalColor.transparent)
    return found


def _nine_parts(
    painter: QPainter,
    whole: QRect,
    fill: QColor | None,
    outline: QColor | None,
    radius: float,
    width: float,
    corner: int,
) -> None:
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
    key = _key(ratio, fill, outline, radius, width)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        side = 2 * corner + 1
        found = _blank(QSize(side, side), ratio)
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
