"""Fixtures of the customer file's tests."""

from __future__ import annotations

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.store.work import Store
from tests.dossier.office import Office


@pytest.fixture
def office(store: Store, fake_time: FakeTime) -> Office:
    """Somewhere to put rows."""
    return Office(store, fake_time.now())
