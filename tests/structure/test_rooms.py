"""Who may know whom: the contracts between the rooms hold, and each of them bites."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.structure.source import ROOT

ROOMS = (
    "core", "store", "access", "process", "timing", "customers", "workflow", "dossier", "exchange", "reports",
    "bench", "cli", "ui",
)  # fmt: skip

# One line in one module that must break exactly the contract it is listed under.
OFFENCES = [
    ("rooms", "core/loose.py", "import desktop_crm.store"),
    ("rooms", "process/loose.py", "import desktop_crm.timing"),
    ("rooms", "timing/loose.py", "import desktop_crm.workflow"),
    ("rooms", "bootstrap.py", "import desktop_crm.ui"),
    ("rooms", "newroom/__init__.py", "import desktop_crm.core"),
    ("qt", "cli/loose.py", "from PySide6.QtCore import QObject"),
    ("qt", "reports/loose.py", "def page():\n    import qtawesome"),
    ("windows-from-the-command-line", "cli/loose.py", "def main():\n    import desktop_crm.ui"),
    ("pure-models", "timing/model.py", "import sqlalchemy"),
    ("pure-models", "customers/model.py", "from desktop_crm.customers import tables"),
    ("core-is-small", "core/loose.py", "import phonenumbers"),
    ("windows-without-sql", "ui/loose.py", "from sqlalchemy import select"),
    ("windows-without-sql", "reports/loose.py", "import desktop_crm.customers.tables"),
    ("reading-rooms", "dossier/loose.py", "from desktop_crm.customers import service"),
]


def lint_imports(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Check contracts (default: all) of the `pyproject.toml` in `folder` on the package that stands there."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--no-logo", *chosen],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def empty_rooms(tmp_path: Path) -> Path:
    """A package of empty rooms under our own contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ("", *ROOMS):
        folder = tmp_path / "desktop_crm" / room
        folder.mkdir()
        (folder / "__init__.py").touch()
    for room in ("customers", "timing", "process"):
        for furniture in ("model", "tables", "service"):
            (tmp_path / "desktop_crm" / room / f"{furniture}.py").touch()
    return tmp_path


def test_the_contracts_between_the_rooms_hold() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_empty_rooms_keep_every_contract(empty_rooms: Path) -> None:
    done = lint_imports(empty_rooms)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "place", "line"), OFFENCES)
def test_each_contract_bites(empty_rooms: Path, contract: str, place: str, line: str) -> None:
    offender = empty_rooms / "desktop_crm" / place
    offender.parent.mkdir(exist_ok=True)
    offender.write_text(line, encoding="utf-8")
    done = lint_imports(empty_rooms, contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 broken" in done.stdout


def test_every_contract_is_shown_to_bite() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"] for contract in configuration["tool"]["importlinter"]["contracts"]}
    assert contracts == {contract for contract, _, _ in OFFENCES}
