"""Who is likely to be meant by what somebody types of a new customer."""

from __future__ import annotations

import pytest

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import AddressData, CustomerData, PointData
from desktop_crm.customers.likely import Likely, likely_doubles
from desktop_crm.customers.points import PointKind
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, customers_of

JAN = CustomerData(
    given="Jan",
    family="Wijnalda",
    points=(PointData(PointKind.MOBILE, "06 12345678"), PointData(PointKind.EMAIL, "jan@wijnalda.nl")),
    addresses=(AddressData("Kade 8", "8011 AB", "Zwolle"),),
)
TYPED = [
    CustomerData(given="Jan", family="Wijnalda"),
    CustomerData(given="J.", family="Wijnada", points=(PointData(PointKind.PHONE, "+31 6 1234 5678"),)),
    CustomerData(family="Wijnalda", points=(PointData(PointKind.EMAIL, "JAN@wijnalda.nl"),)),
    CustomerData(given="Jan", family="Wijnada", addresses=(AddressData("Kade 8", "8011AB", "Zwolle"),)),
]


@pytest.fixture
def jan(store: Store) -> CustomerId:
    service = customers_of(store, an_employee(store, "entering"))
    others = [CustomerData(given=name, family="Bakker") for name in ("Piet", "Els", "Wim")]
    made = [service.add_customer(data=one).ids("customer") for one in (JAN, *others)]
    return CustomerId(next(iter(made[0])))


def asked(store: Store, data: CustomerData, but: CustomerId | None = None) -> tuple[Likely, ...]:
    with store.read() as view:
        return likely_doubles(view, data, but=but)


@pytest.mark.parametrize("typed", TYPED)
def test_somebody_who_is_there_is_offered_with_reasons(
    store: Store, jan: CustomerId, typed: CustomerData
) -> None:
    (found,) = asked(store, typed)
    assert (found.customer.id, found.customer.name) == (jan, "Jan Wijnalda")
    assert found.score > 0.2
    assert found.evidence


def test_somebody_else_is_not_offered_nor_is_one_to_oneself(store: Store, jan: CustomerId) -> None:
    assert asked(store, CustomerData(given="Rutger", family="Zonneveld")) == ()
    assert asked(store, CustomerData(family="")) == ()
    assert asked(store, JAN, but=jan) == ()


def test_a_namesake_of_another_first_name_is_not_offered(store: Store, jan: CustomerId) -> None:
    assert asked(store, CustomerData(given="Geertruida", family="Wijnalda")) == ()
