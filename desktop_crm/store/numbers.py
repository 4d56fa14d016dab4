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
    .values(next_number=NumberSeries.next_number + 1)
    .returning(NumberSeries.next_number)
)
_BEGIN = Prepared(
    text("INSERT INTO number_series (series, next_number) VALUES (:kind, :first) ON CONFLICT DO NOTHING")
)


def next_number(work: Writing, series: str, *, first: int = 1) -> int:
    """Return the next number of `series`, beginning with `first`; a rolled back one is given out again."""
    found = work.row(_STEP, kind=series)
    if found is None:
        work.run(_BEGIN, kind=series, first=first)
        found = work.row(_STEP, kind=series)
    assert found is not None, "a series that was begun is there"
    return int(found[0]) - 1
