"""The sample company: its process model and its people, from the resources."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from sqlalchemy import insert

from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.ids import new_id
from desktop_crm.core.paths import resources
from desktop_crm.process.model import Model
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.process.toml_form import read_file
from desktop_crm.store.work import Writing


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works at the sample company. `roles` are codes of its model."""

    login: str
    name: str
    roles: tuple[str, ...]


def sample_model() -> Model:
    """Return the process model of the sample company."""
    return read_file(resources() / "sample" / "model.toml")


def sample_colleagues() -> tuple[Colleague, ...]:
    """Return the people of the sample company, in the order of the file."""
    text = (resources() / "sample" / "employees.toml").read_text(encoding="utf-8")
    return tuple(
        Colleague(one["login"], one["name"], tuple(one["roles"])) for one in tomllib.loads(text)["employee"]
    )


def settle(work: Writing) -> None:
    """Publish the sample model in a store without one, and add the people, who can't log in yet."""
    publish_version(work, write_draft(work, sample_model()))
    for colleague in sample_colleagues():
        employee = new_id()
        person = {"id": employee, "login": colleague.login, "name": colleague.name}
        work.connection.execute(insert(Employee).values(**person, created_at=work.now))
        for role in colleague.roles:
            held = {"id": new_id(), "employee_id": employee, "role": role, "since": work.now}
            work.connection.execute(insert(EmployeeRole).values(**held))
