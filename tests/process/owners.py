"""People who may change models, and those who may not."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import insert

from desktop_crm.access.model import Actor
from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.ids import EmployeeId, new_id
from desktop_crm.process.model import Model
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.process.toml_form import read
from desktop_crm.store.work import Store
from tests.process.small_model import SMALL, a

OWNED = a("roles", "claims", may=("model",))(read(SMALL))
"""The small model, in which the role Claims may change models."""


@dataclass
class Owners:
    """A store and its people by log-in."""

    store: Store
    people: dict[str, Actor] = field(default_factory=dict)

    def employ(self, login: str, *roles: str, all_roles: bool = False) -> Actor:
        who = EmployeeId(new_id())
        with self.store.write(None) as work:
            run = work.connection.execute
            run(
                insert(Employee).values(
                    id=who, login=login, name=login, all_roles=all_roles, created_at=work.now
                )
            )
            for role in roles:
                run(insert(EmployeeRole).values(id=new_id(), employee_id=who, role=role, since=work.now))
        self.people[login] = Actor(who, login, login)
        return self.people[login]

    def publish(self, model: Model = OWNED) -> None:
        with self.store.write(None) as work:
            publish_version(work, write_draft(work, model))
