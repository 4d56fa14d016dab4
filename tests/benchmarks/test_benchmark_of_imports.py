"""The benchmark of imports reads, imports and exports what it made, and tells how much that is a second."""

from __future__ import annotations

import pytest

from desktop_crm.bench import importing


def test_each_step_is_told_with_how_much_it_is_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "QUICK_SIZES", (30,))
    result = importing.run(quick=True)
    whats = [row["what"] for row in result.rows]
    for what in ("CSV rows", "rich cards"):
        steps = ("read into customers", "imported into a store", "imported again, all unchanged", "exported")
        assert [one for one in whats if one.startswith(what) and one.removeprefix(f"{what} ") in steps] == [
            f"{what} {step}" for step in steps
        ]
    assert all(row["a_second"] > 0 for row in result.rows)
    assert {"CSV rows' statements by the driver alone", "CSV rows added to those there"} <= {*whats}
    assert len(result.goals) == 5
