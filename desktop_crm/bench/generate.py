"""How long the generator takes, at several sizes so that growth shows."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from desktop_crm.bench.generator import generate
from desktop_crm.bench.result import Result

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (200, 2_000)
GOAL_SECONDS = 120.0
# From here on a customer more takes as long as the one before; fewer are made by one process alone.
_EVEN = 10_000
GOAL_GROWTH = 1.5


def run(*, quick: bool = False) -> Result:
    """Generate stores of several sizes; the goals are two minutes for 100,000 customers, and even growth.

    A row says what a thousand customers took at its size. Growth is that of the largest store, as a multiple of
    that of 10,000 customers: a million then takes ten times what 100,000 take.
    """
    result = Result("generate")
    per_thousand: dict[int, float] = {}
    for size in QUICK_SIZES if quick else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "generated.store"
            begun = time.perf_counter()
            rows = generate(path, size)
            took = time.perf_counter() - begun
            per_thousand[size] = took / size * 1_000
            result.row(
                "generating customers", size, [took], rows=rows, bytes=path.stat().st_size,
                seconds_per_thousand=round(per_thousand[size], 3),
            )  # fmt: skip
    largest = per_thousand[max(per_thousand)]
    result.goal("seconds for 100,000 customers", GOAL_SECONDS, largest * 100, most=True)
    if _EVEN in per_thousand:
        growth = largest / per_thousand[_EVEN]
        result.goal("growth from 10,000 to 100,000 customers", GOAL_GROWTH, growth, most=True)
    return result
