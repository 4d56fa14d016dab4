"""The promises of today on paper: which are broken, which will break unless something is done, which hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.measures.promised import Outlook, Promised, PromiseReport
from desktop_crm.reports.book import opening, section, write_book
from desktop_crm.reports.fonts import one_line
from desktop_crm.reports.moments import day, moment
from desktop_crm.reports.page import line, paragraph, tables

_WIDTHS = (0.17, 0.3, 0.35, 0.18)
_MOST_STEPS = 6


def promise_list(report: PromiseReport, out: Path, *, zone: tzinfo | None = None, asked_by: str = "") -> None:
    """Write the promises that run out by a moment as PDF; equal reports give equal bytes.

    Args:
        zone: in which times are told; None for that of this machine.
        asked_by: who had it made, for the foot of the page.

    Raises `Invalid` when the place can't be written.
    """
    name = _("Promises, {day}").format(day=day(report.made, zone))
    made = _("made {when}").format(when=moment(report.made, zone))
    by = _("by {name}").format(name=asked_by) if asked_by else ""
    write_book(out, _story(report, name, zone), title=name, foot=" · ".join((name, f"{made} {by}".strip())))


def titles() -> dict[Outlook, str]:
    """Return what each outlook is called over its list."""
    return {
        Outlook.BROKEN: _("Broken already"),
        Outlook.WILL_BREAK: _("Will break: less time is left than the work usually takes"),
        Outlook.ON_COURSE: _("On course"),
    }


def _story(report: PromiseReport, name: str, zone: tzinfo | None) -> Iterator[Any]:
    count = len(report.promises)
    told = ngettext(
        "{count} promise runs out before {until}, or did.", "{count} promises run out before {until}, or did.", count
    ).format(count=count, until=moment(report.until, zone))  # fmt: skip
    yield from opening(_("Promises to customers"), name, report.team and one_line(report.team, 80), told)
    if not count:
        yield from line(_("No promise runs out today, and none is overdue."), "text")
    for outlook, title in titles().items():
        found = [one for one in report.promises if one.outlook is outlook]
        if found:
            yield from section(_("{title} ({count})").format(title=title, count=len(found)))
            head = (_("Promised for"), _("Case"), _("To be done"), _("With"))
            yield from tables([_row(one, zone) for one in found], _WIDTHS, head)


def _row(one: Promised, zone: tzinfo | None) -> list[Any]:
    role = "alert" if one.outlook is not Outlook.ON_COURSE else "small"
    case = [
        paragraph(one_line(one.customer, 120) or _("anonymous"), "strong"),
        paragraph(one_line(f"{one.number} · {one.process}", 160), "muted"),
    ]
    if one.contact:
        case.append(paragraph(_("to hear from us"), "muted"))
    if one.paused_until is not None:
        told = _("‖ paused until {when}").format(when=moment(one.paused_until, zone))
        case.append(paragraph(told, "muted"))
    steps = one.steps[:_MOST_STEPS]
    return [
        paragraph(moment(one.until, zone), role),
        case,
        [paragraph(one_line(step, 120), "small") for step, _role in steps] or "",
        [paragraph(one_line(role, 80), "small") for _step, role in steps] or "",
    ]
