"""Fixtures for all tests: a time that stands still, and a store built by the migrations, on either database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from desktop_crm.core.clock import FakeTime
from desktop_crm.store.create import create_store
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address, Location
from desktop_crm.store.server.create import create_server_store
from desktop_crm.store.server.database import ServerDatabase
from desktop_crm.store.work import Store
from tests.server import OWNER, PASSWORD, Server, as_who_acts, left_open, private_server, watch

# How long an example takes says nothing on a machine that does other work too.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

# A Monday morning in Amsterdam, in no holiday and far from a clock change.
MONDAY_NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the long run what says little about a server: there a test costs a database of its own."""
    if os.environ.get("DESKTOP_CRM_SOAK") == "1":
        return
    left_out = {item for item in items if item.get_closest_marker("server_in_soak") and _is_on_server(item)}
    if left_out:
        config.hook.pytest_deselected(items=[*left_out])
        items[:] = [item for item in items if item not in left_out]


def _is_on_server(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    return called is not None and called.params.get("dialect") == "postgresql"


@pytest.fixture
def fake_time() -> FakeTime:
    """A clock that stands still at nine o'clock on a Monday until a test moves it."""
    return FakeTime(MONDAY_NINE)


@pytest.fixture(scope="session")
def empty_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file that the migrations built, once for all tests of a run; copy it, never open it."""
    path = tmp_path_factory.mktemp("store") / "empty.store"
    create_store(path, time=FakeTime(MONDAY_NINE)).close()
    return path


@pytest.fixture
def store_path(empty_store_file: Path, tmp_path: Path) -> Path:
    """A store file of this test's own, empty and closed."""
    return Path(shutil.copy(empty_store_file, tmp_path / "test.store"))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL of this run's own; who connects does so as its owner, and acts as the employee who acts."""
    with private_server() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGUSER", OWNER)
        patch.setenv("PGPASSWORD", PASSWORD)
        watch(patch.setattr)
        patch.setattr(ServerDatabase, "introduce", as_who_acts)
        yield running


@pytest.fixture(autouse=True)
def _no_connection_is_left_open() -> Iterator[None]:
    """A test closes what it opened. Python would notice in the midst of another test, and blame that one."""
    yield
    assert left_open() == []


@pytest.fixture(scope="session")
def empty_database(server: Server) -> Address:
    """A database that the migrations built, once for all tests of a run; copy it, never open it."""
    address = server.address("empty")
    create_server_store(address, FakeTime(MONDAY_NINE)).close()
    return address


@pytest.fixture
def database(server: Server, empty_database: Address) -> Iterator[Address]:
    """A database of this test's own, with an empty store."""
    address = server.copy(empty_database.database)
    yield address
    server.drop(address)


@pytest.fixture
def dialect() -> str:
    """Which database the test runs on; folders whose tests run on both have a fixture that says so."""
    return "sqlite"


@pytest.fixture
def place(dialect: str, request: pytest.FixtureRequest) -> Location:
    """Where the empty, closed store of this test is."""
    found: Location = request.getfixturevalue({"sqlite": "store_path", "postgresql": "database"}[dialect])
    return found


@pytest.fixture
def store(place: Location, fake_time: FakeTime) -> Iterator[Store]:
    """An open, empty store of this test's own, whose recording times are `fake_time`'s."""
    opened = open_store(place, time=fake_time)
    yield opened
    opened.close()
