"""Human numbers of customers and cases: given out in order, inside the transaction that uses them."""

from __future__ import annotations

from sqlalchemy import bindparam, text, update

from desktop_crm.store.prepared import Prepared
from desktop_crm.store.tables import NumberSeries
from desktop_crm.store.work import Writing

# Read and moved on in one statement: a colleague who takes one at the same time waits, and gets the next.
_STEP = Prepared(
    update(NumberSeries)
    .where(NumberSeries.series == bindparam("kind"))
    .values(next_number=NumberSeries.next_number + bindparam("count"))
    .returning(NumberSeries.next_number)
)
_BEGIN = Prepared(
    text("INSERT INTO number_series (series, next_number) VALUES (:kind, :first) ON CONFLICT DO NOTHING")
)


def next_number(work: Writing, series: str, *, first: int = 1) -> int:
    """Return the next number of `series`, beginning with `first`; a rolled back one is given out again."""
    return next_numbers(work, series, 1, first=first)[0]


def next_numbers(work: Writing, series: str, count: int, *, first: int = 1) -> list[int]:
    """Return the next `count` numbers of `series`; as `next_number`."""
    # A server refuses who would take more than one at a time, so that nobody leaves a gap.
    if count > 1 and work.dialect != "sqlite":
        return [next_number(work, series, first=first) for _ in range(count)]
    found = work.row(_STEP, kind=series, count=count)
    if found is None:
        work.run(_BEGIN, kind=series, first=first)
        found = work.row(_STEP, kind=series, count=count)
    assert found is not None, "a series that was begun is there"
    return list(range(int(found[0]) - count, int(found[0])))
