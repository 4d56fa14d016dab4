"""The customers whom somebody means by a few letters: who fits best, then their own, then who was here last."""

from __future__ import annotations

from uuid import UUID

from desktop_crm.store.find import find
from desktop_crm.store.fitting import Match
from desktop_crm.store.prepared import kept, placed
from desktop_crm.store.work import Reading

# Among so many who fit alike the nearest are chosen, however few are shown.
LOOKED_AT = 100
_STANDING = kept("customers", "STANDING")


def nearest(view: Reading, words: str, limit: int = 50, *, employee: UUID | None = None) -> tuple[Match, ...]:
    """Return at most `limit` customers for what was typed, the best first.

    How well they fit comes first (see `store.find`). Of those who fit alike, customers in the portfolio of
    `employee` come before others, whoever was in contact last before whoever was longer ago, and then the name decides.
    """
    found = find(view, words, max(2 * limit, LOOKED_AT))
    if len(found) < 2:
        return found
    standing = {
        customer: (others, -last)
        for keys in placed([match.customer for match in found])
        for customer, others, last in view.rows(_STANDING, employee=employee, **keys)
    }
    unknown = (1, 0)
    return tuple(
        sorted(found, key=lambda one: (one.edits, one.fit, *standing.get(one.customer, unknown)))[:limit]
    )
