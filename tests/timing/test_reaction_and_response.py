"""Reaction, response and next response: from what the customer did to what the customer perceived."""

import pytest

from desktop_crm.timing.clock import SubjectKind
from desktop_crm.timing.model import ClockState, Judged, Measure, Verdict
from desktop_crm.timing.questions import unanswered
from tests.timing.builders import HOUR, OFFICE, a_case, at, named, norm

REACTION = norm(Measure.REACTION)
RESPONSE = norm(Measure.RESPONSE)
NEXT = norm(Measure.NEXT_RESPONSE)


def test_a_clock_has_not_started_before_anything_happened() -> None:
    clock = a_case().clock(REACTION, "mon 12:00")

    assert (clock.state, clock.verdict, clock.started, clock.due) == (
        ClockState.NOT_STARTED,
        Verdict.OPEN,
        None,
        None,
    )
    assert clock.intervals == ()


def test_a_reaction_runs_until_its_norm_of_working_time() -> None:
    clock = a_case().message("mon 15:00").clock(REACTION, "mon 16:00")

    assert clock.state is ClockState.RUNNING
    assert clock.due == at("tue 11:00")
    assert (clock.net_seconds, clock.customer_seconds) == (HOUR, HOUR)


def test_picking_up_a_call_meets_the_reaction_at_once() -> None:
    clock = a_case().call("mon 10:00").clock(REACTION, "mon 12:00")

    assert (clock.state, clock.net_seconds, clock.customer_seconds) == (ClockState.MET, 0, 0)


def test_an_automatic_reply_is_no_reaction() -> None:
    clock = a_case().message("mon 10:00").robot_replies("mon 10:01").clock(REACTION, "mon 12:00")

    assert clock.state is ClockState.RUNNING


def test_a_reply_by_a_person_meets_the_reaction() -> None:
    clock = a_case().message("mon 10:00").we_reply("mon 13:00").clock(REACTION, "tue 12:00")

    assert (clock.state, clock.stopped, clock.net_seconds) == (ClockState.MET, at("mon 13:00"), 3 * HOUR)


def test_the_clock_starts_when_the_message_arrived_not_when_it_was_typed_in() -> None:
    clock = a_case().message("mon 09:00", recorded="mon 16:00").clock(REACTION, "mon 16:00")

    assert clock.started == at("mon 09:00")
    assert clock.state is ClockState.MISSED


def test_an_earlier_message_entered_late_moves_the_start_back() -> None:
    case = a_case().message("tue 10:00").message("mon 16:00", "earlier", recorded="tue 11:00")

    assert case.clock(REACTION, "tue 11:00").started == at("mon 16:00")


def test_working_time_that_is_used_up_exactly_is_within_the_norm() -> None:
    case = a_case().message("mon 13:00").we_reply("tue 09:00")

    clock = case.clock(REACTION, "tue 12:00")

    assert clock.due == at("mon 17:00")
    assert (clock.net_seconds, clock.state) == (4 * HOUR, ClockState.MET)


def test_a_norm_that_runs_out_is_missed_while_the_clock_still_runs() -> None:
    clock = a_case().message("mon 09:00").clock(REACTION, "mon 13:01")

    assert (clock.state, clock.verdict, clock.stopped) == (ClockState.MISSED, Verdict.MISSED, None)


def test_a_late_reply_does_not_mend_a_miss() -> None:
    clock = a_case().message("mon 09:00").we_reply("mon 15:00").clock(REACTION, "tue 12:00")

    assert (clock.state, clock.revised, clock.net_seconds) == (ClockState.MISSED, False, 6 * HOUR)


def test_where_the_customers_time_is_judged_the_night_counts() -> None:
    target = norm(Measure.REACTION, 4, judged=Judged.CUSTOMER)
    clock = a_case().message("mon 16:00").we_reply("tue 09:00").clock(target, "tue 12:00")

    assert (clock.net_seconds, clock.customer_seconds) == (HOUR, 17 * HOUR)
    assert (clock.state, clock.due) == (ClockState.MISSED, at("mon 20:00"))


def test_a_response_runs_from_the_question_to_its_answer() -> None:
    case = a_case().call("mon 10:00").asks("mon 10:00", during="call")

    assert case.clock(RESPONSE, "mon 11:00").state is ClockState.RUNNING
    clock = case.we_reply("mon 12:00").answered("mon 12:00", by="reply").clock(RESPONSE, "mon 15:00")

    assert (clock.state, clock.net_seconds) == (ClockState.MET, 2 * HOUR)
    assert (clock.subject.kind, clock.subject.id) == (SubjectKind.QUESTION, named("question"))


def test_a_holding_reply_is_a_reaction_but_not_an_answer() -> None:
    case = a_case().message("mon 10:00").asks("mon 10:00", during="message").we_reply("mon 11:00")

    assert case.clock(REACTION, "mon 12:00").state is ClockState.MET
    assert case.clock(RESPONSE, "mon 12:00").state is ClockState.RUNNING


def test_nothing_but_an_answer_answers_not_even_the_conclusion() -> None:
    case = a_case().call("mon 10:00").asks("mon 10:00", during="call").concluded("mon 11:00")

    assert case.clock(RESPONSE, "mon 12:00").state is ClockState.RUNNING


def test_each_question_has_a_clock_of_its_own() -> None:
    case = (
        a_case()
        .call("mon 10:00")
        .asks("mon 10:00", "first")
        .asks("mon 10:00", "second")
        .answered("mon 10:30", "second")
    )

    clocks = {clock.subject.id: clock.state for clock in case.clocks(RESPONSE, "mon 11:00")}

    assert clocks == {named("first"): ClockState.RUNNING, named("second"): ClockState.MET}


def test_a_question_that_we_raise_starts_no_clock_of_ours() -> None:
    clock = a_case().call("mon 10:00").we_ask("mon 10:00").clock(RESPONSE, "mon 11:00")

    assert clock.state is ClockState.NOT_STARTED


def test_a_question_in_a_message_was_raised_when_the_message_arrived() -> None:
    case = a_case().message("mon 10:00").asks("mon 12:00", during="message", recorded="mon 12:00")

    assert case.clock(RESPONSE, "mon 12:30").started == at("mon 10:00")


def test_an_answer_by_message_counts_from_its_delivery_where_that_is_known() -> None:
    case = a_case().message("mon 10:00").asks("mon 10:00")
    case.we_reply("mon 11:00", delivered="mon 12:30").answered("mon 11:00", by="reply")

    assert case.clock(RESPONSE, "mon 12:00").state is ClockState.RUNNING
    assert case.clock(RESPONSE, "mon 15:00").stopped == at("mon 12:30")


def test_the_first_answer_is_the_one_that_counts() -> None:
    case = a_case().call("mon 10:00").asks("mon 10:00").answered("mon 11:00").answered("mon 12:00")

    assert case.clock(RESPONSE, "mon 15:00").stopped == at("mon 11:00")


def test_an_answer_before_its_question_settles_it_at_once() -> None:
    case = a_case().call("mon 10:00").asks("mon 10:00").answered("mon 09:55")

    clock = case.clock(RESPONSE, "mon 15:00")

    assert (clock.state, clock.net_seconds) == (ClockState.MET, 0)


def test_a_message_without_a_question_waits_for_the_next_contact_by_a_person() -> None:
    case = a_case().call("mon 10:00").message("mon 11:00").robot_replies("mon 11:01")

    running = case.clock(NEXT, "mon 12:00")

    assert (running.state, running.started) == (ClockState.RUNNING, at("mon 11:00"))
    assert (running.subject.kind, running.subject.id) == (SubjectKind.MESSAGE, named("message"))
    assert case.we_reply("mon 13:00").clock(NEXT, "mon 14:00").state is ClockState.MET


def test_the_next_response_runs_from_the_oldest_unanswered_question() -> None:
    case = (
        a_case()
        .call("mon 09:00")
        .asks("mon 09:00", "first")
        .asks("mon 10:00", "second")
        .answered("mon 11:00", "first")
    )

    clocks = case.clocks(NEXT, "mon 12:00")

    assert [(clock.subject.id, clock.state, clock.started) for clock in clocks] == [
        (named("first"), ClockState.MET, at("mon 09:00")),
        (named("second"), ClockState.RUNNING, at("mon 10:00")),
    ]


def test_a_question_answered_while_an_older_one_waits_never_was_the_oldest() -> None:
    case = (
        a_case()
        .call("mon 09:00")
        .asks("mon 09:00", "first")
        .asks("mon 10:00", "second")
        .answered("mon 10:30", "second")
    )

    assert [clock.subject.id for clock in case.clocks(NEXT, "mon 12:00")] == [named("first")]


def test_a_reply_to_our_question_waits_for_nothing() -> None:
    case = a_case().call("mon 09:00").we_reply("mon 10:00").we_ask("mon 10:00")
    case.message("mon 11:00").answered("mon 11:00", "ours", by="message")

    assert case.clock(NEXT, "mon 12:00").state is ClockState.NOT_STARTED


def test_no_question_gets_lost() -> None:
    case = (
        a_case()
        .call("mon 09:00")
        .asks("mon 09:30", "second")
        .asks("mon 09:00", "first")
        .asks("mon 09:10", "answered")
        .answered("mon 10:00", "answered")
        .message("mon 11:00")
        .concluded("mon 10:30")
    )

    waiting = [one.subject.id for one in unanswered(case.facts, at("mon 12:00"))]

    assert waiting == [named("first"), named("second"), named("message")]


def test_reopening_starts_a_next_response() -> None:
    case = a_case().call("mon 09:00").concluded("mon 10:00").reopened("tue 09:00")

    clock = case.clock(NEXT, "tue 10:00")

    assert (clock.subject.kind, clock.started) == (SubjectKind.REOPENING, at("tue 09:00"))


def test_each_reopening_starts_a_next_response_of_its_own() -> None:
    case = a_case().call("mon 09:00").concluded("mon 10:00").reopened("tue 09:00").we_reply("tue 10:00")
    case.concluded("tue 11:00").reopened("wed 09:00")

    clocks = case.clocks(NEXT, "wed 10:00")

    assert [clock.state for clock in clocks] == [ClockState.MET, ClockState.RUNNING]
    assert len({clock.subject.id for clock in clocks}) == 2


@pytest.mark.parametrize("measure", [Measure.REACTION, Measure.RESPONSE, Measure.NEXT_RESPONSE])
def test_a_pause_never_stops_a_reaction_or_a_response(measure: Measure) -> None:
    case = a_case().message("mon 09:00").waits("mon 09:30", until="wed 12:00")
    if measure is Measure.RESPONSE:
        case.asks("mon 09:00")

    clock = case.clock(norm(measure), "mon 12:00")

    assert (clock.state, clock.net_seconds) == (ClockState.RUNNING, 3 * HOUR)


def test_the_ledger_gives_each_interval_with_its_reason() -> None:
    clock = a_case().message("fri 16:00").we_reply("2 mon 10:00").clock(REACTION, "2 mon 12:00")

    assert [(one.start, one.counted, one.reason) for one in clock.intervals] == [
        (at("fri 16:00"), True, "working hours"),
        (at("fri 17:00"), False, "closed"),
        (at("sat 00:00"), False, "weekend"),
        (at("2 mon 00:00"), False, "closed"),
        (at("2 mon 09:00"), True, "working hours"),
    ]
    assert clock.intervals[-1].end == at("2 mon 10:00")
    assert OFFICE.elapsed(at("fri 16:00"), at("2 mon 10:00")) == clock.net_seconds == 2 * HOUR
