"""A version of the process model on paper: everything ever published can be read and printed.

KSFs, processes with their drawings, activities, roles, information and the four matrices, with contents and an
outline. Equal models give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.platypus import CondPageBreak, NextPageTemplate, PageBreak, Spacer

from desktop_crm.core.i18n import _
from desktop_crm.process.diagram import Diagram, Shape, diagram_of
from desktop_crm.process.diagram_walk import Spot, Walk
from desktop_crm.process.model import Event, Model, Process
from desktop_crm.process.reads import VersionRow
from desktop_crm.process.sheet_book import activity_sheet, item_sheet, ksf_sheet, matrices, role_sheet
from desktop_crm.process.sheets import Sheet, is_new
from desktop_crm.reports.book import WIDE_HEIGHT, WIDE_WIDTH, Contents, Heading, write_book
from desktop_crm.reports.diagram_pages import bands
from desktop_crm.reports.fonts import one_line, some_lines
from desktop_crm.reports.matrix_pages import matrix
from desktop_crm.reports.page import WIDTH, line, paragraph, tables

_HEADING_HIGH = 60
_SHORT = 40  # signs of what may share a line


def model_book(model: Model, out: Path, *, row: VersionRow | None = None, zone: tzinfo | None = None) -> None:
    """Write a model as PDF.

    Args:
        row: the version that it is; None for a model of a file.
        zone: in which the day of its publication is told; None for that of this machine.

    Raises `Invalid` when the place can't be written.
    """
    name = one_line(model.name, 80) or _("Process model")
    version = _version(row, zone)

    write_book(
        out,
        _story(model, name, version),
        title=f"{name} {version}".strip(),
        foot=" · ".join(part for part in (name, version) if part),
    )


def _version(row: VersionRow | None, zone: tzinfo | None) -> str:
    if row is None:
        return ""
    if row.published_at is None:
        return _("version {number}, {state}").format(number=row.number, state=row.state)
    day = row.published_at.astimezone(zone).strftime("%d-%m-%Y")
    return _("version {number}, {state}, published {day}").format(number=row.number, state=row.state, day=day)


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
    yield Contents()
    yield NextPageTemplate("tall")
    yield from _list(model, ksf_sheet(), _("Key success factors"))
    yield NextPageTemplate("wide")
    yield PageBreak()
    yield Heading(_("Processes"), "title", "section")
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
            yield Heading(_("Matrices"), "title", "section")
        yield Heading(one.title, "heading", "entry")
        yield from matrix(model, one, WIDE_WIDTH)


def _list(model: Model, sheet: Sheet, title: str) -> Iterator[Any]:
    """Yield the things of a list with all that is said of each."""
    yield PageBreak()
    yield Heading(title, "title", "section")
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
    yield Heading(process.name or process.code, "heading", "entry")
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
    yield from bands(diagram, WIDE_WIDTH, WIDE_HEIGHT - _HEADING_HIGH - 40)
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
    scale = WIDE_WIDTH / WIDTH
    widths = [part * scale for part in (0.05, 0.3, 0.2, 0.45)]
    return tables(rows, widths, ("", _("Step"), _("Who"), _("What follows")))
