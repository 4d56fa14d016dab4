"""Search as you type: the customers and cases that fit some words, with what tells them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId, CustomerId
from desktop_crm.customers.finding import nearest
from desktop_crm.store.prepared import kept, placed
from desktop_crm.store.work import Reading
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads import process_name

SHOWN = 8
_LINES = kept("workflow", "CUSTOMER_HITS")
_CASES = kept("workflow", "CASE_HITS")
_SERIES = kept("workflow", "CASE_SERIES")
# A year and a count, or one of them.
_CASE_NUMBER = re.compile(r"(\d{4}-?)?\d*")
_YEAR, _FEWEST_DIGITS = 4, 3
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
    """A case whose number is what was typed, or begins so."""

    id: CaseId
    number: str
    process: str
    customer_name: str
    running: bool


def customer_hits(
    view: Reading, words: str, limit: int = SHOWN, *, employee: UUID | None = None
) -> tuple[CustomerHit, ...]:
    """Return the customers that fit `words` best, at most `limit`; as `customers.finding.nearest` orders them."""
    found = nearest(view, words, limit, employee=employee)
    return _lines(view, {match.customer: match.matched for match in found})


def customer_hit(view: Reading, customer: UUID) -> CustomerHit | None:
    """Return the line of one customer; None when they are no longer there."""
    return next(iter(_lines(view, {customer: ""})), None)


def _lines(view: Reading, matched: Mapping[UUID, str]) -> tuple[CustomerHit, ...]:
    """Return the lines of customers with what they were found by, in that order."""
    rows = {row[0]: row for keys in placed([*matched]) for row in view.rows(_LINES, **keys)}
    found = ((rows[customer], words) for customer, words in matched.items() if customer in rows)
    return tuple(
        CustomerHit(CustomerId(row[0]), row[1], row[2], row[3] or "", row[4] or "", row[5], words)
        for row, words in found
    )


def case_hits(view: Reading, plans: Plans, words: str, limit: int = SHOWN) -> tuple[CaseHit, ...]:
    """Return cases whose number is `words` or begins so, with or without its year and its line."""
    rows: dict[UUID, tuple[Any, ...]] = {}
    for first in _numbers(view, words.strip()):
        for row in view.rows(_CASES, first=first, after=first + _AFTER_ALL, most=limit):
            rows.setdefault(row[0], row)
    return tuple(
        CaseHit(
            CaseId(row[0]),
            row[1],
            process_name(plans.of(view, row[3]), row[2]),
            row[4] or "",
            row[5] == "running",
        )
        for row in list(rows.values())[:limit]
    )


def _numbers(view: Reading, typed: str) -> Iterator[str]:
    """Yield the beginnings of numbers that may be meant: 2026-0183, 20260183 or 183 of any year, the last one first."""
    if not typed.isascii() or len(typed) < _FEWEST_DIGITS or not _CASE_NUMBER.fullmatch(typed):
        return
    yield typed
    if "-" in typed:
        return
    if len(typed) > _YEAR:
        yield f"{typed[:_YEAR]}-{typed[_YEAR:]}"
    for (series,) in sorted(view.rows(_SERIES), reverse=True):
        yield f"{series.removeprefix('case-')}-{typed:0>4}"
