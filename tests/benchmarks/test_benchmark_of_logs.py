"""The benchmark of event logs brings in what it made, and holds its figures against their goals."""

from __future__ import annotations

import pytest

from desktop_crm.bench import log


def test_both_kinds_are_brought_in_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "QUICK_EVENTS", 300)
    result = log.run(quick=True)

    assert len({row["size"] for row in result.rows}) == 1
    assert [goal["goal"] for goal in result.goals] == ["at least 20000", "at most 1000"] * 2
