"""How times, durations and clocks read on a screen: short, in local time, never truncated to something else."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from desktop_crm.core.clock import long_duration
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.process.moments import LOCAL_ZONE
from desktop_crm.workflow.reads_rows import ClockLine, NearestClock

HOUR = 3600
_DAY = 86_400
_zone: tzinfo | None = ZoneInfo(LOCAL_ZONE)  # the zone in which typed times are understood


def use_zone(name: str) -> None:
    """Show all times in this IANA time zone from now on; an empty name means the zone of this machine."""
    global _zone
    _zone = ZoneInfo(name) if name else None


def zone() -> tzinfo | None:
    """Return the time zone in use; None: that of this machine."""
    return _zone


def local(moment: datetime) -> datetime:
    """Return an instant as the reader's wall clock shows it."""
    return moment.astimezone(_zone)


def from_local(wall: datetime) -> datetime:
    """Return the instant of a wall-clock time without zone, as the reader means it."""
    return wall.replace(tzinfo=_zone) if _zone is not None else wall.astimezone()


def month_name(month: int) -> str:
    """Return the short name of a month, 1 to 12."""
    return (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
        _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
    )[month - 1]  # fmt: skip


def day_name(day: date) -> str:
    """Return the short name of a day of the week."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))[day.weekday()]


def clock_time(moment: datetime) -> str:
    """Return ``14:02``."""
    return f"{local(moment):%H:%M}"


def day(moment: datetime, now: datetime) -> str:
    """Return ``today``, ``Mon 23 Nov`` within half a year, else ``12 Mar 2025``."""
    then, today = local(moment).date(), local(now).date()
    if then == today:
        return _("today")
    if then == today - timedelta(days=1):
        return _("yesterday")
    if then == today + timedelta(days=1):
        return _("tomorrow")
    if abs((then - today).days) < 180:
        return f"{day_name(then)} {then.day} {month_name(then.month)}"
    return full_day(moment)


def full_day(moment: datetime) -> str:
    """Return ``12 Mar 2025``."""
    then = local(moment).date()
    return f"{then.day} {month_name(then.month)} {then.year}"


def when(moment: datetime, now: datetime) -> str:
    """Return ``today 14:02``, ``Mon 23 Nov 16:12``, or only the day for what is long ago."""
    if abs((local(moment).date() - local(now).date()).days) >= 180:
        return full_day(moment)
    return f"{day(moment, now)} {clock_time(moment)}"


def when_exactly(moment: datetime) -> str:
    """Return ``24 Nov 2026 08:40``."""
    return f"{full_day(moment)} {clock_time(moment)}"


def until(moment: datetime, now: datetime) -> str:
    """Return an end to be read after “until”: the time today, else the day."""
    return clock_time(moment) if local(moment).date() == local(now).date() else day(moment, now)


def age(since: datetime, now: datetime) -> str:
    """Return how old something is: ``16 min ago``, ``3 h ago``, ``12 days ago``, else since which month."""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < 60:
        return _("just now")
    if seconds < HOUR:
        return _("{count} min ago").format(count=seconds // 60)
    if seconds < _DAY:
        return _("{count} h ago").format(count=seconds // HOUR)
    if seconds < 60 * _DAY:
        days = seconds // _DAY
        return _("yesterday") if days == 1 else _("{count} days ago").format(count=days)
    then = local(since)
    return f"{month_name(then.month)} {then.year}"


def short_duration(seconds: float, day_seconds: float = _DAY) -> str:
    """Return ``0:42``, ``2:55``, ``1 d 2 h`` or ``6 d``; a day is the calendar's own where net time is judged."""
    minutes = int(seconds) // 60
    if seconds < day_seconds:
        return f"{minutes // 60}:{minutes % 60:02d}"
    days, rest = divmod(int(seconds), int(day_seconds))
    hours = rest // HOUR
    if hours == 0 or days >= 10:
        return _("{days} d").format(days=days)
    return _("{days} d {hours} h").format(days=days, hours=hours)


def waited(seconds: float) -> str:
    """Return how long something has waited: ``0 h 35``, ``23 h 20``; after days without the minutes: ``6 d 20 h``."""
    if seconds < _DAY:
        return long_duration(seconds)
    return _("{days} d {hours} h").format(days=int(seconds) // _DAY, hours=int(seconds) % _DAY // HOUR)


@frozen
class ClockWords:
    """What a chip says besides its shape and name: the time or verdict (strong), and the word after it."""

    strong: str
    word: str


def nearest_words(clock: NearestClock, paused_until: datetime | None, now: datetime) -> ClockWords:
    """Return the words of a clock in a list."""
    if clock.face == "paused":
        word = "" if paused_until is None else _("until {time}").format(time=until(paused_until, now))
        return ClockWords(_("paused"), word)
    return _ticking(clock.face, clock.seconds, clock.day_seconds, clock.opens_at, now)


def clock_words(line: ClockLine, now: datetime) -> ClockWords:
    """Return the words of a clock's chip."""
    words = _verdict(line, now)
    if line.revised:
        return ClockWords(
            words.strong, _("{word}, revised").format(word=words.word) if words.word else _("revised")
        )
    return words


def _verdict(line: ClockLine, now: datetime) -> ClockWords:
    match line.face:
        case "not_started":
            return ClockWords("", _("not started"))
        case "cancelled":
            return ClockWords("", _("cancelled"))
        case "met":
            return ClockWords(_("met"), _met(line))
        case "missed":
            return ClockWords(_("missed"), _missed(line))
        case "paused":
            ends = _("until {time}").format(time=until(line.paused_until, now)) if line.paused_until else ""
            return ClockWords(_("paused"), ", ".join(part for part in (line.paused_for, ends) if part))
    return _ticking(line.face, line.seconds, line.day_seconds, line.opens_at, now)


def _met(line: ClockLine) -> str:
    if line.grade is not None:
        return _("with a {grade:g}").format(grade=line.grade)
    if line.measure == "promise_kept" or line.seconds is None:
        return ""
    if line.seconds < 60:
        return _("at once")
    return _("in {time}").format(time=short_duration(line.seconds, line.day_seconds))


def _missed(line: ClockLine) -> str:
    if line.grade is not None:
        return _("with a {grade:g}").format(grade=line.grade)
    return _("by {time}").format(time=short_duration(line.seconds, line.day_seconds)) if line.seconds else ""


def _ticking(
    face: str, seconds: int | None, day_seconds: float, opens_at: datetime | None, now: datetime
) -> ClockWords:
    if seconds is None:
        return ClockWords(_("running"), _("overdue") if face == "overdue" else "")
    time = short_duration(seconds, day_seconds)
    if face == "overdue":
        return ClockWords(time, _("overdue"))
    left = _("{time} left").format(time=time)
    if face == "at_risk":
        return ClockWords(left, _("at risk"))
    if face == "out_of_hours" and opens_at is not None:
        opening = clock_time(opens_at)
        if local(opens_at).date() != local(now).date():
            opening = f"{day_name(local(opens_at).date())} {opening}"
        return ClockWords(left, _("closed until {time}").format(time=opening))
    return ClockWords(left, "")


def norm_in_words(line: ClockLine) -> str:
    """Return a norm of time: ``4 h``, ``10 working days``; empty where the norm is no amount of time."""
    if line.norm_seconds is None:
        return ""
    net = line.judged == "net"
    days = line.norm_seconds / (line.day_seconds if net else _DAY)
    if days >= 1 and abs(days - round(days)) < 1e-9:
        count = round(days)
        if net:
            return _("1 working day") if count == 1 else _("{count} working days").format(count=count)
        return _("1 day") if count == 1 else _("{count} days").format(count=count)
    if line.norm_seconds < HOUR:
        return _("{count} min").format(count=line.norm_seconds // 60)
    hours = line.norm_seconds / HOUR
    return (
        _("{hours:g} working hours").format(hours=hours) if net else _("{hours:g} hours").format(hours=hours)
    )


def quoted(words: str) -> str:
    """Return somebody's words in quotation marks, once; empty for none."""
    said = " ".join(words.split())
    for first, last in ("“”", '""', "„”", "«»"):
        inner = said[1:-1]
        if (
            len(said) > 1
            and said[0] == first
            and said[-1] == last
            and first not in inner
            and last not in inner
        ):
            said = inner.strip()
    return f"“{said}”" if said else ""


def initials(name: str) -> str:
    """Return one or two letters for a customer's badge."""
    words = [word for word in name.replace(",", " ").split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in words[:2])
