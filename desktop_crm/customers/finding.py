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
    # Nobody asks how those stand who fit less well than whoever is shown last.
    last = found[:limit][-1]
    found = tuple(one for one in found if (one.edits, one.fit) <= (last.edits, last.fit))
    whose = [one.customer for one in found]
    standing = {
        customer: (others, -last)
        for keys in placed(whose)
        for customer, others, last in view.rows(_STANDING, employee=employee, **keys)
    }
    unknown = (1, 0)
    ranked = sorted(
        zip(whose, found, strict=True),
        key=lambda pair: (pair[1].edits, pair[1].fit, *standing.get(pair[0], unknown)),
    )
    return tuple(match for _customer, match in ranked[:limit])
