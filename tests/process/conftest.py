"""Fixtures of the tests of versions."""

from __future__ import annotations

import pytest

from desktop_crm.store.work import Store
from tests.process.owners import Owners


@pytest.fixture
def owners(store: Store) -> Owners:
    """A store with the small model published, in which nobody works yet."""
    made = Owners(store)
    made.publish()
    return made
