"""Consent with its proof, numbers elsewhere in place of others, portfolios handed over, doubts about numbers."""

from __future__ import annotations

import pytest

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.consents import consent_history
from desktop_crm.customers.data import ConsentData, CustomerData
from desktop_crm.customers.doubts import doubt_of
from desktop_crm.customers.filing import FilingService
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.portfolios import PortfolioService, portfolio_size
from desktop_crm.customers.reads import customer_profile
from desktop_crm.customers.service import CustomerService
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, customers_of, unpublished


@pytest.fixture
def desk(store: Store) -> CustomerService:
    return customers_of(store)


@pytest.fixture
def filing(store: Store, desk: CustomerService) -> FilingService:
    return FilingService(store, desk.actor, unpublished)


def a_customer(desk: CustomerService, name: str = "Smit") -> CustomerId:
    (made,) = desk.add_customer(data=CustomerData(name=name)).ids("customer")
    return CustomerId(made)


@pytest.mark.server_in_soak
def test_a_consent_keeps_what_proves_it_and_can_be_taken_back(
    store: Store, desk: CustomerService, filing: FilingService, fake_time: FakeTime
) -> None:
    smit = a_customer(desk)
    (signed,) = filing.add_document(customer=smit, name="signed.pdf", content=b"yes").ids("document")
    given = ConsentData("email", True, fake_time.now(), "news")
    desk.register_consent(customer=smit, consent=given, document=signed)
    fake_time.advance(60)
    withdrawn = ConsentData("email", False, fake_time.now(), "news", "by telephone")
    (last,) = desk.register_consent(customer=smit, consent=withdrawn).ids("consent")
    with store.read() as view:
        told = [(one.consent.given, one.proven_by) for one in consent_history(view, smit)]
        assert [one.given for one in customer_profile(view, smit).consents] == [False]
    assert told == [(False, "by telephone"), (True, "signed.pdf")]
    desk.take_consent_back(customer=smit, consent=last)
    with store.read() as view:
        (now,) = customer_profile(view, smit).consents
    assert (now.given, now.document_id) == (True, signed)


def test_what_proves_a_consent_is_the_customer_s_own(
    desk: CustomerService, filing: FilingService, fake_time: FakeTime
) -> None:
    smit, boer = a_customer(desk), a_customer(desk, "Boer")
    (theirs,) = filing.add_document(customer=boer, name="a.txt", content=b"x").ids("document")
    given = ConsentData("post", True, fake_time.now())
    with pytest.raises(NotFound, match="not this customer's"):
        desk.register_consent(customer=smit, consent=given, document=theirs)


@pytest.mark.server_in_soak
def test_a_number_elsewhere_takes_the_place_of_another_and_is_forgotten(
    store: Store, desk: CustomerService, filing: FilingService
) -> None:
    smit, boer = a_customer(desk), a_customer(desk, "Boer")
    (seven,) = filing.identify(customer=smit, system="till", code="7").ids("identifier")
    (eight,) = filing.identify(customer=smit, system="till", code="8", instead_of=seven).ids("identifier")
    with pytest.raises(Conflict, match="Smit"):
        filing.identify(customer=boer, system="till", code="8")
    with pytest.raises(NotFound):
        filing.remove_identifier(customer=boer, identifier=eight)
    filing.remove_identifier(customer=smit, identifier=eight)
    with store.read() as view:
        assert customer_profile(view, smit).identifiers == ()


@pytest.mark.server_in_soak
def test_a_portfolio_goes_whole_or_in_part_and_only_by_whom_may_supervise(
    store: Store, desk: CustomerService
) -> None:
    anna, bert = an_employee(store, "anna"), an_employee(store, "bert", all_roles=True)
    theirs = [a_customer(desk, name) for name in ("Smit", "Boer", "Vries")]
    for one in theirs:
        desk.give_owner(customer=one, owner=anna.id)
    handing = PortfolioService(store, bert, unpublished)
    with pytest.raises(Refused):
        PortfolioService(store, anna, unpublished).hand_over_portfolio(owner=anna.id, employee=bert.id)
    with pytest.raises(Invalid, match="the same"):
        handing.hand_over_portfolio(owner=bert.id, employee=bert.id)
    assert handing.hand_over_portfolio(owner=anna.id, employee=bert.id).ids("customer") == set(theirs)
    handing.hand_over_portfolio(owner=bert.id, employee=anna.id, customers=theirs[:1])
    with store.read() as view:
        assert (portfolio_size(view, anna.id), portfolio_size(view, bert.id)) == (1, 2)


def test_a_changed_relation_is_told_to_both_files(desk: CustomerService) -> None:
    smit, boer = a_customer(desk), a_customer(desk, "Boer")
    (made,) = desk.relate(customer=smit, other=boer, kind="director").ids("relation")
    assert desk.unrelate(customer=smit, relation=made).ids("customer") == {smit, boer}


@pytest.mark.parametrize(
    ("kind", "content", "doubtful"),
    [
        (PointKind.PHONE, "038 4217706", False),
        (PointKind.PHONE, "+49 30 901820", False),
        (PointKind.MOBILE, "06-12", True),
        (PointKind.FAX, "call me", True),
        (PointKind.EMAIL, "a@example.nl", False),
        (PointKind.EMAIL, "a at example", True),
        (PointKind.WEB, "anything", False),
    ],
)
def test_numbers_and_addresses_that_reach_nobody_are_doubted(
    kind: PointKind, content: str, doubtful: bool
) -> None:
    assert bool(doubt_of(kind, content)) == doubtful
    assert not doubtful or content in doubt_of(kind, content)
