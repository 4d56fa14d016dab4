"""People who may change models, and those who may not."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_crm.access.model import Actor
from desktop_crm.process.model import Model
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.process.toml_form import read
from desktop_crm.store.work import Store
from tests.employees import employ
from tests.process.small_model import SMALL, a

OWNED = a("roles", "claims", may=("model",))(read(SMALL))
"""The small model, in which the role Claims may change models."""


@dataclass
class Owners:
    """A store and its people by log-in."""

    store: Store
    people: dict[str, Actor] = field(default_factory=dict)

    def employ(self, login: str, *roles: str, all_roles: bool = False) -> Actor:
        self.people[login] = employ(self.store, login, login, roles, all_roles=all_roles)
        return self.people[login]

    def publish(self, model: Model = OWNED) -> None:
        with self.store.write(None) as work:
            publish_version(work, write_draft(work, model))
