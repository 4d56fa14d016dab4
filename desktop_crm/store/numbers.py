"""Human numbers of customers and cases: given out in order, inside the transaction that uses them."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from desktop_crm.store.prepared import Prepared
from desktop_crm.store.tables import NumberSeries
from desktop_crm.store.work import Writing

_READ = Prepared(select(NumberSeries.next_number).where(NumberSeries.series == bindparam("kind")))
_BEGIN = Prepared(insert(NumberSeries), ["series", "next_number"])
_STEP = Prepared(
    update(NumberSeries)
    .where(NumberSeries.series == bindparam("kind"))
    .values(next_number=bindparam("following"))
)


def next_number(work: Writing, series: str, *, first: int = 1) -> int:
    """Return the next number of `series`, beginning with `first`; a rolled back one is given out again."""
    found = work.row(_READ, kind=series)
    if found is None:
        work.run(_BEGIN, series=series, next_number=first + 1)
        return first
    work.run(_STEP, kind=series, following=found[0] + 1)
    return int(found[0])
