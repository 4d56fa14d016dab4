"""Which of the customers who fit alike come first: one's own, then whoever was in contact last."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, update

from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.finding import nearest
from desktop_crm.customers.search import index_customer
from desktop_crm.customers.tables import Contact, Customer
from desktop_crm.store.work import Store, Writing
from tests.customers.test_search import a_customer


def a_jansen(work: Writing, given: str, owner: UUID | None = None, days_ago: int | None = None) -> CustomerId:
    """A customer of a common name, with or without an owner and a contact so many days ago."""
    customer = a_customer(work, name=f"{given} Jansen", given=given, family="Jansen")
    work.connection.execute(update(Customer).where(Customer.id == customer).values(owner_id=owner))
    if days_ago is not None:
        at = work.now - timedelta(days=days_ago)
        said = {"channel": "telephone", "direction": "in", "happened_at": at, "recorded_at": work.now}
        work.connection.execute(insert(Contact).values(id=new_id(), customer_id=customer, **said))
    index_customer(work, customer)
    return customer


def found(store: Store, words: str, employee: UUID | None, limit: int = 50) -> list[UUID]:
    with store.read() as view:
        return [match.customer for match in nearest(view, words, limit, employee=employee)]


def test_of_those_who_fit_alike_one_s_own_come_first_then_the_latest_contact_then_the_name(
    store: Store,
) -> None:
    me, colleague = new_id(), new_id()
    with store.write(None) as work:
        never = a_jansen(work, "Anna")
        long_ago = a_jansen(work, "Bert", colleague, days_ago=300)
        lately = a_jansen(work, "Cees", days_ago=2)
        mine = a_jansen(work, "Dirk", me, days_ago=400)
        also_mine = a_jansen(work, "Eefje", me)
    assert found(store, "jansen", me) == [mine, also_mine, lately, long_ago, never]
    assert found(store, "jansen", None) == [lately, long_ago, mine, never, also_mine]


def test_a_better_fit_comes_before_one_s_own(store: Store) -> None:
    me = new_id()
    with store.write(None) as work:
        mine, exact = a_jansen(work, "Annabel", me, days_ago=1), a_jansen(work, "Anna")
    assert found(store, "anna jansen", me) == [exact, mine]


def test_one_s_own_customer_is_shown_though_few_are(store: Store) -> None:
    me = new_id()
    with store.write(None) as work:
        others = [a_jansen(work, f"A{letter}", days_ago=1) for letter in "abcdefghijkl"]
        mine = a_jansen(work, "Zoe", me)
    assert found(store, "jansen", me, limit=4)[0] == mine
    assert set(found(store, "jansen", me, limit=4)[1:]) <= set(others)
