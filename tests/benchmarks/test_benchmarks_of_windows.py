"""The benchmarks that measure windows: they run, and print what the command line promises; no time is judged."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.bench import start, window
from desktop_crm.cli.main import main
from desktop_crm.process.model import ItemType


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The smallest store and the fewest turns, with a cache of the tests' own."""
    cache = tmp_path_factory.getbasetemp() / "generated-cache"
    for module in (start, window):
        monkeypatch.setattr(f"{module.__name__}.cached_store", lambda size: _store(cache, size))
    monkeypatch.setattr(start, "QUICK_SIZES", (200,))
    monkeypatch.setattr(start, "QUICK_TIMES", 1)
    monkeypatch.setattr(window, "QUICK_CUSTOMERS", 200)
    monkeypatch.setattr(window, "QUICK_CASES", 1)
    monkeypatch.setattr(window, "STEPS", 3)


def _store(cache: Path, size: int) -> Path:
    from desktop_crm.bench.generator import generate

    path = cache / f"{size}.store"
    if not path.exists():
        cache.mkdir(exist_ok=True)
        generate(path, size)
    return path


def _document(capsys: pytest.CaptureFixture[str], name: str) -> dict[str, Any]:
    assert main(["bench", name, "--quick", "--json"]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert document["name"] == name
    assert document["machine"]["processors"] > 0
    return document


@pytest.mark.parametrize("name", ["start", "window"])
def test_a_benchmark_of_windows_prints_rows_and_goals_in_the_documented_shape(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = _document(capsys, name)

    assert document["rows"]
    for row in document["rows"]:
        assert {"what", "size", "median_ms", "p95_ms"} <= row.keys()
        assert 0 < row["median_ms"] <= row["p95_ms"]
    assert len(document["goals"]) == 3
    for goal in document["goals"]:
        assert goal.keys() == {"what", "goal", "value", "met"}


def test_no_store_call_is_made_on_the_gui_thread_while_a_case_is_walked_through(
    capsys: pytest.CaptureFixture[str],
) -> None:
    goals = {goal["what"]: goal["value"] for goal in _document(capsys, "window")["goals"]}

    assert goals["store calls on the GUI thread"] == 0


def test_a_packaged_application_says_why_it_leaves_the_start_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    document = _document(capsys, "start")

    assert document["rows"] == []
    assert document["skipped"] == [
        "A packaged application has no Python to start the bare window with; run this from the source."
    ]


def test_each_step_of_the_forms_registers_one_item_of_each_type() -> None:
    model = window.forms_of(4)

    for number in range(4):
        kinds = [item.type for item in model.items if item.code.startswith(f"i{number}-")]
        assert sorted(kinds) == sorted(ItemType)
        assert len(kinds) == 12
