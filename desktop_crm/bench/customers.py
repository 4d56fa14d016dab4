"""Customers whole, in one table at every size: search, saving, room, telling, erasing, the file and duplicates."""

from __future__ import annotations

from desktop_crm.bench import duplicates, file, search
from desktop_crm.bench.result import Result


def run(*, quick: bool = False, customers: int | None = None) -> Result:
    """Run the benchmarks of customers one after the other; each has its own sizes unless `customers` says one."""
    result = Result("customers")
    for one in (search, file, duplicates):
        part = one.run(quick=quick, customers=customers)
        result.rows += part.rows
        result.goals += part.goals
        result.skipped += part.skipped
        result.notes += part.notes
    return result
