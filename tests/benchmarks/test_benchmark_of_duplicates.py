"""The benchmark of duplicates finds most of those who are here twice, and hardly anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.bench import duplicates
from desktop_crm.bench.result import Result


def test_the_statements_alone_and_the_scan_are_told_with_what_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def here(path: Path, pairs: set[frozenset[bytes]]) -> tuple[float, int, int, int]:
        took, memory, found = duplicates._scanned(path)
        return took, memory, len(found), len(pairs & set(found))

    monkeypatch.setattr(duplicates, "_apart", here)  # a process of its own costs seconds
    result: Result = duplicates.run(customers=400)
    alone, scanned = result.rows
    assert (alone["what"], scanned["size"]) == ("reading the customers alone", 400)
    assert scanned["recall"] > 0.8
    assert scanned["precision"] > 0.8
    assert [goal["goal"] for goal in result.goals] == ["at most 600", "at most 2e+09"]
