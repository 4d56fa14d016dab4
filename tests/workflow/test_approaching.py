"""Consent is asked before a customer is reached unasked, and why it was done all the same stands on the record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_crm.customers.data import ConsentData
from desktop_crm.customers.model import ContactEntry, Direction
from desktop_crm.privacy.approaching import ApproachService, Unwanted, letter_way, mail_way
from desktop_crm.privacy.record import Kind, in_words, override_in_words
from desktop_crm.process.model import Channel, Family
from desktop_crm.process.reads import published_version
from tests.workflow.builders import Office, refused
from tests.workflow.lives import Life

CALL = Channel("telephone", "Telephone", Family.TELEPHONY)
COUNTER = Channel("desk", "Counter", Family.OUTLET)


@pytest.fixture
def approach(office: Office) -> ApproachService:
    return ApproachService(office.store, office.people["anouk"], published_version)


def plan(approach: ApproachService, office: Office, by: Channel = CALL, **more: str) -> None:
    approach.plan(
        customer=office.customers["Anna"], by=by, subject="Review", at=office.now + timedelta(days=1), **more
    )


def planned(office: Office) -> int:
    ((count,),) = office.ask("SELECT count(*) FROM planned_contact")
    return int(count)


@pytest.mark.server_in_soak
def test_who_was_never_asked_is_reached_with_a_reason_that_stands_on_the_record(
    office: Office, approach: ApproachService
) -> None:
    assert "never said" in refused(lambda: plan(approach, office), Unwanted).sentence
    assert planned(office) == 0
    plan(approach, office, despite="  they asked for it at the counter ")
    assert planned(office) == 1
    (act,) = Life(office).privacy.record()
    assert (act.kind, act.remark, act.who) == (
        Kind.OVERRIDE,
        "they asked for it at the counter",
        "Anouk Jansen",
    )
    assert "never said" in in_words(act)


@pytest.mark.server_in_soak
def test_a_letter_and_a_mail_heed_a_no_of_their_purpose(office: Office, approach: ApproachService) -> None:
    life, anna = Life(office), office.customers["Anna"]
    for channel in ("post", "email"):
        consent = ConsentData(channel, False, office.now, "news")
        life.customers.register_consent(customer=anna, consent=consent)
    entry = ContactEntry("letter", Direction.OUT, office.now, customer=anna, text="Dear Anna")
    refused(lambda: approach.send(contact=entry, how=letter_way(), purpose="news"), Unwanted)
    refused(lambda: approach.begin(customer=anna, how=mail_way(), purpose="news"), Unwanted)
    approach.send(contact=entry, how=letter_way(), purpose="news", despite="a recall")
    assert "against what they said: a recall" in in_words(life.privacy.record()[0])
    life.customers.register_consent(customer=anna, consent=ConsentData("email", True, office.now))
    approach.begin(customer=anna, how=mail_way())
    assert len(life.privacy.record()) == 1


def test_who_waits_for_an_answer_is_served_without_being_asked(
    office: Office, approach: ApproachService
) -> None:
    case = office.a_case()
    plan(approach, office)
    refused(lambda: plan(approach, office, purpose="news"), Unwanted)
    office.desk("anouk").steering.cancel(case=case.id, reason="withdrawn")
    refused(lambda: plan(approach, office), Unwanted)


def test_who_comes_to_the_counter_is_not_asked(office: Office, approach: ApproachService) -> None:
    plan(approach, office, COUNTER)
    assert planned(office) == 1


@pytest.mark.server_in_soak
def test_what_was_done_without_consent_is_totalled_by_reason(
    office: Office, approach: ApproachService
) -> None:
    privacy = Life(office).privacy
    assert privacy.overrides() == ()
    for reason in ("a recall", "asked at the counter", "a recall"):
        plan(approach, office, despite=reason)
    life, anna = Life(office), office.customers["Anna"]
    life.customers.register_consent(customer=anna, consent=ConsentData("telephone", False, office.now))
    plan(approach, office, despite="a recall")
    found = privacy.overrides()
    assert [(one.reason, one.unasked, one.count) for one in found] == [
        ("a recall", True, 2),
        ("a recall", False, 1),
        ("asked at the counter", True, 1),
    ]
    assert found[0].last == office.now
    assert override_in_words(found[1]) == "1× (Telephone), against what they said: a recall"
