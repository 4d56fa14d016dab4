"""A process of a period on paper: where its cases waited, were held and worked on, and which ways they went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any

from reportlab.platypus import Spacer

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.measures import words
from desktop_crm.measures.process_times import ProcessTimes, StepTimes, Way
from desktop_crm.measures.reporting import ProcessReport
from desktop_crm.reports.book import opening, section, write_book
from desktop_crm.reports.charts import MOST_BARS, StepBars
from desktop_crm.reports.fonts import one_line, some_lines
from desktop_crm.reports.moments import moment
from desktop_crm.reports.page import line, paragraph, tables

_STEPS = (0.3, 0.18, 0.08, 0.12, 0.12, 0.12, 0.08)
_HAND_OVERS = (0.32, 0.32, 0.1, 0.13, 0.13)
_WAYS = (0.1, 0.72, 0.18)


def process_book(report: ProcessReport, out: Path, *, zone: tzinfo | None = None, asked_by: str = "") -> None:
    """Write where a process lost its time as PDF; equal reports give equal bytes.

    Args:
        zone: in which the moment of making is told; None for that of this machine.
        asked_by: who had it made, for the foot of the page.

    Raises `Invalid` when the place can't be written.
    """
    name = _("{process}, {span}").format(
        process=one_line(report.times.name, 60), span=words.span(report.choice.first, report.choice.last)
    )
    made = _("made {when}").format(when=moment(report.made, zone))
    by = _("by {name}").format(name=asked_by) if asked_by else ""
    foot = " · ".join((name, f"{made} {by}".strip()))
    write_book(out, _story(report), title=name, foot=foot)


def _story(report: ProcessReport) -> Iterator[Any]:
    times, span = report.times, words.span(report.choice.first, report.choice.last)
    cases = ngettext(
        "{count} case, concluded in the months that are over of {span}.",
        "{count} cases, concluded in the months that are over of {span}.",
        times.cases,
    ).format(count=times.cases, span=span)
    rests = _("Times are working time, medians per step; they rest on {count} people at least.").format(
        count=report.fewest
    )
    yield from opening(_("Process report"), times.name, cases, rests)
    if not times.cases:
        yield from line(_("No case of this process was concluded in a month that is over."), "text")
        return
    for said in words.lost(times):
        yield from line(some_lines(said, 600, 6), "text")
    yield from section(_("Waiting, holding and working"))
    longest = max((sum(step.times) for step in times.steps if step.times), default=0.0)
    rows = [(step, _told(step, times.day_seconds)) for step in times.steps]
    for start in range(0, len(rows), MOST_BARS):
        yield StepBars(rows[start : start + MOST_BARS], longest)
    yield Spacer(1, 6)
    head = (_("Step"), _("Role"), _("Times"), _("Waiting"), _("Holding"), _("Working"), _("Waits"))
    yield from tables([_step(one, times.day_seconds) for one in times.steps], _STEPS, head)
    yield from _hand_overs(times)
    yield from _ways(times)


def _told(step: StepTimes, day: float) -> str:
    if step.times is not None:
        return words.duration(sum(step.times), day)
    return _("not shown: too few people") if step.count else _("not done in these months")


def _step(step: StepTimes, day: float) -> list[Any]:
    phases = (
        [words.duration(one, day) for one in step.times]
        if step.times
        else [_("not shown") if step.count else "–", "", ""]
    )
    share = "" if step.waiting_share is None else f"{step.waiting_share:.0%}"
    return [
        paragraph(one_line(step.name, 120), "strong"), paragraph(one_line(step.role, 80), "small"),
        paragraph(str(step.count), "small"), *(paragraph(text, "small") for text in (*phases, share)),
    ]  # fmt: skip


def _hand_overs(times: ProcessTimes) -> Iterator[Any]:
    yield from section(_("Lost at hand-overs"))
    rows = [
        [
            paragraph(one_line(one.origin, 80), "small"), paragraph(one_line(one.to, 80), "small"),
            paragraph(str(one.count), "small"), paragraph(words.duration(one.median, times.day_seconds), "small"),
            paragraph(words.duration(one.total, times.day_seconds), "small"),
        ]
        for one in times.hand_overs
    ]  # fmt: skip
    if rows:
        head = (_("From"), _("To"), _("Times"), _("Median"), _("In all"))
        yield from tables(rows, _HAND_OVERS, head)
    else:
        yield from line(_("No hand-over between roles can be told of."), "muted")


def _ways(times: ProcessTimes) -> Iterator[Any]:
    yield from section(_("The ways cases went"))
    rows = [
        [
            paragraph(str(way.cases), "strong"),
            paragraph(one_line(" → ".join(one_line(one, 80) for one in way.activities), 2_000), "small"),
            paragraph(*_beside(way)),
        ]
        for way in times.ways
    ]
    yield from tables(rows, _WAYS, (_("Cases"), _("Steps in order"), _("Beside the model")))


def _beside(way: Way) -> tuple[str, str]:
    return (_("as the model draws it"), "muted") if way.as_drawn else (_("otherwise than drawn"), "alert")
