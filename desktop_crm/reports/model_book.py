"""A version of the process model on paper: everything ever published can be read and printed.

KSFs, processes with their drawings, activities, roles, information and the four matrices, with contents and an
outline. Equal models give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from itertools import groupby
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
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from desktop_crm.core.i18n import _
from desktop_crm.process.diagram import Diagram, Shape, diagram_of
from desktop_crm.process.diagram_walk import Spot, Walk
from desktop_crm.process.model import Event, Model, Process
from desktop_crm.process.reads import VersionRow
from desktop_crm.process.sheet_book import activity_sheet, item_sheet, ksf_sheet, matrices, role_sheet
from desktop_crm.process.sheets import Sheet, is_new
from desktop_crm.reports.diagram_pages import bands
from desktop_crm.reports.fonts import REGULAR, marked_up, one_line, some_lines
from desktop_crm.reports.matrix_pages import matrix
from desktop_crm.reports.page import MARGIN, WIDTH, line, paragraph, put_pdf, style, tables, titles

_WIDE = landscape(A4)
_WIDE_WIDTH, _WIDE_HEIGHT = _WIDE[0] - 2 * MARGIN, _WIDE[1] - 34 * mm
_HEADING_HIGH = 60
_SHORT = 40  # signs of what may share a line
_LEVELS = {"section": 0, "entry": 1}


def model_book(model: Model, out: Path, *, row: VersionRow | None = None, zone: tzinfo | None = None) -> None:
    """Write a model as PDF.

    Args:
        row: the version that it is; None for a model of a file.
        zone: in which the day of its publication is told; None for that of this machine.

    Raises `Invalid` when the place can't be written.
    """
    name = one_line(model.name, 80) or _("Process model")
    version = _version(row, zone)

    def build(stream: BinaryIO, canvas: type[Canvas]) -> None:
        document = _Book(
            stream,
            pagesize=A4,
            pageTemplates=_templates(),
            invariant=1,
            **titles(f"{name} {version}".strip()),
        )
        document.multiBuild(list(_story(model, name, version)), canvasmaker=canvas)

    put_pdf(out, build, foot=" · ".join(part for part in (name, version) if part))


def _version(row: VersionRow | None, zone: tzinfo | None) -> str:
    if row is None:
        return ""
    if row.published_at is None:
        return _("version {number}, {state}").format(number=row.number, state=row.state)
    day = row.published_at.astimezone(zone).strftime("%d-%m-%Y")
    return _("version {number}, {state}, published {day}").format(number=row.number, state=row.state, day=day)


def _templates() -> list[PageTemplate]:
    tall = Frame(MARGIN, 18 * mm, WIDTH, A4[1] - 34 * mm, 0, 0, 0, 0)
    wide = Frame(MARGIN, 18 * mm, _WIDE_WIDTH, _WIDE_HEIGHT, 0, 0, 0, 0)
    return [
        PageTemplate("tall", frames=[tall], pagesize=A4),
        PageTemplate("wide", frames=[wide], pagesize=_WIDE),
    ]


class _Heading(Paragraph):  # type: ignore[misc]  # reportlab ships no types
    """A heading that stands in the contents and in the outline."""

    def __init__(self, text: str, role: str, kind: str) -> None:
        super().__init__(marked_up(one_line(text, 120)), style(role))
        self.words, self.kind = one_line(text, 120), kind


class _Book(BaseDocTemplate):  # type: ignore[misc]  # reportlab ships no types
    """A document that notes on which pages its headings come to stand."""

    def beforeDocument(self) -> None:  # noqa: N802 - reportlab's name
        """Count the headings anew with each pass."""
        self._headings = 0

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Enter a heading."""
        if isinstance(flowable, _Heading):
            self._headings += 1
            key, level = f"heading-{self._headings}", _LEVELS[flowable.kind]
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.words, key, level, closed=level > 0)
            self.notify("TOCEntry", (level, marked_up(flowable.words), self.page, key))


def _story(model: Model, name: str, version: str) -> Iterator[Any]:
    yield from line(_("Process model"), "muted")
    yield from line(name, "title")
    if version:
        yield from line(version, "text")
    counts = _("{ksfs} KSFs, {processes} processes, {activities} activities, {roles} roles, {items} items")
    yield from line(
        counts.format(
            ksfs=len(model.ksfs), processes=len(model.processes), activities=len(model.activities),
            roles=len(model.roles), items=len(model.items),
        ),
        "muted",
    )  # fmt: skip
    yield Spacer(1, 14)
    contents = TableOfContents()
    contents.levelStyles = [style("strong"), style("small")]
    contents.tableStyle = TableStyle(
        [("FONT", (0, 0), (-1, -1), REGULAR), ("LEFTPADDING", (0, 0), (-1, -1), 4)]
    )
    yield contents
    yield NextPageTemplate("tall")
    yield from _list(model, ksf_sheet(), _("Key success factors"))
    yield NextPageTemplate("wide")
    yield PageBreak()
    yield _Heading(_("Processes"), "title", "section")
    for place, process in enumerate(model.processes):
        if place:
            yield PageBreak()
        yield from _process(model, process)
    yield NextPageTemplate("tall")
    for sheet, title in (
        (activity_sheet(), _("Activities")), (role_sheet(), _("Roles")), (item_sheet(), _("Information")),
    ):  # fmt: skip
        yield from _list(model, sheet, title)
    yield NextPageTemplate("wide")
    for place, one in enumerate(matrices()):
        yield PageBreak()
        if not place:
            yield _Heading(_("Matrices"), "title", "section")
        yield _Heading(one.title, "heading", "entry")
        yield from matrix(model, one, _WIDE_WIDTH)


def _list(model: Model, sheet: Sheet, title: str) -> Iterator[Any]:
    """Yield the things of a list with all that is said of each."""
    yield PageBreak()
    yield _Heading(title, "title", "section")
    yield Spacer(1, 6)
    columns = [one for one in sheet.columns(model) if one.code not in ("name", "code")]
    rows = []
    for row in sheet.rows(model):
        if is_new(row.code) or row.heading:
            continue
        said = [(one.title, sheet.text(model, row.code, one.code)) for one in columns]
        told = [
            paragraph(text, "small") for text in _lines([f"{label}: {text}" for label, text in said if text])
        ]
        rows.append(
            [[paragraph(one_line(row.title, 120), "strong"), paragraph(row.code, "muted")], told or ""]
        )
    if rows:
        yield from tables(rows, (0.3, 0.7))
    else:
        yield from line(_("There is nothing in it yet."), "muted")


def _lines(said: Iterable[str]) -> Iterator[str]:
    """Put what is short on one line together, in the order in which it stands."""
    for short, group in groupby(said, key=lambda text: len(text) <= _SHORT):
        if short:
            yield " · ".join(group)
        else:
            yield from (some_lines(text, 1_000, 12) for text in group)


def _process(model: Model, process: Process) -> Iterator[Any]:
    yield _Heading(process.name or process.code, "heading", "entry")
    if process.purpose:
        yield from line(some_lines(process.purpose, 400, 4), "text")
    for label, event in ((_("Starts when"), process.starting), (_("Concluded when"), process.concluding)):
        yield from line(f"{label}: {_event(model, event)}", "small")
    told = [
        model.ksf[cell.ksf].name for cell in model.measured.get(process.code, ()) if cell.ksf in model.ksf
    ]
    if told:
        yield from line(_("Measured: {ksfs}").format(ksfs=", ".join(told)), "small")
    yield Spacer(1, 8)
    diagram = diagram_of(model, process)
    yield from bands(diagram, _WIDE_WIDTH, _WIDE_HEIGHT - _HEADING_HIGH - 40)
    yield CondPageBreak(_HEADING_HIGH)
    yield from _steps(diagram)


def _event(model: Model, event: Event) -> str:
    channels = [model.channel[code].name if code in model.channel else code for code in event.channels]
    return one_line(event.name, 200) + (f" ({', '.join(channels)})" if channels else "")


def _steps(diagram: Diagram) -> Iterable[Any]:
    walk = Walk(diagram)
    steps = [one for one in diagram.figures if one.key == one.step]
    rows = [
        [
            paragraph(str(number), "muted"),
            paragraph(one_line(one.title, 120), "strong" if one.shape is Shape.STEP else "small"),
            paragraph(one_line(diagram.lanes[one.lane].title, 80), "small"),
            paragraph(some_lines(walk.follows(Spot(one.key)), 600, 6), "small"),
        ]
        for number, one in enumerate(steps, 1)
    ]
    scale = _WIDE_WIDTH / WIDTH
    widths = [part * scale for part in (0.05, 0.3, 0.2, 0.45)]
    return tables(rows, widths, ("", _("Step"), _("Who"), _("What follows")))
