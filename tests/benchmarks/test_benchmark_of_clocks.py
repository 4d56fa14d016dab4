"""The benchmark of calendars and clocks counts the same as a walk from day to day, and tells its goals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.bench import calendar as bench
from desktop_crm.core.clock import from_micros
from desktop_crm.timing.calendar_file import calendar_from_json

CALENDAR = calendar_from_json(bench.OFFICE)
instants = st.integers(1_760_000_000, 1_800_000_000).map(lambda seconds: from_micros(seconds * 1_000_000))


@given(instants, st.integers(0, 40 * 86_400))
def test_the_plain_reference_counts_the_same(start: object, seconds: int) -> None:
    from datetime import datetime, timedelta

    assert isinstance(start, datetime)
    end = start + timedelta(seconds=seconds)
    assert bench.walk(CALENDAR, start, end) == CALENDAR.elapsed(start, end)


def test_the_benchmark_of_clocks_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "QUICK_MOST", 2_000)
    monkeypatch.setattr(bench, "PLAIN", 10)
    monkeypatch.setattr(bench, "QUICK_CASES", (2, 5))
    result = bench.run(quick=True)
    assert [row["size"] for row in result.rows] == [2_000, 2_000, 2, 2, 5, 5, 1]
    assert len(result.goals) == 3
