"""How much room words take in a drawing, whatever shows it: lines that fit in any common sans-serif face."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Advance widths of the signs from space to tilde in thousandths of the type size: those of DejaVu Sans, which
# is wider than the faces of the common systems, so that what fits here fits there.
_WIDTHS = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656,
    557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613,
    635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818,
    592, 592, 525, 636, 337, 636, 838,
)  # fmt: skip
_OTHER, _WIDE = 700, 1000
_BOLDER = 1.13


def width_of(text: str, size: float, *, bold: bool = False) -> int:
    """Return how many pixels a line of text takes at most, at a type size in pixels."""
    width = sum(map(_sign, text)) * size / 1000 * (_BOLDER if bold else 1)
    return int(width) + 1 if text else 0


@lru_cache(maxsize=4096)
def _sign(sign: str) -> int:
    place = ord(sign) - 32
    if 0 <= place < len(_WIDTHS):
        return _WIDTHS[place]
    if unicodedata.category(sign) in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    base = unicodedata.normalize("NFD", sign)[0]
    if base != sign:
        return _sign(base)
    return _WIDE if unicodedata.east_asian_width(sign) in "WF" or ord(sign) > 0xFFFF else _OTHER


def wrapped(text: str, width: int, size: float, most: int, *, bold: bool = False) -> tuple[str, ...]:
    """Return text as at most `most` lines that fit in `width` pixels; what is left out ends in an ellipsis."""
    lines: list[str] = []
    for word in _words(text, width, size, bold=bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        elif len(lines) == most:
            lines[-1] = _ended(lines[-1], width, size, bold=bold)
            break
        else:
            lines.append(word)
    return tuple(lines)


def _words(text: str, width: int, size: float, *, bold: bool) -> Iterator[str]:
    """Yield the words; one that fits in no line comes in pieces."""
    for word in text.split():
        rest = word
        while width_of(rest, size, bold=bold) > width:
            count = max(1, len(rest) - 1)
            while count > 1 and width_of(rest[:count], size, bold=bold) > width:
                count -= max(1, count // 8)
            yield rest[:count]
            rest = rest[count:]
            if len(word) > 1_000:  # nobody reads on
                return
        if rest:
            yield rest


def _ended(line: str, width: int, size: float, *, bold: bool) -> str:
    while line and width_of(line + "…", size, bold=bold) > width:
        line = line[:-1].rstrip()
    return line + "…"
