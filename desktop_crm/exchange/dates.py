"""Dates as people write them in files, and in which order a file has day and month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

_ISO = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?", re.ASCII | re.DOTALL)
_WRITTEN = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: .*)?", re.ASCII | re.DOTALL)


class DateOrder(StrEnum):
    """Which comes first in a date that does not begin with its year."""

    DAY = "day"
    MONTH = "month"


def parse_day(text: str, *, field: str, order: DateOrder = DateOrder.DAY) -> date:
    """Return a date written as ``1970-02-03``, ``19700203``, ``3-2-1970`` or ``3/2/1970``.

    In the `order` that is said, unless only the other one gives a date. Raises `Invalid`.
    """
    plain = text.strip()
    iso, written = _ISO.fullmatch(plain), _WRITTEN.fullmatch(plain)
    orders: list[tuple[int, int, int]] = []
    if iso:
        year, month, day = map(int, iso.groups())
        orders = [(year, month, day)]
    elif written:
        one, other, year = map(int, written.groups())
        orders = [(year, other, one), (year, one, other)]
        if order is DateOrder.MONTH:
            orders.reverse()
    for parts in orders:
        try:
            return date(*parts)
        except ValueError:
            continue
    raise Invalid(_("“{text}” is not a date; write it like 1970-02-03.").format(text=plain[:40]), where=field)


def order_of(texts: Iterable[str]) -> DateOrder | None:
    """Return which comes first in these dates: what is above twelve is a day. None when none of them tells."""
    first = second = 0
    for text in texts:
        written = _WRITTEN.fullmatch(text.strip())
        if written:
            first += int(written[1]) > 12
            second += int(written[2]) > 12
    if first == second:
        return None
    return DateOrder.DAY if first > second else DateOrder.MONTH
