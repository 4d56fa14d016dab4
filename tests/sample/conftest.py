"""A store of the sample company with a few hundred generated customers, made once for all tests of a run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.bench.generator import fill
from desktop_crm.bench.generator.company import settle
from desktop_crm.core.clock import FakeTime
from desktop_crm.store.create import create_store
from desktop_crm.store.open import open_store
from desktop_crm.store.work import Store
from tests.sample.moments import ANCHOR, CUSTOMERS


@pytest.fixture(scope="session")
def company_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company without customers; copy it."""
    path = tmp_path_factory.mktemp("company") / "company.store"
    store = create_store(path, time=FakeTime(ANCHOR))
    with store.write(None) as work:
        settle(work)
    store.close()
    return path


@pytest.fixture(scope="session")
def filled_file(company_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company with customers and their history; copy it before writing."""
    path = tmp_path_factory.mktemp("filled") / "filled.store"
    shutil.copy(company_file, path)
    fill(path, customers=CUSTOMERS, anchor=ANCHOR)
    return path


@pytest.fixture
def filled(filled_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the filled store, open, at the instant at which its history ends."""
    path = tmp_path / "copy.store"
    shutil.copy(filled_file, path)
    store = open_store(path, time=FakeTime(ANCHOR))
    yield store
    store.close()
