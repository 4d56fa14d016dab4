"""In which time zone a customer lives, as far as their telephone numbers tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select

from desktop_crm.core.frozen import frozen
from desktop_crm.customers.tables import ContactPoint
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

_NUMBERS = Prepared(
    select(ContactPoint.normal)
    .where(
        ContactPoint.customer_id == bindparam("customer"),
        or_(ContactPoint.kind == "phone", ContactPoint.kind == "mobile"),
    )
    .order_by(ContactPoint.preferred.desc(), ContactPoint.position)
)


def zone_of_customer(view: Reading, customer: UUID) -> str:
    """Return the IANA name of a customer's time zone; empty where their numbers tell of none, or of several."""
    return zone_of_numbers(row[0] for row in view.rows(_NUMBERS, customer=customer))


def zone_of_numbers(numbers: Iterable[str]) -> str:
    """Return the zone of the first of some telephone numbers (E.164) that belongs to a single one."""
    return next(filter(None, map(_zone_of, numbers)), "")


@lru_cache(maxsize=4096)
def _zone_of(number: str) -> str:
    if not number.startswith("+"):
        return ""
    import phonenumbers  # 70 ms, and most of the program never needs it
    from phonenumbers.timezone import time_zones_for_number

    try:
        zones = time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ""
    # A number of a whole country, or of no place at all, says nothing.
    return str(zones[0]) if len(zones) == 1 and not zones[0].startswith("Etc/") else ""


@frozen
class ClockThere:
    """What the clock says where a customer lives; `place` is the city that their zone is named after."""

    at: datetime
    place: str


def clock_there(at: datetime, zone: str, reader: tzinfo | None) -> ClockThere | None:
    """Return the customer's wall clock at an instant; None where it shows what the reader's does.

    Args:
        zone: the name of the customer's zone, or empty.
        reader: the reader's; None for that of this machine.
    """
    if not zone:
        return None
    try:
        there, here = at.astimezone(ZoneInfo(zone)), at.astimezone(reader)
    except (OverflowError, ValueError):  # at the very ends of the calendar
        return None
    if there.utcoffset() == here.utcoffset():
        return None
    return ClockThere(there, zone.rpartition("/")[2].replace("_", " "))
