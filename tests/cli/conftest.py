"""Fixtures for the command line: a store of the sample company, a shell in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from desktop_crm.cli.main import main
from tests.cli.run import PASSWORD, Shell


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of whoever runs the tests is read or written."""
    for name in ("DESKTOP_CRM_STORE", "DESKTOP_CRM_NEW_PASSWORD", "DESKTOP_CRM_RECOVERY_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DESKTOP_CRM_PASSWORD", PASSWORD)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    keyring.set_keyring(NoKeyring())


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the sample company, without customers; copy it."""
    path = tmp_path_factory.mktemp("sample") / "sample.store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESKTOP_CRM_PASSWORD", PASSWORD)
        assert main(["store", "create", "--sample", "--admin", "admin", "--store", str(path)]) == 0
    return path


@pytest.fixture
def sample(sample_file: Path, tmp_path: Path) -> Path:
    """A store of the sample company of this test's own."""
    return Path(shutil.copy(sample_file, tmp_path / "office.store"))


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell without a store."""
    return Shell(capsys)


@pytest.fixture
def admin(capsys: pytest.CaptureFixture[str], sample: Path) -> Shell:
    """A shell of the administrator of the sample company."""
    return Shell(capsys, "--store", str(sample), "--as", "admin")
