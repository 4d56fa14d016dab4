"""Use cases on customers: what is added, changed and refused, and who may."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.ids import CustomerId, EmployeeId, new_id
from desktop_crm.customers.data import (
    AddressData,
    ConsentData,
    CustomerData,
    CustomerKind,
    PointData,
    content_digest,
)
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.reads import customer_head, customer_profile, find_reference
from desktop_crm.customers.rows import Profile
from desktop_crm.customers.service import CustomerService
from desktop_crm.customers.stored import all_customers, customer_count, read_customer
from desktop_crm.customers.time_line import planned_contacts
from desktop_crm.store.find import find
from desktop_crm.store.tables import StoreFact
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, customers_of

JAN = CustomerData(
    given="Jan",
    particle="de",
    family="Vries",
    birth_date=date(1970, 2, 3),
    points=(PointData(PointKind.PHONE, "038 421 77 06", "home"),),
    addresses=(AddressData(street="Assendorperstraat 88", town="Zwolle"),),
)


@pytest.fixture
def service(store: Store) -> CustomerService:
    return customers_of(store)


def add(service: CustomerService, data: CustomerData = JAN, **options: Any) -> CustomerId:
    (made,) = service.add_customer(data=data, **options).ids("customer")
    return CustomerId(made)


def data_of(store: Store, customer: CustomerId) -> CustomerData:
    with store.read() as view:
        return read_customer(view, customer).data


def profile_of(store: Store, customer: CustomerId) -> Profile:
    with store.read() as view:
        return customer_profile(view, customer)


def test_a_customer_is_added_with_a_number_a_name_and_a_sort_key(
    service: CustomerService, store: Store
) -> None:
    first, second = add(service), add(service)
    with store.read() as view:
        head, _ = customer_head(view, first)
        assert (head.number, head.name, head.sort_key) == ("000001", "Jan de Vries", "vries, de, jan")
        assert customer_head(view, second)[0].number == "000002"
        assert customer_count(view) == 2
        assert [one.id for one in all_customers(view)] == [first, second]
    assert profile_of(store, first).points[0].normal == "+31384217706"
    assert data_of(store, first).addresses == JAN.addresses


def test_the_store_says_how_its_customer_numbers_are_written(service: CustomerService, store: Store) -> None:
    with store.write(None) as work:
        work.connection.execute(
            StoreFact.__table__.insert().values(name="customer_number", content="K-{:04d}")
        )
    customer = add(service)
    with store.read() as view:
        assert customer_head(view, customer)[0].number == "K-0001"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (CustomerData(organisation="Bakkerij Smit", kind=CustomerKind.ORGANISATION), "Bakkerij Smit"),
        (CustomerData(nickname="Smitje"), "Smitje"),
        (CustomerData(points=(PointData(PointKind.EMAIL, "a@example.nl"),)), "a@example.nl"),
        (CustomerData(name="As shown", family="Other"), "As shown"),
    ],
)
def test_a_customer_is_called_by_what_is_known(
    service: CustomerService, store: Store, data: CustomerData, name: str
) -> None:
    assert data_of(store, add(service, data)).name == name


def test_a_customer_without_anything_to_call_them_by_is_refused(service: CustomerService) -> None:
    with pytest.raises(Invalid, match="needs a name"):
        add(service, CustomerData(note="who?"))


def test_a_changed_part_changes_the_name_and_nothing_else(service: CustomerService, store: Store) -> None:
    customer = add(service)
    service.change_customer(customer=customer, changes={"family": "Boer", "segment": "small"})
    after = data_of(store, customer)
    assert (after.name, after.segment, after.points) == ("Jan de Boer", "small", JAN.points)


def test_a_name_that_was_given_by_hand_stays_when_a_part_changes(
    service: CustomerService, store: Store
) -> None:
    customer = add(service, CustomerData(name="Opa Vries", family="Vries"))
    service.change_customer(customer=customer, changes={"family": "Boer"})
    assert data_of(store, customer).name == "Opa Vries"


def test_a_change_that_changes_nothing_says_so(service: CustomerService) -> None:
    customer = add(service)
    assert not service.change_customer(customer=customer, changes={"given": "Jan"})


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"shoe_size": "42"}, "shoe_size"),
        ({"given": 42}, "given"),
        ({"birth_date": "1970-02-03"}, "birth_date"),
        ({"given": "x" * 5000}, "given"),
        ({"note": "a\0b"}, "note"),
        ({"extra": "[]"}, "extra"),
    ],
)
def test_a_change_of_the_wrong_kind_is_refused_with_its_field(
    service: CustomerService, store: Store, changes: dict[str, Any], where: str
) -> None:
    customer = add(service)
    before = data_of(store, customer)
    with pytest.raises(Invalid) as caught:
        service.change_customer(customer=customer, changes=changes)
    assert caught.value.where == where
    assert data_of(store, customer) == before


def test_contact_points_come_and_go_and_are_found_by_search(service: CustomerService, store: Store) -> None:
    customer = add(service)
    service.add_contact_point(customer=customer, point=PointData(PointKind.EMAIL, "jan@example.nl", "work"))
    with store.read() as view:
        assert [hit.customer for hit in find(view, "jan@example.nl", limit=5)] == [customer]
    phone, email = profile_of(store, customer).points
    assert (phone.position, email.position, email.normal) == (0, 1, "jan@example.nl")
    service.remove_contact_point(customer=customer, point=email.id)
    assert profile_of(store, customer).points == (phone,)
    with store.read() as view:
        assert not find(view, "jan@example.nl", limit=5)
    with pytest.raises(NotFound):
        service.remove_contact_point(customer=customer, point=email.id)


def test_addresses_come_and_go(service: CustomerService, store: Store) -> None:
    customer = add(service)
    service.add_address(customer=customer, address=AddressData(town="Zwolle", postcode="8011 AB"))
    first, second = profile_of(store, customer).addresses
    assert (first.line, second.line) == ("Assendorperstraat 88, Zwolle", "8011 AB Zwolle")
    service.remove_address(customer=customer, address=first.id)
    assert profile_of(store, customer).addresses == (second,)
    with pytest.raises(Invalid, match="street or a town"):
        service.add_address(customer=customer, address=AddressData(label="home"))


def test_a_relation_is_registered_once_and_not_with_oneself(service: CustomerService, store: Store) -> None:
    one, other = add(service), add(service)
    service.relate(customer=one, other=other, kind="director")
    with pytest.raises(Conflict):
        service.relate(customer=one, other=other, kind="director")
    with pytest.raises(Invalid):
        service.relate(customer=one, other=one, kind="director")
    (relation,) = profile_of(store, one).relations
    service.unrelate(customer=one, relation=relation.id)
    assert profile_of(store, one).relations == ()


def test_consent_is_registered_with_when_and_proof(
    service: CustomerService, store: Store, fake_time: FakeTime
) -> None:
    customer = add(service)
    service.register_consent(
        customer=customer, consent=ConsentData("post", False, fake_time.now(), proof="letter")
    )
    (consent,) = profile_of(store, customer).consents
    assert (consent.channel, consent.given, consent.proof) == ("post", False, "letter")
    later = fake_time.now() + timedelta(days=1)
    with pytest.raises(Invalid, match="future"):
        service.register_consent(customer=customer, consent=ConsentData("post", True, later))


def test_a_contact_is_planned_ahead_and_taken_back(
    service: CustomerService, store: Store, fake_time: FakeTime
) -> None:
    customer = add(service)
    ahead = fake_time.now() + timedelta(days=2)
    service.plan_contact(customer=customer, channel="telephone", subject="Review", at=ahead)
    with store.read() as view:
        (plan,) = planned_contacts(view, customer)
    assert (plan.title, plan.at, plan.who) == ("Review", ahead, "Anouk")
    service.cancel_plan(customer=customer, plan=plan.id)
    with store.read() as view:
        assert planned_contacts(view, customer) == []
    with pytest.raises(Invalid, match="ahead"):
        service.plan_contact(
            customer=customer, channel="telephone", subject="", at=fake_time.now() - timedelta(1)
        )


def test_an_owner_must_be_somebody_who_works_here(service: CustomerService, store: Store) -> None:
    customer = add(service)
    gone = an_employee(store, "gone", state="disabled")
    service.give_owner(customer=customer, owner=service.actor.id)
    with store.read() as view:
        assert customer_head(view, customer)[0].owner == "Anouk"
    with pytest.raises(Refused, match="no longer works here"):
        service.give_owner(customer=customer, owner=gone.id)
    with pytest.raises(NotFound):
        service.give_owner(customer=customer, owner=EmployeeId(new_id()))


def test_a_customer_is_named_by_id_number_or_reference(service: CustomerService, store: Store) -> None:
    customer = add(service, CustomerData(family="Vries", reference="REF-1"))
    other = add(service, CustomerData(family="Smit", reference="000001"))
    twin = add(service, CustomerData(family="Boer", reference="REF-2"))
    add(service, CustomerData(family="Bakker", reference="REF-2"))
    with store.read() as view:
        assert find_reference(view, str(customer)) == customer
        assert find_reference(view, "000001") == customer
        assert find_reference(view, "REF-1") == customer
        assert find_reference(view, "000002") == other
        assert find_reference(view, "000003") == twin
        with pytest.raises(NotFound, match="Several"):
            find_reference(view, "REF-2")
        with pytest.raises(NotFound, match="no customer"):
            find_reference(view, "")


def test_every_verb_is_refused_to_somebody_without_a_role(store: Store, fake_time: FakeTime) -> None:
    customer = add(customers_of(store))
    nobody = customers_of(store, an_employee(store, "nobody", role=""))
    key, now = new_id(), fake_time.now()
    acts: dict[str, dict[str, Any]] = {
        "add_customer": {"data": JAN},
        "change_customer": {"customer": customer, "changes": {"given": "Piet"}},
        "give_owner": {"customer": customer, "owner": None},
        "add_contact_point": {"customer": customer, "point": PointData(PointKind.PHONE, "1")},
        "remove_contact_point": {"customer": customer, "point": key},
        "add_address": {"customer": customer, "address": AddressData(town="Zwolle")},
        "remove_address": {"customer": customer, "address": key},
        "relate": {"customer": customer, "other": CustomerId(key), "kind": "friend"},
        "unrelate": {"customer": customer, "relation": key},
        "register_consent": {"customer": customer, "consent": ConsentData("post", True, now)},
        "take_consent_back": {"customer": customer, "consent": key},
        "plan_contact": {"customer": customer, "channel": "post", "subject": "", "at": now},
        "cancel_plan": {"customer": customer, "plan": key},
    }
    verbs = {
        name
        for name in vars(CustomerService)
        if getattr(getattr(CustomerService, name), "__is_use_case__", 0)
    }
    assert set(acts) == verbs
    for name, given in acts.items():
        with pytest.raises(Refused):
            getattr(nobody, name)(**given)


def naughty_strings() -> list[str]:
    own = [
        "",
        " ",
        "\t",
        "Ω≈ç√∫˜µ≤≥÷",
        "zero\u200bwidth",
        "表ポあA鷗",
        "\U0001f469\u200d\U0001f467",
        "';DROP TABLE customer;--",
        "\x01\x7f",
        "line\r\nline\n",
        "\u202ereversed\u202c",
        "a\0b",
        "\ud800",
    ]
    folder = os.environ.get("DESKTOP_CRM_SAMPLES")
    if folder and (Path(folder) / "baddata" / "blns.json").exists():
        own += json.loads((Path(folder) / "baddata" / "blns.json").read_text(encoding="utf-8"))
    return own


@pytest.mark.server_in_soak
def test_any_naughty_string_comes_back_unchanged_or_is_refused_with_a_sentence(
    service: CustomerService, store: Store
) -> None:
    stored, refused = {}, {}
    for text in naughty_strings():
        data = CustomerData(
            name="?",
            given=text,
            family=text,
            note=text,
            reference=text,
            points=(PointData(PointKind.OTHER, text or "-", text),),
            addresses=(AddressData(street=text, town="Zwolle"),),
        )
        try:
            stored[add(service, data)] = data
        except Invalid as error:
            refused[text] = error.sentence
    with store.read() as view:
        assert {one.id: one.data for one in all_customers(view)} == stored
    assert all(sentence.endswith(".") for sentence in refused.values())
    assert all("\0" in text or "\ud800" in text or not text.strip() for text in refused)


def test_equal_data_have_equal_digests_and_different_ones_different() -> None:
    again = CustomerData(**{field: getattr(JAN, field) for field in JAN.__slots__})
    assert content_digest(JAN) == content_digest(again)
    assert content_digest(JAN) != content_digest(CustomerData(family="Vries"))
