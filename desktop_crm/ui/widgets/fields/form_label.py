"""The label of a field: its words, and a muted star where an answer is required."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped

_STAR_ROOM = 16


def _lines(words: str) -> tuple[str, ...]:
    return wrapped(words, "body", theme().width("form_label") - _STAR_ROOM)


def label_height(words: str) -> int:
    """Return how high a label is, in pixels: as a control, and a line more for each further line."""
    return theme().height("control") + (len(_lines(words)) - 1) * theme().line("label")


def paint_label(painter: QPainter, words: str, *, required: bool) -> None:
    """Paint a label at the upper left; its first line stands on the field's own height."""
    y, high, wide = 0, theme().height("control"), theme().width("form_label")
    line = ""
    for line in _lines(words):
        paint.text(painter, QRect(0, y, wide, high), line, "body", "text", elide=False)
        y += theme().line("label")
    if required:
        star = QRect(paint.width_of(line, "body") + 4, y - theme().line("label"), _STAR_ROOM, high)
        paint.text(painter, star, "*", "body", "muted", elide=False)
