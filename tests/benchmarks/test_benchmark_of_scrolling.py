"""The benchmark of long lists: every list is filled, seen and scrolled; no time is judged."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from desktop_crm.bench import scrolling, scrolling_lists
from desktop_crm.bench.generator import generate
from desktop_crm.cli.main import main


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
def test_every_long_list_is_filled_and_scrolled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    generate(tmp_path / "small.store", 20)
    monkeypatch.setattr(scrolling, "cached_store", lambda _size: tmp_path / "small.store")
    monkeypatch.setattr(scrolling, "QUICK_ROWS", 60)
    monkeypatch.setattr(scrolling_lists, "_PRESSES", 1)
    monkeypatch.setattr(scrolling_lists, "_DRAGS", 1)
    if not os.environ.get("DESKTOP_CRM_SOAK"):
        monkeypatch.setattr(scrolling_lists, "KINDS", dict(list(scrolling_lists.KINDS.items())[:2]))
    assert main(["bench", "scrolling", "--quick", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["rows"]) == len(scrolling_lists.KINDS)
    assert [goal["goal"] for goal in document["goals"]] == ["at most 50", "at most 2e+06"]
