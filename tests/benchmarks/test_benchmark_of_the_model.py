"""The benchmark of the Model screen runs on a small model, whose generator gives models that can be published."""

from __future__ import annotations

import json

import pytest

from desktop_crm.bench import modelling, process_model
from desktop_crm.bench.large_model import SIZES, Size, model_of
from desktop_crm.cli.main import main
from desktop_crm.process.findings import Severity, check

SMALL = Size(2, 8, 3, 24)


@pytest.mark.parametrize("size", SIZES)
def test_a_generated_model_has_its_size_and_no_errors(size: Size) -> None:
    model = model_of(size)

    sizes = (len(model.processes), len(model.activities), len(model.roles), len(model.items))
    assert sizes == (size.processes, size.activities, size.roles, size.items)
    assert [one for one in check(model) if one.severity is Severity.ERROR] == []


def test_the_benchmark_prints_each_figure_beside_its_reference(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(process_model, "OF_THE_GOAL", SMALL)
    monkeypatch.setattr(process_model, "SIZES", (SMALL,) * 3)
    monkeypatch.setattr(process_model, "QUICK_ROUNDS", 1)
    monkeypatch.setattr(modelling, "_PRESSES", 2)

    assert main(["bench", "model", "--quick", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["rows"]) == 10
    assert all(0 < row["median_ms"] <= row["p95_ms"] for row in document["rows"])
    blocks = [one["what"] for one in document["goals"] if "longest block" in one["what"]]
    assert len(blocks) == 7 == len(set(blocks))
    assert len(document["goals"]) == 12
    on_gui_thread = next(one for one in document["goals"] if "store calls" in one["what"])
    assert on_gui_thread["met"]
