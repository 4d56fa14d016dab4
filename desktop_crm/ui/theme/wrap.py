"""Lines of text that fit a width: what Qt's labels do, but with the design's line height."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextLayout, QTextOption

from desktop_crm.ui.theme.theme import theme

_MOST_KEPT = 512
_kept: dict[tuple[str, str, int], tuple[str, ...]] = {}


def wrapped(text: str, font: str, width: int) -> tuple[str, ...]:
    """Return `text`, in a kind of type, in lines that fit `width` pixels.

    A word that doesn't fit is broken; line ends stay.
    """
    look = theme()
    if "\n" not in text and look.width_of(text, font) <= width:
        return (text,)
    key = (text, look.font(font).key(), width)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = tuple(
            line for part in text.split("\n") for line in _lines(part, look.font(font), width)
        )
    return found


def _lines(paragraph: str, font: QFont, width: int) -> list[str]:
    layout = QTextLayout(paragraph, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    found = []
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(max(1, width))
        found.append((line.textStart(), line.textLength()))
        line = layout.createLine()
    layout.endLayout()
    # Qt counts in UTF-16 units; a character outside the basic plane has two.
    units = paragraph.encode("utf-16-le", "surrogatepass")
    parts = [units[2 * at : 2 * (at + length)].decode("utf-16-le", "replace") for at, length in found]
    return [part.rstrip() for part in parts] or [""]
