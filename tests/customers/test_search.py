"""Customers in the search index: what of theirs is found, and that it follows their changes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, insert, update

from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.search import index_customer, rebuild, unindexed
from desktop_crm.customers.tables import Address, ContactPoint, Customer
from desktop_crm.store.find import find
from desktop_crm.store.work import Store, Writing


def a_customer(work: Writing, **fields: str) -> CustomerId:
    customer = CustomerId(new_id())
    values = {
        "number": "000042",
        "kind": "person",
        "name": "Jan de Vries",
        "sort_key": "vries jan de",
    } | fields
    work.connection.execute(
        insert(Customer).values(id=customer, customer_id=customer, created_at=work.now, **values)
    )
    return customer


def jan(work: Writing) -> CustomerId:
    customer = a_customer(
        work, given="Jan", particle="de", family="Vries", nickname="Jantje", number="104217"
    )
    for kind, content, normal in (
        ("mobile", "06 - 12 34 56 78", "+31612345678"),
        ("email", "Jan.deVries@example.nl", "jan.devries@example.nl"),
    ):
        work.connection.execute(
            insert(ContactPoint).values(
                id=new_id(), customer_id=customer, kind=kind, content=content, normal=normal
            )
        )
    work.connection.execute(
        insert(Address).values(id=new_id(), customer_id=customer, street="Assendorp 12", postcode="8012 AA")
    )
    index_customer(work, customer)
    return customer


def found(store: Store, words: str) -> list[UUID]:
    with store.read() as view:
        return [match.customer for match in find(view, words)]


def test_a_customer_is_found_by_name_number_telephone_mail_and_address(store: Store) -> None:
    with store.write(None) as work:
        customer = jan(work)
    for words in (
        "de Vries",
        "vries",
        "v",
        "jantje",
        "104217",
        "0612345678",
        "+31 6 12",
        "jan.dev",
        "assen",
        "8012aa",
    ):
        assert found(store, words) == [customer], words


def test_an_organisation_without_a_family_name_is_found_by_its_own(store: Store) -> None:
    with store.write(None) as work:
        customer = a_customer(
            work, kind="organisation", name="Bakkerij Smit B.V.", organisation="Bakkerij Smit B.V."
        )
        index_customer(work, customer)
    assert found(store, "ba") == found(store, "smit bakk") == found(store, "kkeri") == [customer]


def test_the_index_follows_a_change_and_forgets_a_deleted_customer(store: Store) -> None:
    with store.write(None) as work:
        customer = jan(work)
        work.connection.execute(delete(ContactPoint).where(ContactPoint.kind == "mobile"))
        work.connection.execute(update(Customer).values(family="Bosma", particle="", name="Jan Bosma"))
        index_customer(work, customer)
    assert found(store, "bosma") == [customer]
    assert found(store, "de vries") == []
    assert found(store, "0612345678") == []
    with store.write(None) as work:
        work.connection.execute(update(Customer).values(deleted_at=work.now))
        index_customer(work, customer)
    assert found(store, "bosma") == []


def test_made_anew_the_index_finds_what_it_found_before(store: Store) -> None:
    with store.write(None) as work:
        customer = jan(work)
        others = [a_customer(work, name=f"Piet {letter}", family=letter, given="Piet") for letter in "abc"]
        assert rebuild(work) == 4
    assert found(store, "0612345678") == found(store, "8012 aa") == [customer]
    assert sorted(found(store, "piet")) == others


def test_customers_whom_the_index_misses_or_wrongly_holds_are_counted(store: Store) -> None:
    with store.write(None) as work:
        jan(work)
        assert unindexed(work) == 0
        a_customer(work)
        assert unindexed(work) == 1
        work.connection.execute(update(Customer).values(deleted_at=work.now))
        assert unindexed(work) == 1
        rebuild(work)
        assert unindexed(work) == 0
