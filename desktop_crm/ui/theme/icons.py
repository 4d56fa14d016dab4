"""Icons of one set (Phosphor): glyphs of the font that qtawesome ships, painted at any size and colour.

qtawesome's own loader checks and reads all twelve of its fonts (a quarter of a second at start); only one is
needed, so its file is opened directly.
"""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGlyphRun,
    QIcon,
    QIconEngine,
    QPainter,
    QPixmap,
    QRawFont,
)

_FONT = "phosphor-1.3.0.ttf"
_SET = "ph."
_MOST_KEPT = 300
_kept: dict[tuple[str, int, int, int, float], QPixmap] = {}
_NAMES = "phosphor-charmap-1.3.0.json"


def _folder() -> Path:
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("qtawesome, which brings the icons, is not installed")
    return Path(next(iter(spec.submodule_search_locations))) / "fonts"


@cache
def _codes() -> dict[str, str]:
    """Return the hexadecimal code of every glyph by its name; of the 1,500 only what is painted becomes a character."""
    codes: dict[str, str] = json.loads((_folder() / _NAMES).read_bytes())
    return codes


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_folder() / _FONT))
    families = QFontDatabase.applicationFontFamilies(number)
    if not families:
        raise FileNotFoundError(f"the icon font {_FONT} can't be read")
    return families[0]


@cache
def _raw(pixels: float) -> QRawFont:
    font = QFont(_family())
    font.setPixelSize(max(1, round(pixels)))
    return QRawFont.fromFont(font)


def exists(name: str) -> bool:
    """Tell whether the set has an icon of this name (``ph.house``)."""
    return name.startswith(_SET) and name.removeprefix(_SET) in _codes()


def paint(painter: QPainter, box: QRectF | QRect, name: str, colour: QColor) -> None:
    """Paint the icon `name` (``ph.house``), filling the square of `box`'s height in its middle.

    On whole pixels it is painted once and copied from then on: shaping a glyph anew takes ten times as long.
    """
    area = QRectF(box)
    whole = area.toRect()
    device = painter.device()
    if QRectF(whole) != area or device is None:
        _paint(painter, area, name, colour)
        return
    ratio = device.devicePixelRatio()
    key = (name, colour.rgba(), whole.width(), whole.height(), ratio)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = QPixmap(round(whole.width() * ratio), round(whole.height() * ratio))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        inner = QPainter(found)
        _paint(inner, QRectF(0, 0, whole.width(), whole.height()), name, colour)
        inner.end()
    painter.drawPixmap(whole.topLeft(), found)


def _paint(painter: QPainter, area: QRectF, name: str, colour: QColor) -> None:
    side = min(area.width(), area.height())
    raw = _raw(side)
    run = QGlyphRun()
    run.setRawFont(raw)
    run.setGlyphIndexes(raw.glyphIndexesForString(chr(int(_codes()[name.removeprefix(_SET)], 16))))
    run.setPositions([QPointF(0, 0)])
    # The glyphs fill an em square that stands on the descent; the middle of their advance is the middle.
    left = area.center().x() - side / 2
    base = area.center().y() + (raw.ascent() - raw.descent()) / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(colour)
    painter.drawGlyphRun(QPointF(left, base), run)
    painter.restore()


class GlyphEngine(QIconEngine):
    """Paints one glyph at whatever size and resolution is asked for."""

    def __init__(self, name: str, colour: QColor, disabled: QColor) -> None:
        super().__init__()
        self._name, self._colour, self._disabled = name, colour, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint the glyph into `rect`."""
        paint(painter, rect, self._name, self._disabled if mode is QIcon.Mode.Disabled else self._colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the glyph on a transparent ground."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        """Return an engine of the same glyph."""
        return GlyphEngine(self._name, self._colour, self._disabled)
