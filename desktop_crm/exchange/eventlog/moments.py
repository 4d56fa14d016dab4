"""Times in event logs as microseconds since 1970 in UTC, however programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from desktop_crm.core.clock import from_micros, to_micros

# 30-12-2010:14.32, 30/12/2010 14:32:05, 12/30/2010 2:05:09.250 PM, 2010/12/30 14:32
_WRITTEN = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})"
    r"(?:[ T:,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp][Mm])?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
_NUMBER = re.compile(r"\d{10}(?:\d{3}|\d{6})?(?:\.\d{1,6})?")
_DIGITS_OF_SECONDS = 10


class Moments:
    """Reads times; of a file whose days and months could be either, the day stands first.

    Attributes:
        zoneless: how many times named no offset, and were taken as UTC.
    """

    def __init__(self, examples: Iterable[str] = ()) -> None:
        self.zoneless = 0
        self._day_first = _day_first(examples)

    def micros(self, text: str) -> int:
        """Return the microseconds since 1970 that `text` writes; raise `ValueError` where it writes none."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = self._otherwise(text.strip())
        if moment.tzinfo is None:
            self.zoneless += 1
            moment = moment.replace(tzinfo=UTC)
        return to_micros(moment)

    def _otherwise(self, text: str) -> datetime:
        if _NUMBER.fullmatch(text):
            digits = len(text.partition(".")[0])
            seconds = float(text) / 10.0 ** (digits - _DIGITS_OF_SECONDS)
            return from_micros(round(seconds * 1e6))
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        one, two, three, hour, minute, second, part, half, offset = found.groups()
        if len(one) == 4:
            year, month, day = int(one), int(two), int(three)
        elif self._day_first:
            day, month, year = int(one), int(two), int(three)
        else:
            month, day, year = int(one), int(two), int(three)
        hours = int(hour or 0)
        if half:
            hours = hours % 12 + (12 if half[0] in "Pp" else 0)
        moment = datetime.fromisoformat(
            f"{year if year > 99 else 2000 + year:04}-{month:02}-{day:02}T{hours:02}:{int(minute or 0):02}"
            f":{int(second or 0):02}.{(part or '0').ljust(6, '0')[:6]}"
        )
        return moment if offset is None else moment.replace(tzinfo=_zone(offset))


def _zone(offset: str) -> tzinfo | None:
    return datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo


def _day_first(examples: Iterable[str]) -> bool:
    """Whether the day stands before the month: not where a second number is too large for a month."""
    for text in examples:
        found = _WRITTEN.fullmatch(text.strip())
        if found and len(found.group(1)) < 4:
            if int(found.group(1)) > 12:
                return True
            if int(found.group(2)) > 12:
                return False
    return True
