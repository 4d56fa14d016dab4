"""The small tag that names a key, as it stands on buttons, in fields and in menus."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter

from desktop_crm.ui.theme import paint

HEIGHT = 16
_SIDE = 5


def hint_width(key: str) -> int:
    """Return how wide the tag of `key` is, in pixels."""
    return paint.width_of(key, "caption") + 2 * _SIDE


def paint_hint(painter: QPainter, right: int, middle: int, key: str, ink: QColor, outline: QColor) -> None:
    """Paint the tag of `key`, ending at `right`, around the height `middle`."""
    wide = hint_width(key)
    area = QRect(right - wide, middle - HEIGHT // 2, wide, HEIGHT)
    paint.box(painter, area, outline=outline, radius=3)
    paint.text(painter, area.adjusted(_SIDE, 0, 0, 0), key, "caption", ink, elide=False)
