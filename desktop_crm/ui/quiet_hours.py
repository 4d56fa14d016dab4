"""When nobody is to be alerted: hours of the local day, which may lie across midnight."""

from __future__ import annotations

import re
from datetime import datetime, time

from desktop_crm.core.errors import Invalid
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.ui.widgets.list_view import Keeper

KEY = "quiet_hours"
_SPAN = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])\s*[-–]\s*([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


@frozen
class QuietHours:
    """From when until when it is quiet; the same time twice: never."""

    start: time = time(18)
    end: time = time(8)

    def holds(self, at: datetime) -> bool:
        """Tell whether it is quiet at a moment of the local wall clock."""
        now = at.time()
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def __str__(self) -> str:
        """Return the hours as one types them; nothing where it is never quiet."""
        return "" if self.start == self.end else f"{self.start:%H:%M}-{self.end:%H:%M}"


NEVER = QuietHours(time(), time())


def kept_quiet_hours(settings: Keeper | None) -> QuietHours:
    """Return the hours that this machine's settings keep; from six to eight where they keep none."""
    kept = settings.get(KEY) if settings is not None else None
    try:
        return QuietHours() if kept is None else read_quiet_hours(str(kept))
    except Invalid:  # somebody wrote into the file
        return QuietHours()


def read_quiet_hours(text: str) -> QuietHours:
    """Return hours such as ``18:00-08:00``, of nothing `NEVER`; raise `Invalid` with a right example."""
    if not text.strip():
        return NEVER
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise Invalid(
            _(
                "“{text}” are no hours; write them like 18:00-08:00, or nothing to be alerted at any time."
            ).format(text=text.strip()[:40])
        )
    first, minute, last, other = (int(part) for part in found.groups())
    return QuietHours(time(first, minute), time(last, other))
