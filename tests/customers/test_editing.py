"""Editing single fields: two people at once, undo, and the history of every field, on both stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.data import AddressData, CustomerData, PointData, Status
from desktop_crm.customers.editing import Clashing, EditingService, FieldEdit
from desktop_crm.customers.fields import Field, Place, Shape, fields_at, text_of, value_of
from desktop_crm.customers.history import FieldChange, field_history
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.reads import customer_head, customer_profile
from desktop_crm.customers.rows import Profile
from desktop_crm.store.find import find
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, customers_of, unpublished

JAN = CustomerData(
    given="Jan",
    family="Vries",
    points=(PointData(PointKind.PHONE, "038 421 77 06"),),
    addresses=(AddressData(street="Assendorperstraat 88", town="Zwolle"),),
)


@pytest.fixture
def jan(store: Store) -> CustomerId:
    (made,) = customers_of(store).add_customer(data=JAN).ids("customer")
    return CustomerId(made)


@pytest.fixture
def anouk(store: Store, jan: CustomerId) -> EditingService:
    return EditingService(store, an_employee(store, "anna"), unpublished)


@pytest.fixture
def joost(store: Store, jan: CustomerId) -> EditingService:
    return EditingService(store, an_employee(store, "joost"), unpublished)


def profile(store: Store, customer: CustomerId) -> Profile:
    with store.read() as view:
        return customer_profile(view, customer)


def history(store: Store, customer: CustomerId) -> tuple[FieldChange, ...]:
    with store.read() as view:
        return field_history(view, customer)


def test_different_fields_edited_at_once_both_stay(
    anouk: EditingService, joost: EditingService, jan: CustomerId, store: Store
) -> None:
    anouk.edit(customer=jan, edits=[FieldEdit("language", "", "nl")])
    joost.edit(customer=jan, edits=[FieldEdit("family", "Vries", "Boer")])
    with store.read() as view:
        head, _counts = customer_head(view, jan)
        assert [match.customer for match in find(view, "boer")] == [jan]
    assert (head.language, head.family, head.name) == ("nl", "Boer", "Jan Boer")


def test_the_same_field_edited_at_once_tells_both_values_and_changes_nothing(
    anouk: EditingService, joost: EditingService, jan: CustomerId, store: Store, fake_time: FakeTime
) -> None:
    anouk.edit(customer=jan, edits=[FieldEdit("family", "Vries", "Boer")])
    edit = FieldEdit("family", "Vries", "Bakker")
    with pytest.raises(Clashing, match="Family name was changed to “Boer” by Anna") as caught:
        joost.edit(customer=jan, edits=[edit, FieldEdit("language", "", "nl")])
    (clash,) = caught.value.clashes
    assert (clash.edit, clash.now, clash.who, clash.at) == (edit, "Boer", "Anna", fake_time.now())
    with store.read() as view:
        assert customer_head(view, jan)[0].language == ""
    joost.edit(customer=jan, edits=[clash.again])
    with store.read() as view:
        assert customer_head(view, jan)[0].family == "Bakker"


@pytest.mark.server_in_soak
def test_two_who_wish_the_same_do_not_clash(
    anouk: EditingService, joost: EditingService, jan: CustomerId
) -> None:
    edit = FieldEdit("segment", "", "small")
    assert anouk.edit(customer=jan, edits=[edit])
    assert not joost.edit(customer=jan, edits=[edit])


def test_an_edit_is_taken_back_as_a_new_change_unless_somebody_changed_the_field_since(
    anouk: EditingService, joost: EditingService, jan: CustomerId, store: Store
) -> None:
    edit = FieldEdit("birth_date", None, date(1970, 2, 3))
    anouk.edit(customer=jan, edits=[edit])
    anouk.edit(customer=jan, edits=[edit.back])
    told = [(one.who, one.old, one.new) for one in history(store, jan) if one.field == "birth_date"]
    assert told == [("Anna", "1970-02-03", ""), ("Anna", "", "1970-02-03")]
    anouk.edit(customer=jan, edits=[edit])
    joost.edit(customer=jan, edits=[replace(edit, seen=edit.wanted, wanted=date(1971, 1, 1))])
    with pytest.raises(Clashing):
        anouk.edit(customer=jan, edits=[edit.back])


def test_a_number_is_edited_where_it_stands_and_found_by_its_new_form(
    anouk: EditingService, joost: EditingService, jan: CustomerId, store: Store
) -> None:
    (point,) = profile(store, jan).points
    edit = FieldEdit("content", point.content, "06 1234 5678", Place.POINT, point.id)
    anouk.edit(customer=jan, edits=[edit, FieldEdit("until", None, date(2027, 1, 1), Place.POINT, point.id)])
    (after,) = profile(store, jan).points
    assert (after.id, after.content, after.normal, after.until) == (
        point.id,
        "06 1234 5678",
        "+31612345678",
        date(2027, 1, 1),
    )
    with store.read() as view:
        assert [match.customer for match in find(view, "12345678")] == [jan]
    with pytest.raises(Clashing, match="by Anna"):
        joost.edit(customer=jan, edits=[replace(edit, wanted="06 9999 9999")])


@pytest.mark.server_in_soak
def test_an_address_that_ends_before_it_begins_is_refused(
    anouk: EditingService, jan: CustomerId, store: Store
) -> None:
    (address,) = profile(store, jan).addresses
    edits = [
        FieldEdit(name, None, day, Place.ADDRESS, address.id)
        for name, day in (("since", date(2026, 5, 1)), ("until", date(2026, 4, 1)))
    ]
    with pytest.raises(Invalid, match="before the first"):
        anouk.edit(customer=jan, edits=edits)
    anouk.edit(customer=jan, edits=edits[:1])
    assert profile(store, jan).addresses[0].since == date(2026, 5, 1)


@pytest.mark.server_in_soak
def test_the_owner_and_the_status_have_a_history_too(
    anouk: EditingService, jan: CustomerId, store: Store
) -> None:
    edits = [FieldEdit("owner", None, anouk.actor.id), FieldEdit("status", "prospect", Status.FORMER)]
    anouk.edit(customer=jan, edits=edits)
    told = {one.field: (one.who, one.old, one.new) for one in history(store, jan) if one.what == "changed"}
    assert told == {"owner": ("Anna", "", "Anna"), "status": ("Anna", "prospect", "former")}


def test_the_history_tells_what_came_and_what_went(jan: CustomerId, store: Store) -> None:
    service = customers_of(store, an_employee(store, "anna"))
    service.remove_contact_point(customer=jan, point=profile(store, jan).points[0].id)
    told = [(one.place, one.what, one.old) for one in history(store, jan)]
    assert told[0] == ("contact_point", "removed", "038 421 77 06 phone")
    assert {one[:2] for one in told[1:]} == {("customer", "added"), ("address", "added")}


@pytest.mark.server_in_soak
def test_what_is_not_there_is_not_edited(anouk: EditingService, jan: CustomerId) -> None:
    with pytest.raises(Invalid, match="no field “shoe”"):
        anouk.edit(customer=jan, edits=[FieldEdit("shoe", "", "44")])
    with pytest.raises(NotFound, match="not this customer's"):
        anouk.edit(customer=jan, edits=[FieldEdit("content", "", "1", Place.POINT, new_id())])


@pytest.mark.parametrize("place", list(Place))
def test_every_field_reads_its_own_text(place: Place) -> None:
    for field in fields_at(place):
        for text in _texts(field):
            assert text_of(value_of(field, text)) == text
        if (
            field.shape is not Shape.TEXT
            and field.shape is not Shape.LONG
            and (field.choices or not field.makes)
        ):
            with pytest.raises(Invalid):
                value_of(field, "nonsense")


def _texts(field: Field) -> list[str]:
    shapes = {
        Shape.DATE: ["2026-11-22", ""],
        Shape.YES_NO: ["yes", "no"],
        Shape.EMPLOYEE: [new_id().hex, ""],
    }
    return shapes.get(field.shape, [code for code, _word in field.choices] or ["words"])
