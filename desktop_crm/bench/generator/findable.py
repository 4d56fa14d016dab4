"""What the search box finds a generated customer by; made where the customer is made, not read back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from desktop_crm.bench.generator.people import Person, dutch
from desktop_crm.customers.search import document
from desktop_crm.store.search import Document


def search_document(person: Person, number: str) -> Document:
    """Return the customer's entry in the search index, by the same rule as for one that is typed in."""
    customer: Any = SimpleNamespace(
        id=UUID(bytes=person.key),
        number=number,
        name=person.name,
        reference="",
        organisation=person.organisation,
        given=person.given,
        additional=person.initials,
        particle=person.particle,
        family=person.family,
        nickname="",
    )
    address: Any = SimpleNamespace(street=person.street, postcode=person.postcode, town=person.town)
    return document(customer, _points(person), [address])


def _points(person: Person) -> list[Any]:
    numbers = (("phone", person.phone), ("mobile", person.mobile))
    found: list[Any] = [
        SimpleNamespace(kind=kind, content=dutch(number), normal=number) for kind, number in numbers if number
    ]
    if person.email:
        found.append(SimpleNamespace(kind="email", content=person.email, normal=person.email))
    return found
