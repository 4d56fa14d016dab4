"""How instants are written on paper: with their date in full, in the zone of who reads."""

from __future__ import annotations

from datetime import datetime, tzinfo


def local(at: datetime, zone: tzinfo | None) -> datetime:
    """Return the same instant in `zone`; at the very ends of the calendar there is none, and UTC is told."""
    try:
        return at.astimezone(zone)
    except (OverflowError, ValueError):
        return at


def moment(at: datetime, zone: tzinfo | None) -> str:
    """Return ``24-11-2026 08:40``."""
    return f"{local(at, zone):%d-%m-%Y %H:%M}"


def day(at: datetime, zone: tzinfo | None) -> str:
    """Return ``24-11-2026``."""
    return f"{local(at, zone):%d-%m-%Y}"
