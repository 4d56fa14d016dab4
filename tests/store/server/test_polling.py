"""Through a pooler nothing is told, so it is asked: the same changes are heard, a little later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from uuid import UUID

import pytest

from desktop_crm.core.changes import Changes, mark_of
from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import StoreProblem
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.service import insert_customer
from desktop_crm.store.hearing import MOST, Ear, ear_of, everything
from desktop_crm.store.open import open_store
from desktop_crm.store.server import polling
from desktop_crm.store.server.address import Address, address_of
from desktop_crm.store.server.hearing import ServerEar
from desktop_crm.store.work import Store, Writing
from tests.server import Server
from tests.store.server.people import Place
from tests.store.server.pooler import pooled


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "EVERY", 0.02)
    monkeypatch.setattr(polling, "_PROBED", 0.1)


@pytest.fixture(scope="module")
def database(server: Server, empty_database: Address) -> Iterator[Address]:
    """One for all tests here: each hears only what is added while it listens."""
    address = server.copy(empty_database.database)
    yield address
    server.drop(address)


@pytest.fixture
def pooler(database: Address) -> Iterator[Address]:
    with pooled(database) as found:
        yield found


@pytest.fixture
def store(pooler: Address, fake_time: FakeTime) -> Iterator[Store]:
    """The store as somebody has it who comes through the pooler."""
    opened = open_store(pooler, time=fake_time)
    yield opened
    opened.close()


@pytest.fixture
def colleague(database: Address, fake_time: FakeTime) -> Iterator[Store]:
    """The same store, opened by another program."""
    opened = open_store(database, time=fake_time)
    yield opened
    opened.close()


@pytest.fixture
def ear(store: Store) -> Iterator[Ear]:
    listening = ear_of(store, turn=0.05)
    assert listening.hear() == everything()
    assert listening.hear() == everything(), "asked for the first time"
    assert not listening.hear()
    yield listening
    listening.close()


def heard(ear: Ear, of: Callable[[Changes], bool]) -> Changes:
    found = Changes()
    for _turn in range(100):
        found |= ear.hear()
        if of(found):
            return found
    raise AssertionError(f"never heard: {found}")


def insert(work: Writing, name: str) -> UUID:
    return insert_customer(work, CustomerData(kind="organisation", name=name), owner=None)


def tag(work: Writing, customer: UUID, words: str) -> None:
    work.driver.execute(
        "INSERT INTO customer_tag (id, customer_id, tag) VALUES (gen_random_uuid(), %s, %s)",
        (customer, words),
    )


def test_what_a_colleague_adds_is_heard_by_asking(ear: Ear, colleague: Store) -> None:
    with colleague.write(None) as work:
        customer = insert(work, "Bakker BV")
    found = heard(ear, lambda told: told.touches("customer"))
    assert found.about("customer", customer)
    assert found.marks["customer"] == {mark_of(customer)}
    assert not ear.hear()


def test_what_was_begun_before_and_stored_after_another_s_is_heard_too(
    ear: Ear, colleague: Store, database: Address, fake_time: FakeTime
) -> None:
    with colleague.write(None) as work:
        first = insert(work, "Bakker BV")
    assert heard(ear, lambda told: told.about("customer", first))
    with closing(open_store(database, time=fake_time)) as slow, slow.write(None) as under_way:
        late = insert(under_way, "Slow BV")
        with colleague.write(None) as work:
            tag(work, first, "quick")
        assert heard(ear, bool).about("customer", first)
        for _look in range(3):
            assert not ear.hear()
    assert heard(ear, bool).about("customer", late)
    assert not ear.hear()


def test_of_very_many_it_is_heard_that_anything_may_have_changed(ear: Ear, colleague: Store) -> None:
    with colleague.write(None) as work:
        customer = insert(work, "Bakker BV")
        for number in range(MOST + 1):
            tag(work, customer, f"number {number}")
    assert heard(ear, bool) == everything()


def test_a_hushed_ear_ends_its_turn(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "EVERY", 3600)
    ear.hush()
    assert not ear.hear()


def test_a_direct_address_beside_the_pooler_s_tells_at_once(
    pooler: Address, database: Address, fake_time: FakeTime, colleague: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "EVERY", 3600)
    beside = replace(pooler, direct=f"127.0.0.1:{database.port}")
    with closing(open_store(beside, time=fake_time)) as store, closing(ear_of(store, turn=0.05)) as listening:
        assert isinstance(listening, ServerEar)
        assert listening.hear() == everything()
        with colleague.write(None) as work:
            customer = insert(work, "Bakker BV")
        assert heard(listening, bool).about("customer", customer)


def test_where_the_direct_address_is_not_reached_it_is_asked_all_the_same(
    pooler: Address, fake_time: FakeTime, colleague: Store
) -> None:
    beside = replace(pooler, direct="127.0.0.1:1")
    with closing(open_store(beside, time=fake_time)) as store, closing(ear_of(store, turn=0.05)) as listening:
        assert listening.hear() == everything()
        assert listening.hear() == everything()
        with colleague.write(None) as work:
            customer = insert(work, "Bakker BV")
        assert heard(listening, bool).about("customer", customer)


def test_without_a_pooler_nobody_asks(
    database: Address, fake_time: FakeTime, colleague: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "EVERY", 3600)
    with (
        closing(open_store(database, time=fake_time)) as store,
        closing(ear_of(store, turn=0.05)) as listening,
    ):
        assert listening.hear() == everything()
        with colleague.write(None) as work:
            insert(work, "Bakker BV")
        assert heard(listening, bool).touches("customer")


def test_who_works_here_may_ask_and_learns_marks_only(company: Place) -> None:
    asked = (
        "SELECT count(*), count(*) FILTER (WHERE thing ~ '^[0-9a-f]{16}$') FROM crm_told_since('1:1:', 0, 50)"
    )
    ((rows, marks),) = company.ask("anouk", asked)
    assert rows == marks == 50


def test_the_direct_address_is_part_of_the_address_and_has_to_be_protected() -> None:
    address = address_of("postgresql://crm.example.nl:6432/office?direct=db.example.nl:5433")
    assert (address.behind().host, address.behind().port) == ("db.example.nl", 5433)
    assert address.behind().behind() == address.behind()
    assert address_of(str(address)) == address
    for wrong in ("db/x", "ada@db", ":1", "db:x", "a b:99999"):
        with pytest.raises(StoreProblem):
            address_of(f"postgresql://crm.example.nl/office?direct={wrong}")
