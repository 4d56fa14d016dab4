"""A report with contents and an outline: headings that know on which page they came to stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Indenter,
    PageTemplate,
    Paragraph,
    Spacer,
)

from desktop_crm.reports.fonts import marked_up, one_line
from desktop_crm.reports.page import MARGIN, PADDING, WIDTH, line, put_pdf, style, titles

WIDE = landscape(A4)
WIDE_WIDTH, WIDE_HEIGHT = WIDE[0] - 2 * MARGIN, WIDE[1] - 34 * mm
_LEVELS = {"section": 0, "entry": 1}
_ROLES = ("strong", "small")
_INDENT, _NUMBER = 14, 40  # points: of an entry, and of the page's number
# A heading has at least so much of what it is over below it, in points.
_ROOM = 110


class Heading(Paragraph):  # type: ignore[misc]  # reportlab ships no types
    """A heading that stands in the contents and in the outline.

    Args:
        kind: ``section``, or ``entry`` for one of the things in it.
    """

    def __init__(self, text: str, role: str, kind: str) -> None:
        super().__init__(marked_up(one_line(text, 120)), style(role))
        self.words, self.level, self.key = one_line(text, 120), _LEVELS[kind], ""

    def draw(self) -> None:
        """Write it, and note on which page it came to stand."""
        canvas = self.canv
        canvas.bookmarkPage(self.key)
        canvas.addOutlineEntry(self.words, self.key, self.level, closed=self.level > 0)
        canvas.pages_of[self.key] = canvas.getPageNumber()
        super().draw()


class Contents(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """Where the contents stand in a story; `write_book` puts a line for each heading there."""


class _Line(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """A line of the contents. Its page is known, and written, once all pages are laid out: one pass is enough."""

    def __init__(self, heading: Heading) -> None:
        super().__init__()
        self._heading = heading
        self._words = Paragraph(marked_up(heading.words), style(_ROLES[heading.level]))
        self._left = PADDING + heading.level * _INDENT

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the room it takes, in points."""
        self.width = width
        self.height = self._words.wrap(width - self._left - _NUMBER, height)[1]
        return self.width, self.height

    def draw(self) -> None:
        """Write the words, lead to the heading, and leave its page to be written later."""
        canvas = self.canv
        self._words.drawOn(canvas, self._left, 0)
        canvas.linkRect("", self._heading.key, (self._left, 0, self.width, self.height), relative=1)
        x, y = canvas.absolutePosition(self.width - PADDING, 3)
        role = style(_ROLES[self._heading.level])
        canvas.wait_for_page(self._heading.key, x, y, role.fontName, role.fontSize)


def write_book(out: Path, story: Iterable[Any], *, title: str, foot: str) -> None:
    """Lay out a story with its contents and put the PDF at `out` in one step; equal stories give equal bytes.

    A page is ``tall`` until a story turns to the template ``wide``. Raises `Invalid` when it can't be written.
    """
    told = list(story)
    headings = [one for one in told if isinstance(one, Heading)]
    for number, heading in enumerate(headings, 1):
        heading.key = f"heading-{number}"
    whole: list[Any] = []
    for one in told:
        whole += map(_Line, headings) if isinstance(one, Contents) else [one]

    def build(stream: BinaryIO, canvas: type[Canvas]) -> None:
        document = BaseDocTemplate(
            stream, pagesize=A4, pageTemplates=_templates(), invariant=1, **titles(title)
        )
        document.build(whole, canvasmaker=canvas)

    put_pdf(out, build, foot=foot)


def _templates() -> list[PageTemplate]:
    tall = Frame(MARGIN, 18 * mm, WIDTH, A4[1] - 34 * mm, 0, 0, 0, 0)
    wide = Frame(MARGIN, 18 * mm, WIDE_WIDTH, WIDE_HEIGHT, 0, 0, 0, 0)
    return [
        PageTemplate("tall", frames=[tall], pagesize=A4),
        PageTemplate("wide", frames=[wide], pagesize=WIDE),
    ]


def opening(kind: str, name: str, *said: str) -> Iterator[Any]:
    """Yield the head of a report: what it is, whose, and lines on how it was made; then its contents."""
    yield from line(kind, "muted")
    yield from line(one_line(name, 200), "title")
    for words in filter(None, said):
        yield from line(words, "muted")
    yield Spacer(1, 8)
    yield Contents()
    yield Spacer(1, 8)


def section(title: str, kind: str = "section") -> Iterator[Any]:
    """Yield a heading that stays with the beginning of what it is over."""
    yield CondPageBreak(_ROOM)
    yield from (Indenter(left=PADDING), Heading(title, "heading", kind), Indenter(left=-PADDING))
