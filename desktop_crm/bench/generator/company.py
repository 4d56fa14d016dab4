"""The sample company: its process model and its people, from the resources."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass

from desktop_crm.access.accounts import insert_employee
from desktop_crm.access.service import make_employees
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


def settle(work: Writing, hashed: Callable[[], str] | None = None) -> None:
    """Publish the sample model, and add the people of the company.

    Args:
        hashed: returns the hash of a password for each of them; without it nobody can log in.
    """
    publish_version(work, write_draft(work, sample_model()))
    people = [(one.login, one.name, one.roles) for one in sample_colleagues()]
    if hashed is not None:
        make_employees(work, people, hashed)
        return
    for login, name, roles in people:
        insert_employee(work, login=login, name=name, all_roles=False, roles=roles)
