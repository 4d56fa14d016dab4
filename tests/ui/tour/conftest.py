"""A store of the sample company at the beginning of the tour, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.cli.sample import make_sample
from desktop_crm.ui.tour import BEGINS

PASSWORD = "hanzepoort"


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company with 200 generated customers; copy it before you write to it."""
    path = tmp_path_factory.mktemp("tour") / "sample.store"
    make_sample(path, PASSWORD, 200, anchor=BEGINS)
    return path
