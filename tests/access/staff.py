"""Building staff for tests: a quick hash, employees with roles, rights rows, the names of a small model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import insert

from desktop_crm.access.model import Actor, Catalogue, Verb
from desktop_crm.access.passwords import Passwords
from desktop_crm.access.service import EmployeeService
from desktop_crm.access.tables import AccessRight
from desktop_crm.core.ids import new_id
from desktop_crm.store.work import Reading, Store

PASSWORD = "correct horse battery"
VERSION = new_id()
CATALOGUE = Catalogue(
    VERSION,
    3,
    roles={"claims": "Claims", "front_office": "Front office", "supervisor": "Supervisor"},
    activities={"register_damage": "Register the damage", "pay": "Pay the damage"},
    processes={"claim": "Claim"},
)


class QuickHash:
    """A hash that takes no time, so that tests of rules don't wait; it counts what it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.dated = False

    def hash(self, secret: str) -> str:
        return "quick:" + hashlib.sha256(secret.encode()).hexdigest()

    def verify(self, stored: str, secret: str) -> bool:
        self.asked += 1
        return stored == self.hash(secret)

    def is_dated(self, stored: str) -> bool:
        return self.dated


def services(store: Store, actor: Actor, quick: QuickHash) -> EmployeeService:
    return EmployeeService(store, actor, Passwords(quick), catalogue)


def catalogue(view: Reading) -> Catalogue:
    return CATALOGUE


def grant(store: Store, role: str, verb: Verb, target: str, limits: str = "[]") -> None:
    with store.write(None) as work:
        work.connection.execute(
            insert(AccessRight).values(
                id=new_id(), version_id=VERSION, role=role, verb=str(verb), object_code=target, limits=limits
            )
        )


def hired(accounts: EmployeeService, login: str, roles: Iterable[str]) -> Actor:
    """Add an employee whose password is `PASSWORD`."""
    return accounts.add_employee(
        login=login, name=login.title(), roles=roles, password=PASSWORD
    ).employee.actor
