"""An A4 page: margins, colours of the product, text styles, and a foot that knows how many pages there are."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    Indenter,
    LongTable,
    PageTemplate,
    Paragraph,
    TableStyle,
)

from desktop_crm.core import paths
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.reports.fonts import BOLD, REGULAR, marked_up, one_line, signs_of

MARGIN = 18 * mm
WIDTH: float = A4[0] - 2 * MARGIN
# One long table is laid out twice as slowly as pieces of a hundred rows.
PIECE = 100
PADDING = 4


@lru_cache(maxsize=1)
def palette() -> dict[str, Any]:
    """Return the light colours of the product by their roles; paper is never dark."""
    with (paths.resources() / "tokens.toml").open("rb") as stream:
        colours = tomllib.load(stream)["color"]["light"]
    return {role: HexColor(colour) for role, colour in colours.items()}


@lru_cache(maxsize=32)
def style(role: str) -> ParagraphStyle:
    """Return a text style: ``title``, ``heading``, ``text``, ``strong``, ``small``, ``muted`` or ``figure``."""
    signs_of(BOLD)
    size, leading, font, colour = {
        "title": (18, 23, BOLD, "text"),
        "heading": (11, 15, BOLD, "text"),
        "text": (9, 12.5, REGULAR, "text"),
        "strong": (9, 12.5, BOLD, "text"),
        "small": (8, 11, REGULAR, "text"),
        "muted": (8, 11, REGULAR, "muted"),
        "alert": (8, 11, BOLD, "overdue_ink"),
    }[role]
    return ParagraphStyle(
        role,
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=palette()[colour],
        spaceBefore=10 if role == "heading" else 0,
        spaceAfter=4 if role == "heading" else 0,
        splitLongWords=1,
    )


class _Text(Paragraph):  # type: ignore[misc]  # reportlab ships no types
    """A paragraph that is broken into lines once: a table asks again for each page that it goes on to."""

    _broken: tuple[float, tuple[float, float]] | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the room it takes in a width, in points."""
        # A split throws the lines away.
        if self._broken is None or self._broken[0] != width or not hasattr(self, "blPara"):
            self._broken = width, super().wrap(width, height)
        return self._broken[1]


def paragraph(text: str, role: str = "text") -> Paragraph:
    """Return a paragraph of any text, in any script."""
    return _Text(marked_up(text), style(role))


def line(text: str, role: str = "text") -> list[Any]:
    """Return a paragraph between tables, in line with what stands in their cells."""
    return [Indenter(left=PADDING), paragraph(text, role), Indenter(left=-PADDING)]


def tables(rows: Sequence[Sequence[Any]], widths: Sequence[float], head: Sequence[str] = ()) -> list[Any]:
    """Return rows as tables of a hundred each, that read as one; `head` stands on every page.

    Args:
        rows: of flowables.
        widths: of the columns, as parts of the page's width.
        head: the headings.
    """
    columns = [width * WIDTH for width in widths]
    heads = [[paragraph(text, "muted") for text in head]] if head else []
    pieces = [list(rows[start : start + PIECE]) for start in range(0, len(rows), PIECE)]
    return [_table(piece, columns, heads, follows=place > 0) for place, piece in enumerate(pieces)]


def _table(rows: list[Any], columns: list[float], heads: list[Any], *, follows: bool) -> LongTable:
    """A piece of a table; one that follows another begins with the headings on a new page only."""
    if heads and not follows:
        table = LongTable(heads + rows, columns, repeatRows=1)
    else:
        table = _Continued(rows, columns)
        table.goes_on(heads, rows, columns)
    table.setStyle(_table_style(has_head=bool(heads) and not follows))
    return table


class _Continued(LongTable):  # type: ignore[misc]  # reportlab ships no types
    """A table that goes on from the one before it, and has its headings again after a page's end."""

    _rest: tuple[list[Any], list[Any], list[float]] = ([], [], [])

    def goes_on(self, heads: list[Any], rows: list[Any], columns: list[float]) -> None:
        """Say what the rest will be made of when a page ends inside the table."""
        self._rest = heads, rows, columns

    def split(self, width: float, height: float) -> list[Any]:
        """Return what fits, and the rest with its headings."""
        parts = super().split(width, height)
        heads, rows, columns = self._rest
        if len(parts) < 2 or not heads:
            return list(parts)
        return [parts[0], _table(rows[parts[0]._nrows :], columns, heads, follows=False)]


def _table_style(*, has_head: bool) -> TableStyle:
    colours = palette()
    commands: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, colours["separator"]),
    ]
    if has_head:
        commands.append(("BACKGROUND", (0, 0), (-1, 0), colours["panel_alt"]))
    return TableStyle(commands)


class _NumberedCanvas(Canvas):  # type: ignore[misc]  # reportlab ships no types
    """Holds every page back until the last is known, then writes “page x of y” at its foot.

    Attributes:
        pages_of: on which pages headings stand, by their keys.
    """

    foot = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        signs_of(REGULAR)
        super().__init__(*args, **{**options, "initialFontName": REGULAR})  # so that every font is embedded
        self._held: list[dict[str, Any]] = []
        self.pages_of: dict[str, int] = {}
        self._waiting: list[tuple[int, str, float, float, str, float]] = []

    def wait_for_page(self, key: str, x: float, y: float, font: str, size: float) -> None:
        """Write on this page, once all are known, on which one a heading stands; it ends at `x`, in points."""
        self._waiting.append((self.getPageNumber(), key, x, y, font, size))

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Hold the page back."""
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages with their feet."""
        for number, held in enumerate(self._held, 1):
            self.__dict__.update(held)
            self._draw_foot(number, len(self._held))
            self._draw_pages(number)
            super().showPage()
        super().save()

    def _draw_pages(self, number: int) -> None:
        self.setFillColor(palette()["text"])
        for page, key, x, y, font, size in self._waiting:
            if page == number:
                self.setFont(font, size)
                self.drawRightString(x, y, str(self.pages_of[key]))

    def _draw_foot(self, number: int, pages: int) -> None:
        colours, right = palette(), self._pagesize[0] - MARGIN
        self.setStrokeColor(colours["separator"])
        self.setLineWidth(0.5)
        self.line(MARGIN, 14 * mm, right, 14 * mm)
        foot = Paragraph(marked_up(self.foot), style("muted"))
        foot.wrapOn(self, WIDTH * 0.8, 8 * mm)
        foot.drawOn(self, MARGIN, 9 * mm)
        self.setFont(REGULAR, 8)
        self.setFillColor(colours["muted"])
        told = _("page {number} of {pages}").format(number=number, pages=pages)
        self.drawRightString(right, 9 * mm + 2.5, told)


def write_pdf(out: Path, story: list[Any], *, title: str, foot: str) -> None:
    """Lay a story out and put the PDF at `out` in one step; equal stories give equal bytes.

    Raises `Invalid` when it can't be written.
    """

    def build(stream: BinaryIO, canvas: type[Canvas]) -> None:
        frame = Frame(MARGIN, 18 * mm, WIDTH, A4[1] - 34 * mm, 0, 0, 0, 0)
        page = PageTemplate(frames=[frame], pagesize=A4)
        document = BaseDocTemplate(stream, pagesize=A4, pageTemplates=[page], invariant=1, **titles(title))
        document.build(story, canvasmaker=canvas)

    put_pdf(out, build, foot=foot)


def titles(title: str) -> dict[str, str]:
    """Return what a PDF says of itself."""
    return {"title": one_line(title, 200), "author": "desktop-crm"}


def put_pdf(out: Path, build: Callable[[BinaryIO, type[Canvas]], None], *, foot: str) -> None:
    """Let `build` write a PDF, and put it at `out` in one step; raise `Invalid` when it can't be written.

    Args:
        build: takes the stream and the canvas, which numbers the pages and writes `foot` below each.
    """
    scratch = out.with_name(f".{out.name}.part")
    canvas = type("Numbered", (_NumberedCanvas,), {"foot": one_line(foot, 90)})
    try:
        with scratch.open("wb") as stream:
            build(stream, canvas)
        os.replace(scratch, out)
    except OSError as error:
        raise Invalid(
            _("The report can't be written ({reason}); choose another place.").format(
                reason=error.strerror or str(error)
            ),
            where=str(out),
        ) from error
    finally:
        scratch.unlink(missing_ok=True)
