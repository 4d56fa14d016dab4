"""What cards of ours say beyond the words of vCard: consent, tags, statements, names elsewhere, periods."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from desktop_crm.customers.data import ConsentData
from desktop_crm.customers.filed_data import STATEMENT_KINDS, IdentifierData, StatementData
from desktop_crm.exchange.content_line import Property

# The properties that say one thing each, without the prefix that is ours.
TOLD = frozenset({"CONSENT", "TAG", "STATEMENT", "IDENTIFIER"})


def told_by(
    name: str, one: Property, text: str, parts: Sequence[str]
) -> ConsentData | StatementData | IdentifierData | str | None:
    """Return what a property of these tells (a tag as text); None where it tells nothing that can be kept.

    Args:
        text: its whole value, `parts` what semicolons separate in it.
    """
    if name == "TAG":
        return text if text.strip() else None
    if name == "IDENTIFIER":
        whole = len(parts) == 2 and all(part.strip() for part in parts)
        return IdentifierData(*parts) if whole else None
    at = _moment(one)
    if at is None:
        return None
    if name == "CONSENT":
        given = one.parameter("X-GIVEN") == "yes"
        return ConsentData(parts[0], given, at, parts[1], parts[2]) if len(parts) == 3 else None
    kind = one.parameter("X-KIND")
    return StatementData(kind, text, at) if kind in STATEMENT_KINDS and text.strip() else None


def _moment(one: Property) -> datetime | None:
    try:
        at = datetime.fromisoformat(one.parameter("X-AT"))
    except ValueError:
        return None
    return None if at.tzinfo is None else at


def period_of(one: Property) -> tuple[date | None, date | None]:
    """Return the first and the last day that a card of ours tells; nothing, where they can't be one."""
    try:
        since, until = (
            date.fromisoformat(told) if (told := one.parameter(name)) else None
            for name in ("X-SINCE", "X-UNTIL")
        )
    except ValueError:
        return None, None
    return (None, None) if since and until and until < since else (since, until)
