"""Customers who are in the store twice: found, told apart, called off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers import scanning
from desktop_crm.customers.candidates import Keys, worth_comparing
from desktop_crm.customers.data import AddressData, CustomerData, PointData
from desktop_crm.customers.duplicates import DuplicateService
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.rules import Rules
from desktop_crm.customers.scanning import Cancelled, Pair
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, customers_of, unpublished


@pytest.fixture
def duplicates(store: Store) -> DuplicateService:
    return DuplicateService(store, an_employee(store), unpublished)


def person(
    given: str, family: str, *, born: date | None = None, email: str = "", street: str = ""
) -> CustomerData:
    return CustomerData(
        given=given,
        family=family,
        birth_date=born,
        points=(PointData(PointKind.EMAIL, email),) if email else (),
        addresses=(AddressData(street=street, town="Zwolle"),) if street else (),
    )


def added(store: Store, *people: CustomerData) -> list[CustomerId]:
    service = customers_of(store, an_employee(store, "entering"))
    return [CustomerId(next(iter(service.add_customer(data=one).ids("customer")))) for one in people]


BORN = date(1970, 2, 3)
JAN = person("Jan", "Wijnalda", born=BORN, email="jan@wijnalda.nl", street="Kade 8")
JAN_AGAIN = person("Jan", "Wijnada", born=BORN, email="jan@wijnalda.nl")


def a_name(number: int) -> str:
    """Return a name that is like no other."""
    return "".join(chr(ord("a") + byte % 26) for byte in blake2b(bytes([number]), digest_size=8).digest())


OTHERS = [
    person(a_name(number), a_name(number + 100), born=date(1950 + number, 1 + number % 12, 9))
    for number in range(40)
]


def as_sets(pairs: Iterable[Pair]) -> set[frozenset[CustomerId]]:
    return {frozenset((pair.one, pair.other)) for pair in pairs}


def test_a_customer_who_was_entered_twice_is_found_with_the_reasons(
    store: Store, duplicates: DuplicateService
) -> None:
    jan, again, *_rest = added(store, JAN, JAN_AGAIN, *OTHERS)
    (pair,) = duplicates.find_duplicates(rules=Rules.BROAD)
    assert (pair.one, pair.other) == (jan, again)
    assert pair.score > 0.99
    assert {piece.field.value for piece in pair.evidence} >= {"born", "email", "family", "given"}


def test_an_empty_store_has_no_duplicates(duplicates: DuplicateService) -> None:
    assert duplicates.find_duplicates(rules=Rules.BROAD) == []


def test_two_records_that_have_nothing_in_common_are_one_through_a_third(
    store: Store, duplicates: DuplicateService
) -> None:
    by_birth = person("Jan", "Wijnalda", born=BORN)
    by_mail = person("Jan", "Wijnalda", email="jan.w@wijnalda.nl")
    both = person("Jan", "Wijnalda", born=BORN, email="jan.w@wijnalda.nl")
    one, two, three, *_rest = added(store, by_birth, by_mail, both, *OTHERS * 4)
    found = duplicates.find_duplicates(rules=Rules.BROAD)
    assert as_sets(found) >= {frozenset(pair) for pair in combinations((one, two, three), 2)}


def test_customers_told_apart_are_not_asked_about_again(store: Store, duplicates: DuplicateService) -> None:
    jan, again, *_rest = added(store, JAN, JAN_AGAIN)
    duplicates.tell_apart(one=again, other=jan)
    duplicates.tell_apart(one=jan, other=again)
    assert duplicates.find_duplicates(rules=Rules.BROAD) == []
    duplicates.doubt_again(one=jan, other=again)
    assert len(duplicates.find_duplicates(rules=Rules.BROAD)) == 1
    with pytest.raises(NotFound):
        duplicates.doubt_again(one=jan, other=again)


def test_one_customer_is_not_told_apart_from_itself_nor_from_nobody(
    store: Store, duplicates: DuplicateService
) -> None:
    (jan,) = added(store, JAN)
    with pytest.raises(Invalid):
        duplicates.tell_apart(one=jan, other=jan)
    with pytest.raises(NotFound):
        duplicates.tell_apart(one=jan, other=CustomerId(new_id()))


def test_whoever_may_not_serve_may_not_look_for_duplicates(store: Store) -> None:
    without_role = DuplicateService(store, an_employee(store, "wim", role=""), unpublished)
    with pytest.raises(Refused):
        without_role.find_duplicates(rules=Rules.BROAD)


def test_a_scan_is_called_off(store: Store, duplicates: DuplicateService) -> None:
    added(store, JAN, JAN_AGAIN)
    with pytest.raises(Cancelled):
        duplicates.find_duplicates(rules=Rules.BROAD, cancelled=lambda: True)


@pytest.mark.server_in_soak
def test_several_processes_find_what_one_finds(
    store: Store, duplicates: DuplicateService, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(store, JAN, JAN_AGAIN, *OTHERS, person("Ann", "Post", born=BORN), person("Anne", "Post", born=BORN))
    alone = duplicates.find_duplicates(rules=Rules.BROAD)
    monkeypatch.setattr(scanning, "ALONE", 0)
    monkeypatch.setattr(scanning, "CHUNK", 1)
    told: list[tuple[int, int]] = []
    with store.read() as view:
        together = scanning.scan(
            view, rules=Rules.BROAD, processes=2, progress=lambda done, total: told.append((done, total))
        )
    assert together == alone
    assert len(alone) >= 2
    assert told[-1][0] == told[-1][1]


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=12))
def test_pairs_are_those_who_share_a_key(customers: list[list[int]]) -> None:
    strong, weak = Keys(), Keys()
    for row, keys in enumerate(customers):
        strong.add(row, {key for key in keys if key < 3})
        weak.add(row, {key for key in keys if key >= 3})
    found = {(code >> 32, code & 0xFFFFFFFF) for code in worth_comparing(strong, weak, customers=12).tolist()}
    assert found == {
        (one, other)
        for one, other in combinations(range(len(customers)), 2)
        if (shared := set(customers[one]) & set(customers[other])) and (min(shared) < 3 or len(shared) >= 2)
    }


def test_a_key_that_everybody_has_makes_no_pairs() -> None:
    strong = Keys()
    for row in range(5_000):
        strong.add(row, [1, 10 + row // 2])
    assert len(worth_comparing(strong, Keys(), customers=5_000)) == 2_500
