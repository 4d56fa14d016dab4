"""Employees to act as in tests: a clerk with one role, somebody without any, and services bound to one."""

from __future__ import annotations

from sqlalchemy import insert

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.ids import EmployeeId, new_id
from desktop_crm.customers.contacts import ContactService
from desktop_crm.customers.intake import IntakeService
from desktop_crm.customers.service import CustomerService
from desktop_crm.store.work import Reading, Store


def an_employee(
    store: Store, login: str = "anouk", *, role: str = "front", all_roles: bool = False, state: str = "active"
) -> Actor:
    made = EmployeeId(new_id())
    with store.write(None) as work:
        work.connection.execute(
            insert(Employee).values(
                id=made,
                login=login,
                name=login.title(),
                state=state,
                all_roles=all_roles,
                created_at=work.now,
            )
        )
        if role:
            work.connection.execute(
                insert(EmployeeRole).values(id=new_id(), employee_id=made, role=role, since=work.now)
            )
    return Actor(made, login, login.title())


def unpublished(_view: Reading) -> None:
    """No process model is published: powers beyond serving are held by those with all roles alone."""


def customers_of(store: Store, actor: Actor | None = None) -> CustomerService:
    return CustomerService(store, actor or an_employee(store), unpublished)


def contacts_of(store: Store, actor: Actor | None = None) -> ContactService:
    return ContactService(store, actor or an_employee(store), unpublished)


def intake_of(store: Store) -> IntakeService:
    return IntakeService(store, an_employee(store, "importer", all_roles=True), unpublished)
