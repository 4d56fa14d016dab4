"""A company on a server whose people connect with log-ins of their own and type SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.ids import CaseId, new_id
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import connect
from desktop_crm.store.server.logins import LogIn, give_password
from desktop_crm.store.server.roles import make_roles
from tests.workflow.small_company import Company, found

SECRET = "words that nobody guesses"


@dataclass
class Place:
    """A store with private portfolios: Tim's customer is Smit, Anouk's is De Vries, and Yılmaz is nobody's.

    Attributes:
        customers, people: ids by their short names.
        case: Tim's, for Smit, with an item of sensitive health registered for the customer.
    """

    address: Address
    customers: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    case: CaseId | None = None

    @contextmanager
    def logged_in(self, login: str) -> Iterator[psycopg.Connection[Any]]:
        """Connect as somebody does with any program; nothing that is done stays."""
        connection = connect(self.address, writes=True, log_in=LogIn(login, SECRET))
        try:
            yield connection
        finally:
            connection.close()

    def ask(self, login: str, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return what somebody is shown who types a statement."""
        with self.logged_in(login) as connection:
            return connection.execute(statement, values | self.named()).fetchall()

    def try_(self, login: str, statement: str, **values: Any) -> int:
        """Return how many rows somebody changes with a statement; what the server refuses is raised."""
        with self.logged_in(login) as connection:
            return connection.execute(statement, values | self.named()).rowcount

    def named(self) -> dict[str, Any]:
        """Return what the statements of tests name."""
        return {**self.customers, **self.people, "case": self.case, "new": new_id()}


def settle(address: Address, time: FakeTime) -> Place:
    """Put the company into an empty store."""
    store = open_store(address, time=time)
    company = found(store)
    place = Place(address, dict(company.customers), {login: one.id for login, one in company.people.items()})
    place.case = _begin(company)
    with store.write(None) as work:
        make_roles(work.driver, address)  # of a copied database everybody may use what PostgreSQL leaves open
        for login in company.people:
            give_password(work, login, SECRET)
        for owner, customer in (("tim", "smit"), ("anouk", "vries")):
            work.driver.execute(
                "UPDATE customer SET owner_id = %s WHERE id = %s",
                (place.people[owner], place.customers[customer]),
            )
        work.driver.execute(
            "INSERT INTO item_value SELECT gen_random_uuid(), %s, %s, 'health', 'customer', 'a bad back', 'value', '', "
            "0, NULL, NULL, 'claim', '', NULL",
            (place.customers["smit"], place.case),
        )
        work.driver.execute("SELECT crm_portfolios(true)")
        # Who only works here keeps the server's time.
        work.driver.execute("DELETE FROM store_fact WHERE name = 'time'")
    store.close()
    return place


def _begin(company: Company) -> CaseId:
    """Start a claim for Smit, whose next step Tim takes on."""
    begun = company.claim("tim", "smit", asks=("How long does it take?",)).case
    (item,) = company.open_items(begun).values()
    company.desk("tim").items.claim(work_item=item)
    return begun
