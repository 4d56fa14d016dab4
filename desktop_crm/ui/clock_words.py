"""From a clock's row to its chip and its explanation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_crm.core.clock import long_duration
from desktop_crm.core.i18n import _
from desktop_crm.timing.calendar import Interval
from desktop_crm.ui import wording
from desktop_crm.ui.widgets.clock_chip import ClockFace
from desktop_crm.workflow.reads_rows import ClockLine, NearestClock

if TYPE_CHECKING:
    from desktop_crm.ui.widgets.why_popover import Why, WhyInterval

_DAY = 86_400


def list_face(clock: NearestClock | None, paused_until: datetime | None, now: datetime) -> ClockFace | None:
    """Return the chip of a work list's row; a case that waits says so, whichever clock is nearest."""
    if paused_until is not None:
        word = _("until {time}").format(time=wording.until(paused_until, now))
        return ClockFace("paused", main=_("paused"), word=word)
    if clock is None:
        return None
    words = wording.nearest_words(clock, paused_until, now)
    # In a list the moon says it in one word; the clock itself says until when.
    word = _("closed") if clock.face == "out_of_hours" else words.word
    return ClockFace(clock.face, main=words.strong, word=word)


def face_of(line: ClockLine, now: datetime) -> ClockFace:
    """Return the chip of a clock."""
    words = wording.clock_words(line, now)
    name = line.name
    if line.measure == "promise_kept" and line.due is not None:
        name = _("Promise: {time}").format(time=wording.when(line.due, now))
    return ClockFace(line.face, name=name, main=words.strong, word=words.word)


def why_of(line: ClockLine, now: datetime) -> Why:
    """Return everything a clock has to say."""
    from desktop_crm.ui.widgets.why_popover import Why  # lists of clocks, such as the desk's, explain none

    return Why(
        words=line.words or line.name,
        judged=_judged(line, now),
        net=long_duration(line.net_seconds, line.day_seconds),
        customer=long_duration(line.customer_seconds, _DAY),
        face=face_of(line, now),
        intervals=tuple(_interval(one, now) for one in line.intervals),
        choice=_changes(line, now),
    )


def _changes(line: ClockLine, now: datetime) -> str:
    """Return the norms under which a clock ran before, why no longer, and the rule; empty where it ran under one."""
    if not line.earlier:
        return ""
    from desktop_crm.timing.clock import Because  # few clocks change their norm

    told = []
    for one in line.earlier:
        norm = wording.norm_in_words(replace(line, norm_seconds=one.norm_seconds)) or _("another norm")
        told.append(
            {
                Because.URGENT: _("Until {time} the norm was {norm}; then the case became urgent."),
                Because.NOT_URGENT: _(
                    "Until {time} the norm was {norm}; then the case was urgent no longer."
                ),
                Because.PROCESS: _("Until {time} the norm was {norm}; then the case changed its process."),
                Because.VERSION: _(
                    "Until {time} the norm was {norm}; then the case went to another version."
                ),
            }[Because(one.because)].format(time=wording.when(one.until, now), norm=norm)
        )
    told.append(_("Start and pauses stay the same; a miss stays a miss."))
    if line.missed_under is not None:
        norm = wording.norm_in_words(replace(line, norm_seconds=line.missed_under))
        told.append(_("The norm of {norm} was missed.").format(norm=norm))
    return " ".join(told)


def _judged(line: ClockLine, now: datetime) -> str:
    if line.measure == "promise_kept":
        what = _("Judged on the promised time") if line.due is None else _("Judged on the promise: {time}").format(
            time=wording.when(line.due, now)
        )  # fmt: skip
        return _("{what} · model version {version}").format(what=what, version=line.model_version)
    norm = wording.norm_in_words(line)
    time = _("net time") if line.judged == "net" else _("customer time")
    if not norm:
        return _("Judged on the grade given · model version {version}").format(version=line.model_version)
    return _(
        "Judged on {time} against {norm} · calendar {calendar} · target of model version {version}"
    ).format(time=time, norm=norm, calendar=line.calendar_name, version=line.model_version)


def _interval(one: Interval, now: datetime) -> WhyInterval:
    from desktop_crm.ui.widgets.why_popover import WhyInterval

    seconds = (one.end - one.start).total_seconds()
    start, end = wording.local(one.start), wording.local(one.end)
    first = f"{wording.day_name(start.date())} {start.day} {wording.month_name(start.month)} {start:%H:%M}"
    if abs((one.end - now).total_seconds()) < 1:
        last = _("now")
    elif start.date() == end.date():
        last = f"{end:%H:%M}"
    else:
        last = f"{wording.day_name(end.date())} {end:%H:%M}"
    return WhyInterval(f"{first} – {last}", long_duration(seconds, 1e9), seconds, one.counted, one.reason)
