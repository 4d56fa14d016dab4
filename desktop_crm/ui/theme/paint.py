"""The few strokes everything is painted with: boxes, focus rings, hatching, check marks, runs of text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter, QPen, QPixmap, QPolygonF

from desktop_crm.ui.theme import icons
from desktop_crm.ui.theme.boxes import box
from desktop_crm.ui.theme.theme import theme

__all__ = [
    "box",
    "caret",
    "focus_ring",
    "hatching",
    "icon",
    "line",
    "metrics",
    "text",
    "tick",
    "width_of",
]

# Worked out once: combining flags anew for each piece of text costs more than measuring it.
_FROM_THE_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_FROM_THE_RIGHT = int(
    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
)


def focus_ring(painter: QPainter, area: QRect | QRectF, radius: float = 4) -> None:
    """Paint the 2-pixel ring of whatever has the keyboard, inside the outline."""
    box(painter, area, outline=theme().colour("focus"), radius=radius, width=2)


def line(painter: QPainter, x1: int, y1: int, x2: int, y2: int, colour: QColor) -> None:
    """Paint a sharp 1-pixel line, ends included."""
    if y1 == y2:
        painter.fillRect(QRect(x1, y1, x2 - x1 + 1, 1), colour)
    else:
        painter.fillRect(QRect(x1, y1, 1, y2 - y1 + 1), colour)


@cache
def _hatching(colour: int, ground: int) -> QPixmap:
    side = 6
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor.fromRgba(ground))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgba(colour), 2))
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    painter.end()
    return QPixmap.fromImage(image)


def hatching() -> QBrush:
    """Return the brush of time that is lost or not counted."""
    look = theme()
    return QBrush(_hatching(look.colour("chart_waiting").rgba(), look.colour("panel").rgba()))


def tick(painter: QPainter, area: QRectF, colour: QColor, width: float = 2) -> None:
    """Paint a tick into `area`."""
    x, y, w, h = area.x(), area.y(), area.width(), area.height()
    _stroke(
        painter,
        [(x + 0.1 * w, y + 0.55 * h), (x + 0.38 * w, y + 0.84 * h), (x + 0.92 * w, y + 0.2 * h)],
        colour,
        width,
    )


def caret(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """Paint the small angle that says: this opens downwards."""
    middle = area.center()
    _stroke(
        painter,
        [
            (middle.x() - 4.5, middle.y() - 1.75),
            (middle.x(), middle.y() + 2.75),
            (middle.x() + 4.5, middle.y() - 1.75),
        ],
        colour,
        1.1,
    )


def _stroke(painter: QPainter, points: list[tuple[float, float]], colour: QColor, width: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))
    painter.restore()


def text(
    painter: QPainter,
    area: QRect | QRectF,
    words: str,
    font: str | QFont,
    colour: str | QColor,
    *,
    right: bool = False,
    elide: bool = True,
) -> None:
    """Paint one line of text, upright in the middle of `area`, from the left or the right, elided to fit."""
    look = theme()
    real = look.font(font) if isinstance(font, str) else font
    painter.setFont(real)
    painter.setPen(look.colour(colour) if isinstance(colour, str) else colour)
    room = int(area.width()) + 1
    if isinstance(font, str) and not right and "\n" not in words and look.width_of(words, font) <= room:
        _shaped(painter, area, words, font)
        return
    if elide:
        measures = look.metrics(font) if isinstance(font, str) else QFontMetrics(real)
        words = measures.elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(area, _FROM_THE_RIGHT if right else _FROM_THE_LEFT, words)


def marks(painter: QPainter, area: QRect, words: str, font: str, places: Iterable[tuple[int, int]]) -> None:
    """Underline parts of a line that `text` paints from the left of `area`: each a start and a length."""
    for start, length in places:
        x = area.x() + width_of(words[:start], font)
        wide = width_of(words[start : start + length], font)
        if x + wide <= area.right():
            middle = area.top() + area.height() // 2
            below = middle + metrics(font).height() // 2
            painter.fillRect(QRect(x, min(below, area.bottom() - 1), wide, 2), theme().colour("accent"))


def _shaped(painter: QPainter, area: QRect | QRectF, words: str, font: str) -> None:
    """Paint words that fit, from the left, as they were shaped before: `drawText`, which shapes them anew, takes
    three times as long.
    """
    line = theme().shaped(words, font)
    painter.drawStaticText(QPointF(area.x(), area.y() + (area.height() - line.size().height()) / 2), line)


def width_of(words: str, font: str) -> int:
    """Return how many pixels one line of text takes."""
    return theme().width_of(words, font)


def metrics(font: str) -> QFontMetrics:
    """Return the metrics of a kind of text."""
    return theme().metrics(font)


def icon(painter: QPainter, area: QRect | QRectF, name: str, colour: str | QColor) -> None:
    """Paint an icon by token or glyph name, in a colour role or a colour."""
    look = theme()
    icons.paint(
        painter, area, look.icon_name(name), look.colour(colour) if isinstance(colour, str) else colour
    )
