"""How shares, durations and periods of a team's figures are said, on screens and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from desktop_crm.core.clock import long_duration
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.measures.ksf_figures import Choice, Figures, KsfTile
from desktop_crm.measures.months import begin_of, month_of
from desktop_crm.measures.process_times import ProcessTimes

_YEAR = 12
_MINUTE = 60
_NEVER = 10**9  # longer than anything that is measured: no day is told
_EVER = 1  # before all months


def periods(now: datetime) -> dict[str, tuple[str, int, int]]:
    """Return what can be looked at: for each code its words, and its first and last month."""
    this = month_of(now)
    return {
        "quarter": (_("Last 3 months"), this - 3, this),
        "year": (_("Last 12 months"), this - _YEAR, this),
        "month": (_("Last month"), this - 1, this - 1),
        "ever": (_("All there is"), _EVER, this),
    }


def choice(now: datetime, period: str, team: str) -> Choice:
    """Return what is looked at in a period, of one team or of all."""
    _words, first, last = periods(now)[period]
    return Choice(first, last, {"team": team} if team else {})


def span(first: int, last: int) -> str:
    """Return the months of a period: ``2026-09 – 2026-11``, one of them alone, or that it is all there is."""
    if first <= _EVER:
        return _("up to {month}").format(month=f"{begin_of(last):%m-%Y}")
    ends = [f"{begin_of(month):%m-%Y}" for month in (first, last)]
    return ends[0] if first == last else " – ".join(ends)


def percent(share: float) -> str:
    """Return ``96.2 %``."""
    return _("{share:.1f} %").format(share=100 * share)


def duration(seconds: float | None, day_seconds: float = 86_400) -> str:
    """Return ``1 h 12`` or ``2 d 3 h 10``; nothing for what has none."""
    return "" if seconds is None else long_duration(seconds, day_seconds)


def measured(seconds: float | None, judged: str) -> str:
    """Return a KSF's duration: working time in hours, since its days are no days; the customer's with days."""
    if seconds is None:
        return ""
    return _("at once") if seconds < _MINUTE else duration(seconds, _NEVER if judged == "net" else 86_400)


def rests_on(tile: KsfTile) -> str:
    """Return what a share rests on, and what it is held against: ``of 412 · norm 95 % in 4 h``."""
    norm = _("norm {share:.0%}").format(share=tile.norm)
    if tile.norm_seconds is not None:
        norm = _("{norm} in {hours:g} h").format(norm=norm, hours=round(tile.norm_seconds / 3600, 2))
    count = 0 if tile.figures is None else tile.figures.count
    return f"{_('of {count}').format(count=count)} · {norm}"


def spread(figures: Figures, judged: str) -> str:
    """Return where half and nearly all lie: ``median 1 h 12 · 95th 3 h 48``; nothing for what takes no time."""
    if figures.median is None or figures.p95 is None:
        return ""
    return _("median {median} · 95th {p95}").format(
        median=measured(figures.median, judged), p95=measured(figures.p95, judged)
    )


def verdict(tile: KsfTile) -> str:
    """Return the verdict in a word."""
    return {
        "met": _("met"),
        "just_below": _("just below"),
        "below": _("below norm"),
        "untold": _("not shown"),
    }[tile.verdict]


def untold(fewest: int, withheld: int) -> str:
    """Return why a figure is not shown."""
    if not withheld:
        return _("No case came to a verdict in a week that is over.")
    return _("Figures appear from {count} people a month on, so that nobody is singled out.").format(
        count=fewest
    )


def left_out(withheld: int) -> str:
    """Return how many verdicts are not in a figure, and why; nothing where all are."""
    if not withheld:
        return ""
    return ngettext(
        "{count} verdict is left out, since too few people are behind it.",
        "{count} verdicts are left out, since too few people are behind them.",
        withheld,
    ).format(count=withheld)


def lost(times: ProcessTimes) -> Iterator[str]:
    """Yield in sentences where a process loses its time, and whether its cases ran as the model draws."""
    if times.waiting_share is not None:
        yield _("{share:.0%} of step time is waiting, most of it before “{step}”.").format(
            share=times.waiting_share, step=times.largest
        )
    if times.hand_overs:
        worst = times.hand_overs[0]
        yield _("From {origin} to {to} work waits {time} at its median.").format(
            origin=worst.origin, to=worst.to, time=duration(worst.median, times.day_seconds)
        )
    other = sum(one.cases for one in times.ways if not one.as_drawn)
    if other:
        yield ngettext(
            "{count} case ran otherwise than the model draws.",
            "{count} cases ran otherwise than the model draws.",
            other,
        ).format(count=other)
