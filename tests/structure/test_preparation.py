"""What `make` prepares: what the system lacks is named with its remedy, and work done is not repeated."""

from __future__ import annotations

import importlib
import subprocess
from pathlib import Path
from types import ModuleType

import PySide6
import pytest

from tests.structure.source import ROOT

PACKAGING = ROOT / "resources" / "packaging"
QT = Path(PySide6.__file__).parent / "Qt"


@pytest.fixture
def needs(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(PACKAGING)
    return importlib.import_module("system_needs")


@pytest.fixture
def preparation(needs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The preparation of an empty checkout, which has never been prepared."""
    module = importlib.import_module("prepare")
    (tmp_path / "requirements").mkdir()
    for file in ("pyproject.toml", "requirements/py311.txt"):
        (tmp_path / file).write_text("as it was", encoding="utf-8")
    command = tmp_path / "desktop-crm"
    command.touch()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "STAMP", tmp_path / ".installed")
    monkeypatch.setattr(module, "COMMAND", command)
    monkeypatch.setattr(module, "version_of", lambda _python: (3, 11))
    return module


def on_a_system_with(needs: ModuleType, monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    """Pretend that of all programs only these are on the path."""
    monkeypatch.setattr(needs.shutil, "which", lambda name: f"/usr/bin/{name}" if name in programs else None)


@pytest.mark.parametrize(
    "library", ["lib/libQt6Widgets.so.6", "lib/libQt6XcbQpa.so.6", "plugins/platforms/libqxcb.so"]
)
def test_the_table_of_libraries_leaves_qt_nothing_to_miss(needs: ModuleType, library: str) -> None:
    """`make test` has installed what the table names; if Qt then misses a library, the table has a gap."""
    found = subprocess.run(["ldd", str(QT / library)], capture_output=True, text=True, check=True).stdout
    assert [line for line in found.splitlines() if "not found" in line] == []


def test_a_lacking_library_is_listed_once_with_its_package(
    needs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needs, "has_library", lambda name: name != "libxcb-cursor.so.0")
    monkeypatch.setattr(needs, "has_font", lambda: True)
    on_a_system_with(needs, monkeypatch, "Xvfb", "xauth", "initdb")
    assert needs.missing_for("test", Path("python3")) == [needs.Need("libxcb-cursor.so.0", "libxcb-cursor0")]


def test_an_x_server_is_needed_for_tests_and_not_for_a_run(
    needs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needs, "has_library", lambda _name: True)
    monkeypatch.setattr(needs, "has_font", lambda: True)
    on_a_system_with(needs, monkeypatch, "initdb")
    assert [need.name for need in needs.missing_for("test", Path("python3"))] == ["Xvfb", "xauth"]
    assert needs.missing_for("run", Path("python3")) == []


def test_a_database_server_is_needed_for_tests_and_not_for_a_run(
    needs: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(needs, "has_library", lambda _name: True)
    monkeypatch.setattr(needs, "has_font", lambda: True)
    monkeypatch.setattr(needs, "DATABASE_FOLDER", tmp_path)
    on_a_system_with(needs, monkeypatch, "Xvfb", "xauth")
    assert needs.missing_for("test", Path("python3")) == [needs.Need("initdb", "postgresql")]
    assert needs.missing_for("run", Path("python3")) == []
    (tmp_path / "15" / "bin").mkdir(parents=True)
    (tmp_path / "15" / "bin" / "initdb").touch()
    assert needs.missing_for("test", Path("python3")) == []


def test_the_line_for_debian_names_each_package_once(
    needs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_system_with(needs, monkeypatch, "apt-get")
    line = needs.install_line(list(needs.BUILD_TOOLS))
    assert line == "sudo apt-get update && sudo apt-get install -y binutils"


def test_the_line_for_fedora_asks_for_the_library_itself(
    needs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_system_with(needs, monkeypatch, "dnf")
    line = needs.install_line([needs.Need("libEGL.so.1", "libegl1"), needs.Need("Xvfb", "xvfb")])
    assert line == "sudo dnf install -y 'libEGL.so.1()(64bit)' xorg-x11-server-Xvfb"


def test_nothing_is_installed_when_nothing_is_lacking(
    needs: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needs, "may_install", lambda: pytest.fail("asked for no reason"))
    assert needs.provide([]) is None


def test_who_may_not_install_is_given_the_line(needs: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "may_install", lambda: False)
    on_a_system_with(needs, monkeypatch, "apt-get")
    sentence = needs.provide([needs.Need("libEGL.so.1", "libegl1")])
    assert "lacks libEGL.so.1" in sentence
    assert "sudo apt-get install -y libegl1" in sentence


@pytest.mark.parametrize(("works", "lacking"), [(True, False), (False, True)])
def test_root_on_debian_installs_and_is_told_only_of_failure(
    needs: ModuleType, monkeypatch: pytest.MonkeyPatch, works: bool, lacking: bool
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(needs, "may_install", lambda: True)
    monkeypatch.setattr(needs, "apt_install", lambda packages: asked.append(packages) or works)
    sentence = needs.provide([needs.Need("libEGL.so.1", "libegl1")])
    assert asked == [["libegl1"]]
    assert (sentence is not None) == lacking


def test_an_installation_is_repeated_only_when_the_pins_change(
    preparation: ModuleType, tmp_path: Path
) -> None:
    pins = tmp_path / "requirements" / "py311.txt"
    assert not preparation.installed()
    preparation.STAMP.write_text(preparation.fingerprint(pins), encoding="ascii")
    assert preparation.installed()
    pins.write_text("another package", encoding="utf-8")
    assert not preparation.installed()


def test_an_installation_whose_command_is_gone_is_repeated(preparation: ModuleType, tmp_path: Path) -> None:
    pins = tmp_path / "requirements" / "py311.txt"
    preparation.STAMP.write_text(preparation.fingerprint(pins), encoding="ascii")
    preparation.COMMAND.unlink()
    assert not preparation.installed()


def test_an_old_python_is_refused_in_a_sentence(
    preparation: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(preparation, "supported", lambda _version: False)
    assert preparation.main(["run"]) == 1
    assert "Python 3.11 to 3.14 is needed" in capsys.readouterr().err
