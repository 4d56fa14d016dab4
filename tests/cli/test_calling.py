"""`call --register`: the entry by which the desktop opens telephone links with this program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_crm.cli.main import main


@pytest.fixture(autouse=True)
def _linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def entry(tmp_path: Path) -> Path:
    return tmp_path / "data" / "applications" / "desktop-crm-call.desktop"


def test_the_entry_names_this_program_its_store_and_both_kinds_of_link(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "my 100% store"
    assert main(["call", "--register", "--store", str(store)]) == 0
    lines = dict(line.split("=", 1) for line in entry(tmp_path).read_text("utf-8").splitlines()[1:])
    assert lines["MimeType"] == "x-scheme-handler/tel;x-scheme-handler/callto;"
    assert lines["Exec"].endswith(" call %u")
    assert lines["Exec"].startswith(sys.executable)
    assert f'--store "{tmp_path}/my 100%% store"' in lines["Exec"]
    assert "settings of your desktop" in capsys.readouterr().out


def test_the_desktop_is_asked_to_use_it_where_it_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asker = tmp_path / "bin" / "xdg-mime"
    asker.parent.mkdir()
    asker.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/asked\n', encoding="utf-8")
    asker.chmod(0o755)
    assert main(["call", "--register"]) == 0
    asked = (tmp_path / "asked").read_text("utf-8").split()
    assert asked == ["default", "desktop-crm-call.desktop", "x-scheme-handler/tel", "x-scheme-handler/callto"]
    assert "from now on" in capsys.readouterr().out


def test_what_cannot_be_registered_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    assert main(["call", "--register"]) == 1
    assert "can't be written" in capsys.readouterr().err
    assert main(["call"]) == 2
    assert "which NUMBER calls" in capsys.readouterr().err
    monkeypatch.setattr("sys.platform", "win32")
    assert main(["call", "--register"]) == 1
    assert "own settings" in capsys.readouterr().err
