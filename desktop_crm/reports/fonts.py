"""Text of any language as marked-up paragraphs: each sign in an embedded font that has it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from desktop_crm.core import paths

REGULAR, BOLD, WIDE = "Sheet", "Sheet-Bold", "Sheet-Wide"
_FILES = {REGULAR: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf", WIDE: "DroidSansFallback.ttf"}
_MISSING = "\N{WHITE SQUARE}"
_HALF = re.compile("[\ud800-\udfff]")
# Format signs that have no shape of their own; a PDF would show boxes for them.
_SHAPELESS = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")


@lru_cache(maxsize=3)
def signs_of(font: str) -> frozenset[int]:
    """Register a font and return the code points it has; the wide one costs 0.3 s and is rarely needed."""
    loaded = TTFont(font, str(paths.resources() / "fonts" / _FILES[font]))
    pdfmetrics.registerFont(loaded)
    if font == BOLD:
        signs_of(REGULAR)
        pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return frozenset(loaded.face.charToGlyph)


def marked_up(text: str) -> str:
    """Return `text` for a paragraph: escaped, line ends as breaks, foreign scripts in the wide font.

    A sign that no font has, and a control character, become a white square.
    """
    if text.isascii() and text.isprintable():  # as most are; the first font has all of it
        return escape(text)
    pieces = []
    for font, signs in groupby(_visible(text), key=_font_of):
        run = "".join(signs)
        if font == "":
            pieces.append(_MISSING * len(run))
        elif font == WIDE:
            pieces.append(f'<font name="{WIDE}">{escape(run)}</font>')
        else:
            pieces.append(escape(run))
    return "".join(pieces).replace("\n", "<br/>")


def runs(text: str) -> list[tuple[str, str]]:
    """Return one line of text as (font, signs) in order, for whoever draws it without a paragraph."""
    found = []
    for font, signs in groupby(_visible(text).replace("\n", " "), key=_font_of):
        run = "".join(signs)
        found.append((font, run) if font else (REGULAR, _MISSING * len(run)))
    return found


def _visible(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\t", "    ")
    return "".join(sign for sign in lines if sign not in _SHAPELESS)


def _font_of(sign: str) -> str:
    code = ord(sign)
    if sign == "\n" or code in signs_of(REGULAR):
        return REGULAR
    if code < 0xA0:
        return ""
    return WIDE if code in signs_of(WIDE) else ""


def one_line(text: str, most: int) -> str:
    """Return `text` on one line, cut off with an ellipsis after `most` signs; half a character is none."""
    line = _HALF.sub(_MISSING, " ".join(text.split()))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def some_lines(text: str, most: int, lines: int) -> str:
    """Return the first `lines` lines of `text` and at most `most` signs, with an ellipsis where cut off."""
    shown = "\n".join(text.splitlines()[:lines])[:most].rstrip()
    return shown if shown == text.rstrip() else shown + " …"
