"""Fixtures of the tests of measures: a small company, on a file and on a server."""

from __future__ import annotations

import pytest

from desktop_crm.store.work import Store
from tests.workflow.small_company import Company, found


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture
def company(store: Store) -> Company:
    """A small company, at nine o'clock on a Monday."""
    return found(store)
