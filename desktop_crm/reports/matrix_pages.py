"""A matrix of the process model on paper: headings upright, as many columns as a page has room for, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.platypus import Flowable, LongTable, Spacer, TableStyle

from desktop_crm.core.i18n import _
from desktop_crm.process.lettering import wrapped
from desktop_crm.process.model import Model
from desktop_crm.process.sheets import Head, Sheet
from desktop_crm.reports.fonts import BOLD, REGULAR, one_line, runs, signs_of
from desktop_crm.reports.page import PIECE, line, palette, paragraph

_FIRST = 190  # points for the heads of the rows
_COLUMN = 27
_HEAD_HIGH = 108
_SIZE, _LEADING = 7.5, 9


class Upright(Flowable):  # type: ignore[misc]  # reportlab ships no types
    """The head of a column, read from below."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines = wrapped(text, _HEAD_HIGH - 8, _SIZE, 2)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return the room it takes, in points."""
        self.width = width
        return width, _HEAD_HIGH

    def draw(self) -> None:
        """Write the lines side by side, from the bottom up."""
        signs_of(REGULAR)
        canvas = self.canv
        canvas.rotate(90)
        canvas.setFillColor(palette()["muted"])
        left = (self.width + len(self.lines) * _LEADING) / 2 - _LEADING + 2
        for number, text in enumerate(self.lines):
            x = 4.0
            for font, run in runs(text):
                canvas.setFont(font, _SIZE)
                canvas.drawString(x, -left - _LEADING + number * -_LEADING + _LEADING * len(self.lines), run)
                x += canvas.stringWidth(run, font, _SIZE)


def matrix(model: Model, sheet: Sheet, width: float) -> Iterator[Any]:
    """Yield a matrix as tables of at most `width` points, its letters explained, its details below it."""
    rows, columns = sheet.rows(model), sheet.columns(model)
    told = " · ".join(f"{mark} {words}" for mark, words in sheet.marks)
    yield from line(told or _("The figures say at which place of the process an activity comes."), "muted")
    if not columns or not any(not row.heading for row in rows):
        yield from line(_("There is nothing in it yet."), "muted")
        return
    most = max(1, int((width - _FIRST) / _COLUMN))
    for start in range(0, len(columns), most):
        yield Spacer(1, 6)
        yield from _tables(model, sheet, rows, columns[start : start + most])
    details = list(_details(model, sheet, rows, columns))
    if details:
        yield from line(_("Details"), "strong")
        for detail in details:
            yield from line(detail, "small")


def _tables(model: Model, sheet: Sheet, rows: Sequence[Head], columns: Sequence[Head]) -> Iterator[Any]:
    head: list[Any] = ["", *(Upright(one.title) for one in columns)]
    widths = [_FIRST, *[_COLUMN] * len(columns)]
    for start in range(0, len(rows), PIECE):
        piece = rows[start : start + PIECE]
        lines = [head, *([_name(row), *_marks(model, sheet, row, columns)] for row in piece)]
        table = LongTable(lines, widths, repeatRows=1, hAlign="LEFT")
        table.setStyle(_style([number + 1 for number, row in enumerate(piece) if row.heading]))
        yield table


def _name(row: Head) -> Any:
    return paragraph(one_line(row.title, 60), "strong" if row.heading else "small")


def _marks(model: Model, sheet: Sheet, row: Head, columns: Sequence[Head]) -> list[str]:
    if row.heading:
        return [""] * len(columns)
    return [_letters(sheet, sheet.text(model, row.code, one.code)) for one in columns]


def _letters(sheet: Sheet, text: str) -> str:
    if not sheet.marks:
        return text
    return " ".join(part.partition(":")[0] for part in text.split(" | ")) if text else ""


def _details(model: Model, sheet: Sheet, rows: Sequence[Head], columns: Sequence[Head]) -> Iterator[str]:
    for row in rows:
        for column in () if row.heading else columns:
            text = sheet.text(model, row.code, column.code)
            if ": " in text:
                yield f"{one_line(row.title, 60)} × {one_line(column.title, 60)}: {one_line(text, 400)}"


def _style(headings: Sequence[int]) -> TableStyle:
    colours = palette()
    commands: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), BOLD, _SIZE),
        ("TEXTCOLOR", (0, 0), (-1, -1), colours["accent_ink"]),
        ("ALIGN", (1, 1), (-1, -1), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (0, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, colours["separator"]),
        ("LINEAFTER", (0, 0), (-1, -1), 0.4, colours["separator"]),
        ("BACKGROUND", (0, 0), (-1, 0), colours["panel_alt"]),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
    ]
    commands += [("BACKGROUND", (0, row), (-1, row), colours["panel_alt"]) for row in headings]
    commands += [("SPAN", (0, row), (-1, row)) for row in headings]
    return TableStyle(commands)
