"""Amounts of money: whole cents and a currency, never a binary fraction."""

from __future__ import annotations

import re
from functools import total_ordering

from desktop_crm.core.errors import Invalid
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _

# ISO 4217: three capital letters; cents because every currency our customers use has two decimals.
_CANONICAL = re.compile(r"(-?)(\d{1,13})(?:\.(\d{1,2}))?(?: ([A-Z]{3}))?")


@total_ordering
@frozen
class Money:
    """An amount in hundredths of `currency` (ISO 4217)."""

    cents: int
    currency: str = "EUR"

    def __lt__(self, other: object) -> bool:
        """Order by cents, then by currency, so that lists have one order."""
        if not isinstance(other, Money):
            return NotImplemented
        return (self.cents, self.currency) < (other.cents, other.currency)

    def __str__(self) -> str:
        sign = "-" if self.cents < 0 else ""
        whole, rest = divmod(abs(self.cents), 100)
        return f"{sign}{whole}.{rest:02d} {self.currency}"


def parse_money(text: str) -> Money:
    """Return the amount written as ``12.50 EUR`` (the currency may be left out).

    Raises `Invalid` on anything else, also on a comma: the windows translate local notation first.
    """
    match = _CANONICAL.fullmatch(text.strip())
    if match is None:
        raise Invalid(_("“{text}” is not an amount; write it like 12.50 EUR.").format(text=text))
    sign, whole, rest, currency = match.groups()
    cents = int(whole) * 100 + int((rest or "").ljust(2, "0"))
    return Money(-cents if sign else cents, currency or "EUR")
