"""Fixtures of the engine's tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address, Location
from tests.conftest import MONDAY_NINE
from tests.server import Server
from tests.workflow.builders import Office, an_office


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def built_office(empty_store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office built once for all tests of a run, its store closed; copy the file, never open it."""
    return _built(Path(shutil.copy(empty_store_file, tmp_path_factory.mktemp("office") / "office.store")))


@pytest.fixture(scope="session")
def served_office(server: Server, empty_database: Address) -> Office:
    """The same on a server; copy the database, never open it."""
    return _built(server.copy(empty_database.database))


def _built(location: Location) -> Office:
    store = open_store(location, time=FakeTime(MONDAY_NINE))
    office = an_office(store)
    store.close()
    return office


@pytest.fixture
def office(
    dialect: str, request: pytest.FixtureRequest, fake_time: FakeTime, tmp_path: Path
) -> Iterator[Office]:
    """An office with staff, customers and the claims model, at nine o'clock on a Monday."""
    built: Office = request.getfixturevalue(
        {"sqlite": "built_office", "postgresql": "served_office"}[dialect]
    )
    first = built.store.location
    if isinstance(first, Address):
        running: Server = request.getfixturevalue("server")
        location: Location = running.copy(first.database)
    else:
        location = Path(shutil.copy(first, tmp_path / "office.store"))
    store = open_store(location, time=fake_time)
    made = replace(
        built, store=store, time=fake_time, people=dict(built.people), customers=dict(built.customers)
    )
    yield made
    # A test may have opened the store anew, as after a restart.
    for one in (made.store, store):
        one.close()
    if isinstance(location, Address):
        running.drop(location)
