"""Search as you type: the customers and cases that fit some words, with what tells them apart."""

from __future__ import annotations

from uuid import UUID

from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId, CustomerId
from desktop_crm.store.find import find
from desktop_crm.store.prepared import kept
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads import process_name

SHOWN = 8
_LINE = kept("workflow", "CUSTOMER_HIT")
_CASES = kept("workflow", "CASE_HITS")
_NUMBER_SIGNS = frozenset("0123456789-")
_AFTER_ALL = "\U0010ffff"


@frozen
class CustomerHit:
    """A customer that was found. `matched`: their own words by which."""

    id: CustomerId
    number: str
    name: str
    town: str
    phone: str
    open_cases: int
    matched: str = ""


@frozen
class CaseHit:
    """A case whose number begins with what was typed."""

    id: CaseId
    number: str
    process: str
    customer_name: str
    running: bool


def customer_hits(view: Reading, words: str, limit: int = SHOWN) -> tuple[CustomerHit, ...]:
    """Return the customers that fit `words` best, at most `limit`."""
    lines = (customer_hit(view, match.customer, match.matched) for match in find(view, words, limit))
    return tuple(line for line in lines if line is not None)


def customer_hit(view: Reading, customer: UUID, matched: str = "") -> CustomerHit | None:
    """Return the line of one customer; None when they are no longer there."""
    row = view.row(_LINE, whose=customer)
    if row is None:
        return None
    return CustomerHit(CustomerId(row[0]), row[1], row[2], row[3] or "", row[4] or "", row[5], matched)


def case_hits(view: Reading, plans: Plans, words: str, limit: int = SHOWN) -> tuple[CaseHit, ...]:
    """Return cases whose number begins with `words`; none for words that are no beginning of a number."""
    typed = words.strip()
    if len(typed) < 3 or not set(typed) <= _NUMBER_SIGNS:
        return ()
    rows = view.rows(_CASES, first=typed, after=typed + _AFTER_ALL, most=limit)
    return tuple(
        CaseHit(
            CaseId(row[0]),
            row[1],
            process_name(plans.of(view, row[3]), row[2]),
            row[4] or "",
            row[5] == "running",
        )
        for row in rows
    )
