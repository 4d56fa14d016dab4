"""Employees for tests, made without the service that would ask for a right."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.ids import EmployeeId, new_id
from desktop_crm.store.work import Store


def employ(store: Store, login: str, name: str, roles: Iterable[str], *, all_roles: bool = False) -> Actor:
    """Add an employee with these roles."""
    who = EmployeeId(new_id())
    with store.write(None) as work:
        run = work.connection.execute
        run(insert(Employee).values(id=who, login=login, name=name, all_roles=all_roles, created_at=work.now))
        for role in roles:
            run(insert(EmployeeRole).values(id=new_id(), employee_id=who, role=role, since=work.now))
    return Actor(who, login, name)
