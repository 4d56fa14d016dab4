"""Tags, statements of the customer, names in other systems and documents, on both stores."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Conflict, Invalid, NotFound
from desktop_crm.core.ids import ContactId, CustomerId
from desktop_crm.customers.data import LARGEST_FILE, CustomerData
from desktop_crm.customers.fields import StatementKind
from desktop_crm.customers.filing import FilingService, crosswalk, read_document
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.customers.reads import customer_head, customer_profile
from desktop_crm.customers.rows import Profile
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, contacts_of, customers_of, unpublished


@pytest.fixture
def filing(store: Store) -> FilingService:
    return FilingService(store, an_employee(store, "anna"), unpublished)


@pytest.fixture
def smit(store: Store, filing: FilingService) -> CustomerId:
    return a_customer(store, filing, "Smit")


def a_customer(store: Store, filing: FilingService, name: str) -> CustomerId:
    (made,) = customers_of(store, filing.actor).add_customer(data=CustomerData(name=name)).ids("customer")
    return CustomerId(made)


def profile(store: Store, customer: CustomerId) -> Profile:
    with store.read() as view:
        return customer_profile(view, customer)


@pytest.mark.server_in_soak
def test_a_tag_is_put_on_once_and_taken_off(filing: FilingService, smit: CustomerId, store: Store) -> None:
    assert filing.add_tag(customer=smit, tag=" fleet ")
    assert not filing.add_tag(customer=smit, tag="fleet")
    filing.add_tag(customer=smit, tag="agro")
    assert [one.tag for one in profile(store, smit).tags] == ["agro", "fleet"]
    filing.remove_tag(customer=smit, tag="fleet")
    assert [one.tag for one in profile(store, smit).tags] == ["agro"]
    with pytest.raises(NotFound, match="no tag “fleet”"):
        filing.remove_tag(customer=smit, tag="fleet")


def test_statements_are_the_customers_words_with_their_date_the_latest_first(
    filing: FilingService, smit: CustomerId, store: Store, fake_time: FakeTime
) -> None:
    earlier = fake_time.now() - timedelta(days=30)
    filing.register_statement(customer=smit, kind=StatementKind.WISH, text="A second van")
    filing.register_statement(customer=smit, kind=StatementKind.ATTITUDE, text="You are slow", said=earlier)
    told = [(one.kind, one.text, one.said_at, one.who) for one in profile(store, smit).statements]
    assert told == [
        ("wish", "A second van", fake_time.now(), "Anna"),
        ("attitude", "You are slow", earlier, "Anna"),
    ]
    with pytest.raises(Invalid, match="in the future"):
        filing.register_statement(
            customer=smit,
            kind=StatementKind.NEED,
            text="x",
            said=fake_time.now() + timedelta(hours=1),
        )


@pytest.mark.server_in_soak
def test_a_statement_rests_on_a_contact_of_the_same_customer(
    filing: FilingService, smit: CustomerId, store: Store, fake_time: FakeTime
) -> None:
    contacts = contacts_of(store, filing.actor)
    entry = ContactEntry("telephone", Direction.IN, fake_time.now(), customer=smit)
    (contact,) = contacts.add_contact(contact=entry).ids("contact")
    other = a_customer(store, filing, "Other")
    with pytest.raises(NotFound, match="not this customer's"):
        filing.register_statement(
            customer=other, kind=StatementKind.NEED, text="Cover", contact=ContactId(contact)
        )
    filing.register_statement(
        customer=smit, kind=StatementKind.NEED, text="Cover", contact=ContactId(contact)
    )
    assert len(profile(store, smit).statements) == 1


def test_another_systems_names_lead_to_one_customer_and_the_rest_is_counted(
    filing: FilingService, smit: CustomerId, store: Store
) -> None:
    other = a_customer(store, filing, "Other")
    filing.identify(customer=smit, system="policies", code="P-1")
    filing.identify(customer=smit, system="policies", code="P-2")
    assert not filing.identify(customer=smit, system="policies", code="P-1")
    with pytest.raises(Conflict, match="P-1 of policies is 000001 Smit"):
        filing.identify(customer=other, system="policies", code="P-1")
    with store.read() as view:
        (share,) = crosswalk(view)
    assert (share.system, share.identifiers, share.customers, share.unmatched) == ("policies", 2, 1, 0.5)


def test_the_same_content_is_kept_once_whatever_it_is_called(
    filing: FilingService, smit: CustomerId, store: Store
) -> None:
    (first,) = filing.add_document(customer=smit, name="quote.pdf", content=b"%PDF-1").ids("document")
    again = filing.add_document(customer=smit, name="copy of quote.pdf", content=b"%PDF-1")
    assert again.ids("document") == {first}
    assert not again.ids("customer"), "nothing changed"
    with store.read() as view:
        assert customer_head(view, smit)[1].documents == 1
        kept = read_document(view, smit, first)
    assert (kept.name, kept.media_type, kept.size, kept.content) == (
        "quote.pdf",
        "application/pdf",
        6,
        b"%PDF-1",
    )


@pytest.mark.server_in_soak
def test_a_document_is_read_with_its_customer_alone(
    filing: FilingService, smit: CustomerId, store: Store
) -> None:
    (made,) = filing.add_document(customer=smit, name="a.txt", content=b"a").ids("document")
    other = a_customer(store, filing, "Other")
    with store.read() as view, pytest.raises(NotFound, match="not this customer's"):
        read_document(view, other, made)


@pytest.mark.server_in_soak
@pytest.mark.parametrize(("content", "sentence"), [(b"", "is empty"), (bytes(LARGEST_FILE + 1), "too large")])
def test_a_file_that_can_not_be_kept_is_refused(
    filing: FilingService, smit: CustomerId, content: bytes, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        filing.add_document(customer=smit, name="a.bin", content=content)
