"""The self-test finds an installation whole, and says in a sentence what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.core import paths
from desktop_crm.ui.self_test import NotWhole, checks

pytestmark = pytest.mark.gui


def test_every_check_finds_this_installation_whole() -> None:
    found = {check.name: check.run() for check in checks()}
    assert next(iter(found)) == "Program"
    assert list(found)[-1] == "Window"
    assert all(found.values())


def test_missing_resources_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    resources = next(check for check in checks() if check.name == "Resources")
    with pytest.raises(NotWhole, match=r"tokens\.json, sample/model\.toml"):
        resources.run()
