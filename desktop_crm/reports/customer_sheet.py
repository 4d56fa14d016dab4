"""The customer contact sheet: the customer file on paper, for a visit or for who asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from reportlab.platypus import CondPageBreak, Spacer

from desktop_crm.core.i18n import _
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.rows import TimeKind
from desktop_crm.dossier.rows import ClockLine, CustomerFile, Fact, OpenCase, TimeRow
from desktop_crm.reports.fonts import one_line, some_lines
from desktop_crm.reports.moments import day, moment
from desktop_crm.reports.page import line, paragraph, tables, write_pdf

MOST_ROWS = 5_000
_MOST_POINTS = 40
_MOST_WORDS = 400
_MOST_LINES = 12
# A heading has at least so much of what it is over below it, in points.
_ROOM = 110


def customer_sheet(
    file: CustomerFile,
    out: Path,
    *,
    more: Iterable[tuple[TimeRow, ...]] = (),
    zone: tzinfo | None = None,
    asked_by: str = "",
) -> None:
    """Write the contact sheet of a customer as PDF.

    Args:
        file: what is known.
        out: where the PDF goes; replaced in one step.
        more: further pages of the time line; 5,000 rows are printed at most.
        zone: in which times are told; None for that of this machine.
        asked_by: who had it made, for the foot of the page.

    Raises `Invalid` when the place can't be written.
    """
    story = [*_head(file), *_reached(file), *_cases(file, zone), *_facts(file, zone), *_relations(file)]
    rows = _rows(file, more)
    story += _time_line(rows, file, zone)
    made = _("{name}, {number} · made {when} {who}").format(
        name=one_line(file.head.name, 40),
        number=file.head.number,
        when=moment(file.at, zone),
        who=_("by {name}").format(name=asked_by) if asked_by else "",
    )
    write_pdf(out, story, title=_("Contact sheet of {name}").format(name=file.head.name), foot=made)


def _head(file: CustomerFile) -> Iterator[Any]:
    head = file.head
    yield from line(_("Customer contact sheet"), "muted")
    yield from line(one_line(head.name, 200), "title")
    status = {"customer": _("customer"), "former": _("former customer"), "prospect": _("prospect")}
    since = _("since {day}").format(day=head.since.strftime("%d-%m-%Y")) if head.since else ""
    parts = (head.number, status.get(head.status, head.status), since, file.segment, head.organisation)
    yield from line(" · ".join(one_line(part, 120) for part in parts if part), "text")
    yield Spacer(1, 6)


def _reached(file: CustomerFile) -> list[Any]:
    kinds = {
        PointKind.PHONE: _("Telephone"),
        PointKind.MOBILE: _("Mobile"),
        PointKind.FAX: _("Fax"),
        PointKind.EMAIL: _("E-mail"),
        PointKind.WEB: _("Web"),
        PointKind.OTHER: _("Other"),
    }
    rows = [
        _pair(
            " · ".join(filter(None, (kinds[PointKind(point.kind)], point.label))),
            point.content + (_(" (preferred)") if point.preferred else ""),
        )
        for point in file.profile.points[:_MOST_POINTS]
    ]
    if len(file.profile.points) > _MOST_POINTS:
        rows.append(_pair("", _("and {count} more").format(count=len(file.profile.points) - _MOST_POINTS)))
    rows += [
        _pair(" · ".join(filter(None, (_("Address"), address.label))), address.line)
        for address in file.profile.addresses[:_MOST_POINTS]
    ]
    agreed = [f"{'✓' if one.given else '✗'} {one.channel}" for one in file.profile.consents]
    if agreed:
        rows.append(_pair(_("May be reached by"), "   ".join(agreed)))
    if file.head.owner:
        rows.append(_pair(_("Whom to turn to"), file.head.owner))
    if file.head.note.strip():
        rows.append(_pair(_("Note"), some_lines(file.head.note, 2_000, 30)))
    return [*tables(rows, (0.24, 0.76)), Spacer(1, 4)] if rows else []


def _pair(label: str, text: str) -> list[Any]:
    return [paragraph(one_line(label, 80), "muted"), paragraph(some_lines(text, 2_000, 30))]


def _section(title: str, found: list[Any]) -> list[Any]:
    """A heading that stays with the beginning of what it is over."""
    return [CondPageBreak(_ROOM), *line(title, "heading"), *found] if found else []


def _cases(file: CustomerFile, zone: tzinfo | None) -> list[Any]:
    rows = [
        [
            [
                paragraph(one_line(one.process, 120), "strong"),
                paragraph(f"{one.case.number} · {one_line(one.case.subject, 160)}".rstrip(" ·"), "muted"),
            ],
            [paragraph(text, "small") for text in _work(one, zone)],
            [paragraph(text, role) for text, role in _clocks(one, file.at, zone)] or paragraph("", "small"),
        ]
        for one in file.open_cases
    ]
    title = _("Open cases ({count})").format(count=len(rows))
    head = (_("Case"), _("Now with"), _("Clocks"))
    return _section(title, tables(rows, (0.36, 0.32, 0.32), head))


def _work(one: OpenCase, zone: tzinfo | None) -> list[str]:
    lines = [_("Owner: {name}").format(name=one.case.owner)]
    if one.case.promised_until is not None:
        lines.append(_("Promised: {when}").format(when=moment(one.case.promised_until, zone)))
    if one.case.paused_until is not None:
        lines.append(_("‖ paused until {when}").format(when=moment(one.case.paused_until, zone)))
    lines += [f"{item.activity}: {item.item.holder or item.role}" for item in one.items]
    return _some([one_line(one, 160) for one in lines])


def _some(lines: list[str]) -> list[str]:
    """No more lines than a row of a table should have."""
    if len(lines) <= _MOST_LINES:
        return lines
    return [*lines[:_MOST_LINES], _("and {count} more").format(count=len(lines) - _MOST_LINES)]


def _clocks(one: OpenCase, now: datetime, zone: tzinfo | None) -> list[tuple[str, str]]:
    """The most urgent ones, which come first."""
    shown = one.clocks[:_MOST_LINES]
    return [(one_line(_clock(told, now, zone), 160), _clock_role(told, now)) for told in shown]


def _clock(told: ClockLine, now: datetime, zone: tzinfo | None) -> str:
    clock = told.clock
    return f"{told.name}: {_verdict(clock.state, clock.due_at, clock.warn_at, now, zone)}"


def _clock_role(told: ClockLine, now: datetime) -> str:
    due = told.clock.due_at
    late = told.clock.state == "running" and due is not None and due < now
    return "alert" if late or told.clock.state == "missed" else "small"


def _verdict(
    state: str, due: datetime | None, warn: datetime | None, now: datetime, zone: tzinfo | None
) -> str:
    """A shape and a word, so that no colour is needed; for a running clock also when its norm runs out."""
    if state == "running" and due is not None:
        until = moment(due, zone)
        if due < now:
            return _("◆ overdue since {when}").format(when=until)
        if warn is not None and warn <= now:
            return _("▲ at risk, until {when}").format(when=until)
        return _("○ until {when}").format(when=until)
    words = {
        "met": _("✓ met"),
        "missed": _("✗ missed"),
        "paused": _("‖ paused"),
        "running": _("○ running"),
        "not_started": _("○ not started"),
        "cancelled": _("– cancelled"),
    }
    return words.get(state, state)


def _facts(file: CustomerFile, zone: tzinfo | None) -> list[Any]:
    rows = [
        [
            paragraph(one_line(fact.name, 120), "muted"),
            paragraph(some_lines(fact.shown, 800, 20) + _reason(fact)),
            paragraph(_age(fact, zone), "alert" if fact.ask_again else "muted"),
        ]
        for fact in file.facts
    ]
    title = _("Known facts ({count})").format(count=len(rows))
    return _section(title, tables(rows, (0.28, 0.44, 0.28), (_("Fact"), _("Answer"), _("Since, from"))))


def _reason(fact: Fact) -> str:
    return f" ({one_line(fact.reason, 200)})" if fact.reason else ""


def _age(fact: Fact, zone: tzinfo | None) -> str:
    told = ", ".join(filter(None, (day(fact.registered_at, zone), one_line(fact.source, 80))))
    return _("{since}; ask again").format(since=told) if fact.ask_again else told


def _relations(file: CustomerFile) -> list[Any]:
    rows = [
        [
            paragraph(one_line(one.other_name, 200)),
            paragraph(
                one_line(
                    one.kind if one.forward else _("has this customer as {kind}").format(kind=one.kind), 120
                )
            ),
            paragraph(one.other_number, "muted"),
        ]
        for one in file.profile.relations
    ]
    return _section(_("Relations ({count})").format(count=len(rows)), tables(rows, (0.45, 0.35, 0.2)))


def _rows(file: CustomerFile, more: Iterable[tuple[TimeRow, ...]]) -> list[TimeRow]:
    rows = list(file.time_line)
    for page in more:
        rows += page
        if len(rows) >= MOST_ROWS:
            break
    return rows[:MOST_ROWS]


def _time_line(rows: list[TimeRow], file: CustomerFile, zone: tzinfo | None) -> list[Any]:
    found = []
    if file.planned:
        planned = [_line(row, file.at, zone) for row in file.planned]
        found += _section(_("Planned ({count})").format(count=len(planned)), tables(planned, _LINE_WIDTHS))
    if not rows:
        return [
            *found,
            *line(_("History"), "heading"),
            *line(_("Nothing has happened yet."), "muted"),
        ]
    told = _("History, the newest {count}").format(count=len(rows))
    head = (_("When"), _("What"), _("Who"), _("Outcome"))
    lines = [_line(row, file.at, zone) for row in rows]
    return [*found, *_section(told, tables(lines, _LINE_WIDTHS, head))]


_LINE_WIDTHS = (0.15, 0.52, 0.15, 0.18)


def _line(row: TimeRow, now: datetime, zone: tzinfo | None) -> list[Any]:
    what = []
    words, title = one_line(row.words, _MOST_WORDS), one_line(row.title, 160)
    # Without a subject the title is the beginning of what was said; saying it once is enough.
    if not words.startswith(title.rstrip("…")):
        what.append(paragraph(title, "strong"))
    if words:
        what.append(paragraph(f"“{words}”", "small"))
    case = _("case {number}").format(number=row.case_number) if row.case_number else ""
    detail = " · ".join(filter(None, (one_line(row.detail, 160), "" if row.kind is TimeKind.CASE else case)))
    if detail:
        what.append(paragraph(detail, "muted"))
    outcome = str(row.money) if row.money else _verdict(row.verdict, row.due_at, row.warn_at, now, zone)
    return [
        paragraph(moment(row.at, zone), "small"),
        what,
        paragraph(one_line(row.who, 80), "small"),
        paragraph(outcome, "small"),
    ]
