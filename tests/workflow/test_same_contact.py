"""What is done in the call that goes on is done in that call: one contact, and resolved at first contact."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from desktop_crm.core.errors import Invalid, Known, Refused
from desktop_crm.core.ids import ContactId, new_id
from desktop_crm.timing.model import ClockState
from desktop_crm.workflow.events import CaseConcluded, CaseStarted, ItemCompleted
from desktop_crm.workflow.outcome import ContactGiven
from desktop_crm.workflow.reads_activity import activity_view
from tests.workflow.builders import ACase, Office, refused


def contacts(office: Office, case: ACase) -> list[ContactId]:
    """The contacts of a case with the customer, oldest first."""
    rows = office.ask(
        "SELECT id FROM contact WHERE case_id = :id AND party = 'customer' ORDER BY happened_at, id",
        id=case.id.bytes,
    )
    return [ContactId(UUID(bytes=row[0])) for row in rows]


def same(office: Office, case: ACase, **more: object) -> ContactGiven:
    """The latest contact of the case, which goes on."""
    return ContactGiven(within=contacts(office, case)[-1], **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("asks", [(), ("How long does it take?", "And the costs?")])
def test_a_call_answered_at_once_is_resolved_at_first_contact(office: Office, asks: tuple[str, ...]) -> None:
    case = office.a_case("question", asks=asks)
    office.wait(minutes=5)
    case.done("answer", contact=same(office, case), grade=9, graded_by="customer")
    assert case.clocks["first"].state is ClockState.MET
    assert case.stored_clocks("first") == [("case", "met")]
    assert len(contacts(office, case)) == 1


def test_an_answer_in_a_call_of_its_own_is_another_contact(office: Office) -> None:
    case = office.a_case("question", asks=["How long?"])
    office.wait(minutes=5)
    case.done("answer")
    assert case.clocks["first"].state is ClockState.MISSED
    assert len(contacts(office, case)) == 2


def test_one_contact_is_stored_and_both_are_linked_to_it(office: Office) -> None:
    case = office.a_case("question", asks=["How long?"])
    office.wait(minutes=5)
    case.done("answer", contact=same(office, case))
    (contact,) = contacts(office, case)
    links = [
        event.contact
        for event in case.events
        if isinstance(event, CaseStarted | ItemCompleted | CaseConcluded)
    ]
    assert links == [contact, contact, contact]
    answered = office.ask("SELECT answer_contact_id, answered_at FROM question")
    assert answered[0][0] == contact.bytes


def test_the_answer_is_received_when_it_is_given_not_when_the_call_began(office: Office) -> None:
    case = office.a_case(asks=["How long?"])
    office.wait(minutes=5)
    case.done("receive", contact=same(office, case, answers=open_questions(case)))
    assert case.clocks["answers/question"].net_seconds == 300
    assert case.clocks["reacts"].net_seconds == 0


def test_every_step_of_a_call_is_that_call(office: Office) -> None:
    case = office.a_case()
    case.done("receive", contact=same(office, case, asks=("Is it insured?",)))
    assert len(contacts(office, case)) == 1
    raised = office.ask("SELECT contact_id FROM question")
    assert raised == [(contacts(office, case)[0].bytes,)]


def test_a_case_is_concluded_directly_in_the_call_that_began_it(office: Office) -> None:
    case = office.a_case("idea")
    office.desk("anouk").cases.conclude(case=case.id, within=contacts(office, case)[0], delivered="thanks")
    assert case.clocks["settles"].state is ClockState.MET
    assert case.head.status == "concluded"
    assert len(contacts(office, case)) == 1


def test_a_colleague_to_whom_the_call_was_put_through_answers_in_the_same_contact(office: Office) -> None:
    case = office.a_case("question", asks=["How long?"], by="anouk")
    office.wait(minutes=3)
    case.done("answer", by="tim", contact=same(office, case))
    assert case.clocks["first"].state is ClockState.MET


def test_what_is_entered_late_can_have_been_the_same_contact(office: Office) -> None:
    began = office.now
    office.wait(hours=20)
    case = office.a_case("question", asks=["How long?"], happened=began)
    case.done("answer", contact=same(office, case), happened=began + timedelta(minutes=4))
    assert case.clocks["first"].state is ClockState.MET
    assert case.clocks["settles"].customer_seconds == 240


def test_a_message_is_not_answered_in_itself(office: Office) -> None:
    case = office.a_case("question", channel="email", asks=["How long?"])
    refused(lambda: case.done("answer", contact=same(office, case)), Refused)
    assert case.state("answer") == "offered"


def test_a_contact_that_is_over_is_not_the_same_any_more(office: Office) -> None:
    long_ago, followed, elsewhere = (office.a_case("question") for _case in range(3))
    first = same(office, followed)
    followed.contact("in", "telephone")
    refused(lambda: followed.done("answer", contact=first), Refused)
    refused(lambda: elsewhere.done("answer", contact=same(office, long_ago)), Refused)
    refused(lambda: elsewhere.done("answer", contact=ContactGiven(within=ContactId(new_id()))), Refused)
    office.wait(hours=9)
    refused(lambda: long_ago.done("answer", contact=same(office, long_ago)), Refused)


@pytest.mark.parametrize("more", [{"channel": "email"}, {"text": "other words"}])
def test_the_same_contact_keeps_its_channel_and_its_words(office: Office, more: dict[str, str]) -> None:
    case = office.a_case("question")
    refused(lambda: case.done("answer", contact=same(office, case, **more)), Invalid)
    assert case.head.status == "running"


def test_a_contact_with_a_partner_is_not_in_the_call_of_the_customer(office: Office) -> None:
    case = office.a_case().at("appoint")
    refused(lambda: case.done("appoint", contact=same(office, case)), Known)


def test_a_call_before_the_wait_does_not_end_it(office: Office) -> None:
    case = office.a_case()
    call = same(office, case)
    case.waiting_for_customer()
    office.wait(minutes=1)
    case.done("receive", contact=call)
    assert "CaseResumed" not in case.kinds()
    assert case.head.paused_until is not None


def usual(office: Office, case: ACase, by: str = "anouk") -> bool:
    """Whether the window of the first step takes it that the call goes on."""
    (row,) = case.live.values()
    with office.looking() as view:
        seen = activity_view(view, office.plans, office.people[by], row.item.id, office.now)
    return seen.in_same_contact


def test_the_window_of_the_first_step_goes_on_in_the_call_that_began_the_case(office: Office) -> None:
    case, visit, mail = (
        office.a_case("question", channel=channel) for channel in ("telephone", "colleague", "email")
    )
    assert usual(office, case)
    assert not usual(office, case, by="tim")
    assert not usual(office, visit)
    assert not usual(office, mail)
    office.wait(minutes=31)
    assert not usual(office, case)


def open_questions(case: ACase) -> tuple[object, ...]:
    """The questions of a case, by id."""
    rows = case.office.ask("SELECT id FROM question WHERE case_id = :id", id=case.id.bytes)
    return tuple(UUID(bytes=row[0]) for row in rows)
