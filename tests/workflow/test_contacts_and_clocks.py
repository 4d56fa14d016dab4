"""Contacts in a case and what they do to its clocks: waits, questions, promises, late entries."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from desktop_crm.core.errors import Conflict, Invalid, Refused
from desktop_crm.core.ids import QuestionId
from desktop_crm.timing.model import ClockState
from desktop_crm.workflow.outcome import ContactGiven
from tests.workflow.builders import Office, refused, utc

HOUR = 3600
DAY = 8 * HOUR  # of the office


def question_of(office: Office) -> QuestionId:
    return QuestionId(UUID(bytes=office.ask("SELECT id FROM question ORDER BY id")[-1][0]))


def open_questions(office: Office) -> int:
    return int(office.ask("SELECT count(*) FROM question WHERE answer_contact_id IS NULL")[0][0])


def events_at(office: Office, kind: str) -> list[tuple[int, int]]:
    return [
        (happened, recorded)
        for happened, recorded in office.ask(
            "SELECT happened_at, recorded_at FROM case_event WHERE kind = :kind ORDER BY sequence", kind=kind
        )
    ]


def test_a_call_that_was_answered_is_a_reaction_at_once(office: Office) -> None:
    case = office.a_case(channel="telephone")
    assert case.clocks["reacts"].state is ClockState.MET
    assert case.clocks["reacts"].net_seconds == 0


def test_an_automatic_letter_is_no_reaction_and_a_holding_reply_no_answer(office: Office) -> None:
    case = office.a_case("question", channel="email", asks=["Am I covered?"])
    office.wait(minutes=10)
    case.contact("out", "email", by_person=False, text="We received your message.")
    assert case.clocks["reacts"].state is ClockState.RUNNING
    office.wait(minutes=10)
    case.contact("out", "email", text="I am looking into it.")
    assert (case.clocks["reacts"].state, case.clocks["reacts"].net_seconds) == (ClockState.MET, 20 * 60)
    assert case.clocks["answers/question"].state is ClockState.RUNNING
    office.wait(minutes=10)
    case.contact("out", "email", text="You are.", answers=[question_of(office)])
    clock = case.clocks["answers/question"]
    assert (clock.state, clock.net_seconds) == (ClockState.MET, 30 * 60)
    assert case.stored_clocks("answers") == [("question", "met")]


def test_nothing_but_a_contact_answers_a_question(office: Office) -> None:
    case = office.a_case(channel="email", asks=["How long?"]).at("tell")
    assert open_questions(office) == 1
    assert case.clocks["answers/question"].state is ClockState.RUNNING


def test_the_contact_of_a_step_answers_what_is_open_by_the_model_s_rule(office: Office) -> None:
    case = office.a_case("question", channel="email", asks=["One?", "Two?"])
    case.done("answer")
    assert open_questions(office) == 0


def test_the_contact_of_a_step_can_be_told_apart_from_the_rule(office: Office) -> None:
    case = office.a_case(channel="email", asks=["How long?"]).at("appoint")
    case.done(
        "appoint",
        contact=ContactGiven("letter", "Garage Bos will call.", asks=("Which key?",), answers=()),
    )
    assert open_questions(office) == 2
    assert office.ask("SELECT channel, text, party FROM contact ORDER BY id DESC LIMIT 1") == [
        ("letter", "Garage Bos will call.", "partner")
    ]


def test_an_answer_is_given_once_and_to_the_customer(office: Office) -> None:
    case = office.a_case("question", channel="email", asks=["How long?"])
    asked = question_of(office)
    refused(lambda: case.contact("out", "colleague", party="internal", answers=[asked]), Refused)
    case.contact("out", "email", answers=[asked])
    refused(lambda: case.contact("out", "email", answers=[asked]), Conflict)


def test_contacts_with_partners_and_among_ourselves_touch_no_customer_clock(office: Office) -> None:
    case = office.a_case("question", channel="email", asks=["How long?"]).waiting_for_customer()
    office.wait(minutes=30)
    case.contact("in", "email", party="partner", text="The glass is here.")
    case.contact("out", "colleague", party="internal", text="Could you look?")
    assert case.clocks["reacts"].state is ClockState.RUNNING
    assert case.head.paused_until is not None
    assert case.kinds().count("ContactRegistered") == 2


def test_a_contact_is_in_or_out_through_a_known_channel(office: Office) -> None:
    case = office.a_case()
    refused(lambda: case.contact("sideways"), Invalid)
    refused(lambda: case.contact("in", "pigeon"), Invalid)
    refused(lambda: case.contact("in", party="stranger"), Invalid)
    refused(lambda: case.contact("in", text="half a \ud800"), Invalid)
    assert case.kinds().count("ContactRegistered") == 0


def test_a_wait_names_whom_and_until_when_and_only_outside_reasons_pause(office: Office) -> None:
    case = office.a_case()
    refused(lambda: case.waiting_for_customer(party=" "), Invalid)
    refused(lambda: case.waiting_for_customer(until=office.now), Invalid)
    refused(lambda: case.waiting_for_customer(reason="busy"), Invalid)
    refused(lambda: case.waiting_for_customer(reason="colleague"), Invalid)
    assert case.clocks["settles"].state is ClockState.RUNNING
    case.waiting_for_customer(reason="date_asked")
    assert case.clocks["settles"].state is ClockState.PAUSED


def test_a_wait_stops_the_throughput_clock_alone(office: Office) -> None:
    case = office.a_case("question", channel="email", asks=["How long?"]).waiting_for_customer()
    office.wait(hours=4)
    clocks = case.clocks
    assert (clocks["settles"].net_seconds, clocks["settles"].customer_seconds) == (0, 4 * HOUR)
    assert (clocks["reacts"].net_seconds, clocks["answers/question"].net_seconds) == (4 * HOUR, 4 * HOUR)


def test_waiting_for_a_third_party_pauses_only_where_the_norm_says_so(office: Office) -> None:
    case = office.a_case().waiting_for_customer(reason="third_party")
    assert case.clocks["settles"].state is ClockState.RUNNING


def test_the_customer_s_contact_ends_a_wait(office: Office) -> None:
    case = office.a_case().waiting_for_customer()
    office.wait(hours=2)
    case.contact("in", "email", text="Here are the papers.")
    assert case.head.paused_until is None
    office.wait(hours=1)
    assert case.clocks["settles"].net_seconds == HOUR


def test_a_contact_of_ours_does_not_end_a_wait(office: Office) -> None:
    case = office.a_case().waiting_for_customer()
    office.wait(hours=2)
    case.contact("out", "telephone", text="Have you found them?")
    assert case.head.paused_until is not None


def test_a_contact_entered_late_ends_the_wait_retroactively(office: Office) -> None:
    case = office.a_case().waiting_for_customer()
    office.wait(hours=5)
    case.contact("in", "email", happened=office.now - timedelta(hours=3))
    assert case.clocks["settles"].net_seconds == 3 * HOUR
    ((happened, recorded),) = events_at(office, "CaseResumed")
    assert recorded - happened == 3 * HOUR * 1_000_000


def test_a_contact_from_before_the_wait_does_not_end_it(office: Office) -> None:
    case = office.a_case()
    office.wait(hours=2)
    case.waiting_for_customer()
    office.wait(hours=1)
    case.contact("in", "email", happened=office.now - timedelta(hours=2), text="It was in the other box.")
    assert case.head.paused_until is not None
    assert case.clocks["settles"].state is ClockState.PAUSED


def test_a_wait_ends_by_itself_when_it_was_expected_to(office: Office) -> None:
    case = office.a_case().waiting_for_customer(days=1)
    office.wait(days=1, hours=3)
    assert case.clocks["settles"].net_seconds == 3 * HOUR
    office.desk("anouk").items.claim(work_item=case.item("receive"))
    assert case.head.paused_until is None
    assert case.stored_clocks("settles") == [("case", "running")]


def test_what_was_set_aside_waits_in_its_queue_again_when_the_wait_is_over(office: Office) -> None:
    case = office.a_case("idea")
    case.waiting_for_customer(days=1, work_item=case.item("note"))
    assert case.state("note") == "paused"
    assert office.desk("tim").items.take_next() is None
    office.wait(days=1)
    assert office.desk("tim").items.take_next() == case.item("note")
    assert case.head.paused_until is None


def test_a_wait_sets_aside_what_its_maker_holds_and_gives_it_back(office: Office) -> None:
    case = office.a_case("idea")
    office.desk("anouk").items.open(work_item=case.item("note"))
    office.desk("joost").items.claim(work_item=case.item("think"))
    case.waiting_for_customer()
    assert (case.state("note"), case.state("think")) == ("paused", "claimed")
    office.wait(hours=1)
    case.contact("in", "email")
    assert (case.state("note"), case.state("think")) == ("claimed", "claimed")
    assert case.live["note"].item.holder == office.people["anouk"].id


def test_nobody_sets_aside_a_colleague_s_work_or_another_case_s(office: Office) -> None:
    case, other = office.a_case(), office.a_case()
    office.desk("tim").items.claim(work_item=case.item("receive"))
    refused(lambda: case.waiting_for_customer(work_item=case.item("receive")), Conflict)
    refused(lambda: case.waiting_for_customer(work_item=other.item("receive")), Invalid)
    assert case.head.paused_until is None


def test_another_wait_takes_the_place_of_the_first(office: Office) -> None:
    case = office.a_case().waiting_for_customer(days=1)
    office.wait(hours=2)
    case.waiting_for_customer(days=3)
    office.wait(days=2)
    assert case.clocks["settles"].net_seconds == 0
    assert case.kinds().count("CasePaused") == 2


def test_completing_closes_the_wait_first(office: Office) -> None:
    case = office.a_case("question")
    office.desk("anouk").items.claim(work_item=case.item("answer"))
    case.waiting_for_customer()
    office.wait(hours=1)
    case.done("answer")
    assert case.row("status, paused_until") == ("concluded", None)
    assert (case.clocks["settles"].net_seconds, case.clocks["settles"].customer_seconds) == (0, HOUR)
    kinds = case.kinds()
    assert kinds.index("CaseResumed") < kinds.index("ItemCompleted")


def test_completing_what_was_set_aside_ends_the_wait(office: Office) -> None:
    case = office.a_case()
    office.desk("anouk").items.claim(work_item=case.item("receive"))
    case.waiting_for_customer()
    office.wait(hours=1)
    case.done("receive", happened=office.now - timedelta(hours=1))
    assert case.head.paused_until is None
    assert case.clocks["settles"].state is ClockState.RUNNING
    assert case.stored_clocks("settles") == [("case", "running")]


def test_what_the_customer_does_ends_a_wait_for_them(office: Office) -> None:
    case = office.a_case("form", channel="letter").waiting_for_customer()
    office.wait(hours=1)
    case.done("send")
    assert case.head.paused_until is None


def test_taking_up_what_was_set_aside_ends_the_wait(office: Office) -> None:
    case = office.a_case()
    office.desk("anouk").items.open(work_item=case.item("receive"))
    case.waiting_for_customer()
    office.wait(hours=1)
    office.desk("anouk").items.open(work_item=case.item("receive"))
    assert case.head.paused_until is None
    assert case.state("receive") == "open"
    assert case.stored_clocks("settles") == [("case", "running")]


def test_a_wait_is_ended_by_hand_once(office: Office) -> None:
    case = office.a_case().waiting_for_customer()
    resume = office.desk("tim").items.resume
    resume(case=case.id)
    assert case.head.paused_until is None
    refused(lambda: resume(case=case.id), Refused)


def test_a_promise_is_kept_or_broken_by_the_conclusion(office: Office) -> None:
    kept = office.a_case("question", promise=office.now + timedelta(hours=2))
    broken = office.a_case("question", promise=office.now + timedelta(hours=1))
    office.wait(hours=2)
    kept.done("answer")
    broken.done("answer")
    assert kept.clocks["kept/promise"].state is ClockState.MET
    assert broken.clocks["kept/promise"].state is ClockState.MISSED


def test_revising_a_promise_keeps_the_first(office: Office) -> None:
    case = office.a_case("question", promise=office.now + timedelta(hours=1))
    promise = office.desk("anouk").cases.promise
    promise(case=case.id, until=office.now + timedelta(hours=9), words="by tonight")
    assert office.ask("SELECT count(*) FROM promise") == [(2,)]
    office.wait(hours=2)
    case.done("answer")
    assert case.clocks["kept/promise"].state is ClockState.MISSED
    assert case.row("promised_until")[0] > case.row("concluded_at")[0]


def test_a_promise_lies_ahead(office: Office) -> None:
    case = office.a_case()
    promise = office.desk("anouk").cases.promise
    refused(lambda: promise(case=case.id, until=office.now - timedelta(seconds=1)), Invalid)
    refused(lambda: office.a_case(promise=office.now - timedelta(seconds=1)), Invalid)
    assert office.ask("SELECT count(*) FROM promise") == [(0,)]


def test_a_case_begins_when_the_contact_arrived_not_when_it_was_typed_in(office: Office) -> None:
    arrived = office.now - timedelta(days=3, hours=-1)  # Friday, ten in the morning
    case = office.a_case(channel="letter", asks=["When?"], happened=arrived)
    assert case.head.started == arrived
    assert case.clocks["answers/question"].started == arrived
    assert case.clocks["answers/question"].net_seconds == 7 * HOUR
    ((happened, recorded),) = events_at(office, "CaseStarted")
    assert happened < recorded


def test_a_contact_from_before_the_start_moves_the_start_back(office: Office) -> None:
    case = office.a_case("question", channel="letter")
    office.wait(hours=1)
    case.done("answer")
    assert case.row("net_seconds, customer_seconds") == (HOUR, HOUR)
    earlier = office.now - timedelta(days=3)
    case.contact("in", "letter", happened=earlier, text="It lay in the other tray.")
    assert case.clocks["settles"].started == earlier
    assert case.head.started == earlier
    assert case.row("net_seconds, customer_seconds")[1] == 3 * 24 * HOUR


def test_nothing_happened_in_the_future(office: Office) -> None:
    ahead = office.now + timedelta(minutes=6)
    case = office.a_case()
    for act in (
        lambda: office.a_case(happened=ahead),
        lambda: case.contact(happened=ahead),
        lambda: case.done("receive", happened=ahead),
        lambda: office.desk("anouk").cases.promise(
            case=case.id, until=ahead + timedelta(days=1), happened=ahead
        ),
    ):
        said = refused(act, Invalid)
        assert "future" in said.sentence
    case.contact(happened=office.now + timedelta(minutes=4))  # a device a little ahead
    assert office.ask("SELECT max(happened_at) = max(recorded_at) FROM contact") == [(1,)]


def test_a_late_conclusion_settles_the_clock_as_of_when_it_happened(office: Office) -> None:
    case = office.a_case("question")
    office.wait(hours=5)
    case.done("answer", happened=office.now - timedelta(hours=4))
    assert case.clocks["settles"].net_seconds == HOUR
    assert case.row("customer_seconds") == (HOUR,)


def test_what_the_first_reply_answers_is_settled_at_first_contact(office: Office) -> None:
    settled, later = (office.a_case("question", channel="email", asks=["How long?"]) for _case in range(2))
    office.wait(minutes=5)
    settled.done("answer")
    later.contact("out", "telephone", text="I must ask.")
    later.done("answer")
    assert settled.clocks["first"].state is ClockState.MET
    assert later.clocks["first"].state is ClockState.MISSED


def test_grades_of_customer_and_employee_are_kept_apart(office: Office) -> None:
    one, two = office.a_case("question"), office.a_case("question")
    one.done("answer", grade=9, graded_by="customer")
    two.done("answer", grade=5, graded_by="employee")
    assert one.clocks["kind/grade_by_customer"].state is ClockState.MET
    assert two.clocks["kind/grade_by_employee"].state is ClockState.MISSED


def test_a_missed_clock_that_is_stopped_says_when(office: Office) -> None:
    case = office.a_case(channel="email")
    office.wait(hours=3)
    case.contact("in", "email")  # judged: the reaction is missed
    assert office.ask("SELECT state, stopped_at FROM clock WHERE ksf = 'reacts'") == [("missed", None)]
    office.wait(hours=1)
    case.done("receive")  # a call
    ((stopped, happened),) = office.ask(
        "SELECT stopped_at, (SELECT max(happened_at) FROM contact) FROM clock WHERE ksf = 'reacts'"
    )
    assert stopped == happened


def test_every_interval_of_a_clock_says_why_it_counts(office: Office) -> None:
    case = office.a_case().waiting_for_customer(days=1)
    office.wait(days=2)
    clock = case.clocks["settles"]
    assert clock.intervals[0].start == clock.started
    lengths = [((one.end - one.start).total_seconds(), one.counted) for one in clock.intervals]
    assert sum(seconds for seconds, counted in lengths if counted) == clock.net_seconds
    assert sum(seconds for seconds, _counted in lengths) == clock.customer_seconds
    assert any("Anna" in one.reason for one in clock.intervals)


@pytest.mark.parametrize(
    ("friday", "net"),
    [("2026-03-27 08:00", 2 * DAY + HOUR), ("2026-10-23 07:00", 2 * DAY)],
    ids=["an hour less", "an hour more"],
)
def test_a_weekend_with_a_clock_change_counts_the_office_s_hours(
    office: Office, friday: str, net: int
) -> None:
    office.time.set(utc(friday))  # nine o'clock in Amsterdam
    case = office.a_case()
    office.time.set(utc(friday) + timedelta(days=4))  # ten o'clock there, or eight
    assert case.clocks["settles"].customer_seconds == 4 * 24 * HOUR
    assert case.clocks["settles"].net_seconds == net
