"""A company to practise in: a draft published in a store of its own, somebody for each role, a few customers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_crm.access.accounts import insert_employee
from desktop_crm.access.model import Actor
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import EmployeeId
from desktop_crm.customers.data import CustomerData, CustomerKind, PointData, Status
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.service import CustomerService
from desktop_crm.process.model import Model
from desktop_crm.process.reads import published_version
from desktop_crm.process.service import publish_version, write_draft
from desktop_crm.store.work import Store, Writing

EVERYBODY = "practice"
# Names that nobody takes for a customer's; numbers of the range that the regulator keeps for stories (020 55 5x).
_CUSTOMERS = (
    ("Pleun", "Proef", "+31205550101"),
    ("Olivier", "Oefening", "+31205550102"),
    ("Tess", "Test", "+31205550103"),
    ("Vera", "Voorbeeld", "+31205550104"),
    ("Imre", "In ’t Klad", "+31205550105"),
)
_ORGANISATIONS = (("Oefenhuis B.V.", "+31205550111"), ("Stichting Proefdraai", "+31205550112"))


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody to practise as: all roles at once, or one of them."""

    actor: Actor
    title: str


def furnish(store: Store, model: Model) -> tuple[Player, ...]:
    """Publish `model` in an empty store and fill it; return whom one can be, all roles first.

    Raises `Refused` where the model can't run yet.
    """
    roles = [role for role in model.roles if any(one.role == role.code for one in model.responsibilities)]
    with store.write(None) as work:
        publish_version(work, write_draft(work, model))
        codes = [role.code for role in model.roles]
        players = [_player(work, EVERYBODY, _("All roles"), codes)]
        players += [_player(work, f"{role.code}.practice", role.name, [role.code]) for role in roles]
    service = CustomerService(store, players[0].actor, published_version)
    segment = model.segments[0].code if model.segments else ""
    for data in _customers(segment):
        service.add_customer(data=data)
    return tuple(players)


def _player(work: Writing, login: str, title: str, roles: list[str]) -> Player:
    name = title[:100]
    who = insert_employee(work, login=login, name=name, all_roles=False, roles=roles)
    return Player(Actor(EmployeeId(who), login, name), title)


def _customers(segment: str) -> Iterator[CustomerData]:
    for given, family, phone in _CUSTOMERS:
        yield CustomerData(
            given=given, family=family, segment=segment, status=Status.CUSTOMER, points=(_phone(phone),)
        )
    for name, phone in _ORGANISATIONS:
        yield CustomerData(
            kind=CustomerKind.ORGANISATION, organisation=name, segment=segment, status=Status.CUSTOMER,
            points=(_phone(phone),),
        )  # fmt: skip


def _phone(number: str) -> PointData:
    return PointData(PointKind.PHONE, number)
