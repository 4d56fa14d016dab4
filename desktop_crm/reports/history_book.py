"""Contact history on paper: what was said, by whom, through which channel, and which questions it raised.

Times are the reader's; where the customer lives in another zone, theirs stands below.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta, tzinfo
from itertools import groupby
from pathlib import Path
from typing import Any

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.customers.zones import clock_there
from desktop_crm.measures.contact_history import QuestionLine
from desktop_crm.measures.looking_back import HistoryReport, WholeContact
from desktop_crm.reports.book import opening, section, write_book
from desktop_crm.reports.fonts import one_line, some_lines
from desktop_crm.reports.moments import day, local, moment
from desktop_crm.reports.page import line, paragraph, tables

_WIDTHS = (0.18, 0.2, 0.47, 0.15)
_MOMENT = timedelta(microseconds=1)  # a period ends before its end
_MOST_SIGNS, _MOST_LINES = 20_000, 400
_CELL, _CELL_LINES, _FEW = 1_000, 30, 3  # signs, lines and questions that one row of a table takes


def history_book(report: HistoryReport, out: Path, *, zone: tzinfo | None = None, asked_by: str = "") -> None:
    """Write contact history as PDF; equal reports give equal bytes.

    Args:
        zone: in which times are told; None for that of this machine.
        asked_by: who had it made, for the foot of the page.

    Raises `Invalid` when the place can't be written.
    """
    name = one_line(report.customer, 60) or _("Contact history")
    made = _("made {when}").format(when=moment(report.made, zone))
    by = _("by {name}").format(name=asked_by) if asked_by else ""
    foot = " · ".join((name, f"{made} {by}".strip()))
    title = _("Contact history of {name}").format(name=name) if report.customer else name
    write_book(out, _story(report, zone), title=title, foot=foot)


def _story(report: HistoryReport, zone: tzinfo | None) -> Iterator[Any]:
    name = report.customer or _("Contact history")
    count = len(report.contacts)
    told = ngettext("{count} contact", "{count} contacts", count).format(count=count)
    if report.more:
        told = _("The newest {count} contacts; there are older ones.").format(count=count)
    yield from opening(_("Contact history"), name, *_narrowed(report, zone), told)
    if not report.contacts:
        yield from line(_("No contact is found."), "text")
    head = (_("When"), _("Through") if report.customer else _("With, through"), _("What was said"), _("Who"))
    for month, contacts in groupby(report.contacts, key=lambda one: f"{local(one.line.at, zone):%m-%Y}"):
        found = list(contacts)
        rows = [row for one in found for row in _rows(one, report, zone)]
        yield from section(_("{month} ({count})").format(month=month, count=len(found)))
        yield from tables(rows, _WIDTHS, head)


def _narrowed(report: HistoryReport, zone: tzinfo | None) -> Iterator[str]:
    """Yield what the contacts were narrowed to; a period without a beginning isn't told."""
    asked, parts = report.narrowed, []
    if asked.since.year > 1900:
        parts.append(
            _("from {first} to {last}").format(
                first=day(asked.since, zone), last=day(min(asked.until - _MOMENT, report.made), zone)
            )
        )
    names = {"channel": report.channels, "process": report.processes}
    for way in ("channel", "direction", "process", "activity", "outcome", "team"):
        code = getattr(asked, way)
        if code:
            parts.append(one_line(names.get(way, {}).get(code, code), 60))
    if asked.words:
        parts.append(f"“{one_line(asked.words, 80)}”")
    yield " · ".join(parts)


def _rows(one: WholeContact, report: HistoryReport, zone: tzinfo | None) -> Iterator[list[Any]]:
    """Yield a contact as a row, and further ones where what was said is longer than a page lets a row be."""
    contact = one.line
    when = [paragraph(moment(contact.at, zone), "small")]
    theirs = clock_there(contact.at, one.zone, zone)
    if theirs is not None:
        told = _("{time} in {place}").format(time=f"{theirs.at:%d-%m %H:%M}", place=theirs.place)
        when.append(paragraph(told, "muted"))
    first, *rest = _said(one, zone)
    yield [when, _whom(one, report), first or "", paragraph(one_line(contact.who, 80), "small")]
    yield from (["", "", more, ""] for more in rest)


def _whom(one: WholeContact, report: HistoryReport) -> list[Any]:
    contact = one.line
    found = []
    if not report.customer:
        found.append(paragraph(one_line(contact.customer_name, 120) or _("anonymous"), "strong"))
    way = _("from us") if contact.direction == "out" else _("from the customer")
    channel = report.channels.get(contact.channel, contact.channel)
    found.append(paragraph(f"{one_line(channel, 60)}, {way}", "muted"))
    if contact.number:
        process = report.processes.get(contact.process, contact.process)
        found.append(paragraph(one_line(f"{contact.number} {process}", 120), "muted"))
    return found


def _said(one: WholeContact, zone: tzinfo | None) -> list[list[Any]]:
    """Return what was said and asked, in cells that each have room on a page."""
    contact = one.line
    first = [paragraph(one_line(contact.subject, 160), "strong")] if contact.subject.strip() else []
    pieces = _pieces(some_lines(contact.text, _MOST_SIGNS, _MOST_LINES))
    cells = [first, *([paragraph(piece, "small")] for piece in pieces)]
    if len(pieces) == 1:
        cells = [[*first, *cells[1]]]
    asked = [paragraph(_question(question, zone), "small") for question in one.questions]
    if len(asked) <= _FEW and len(contact.text) <= _CELL // 2:
        return [[*cells[0], *asked], *cells[1:]]
    return [*cells, *(asked[start : start + _FEW] for start in range(0, len(asked), _FEW))]


def _pieces(text: str) -> list[str]:
    """Return a text in pieces that each have room on a page, broken where a line or a word ends."""
    pieces = []
    rest = text.strip()
    while rest:
        piece = "\n".join(rest[:_CELL].splitlines()[:_CELL_LINES])
        if len(piece) < len(rest) and not rest[len(piece)].isspace():
            piece = piece[: max(piece.rfind(" "), piece.rfind("\n"), _CELL // 2)]
        pieces.append(piece)
        rest = rest[len(piece) :].strip()
    return pieces


def _question(asked: QuestionLine, zone: tzinfo | None) -> str:
    state = (
        _("answered {when}").format(when=moment(asked.answered, zone))
        if asked.answered
        else _("not answered")
    )
    return f"? {one_line(asked.text, 300)} ({state})"
