"""The benchmark of paper runs and prints what it promises; no time is judged."""

from __future__ import annotations

import pytest

from desktop_crm.bench import pdf


def test_a_history_is_written_beside_a_plain_table_and_its_bytes_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "QUICK_ROWS", 20)
    told = pdf.run(quick=True).document()
    assert [row["what"] for row in told["rows"]] == ["contact history", "reportlab's own table of the words"]
    assert [goal["what"] for goal in told["goals"]] == [
        "seconds for 20 rows",
        "files that differ from each other",
    ]
    assert told["goals"][1]["met"]
