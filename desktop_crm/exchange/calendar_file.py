"""Calendar files (.ics, RFC 5545): appointments read from them, and planned contacts written to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.mail import LONGEST_LINE, clean
from desktop_crm.exchange.physical import as_text, lines_of, open_file
from desktop_crm.exchange.vcard_write import fold_line
from desktop_crm.exchange.words import PRODUCT

LONGEST_CALENDAR_LINE = 1024 * 1024
MOST_APPOINTMENTS = 1_000
# When nobody says an hour, a working day's.
_WHOLE_DAY = time(9, 0)
_LINE = re.compile(r"([A-Za-z0-9-]+)((?:;[^:;=]+=(?:\"[^\"]*\"|[^:;]*))*):(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PLAIN = str.maketrans({"\\": "\\\\", "\n": "\\n", ",": "\\,", ";": "\\;"})
OURS = "X-DESKTOP-CRM-CUSTOMER"


@dataclass(frozen=True)
class Appointment:
    """One appointment of a calendar file.

    Attributes:
        at: when it begins, aware UTC. `addresses`: e-mail addresses of who organises or attends it.
        customer: whose it is, in a file of ours. `repeats`: it is the first of several.
    """

    subject: str
    at: datetime
    text: str = ""
    addresses: tuple[str, ...] = ()
    customer: UUID | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned contact to be written; `with_whom`: the customer's name."""

    id: UUID
    customer: UUID
    subject: str
    with_whom: str
    at: datetime


def read_calendar(path: Path, zone: tzinfo | None) -> tuple[Appointment, ...]:
    """Return the appointments of a calendar file that are not cancelled, in their order.

    `zone` is where times without one are meant, None: of this machine. Raises `Invalid` for a file that is none,
    or that holds nothing.
    """
    with open_file(path) as stream:
        lines = _unfolded(as_text(line.content) for line in lines_of(stream, LONGEST_CALENDAR_LINE))
        found = list(_appointments(lines, zone, path.name))
    if not found:
        raise Invalid(_("There is no appointment in the file; nothing was planned."), where=path.name)
    return tuple(found)


def _unfolded(lines: Iterable[str]) -> Iterator[str]:
    """Join folded lines (section 3.1)."""
    waiting: str | None = None
    for line in lines:
        if waiting is not None and line[:1] in {" ", "\t"} and len(waiting) < LONGEST_CALENDAR_LINE:
            waiting += line[1:]
            continue
        if waiting is not None:
            yield waiting
        waiting = line
    if waiting is not None:
        yield waiting


@dataclass
class _Event:
    """What was read of an event so far."""

    values: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)


def _appointments(lines: Iterator[str], zone: tzinfo | None, name: str) -> Iterator[Appointment]:
    first = next((line for line in lines if line.strip()), "")
    if first.strip().upper() != "BEGIN:VCALENDAR":
        raise Invalid(_("This is no calendar file."), where=name)
    event: _Event | None = None
    inside = count = 0  # alarms inside of an event have words of their own
    for line in lines:
        word = line.strip().upper()
        if word == "BEGIN:VEVENT":
            event, inside = _Event(), 0
        elif word == "END:VEVENT" and event is not None:
            made = _made(event, zone)
            event = None
            if made is not None and count < MOST_APPOINTMENTS:
                count += 1
                yield made
        elif event is not None and word.startswith(("BEGIN:", "END:")):
            inside += 1 if word.startswith("BEGIN:") else -1
        elif event is not None and inside == 0:
            _note(event, line)


def _note(event: _Event, line: str) -> None:
    match = _LINE.fullmatch(line)
    if match is None:
        return
    name, value = match[1].upper(), match[3]
    parts = (part.partition("=") for part in match[2].split(";")[1:])
    parameters = {key.upper(): said.strip('"') for key, _equals, said in parts}
    if name in {"ATTENDEE", "ORGANIZER"}:
        if value.lower().startswith("mailto:"):
            event.addresses.append(value[len("mailto:") :].strip())
    else:
        event.values.setdefault(name, (parameters, value))


def _made(event: _Event, zone: tzinfo | None) -> Appointment | None:
    said = event.values
    begins = said.get("DTSTART")
    if begins is None or said.get("STATUS", ({}, ""))[1].strip().upper() == "CANCELLED":
        return None
    at = _instant(*begins, zone)
    if at is None:
        return None
    subject = " ".join(_text(said, "SUMMARY").split())[:LONGEST_LINE]
    place = _text(said, "LOCATION")
    text = "\n".join(part for part in (_text(said, "DESCRIPTION"), place) if part)
    try:
        customer = UUID(said[OURS][1]) if OURS in said else None
    except ValueError:
        customer = None
    return Appointment(
        subject or _("Appointment"), at, text, tuple(event.addresses), customer, "RRULE" in said
    )


def _text(said: dict[str, tuple[dict[str, str], str]], name: str) -> str:
    value = said.get(name, ({}, ""))[1]
    return clean(_ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], value)).strip()


def _instant(parameters: dict[str, str], value: str, zone: tzinfo | None) -> datetime | None:
    """Return a DATE or DATE-TIME (section 3.3): in UTC, in the zone that it names, or in `zone`."""
    text, zone = value.strip(), _zone(parameters.get("TZID", ""), zone)
    try:
        if "T" not in text:
            day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
            return datetime.combine(day, _WHOLE_DAY, zone).astimezone(UTC)
        at = datetime.fromisoformat(text.removesuffix("Z")[:15])
        return at.replace(tzinfo=UTC if text.endswith("Z") else zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str, ours: tzinfo | None) -> tzinfo | None:
    """Return a zone by its name; a zone of somebody's own making is most likely ours."""
    try:
        return ZoneInfo(name) if name else ours
    except (ValueError, OSError, KeyError):
        return ours


def calendar_of(planned: Iterable[Planned], now: datetime) -> bytes:
    """Return a calendar file of planned contacts, half an hour each."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    for one in planned:
        summary = f"{one.subject} ({one.with_whom})" if one.subject else one.with_whom
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.id}",
            f"DTSTAMP:{_written(now)}",
            f"DTSTART:{_written(one.at)}",
            "DURATION:PT30M",
            f"SUMMARY:{summary.translate(_PLAIN)}",
            f"{OURS}:{one.customer}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(fold_line(line) for line in lines)


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
