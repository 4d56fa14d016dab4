"""Dates as people write them in files."""

from __future__ import annotations

import re
from datetime import date

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

_ISO = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?", re.ASCII | re.DOTALL)
_WRITTEN = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: .*)?", re.ASCII | re.DOTALL)


def parse_day(text: str, *, field: str) -> date:
    """Return a date written as ``1970-02-03``, ``19700203``, ``3-2-1970`` or ``3/2/1970``.

    The day comes first, as in the Netherlands, unless only the other order gives a date. Raises `Invalid`.
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
    for order in orders:
        try:
            return date(*order)
        except ValueError:
            continue
    raise Invalid(_("“{text}” is not a date; write it like 1970-02-03.").format(text=plain[:40]), where=field)
