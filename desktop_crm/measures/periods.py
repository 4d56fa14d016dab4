"""Days and months as people name them: which instants lie in one, by the reader's wall clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.moments import LOCAL_ZONE

EVER = datetime(1, 1, 1, tzinfo=UTC)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")


def read_month(text: str, where: str) -> int:
    """Return the number of the month written ``2026-03``; raise `Invalid` naming the option."""
    match = _MONTH.fullmatch(text.strip())
    if match is None or not 1 <= int(match[2]) <= 12 or not 1 <= int(match[1]) < 9999:
        raise Invalid(_("“{text}” is not a month; write it like 2026-03.").format(text=text), where=where)
    return int(match[1]) * 12 + int(match[2]) - 1


def tomorrow(now: datetime, zone: tzinfo | None = None) -> datetime:
    """Return when the day after `now` begins, by the wall clock of `zone`, else the product's."""
    here = zone or ZoneInfo(LOCAL_ZONE)
    day = now.astimezone(here).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=here).astimezone(UTC)


def month_span(month: int, zone: tzinfo | None = None) -> tuple[datetime, datetime]:
    """Return when a month begins and when the next one does, by the wall clock of `zone`, else the product's."""
    here = zone or ZoneInfo(LOCAL_ZONE)
    begin, end = (
        datetime(one // 12, one % 12 + 1, 1, tzinfo=here).astimezone(UTC) for one in (month, month + 1)
    )
    return begin, end
