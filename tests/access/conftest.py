"""Fixtures for accounts: a quick hash, an administrator, a published matrix of rights."""

from __future__ import annotations

import pytest

from desktop_crm.access.log_in import LogInService
from desktop_crm.access.model import Actor, Verb
from desktop_crm.access.passwords import Passwords
from desktop_crm.access.service import EmployeeService
from desktop_crm.store.work import Store
from tests.access.staff import PASSWORD, QuickHash, grant, services


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture
def quick() -> QuickHash:
    return QuickHash()


@pytest.fixture
def gate(store: Store, quick: QuickHash) -> LogInService:
    return LogInService(store, Passwords(quick))


@pytest.fixture
def recovery_key(gate: LogInService) -> str:
    return gate.make_first_administrator(login="admin", name="Ada Min", password=PASSWORD)[0]


@pytest.fixture
def admin(gate: LogInService, recovery_key: str) -> Actor:
    return gate.log_in("admin", PASSWORD)


@pytest.fixture
def accounts(store: Store, admin: Actor, quick: QuickHash) -> EmployeeService:
    return services(store, admin, quick)


@pytest.fixture
def rights(store: Store) -> None:
    """The rights rows of version 3: claims registers and pays up to a limit; supervisors supervise."""
    grant(store, "claims", Verb.PERFORM, "register_damage")
    grant(store, "claims", Verb.PERFORM, "pay", '[["amount", "at-most", "500.00 EUR"]]')
    grant(store, "supervisor", Verb.PERFORM, "pay")
    grant(store, "front_office", Verb.INFORM, "pay")
    grant(store, "claims", Verb.START, "claim")
    grant(store, "supervisor", Verb.SUPERVISE, "")
