"""Times as they are typed at the desk: a time of day today, or a day with a time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.moments import parse_moment
from desktop_crm.ui import wording

_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})")


def typed_moment(text: str, now: datetime, *, future: bool) -> datetime | None:
    """Return the instant that was typed, None for nothing; raise `Invalid` with an example.

    ``14:18`` is today; of a time that should lie ahead but has passed, tomorrow's. ``24-11 14:18`` and
    ``24-11-2026 14:18`` name the day.
    """
    body = " ".join(text.split())
    if not body:
        return None
    day, _space, time = body.rpartition(" ")
    today = wording.local(now).date()
    try:
        if not day:
            found = datetime.fromisoformat(parse_moment(f"{today.isoformat()} {time}"))
            return found + timedelta(days=1) if future and found <= now else found
        named = _DAY_AND_MONTH.fullmatch(day)
        full = f"{named[1]}-{named[2]}-{today.year}" if named else day
        return datetime.fromisoformat(parse_moment(f"{full} {time}"))
    except Invalid:
        raise Invalid(
            _("“{text}” is not a time; write 14:30, or 24-11 14:30.").format(text=text[:40])
        ) from None
