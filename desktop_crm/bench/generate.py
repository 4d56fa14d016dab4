"""How long the generator takes, at several sizes so that growth shows."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from desktop_crm.bench.generator import generate
from desktop_crm.bench.result import Result

SIZES = (2_000, 20_000, 100_000)
QUICK_SIZES = (200, 2_000)
GOAL_SECONDS = 120.0


def run(*, quick: bool = False) -> Result:
    """Generate stores of several sizes; the goal is two minutes for 100,000 customers."""
    result = Result("generate")
    took, size = 0.0, 1
    for size in QUICK_SIZES if quick else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "generated.store"
            begun = time.perf_counter()
            generate(path, size)
            took = time.perf_counter() - begun
            result.row("generating customers", size, [took], bytes=path.stat().st_size)
    per_hundred_thousand = took / size * 100_000
    result.goal("seconds for 100,000 customers", GOAL_SECONDS, per_hundred_thousand, most=True)
    return result
