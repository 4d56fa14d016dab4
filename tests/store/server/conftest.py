"""A company on a server, once for all tests that leave it as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.store.server.address import Address
from tests.conftest import MONDAY_NINE
from tests.server import Server
from tests.store.server.people import Place, settle


@pytest.fixture(scope="session")
def company(server: Server, empty_database: Address) -> Iterator[Place]:
    """The company; whoever asks changes nothing that stays."""
    address = server.copy(empty_database.database)
    yield settle(address, FakeTime(MONDAY_NINE))
    server.drop(address)
