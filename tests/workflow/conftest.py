"""Fixtures of the engine's tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.store.open import open_store
from tests.conftest import MONDAY_NINE
from tests.workflow.builders import Office, an_office


@pytest.fixture(scope="session")
def built_office(empty_store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office built once for all tests of a run, its store closed; copy the file, never open it."""
    path = shutil.copy(empty_store_file, tmp_path_factory.mktemp("office") / "office.store")
    store = open_store(Path(path), time=FakeTime(MONDAY_NINE))
    office = an_office(store)
    store.close()
    return office


@pytest.fixture
def office(built_office: Office, fake_time: FakeTime, tmp_path: Path) -> Iterator[Office]:
    """An office with staff, customers and the claims model, at nine o'clock on a Monday."""
    path = Path(shutil.copy(built_office.store.location, tmp_path / "office.store"))
    store = open_store(path, time=fake_time)
    yield replace(
        built_office,
        store=store,
        time=fake_time,
        people=dict(built_office.people),
        customers=dict(built_office.customers),
    )
    store.close()
