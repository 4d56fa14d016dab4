"""What is shipped: pinned requirements without addresses, and a wheel that carries its data inside."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import desktop_crm
from tests.structure.source import ROOT

PINS = sorted((ROOT / "requirements").glob("py3*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ADDRESS = re.compile(
    r"https?:|--(extra-)?index-url|--find-links|--trusted-host|^-[if] |\.(org|com|net|io)\b", re.M
)


def pinned(path: Path) -> Iterator[tuple[Requirement, list[str]]]:
    """Yield each requirement of a file with the hashes it may have."""
    text = re.sub(r"^\s*#.*$", "", path.read_text(encoding="utf-8"), flags=re.M).replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        requirement, *hashes = line.split("--hash=")
        yield Requirement(requirement.strip()), [value.strip() for value in hashes]


def direct_dependencies() -> list[Requirement]:
    """Return what the project names itself: to run, to develop, to measure and to be built."""
    project = PROJECT["project"]
    lines = project["dependencies"] + PROJECT["build-system"]["requires"]
    for extra in project["optional-dependencies"].values():
        lines = lines + extra
    return [Requirement(line) for line in lines]


def test_there_are_pins_for_every_python_that_is_promised() -> None:
    promised = re.findall(r"Python :: 3\.(\d+)", " ".join(PROJECT["project"]["classifiers"]))
    assert [path.stem for path in PINS] == [f"py3{minor}" for minor in promised]


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.stem)
def test_every_pin_is_exact_and_has_hashes(path: Path) -> None:
    loose = [
        requirement.name
        for requirement, hashes in pinned(path)
        if not re.fullmatch(r"==[^*,]+", str(requirement.specifier))
        or not hashes
        or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes)
    ]
    assert loose == []


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.stem)
def test_everything_the_project_names_is_pinned_as_it_asks(path: Path) -> None:
    python = {"python_version": f"3.{path.stem[3:]}", "python_full_version": f"3.{path.stem[3:]}.0"}
    found = {
        canonicalize_name(requirement.name): requirement.specifier
        for requirement, _ in pinned(path)
        if requirement.marker is None or requirement.marker.evaluate(python)
    }
    for asked in direct_dependencies():
        if asked.marker is None or asked.marker.evaluate(python):
            version = str(found[canonicalize_name(asked.name)]).removeprefix("==")
            assert asked.specifier.contains(version), f"{asked} is pinned to {version}"


@pytest.mark.parametrize(
    "path", [*PINS, ROOT / "pyproject.toml", ROOT / "Makefile"], ids=lambda path: path.name
)
def test_no_index_is_named(path: Path) -> None:
    assert ADDRESS.findall(path.read_text(encoding="utf-8")) == []


def test_the_changelog_knows_this_version_or_announces_the_next() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[(Unreleased|{re.escape(desktop_crm.__version__)})\]", text, flags=re.M)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from this checkout, without any download."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_carries_resources_and_migrations(wheel: zipfile.ZipFile) -> None:
    packed = set(wheel.namelist())
    for folder in ("resources", "migrations"):
        files = [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()]
        data = [name for name in files if "__pycache__" not in name and "resources/packaging/" not in name]
        assert data, f"{folder}/ is empty"
        assert {f"desktop_crm/_data/{name}" for name in data} <= packed


def test_the_wheel_carries_the_package_and_nothing_of_the_workshop(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    metadata = f"desktop_crm-{desktop_crm.__version__}.dist-info"
    assert tops == {"desktop_crm", metadata}
    assert not [name for name in wheel.namelist() if "packaging/" in name or "__pycache__" in name]


def test_the_wheel_names_its_command(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "desktop-crm = desktop_crm.cli.main:main" in wheel.read(name).decode()
