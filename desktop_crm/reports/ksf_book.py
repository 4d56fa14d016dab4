"""Key success factors of a period on paper: what was met, how surely, how long it took, and how it moved.

Nothing stands here that the screens would not show: what rests on too few people is said to be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from pathlib import Path
from typing import Any

from reportlab.platypus import CondPageBreak, Spacer

from desktop_crm.core.i18n import _
from desktop_crm.measures import words
from desktop_crm.measures.ksf_figures import KsfTile, Part
from desktop_crm.measures.reporting import KsfReport
from desktop_crm.reports.book import opening, section, write_book
from desktop_crm.reports.charts import MOST_BARS, ControlChart, Shares
from desktop_crm.reports.fonts import one_line
from desktop_crm.reports.moments import moment
from desktop_crm.reports.page import line, paragraph, tables

_FIGURES = (0.36, 0.1, 0.1, 0.14, 0.1, 0.1, 0.1)
_WEEKS = (0.4, 0.2, 0.2, 0.2)
_CHART_ROOM = 190  # points that a chart and the words above it take


def ksf_book(report: KsfReport, out: Path, *, zone: tzinfo | None = None, asked_by: str = "") -> None:
    """Write the key success factors of a period as PDF; equal reports give equal bytes.

    Args:
        zone: in which the moment of making is told; None for that of this machine.
        asked_by: who had it made, for the foot of the page.

    Raises `Invalid` when the place can't be written.
    """
    span = words.span(report.choice.first, report.choice.last)
    made = _("made {when}").format(when=moment(report.made, zone))
    by = _("by {name}").format(name=asked_by) if asked_by else ""
    name = _("Key success factors, {span}").format(span=span)
    foot = " · ".join(filter(None, (name, f"{made} {by}".strip())))
    write_book(out, _story(report, span), title=name, foot=foot)


def _story(report: KsfReport, span: str) -> Iterator[Any]:
    rests = _("Of the weeks that are over; figures rest on {count} people at least.").format(
        count=report.fewest
    )
    team = _("Only cases of: {team}").format(team=one_line(report.team, 120)) if report.team else ""
    yield from opening(_("Report of a period"), _("Key success factors"), span, team, rests)
    yield from _overview(report)
    for tile in report.tiles:
        yield from _one(tile, report.parts.get(tile.ksf, {}), report.fewest)


def _overview(report: KsfReport) -> Iterator[Any]:
    yield from section(_("At a glance"))
    told = [(tile.name, tile.figures, tile.norm) for tile in report.tiles if tile.figures is not None]
    if told:
        yield from line(
            _("The dot is the share met, the band where it lies with 95 % certainty, the stroke its norm."),
            "muted",
        )
        yield from (Shares(told[start : start + MOST_BARS]) for start in range(0, len(told), MOST_BARS))
        yield Spacer(1, 6)
    rows = [
        [
            paragraph(one_line(tile.name, 120), "strong"),
            paragraph(words.verdict(tile), "alert" if tile.verdict == "below" else "small"),
            *_figures(tile),
        ]
        for tile in report.tiles
    ]
    head = (_("Key success factor"), _("Verdict"), _("Met"), _("Certain"), _("Median"), _("90th"), _("95th"))
    if rows:
        yield from tables(rows, _FIGURES, head)
    else:
        yield from line(_("The model in force measures nothing."), "muted")


def _figures(tile: KsfTile) -> list[Any]:
    figures = tile.figures
    if figures is None:
        return [paragraph(text, "muted") for text in (_("not shown"), "", "", "", "")]
    return [
        paragraph(text, "small")
        for text in (
            words.percent(figures.share), f"{figures.low:.0%}–{figures.high:.0%}",
            *(words.measured(one, tile.judged) for one in (figures.median, figures.p90, figures.p95)),
        )
    ]  # fmt: skip


def _one(tile: KsfTile, parts: Mapping[str, tuple[Part, ...]], fewest: int) -> Iterator[Any]:
    yield from section(tile.name)
    if tile.words:
        yield from line(f"“{one_line(tile.words, 400)}”", "text")
    yield from line(words.rests_on(tile), "muted")
    if tile.figures is None:
        yield from line(words.untold(fewest, tile.withheld), "text")
        return
    left_out = words.left_out(tile.withheld)
    if left_out:
        yield from line(left_out, "muted")
    if len(tile.points) > 1:
        yield CondPageBreak(_CHART_ROOM)
        yield from line(_("Share met, week by week"), "strong")
        yield ControlChart(tile)
        yield from line(_limits(tile), "muted")
    for way, title in (
        ("process", _("By process")), ("team", _("By team")), ("channel", _("By channel")),
        ("segment", _("By segment")),
    ):  # fmt: skip
        yield from _parts(title, parts.get(way, ()), tile.judged)
    if tile.points:
        yield Spacer(1, 6)
        yield CondPageBreak(80)
        yield from tables(
            _weeks(tile), _WEEKS, (_("Week of"), _("Verdicts"), _("Met"), _("Beyond the limits"))
        )


def _limits(tile: KsfTile) -> str:
    if tile.limits is None:
        return _("Fewer than six weeks can be told by themselves: too few for limits.")
    return _("Mean {centre}; chance alone keeps the weeks between {lower} and {upper}.").format(
        centre=words.percent(tile.limits.centre),
        lower=words.percent(tile.limits.lower),
        upper=words.percent(tile.limits.upper),
    )


def _parts(title: str, parts: tuple[Part, ...], judged: str) -> Iterator[Any]:
    """Yield a table of what can be told apart; one part alone would say the whole again."""
    if len(parts) < 2:
        return
    rows = [
        [
            paragraph(one_line(one.name, 120) or _("all others"), "small"),
            *(
                paragraph(text, "small")
                for text in (
                    str(one.figures.count), words.percent(one.figures.share),
                    f"{one.figures.low:.0%}–{one.figures.high:.0%}",
                    *(words.measured(part, judged)
                      for part in (one.figures.median, one.figures.p90, one.figures.p95)),
                )
            ),
        ]
        for one in parts
    ]  # fmt: skip
    head = (title, _("Verdicts"), _("Met"), _("Certain"), _("Median"), _("90th"), _("95th"))
    yield Spacer(1, 6)
    yield CondPageBreak(80)
    yield from tables(rows, _FIGURES, head)


def _weeks(tile: KsfTile) -> list[list[Any]]:
    outside = tile.limits.outside if tile.limits is not None else ()
    return [
        [
            paragraph(f"{point.monday:%d-%m-%Y}", "small"), paragraph(str(point.count), "small"),
            paragraph(words.percent(point.share), "small"),
            paragraph(_("■ beyond") if place in outside else "", "alert"),
        ]
        for place, point in enumerate(tile.points)
    ]  # fmt: skip
