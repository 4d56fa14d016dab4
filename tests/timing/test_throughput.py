"""Throughput: from the starting to the concluding event, with pauses, reopening, cancelling and merging."""

import pytest

from desktop_crm.timing.clock import SubjectKind
from desktop_crm.timing.model import ClockState, Judged, Measure, PauseReason, Verdict
from tests.timing.builders import HOUR, CaseStory, a_case, at, norm

THROUGHPUT = norm(Measure.THROUGHPUT, 16)


def waiting_case() -> CaseStory:
    """A case of Monday morning that waits for the customer from noon, until Thursday at most."""
    return a_case().call("mon 09:00").waits("mon 12:00", until="thu 09:00")


def test_throughput_runs_from_the_first_contact_to_the_conclusion() -> None:
    clock = a_case().call("mon 09:00").concluded("tue 12:00").clock(THROUGHPUT, "wed 12:00")

    assert (clock.state, clock.net_seconds, clock.customer_seconds) == (ClockState.MET, 11 * HOUR, 27 * HOUR)


def test_a_pause_stops_the_net_time_and_not_the_customers() -> None:
    clock = waiting_case().resumed("tue 12:00").concluded("tue 13:00").clock(THROUGHPUT, "wed 12:00")

    assert (clock.net_seconds, clock.customer_seconds) == (4 * HOUR, 28 * HOUR)


def test_while_it_waits_the_clock_is_paused_and_due_at_no_known_time() -> None:
    clock = waiting_case().clock(THROUGHPUT, "tue 12:00")

    assert (clock.state, clock.due, clock.net_seconds) == (ClockState.PAUSED, None, 3 * HOUR)


def test_the_due_time_moves_by_the_working_time_of_the_pause() -> None:
    clock = waiting_case().resumed("tue 12:00").clock(THROUGHPUT, "tue 13:00")

    assert clock.due == at("wed 17:00")


def test_a_pause_ends_by_itself_at_its_expected_end() -> None:
    clock = waiting_case().clock(THROUGHPUT, "thu 10:00")

    assert (clock.state, clock.net_seconds) == (ClockState.RUNNING, 4 * HOUR)


def test_a_pause_ends_at_the_customers_next_contact() -> None:
    clock = waiting_case().message("tue 10:00").clock(THROUGHPUT, "tue 12:00")

    assert (clock.state, clock.net_seconds) == (ClockState.RUNNING, 5 * HOUR)


def test_our_own_contact_does_not_end_a_pause() -> None:
    assert waiting_case().we_reply("tue 10:00").clock(THROUGHPUT, "tue 12:00").state is ClockState.PAUSED


def test_the_contact_in_which_the_pause_was_asked_for_does_not_end_it() -> None:
    case = a_case().call("mon 09:00").waits("mon 09:00", until="thu 09:00")

    assert case.clock(THROUGHPUT, "tue 12:00").state is ClockState.PAUSED


def test_a_contact_entered_late_ends_the_pause_retroactively() -> None:
    case = waiting_case().resumed("wed 12:00").message("tue 10:00", recorded="wed 15:00")

    assert case.clock(THROUGHPUT, "wed 15:00").net_seconds == (3 + 7 + 6) * HOUR


def test_completing_closes_the_pause_first() -> None:
    clock = waiting_case().concluded("tue 12:00").clock(THROUGHPUT, "wed 12:00")

    assert (clock.state, clock.net_seconds) == (ClockState.MET, 3 * HOUR)
    assert clock.intervals[-1].end == at("tue 12:00")


def test_a_pause_that_is_ended_in_the_moment_it_began_takes_no_time() -> None:
    case = a_case().call("mon 09:00").waits("mon 12:00", until="thu 09:00").concluded("mon 12:00")

    assert case.clock(THROUGHPUT, "tue 12:00").net_seconds == 3 * HOUR


def test_a_pause_until_before_its_start_takes_no_time() -> None:
    case = a_case().call("mon 09:00").waits("mon 12:00", until="mon 11:00")

    assert case.clock(THROUGHPUT, "mon 13:00").net_seconds == 4 * HOUR


def test_ending_one_of_two_pauses_leaves_the_other() -> None:
    case = a_case().call("mon 09:00").waits("mon 10:00", until="wed 09:00", pause="a")
    case.waits("mon 11:00", until="mon 15:00", pause="b").resumed("mon 12:00", "a")

    clock = case.clock(THROUGHPUT, "mon 16:00")

    assert (clock.state, clock.net_seconds) == (ClockState.RUNNING, 2 * HOUR)


def test_overlapping_pauses_are_left_out_once() -> None:
    case = a_case().call("mon 09:00").waits("mon 10:00", until="mon 12:00")
    case.waits("mon 11:00", until="mon 13:00", reason=PauseReason.DATE_ASKED)

    clock = case.clock(THROUGHPUT, "mon 14:00")

    assert clock.net_seconds == 2 * HOUR
    assert [one.reason for one in clock.intervals if not one.counted] == [
        "waiting for the customer: De Vries",
        "until the date the customer asked for: De Vries",
    ]


@pytest.mark.parametrize(("allowed", "hours"), [(False, 3), (True, 1)])
def test_a_third_party_pauses_only_where_the_norm_allows_it(allowed: bool, hours: int) -> None:
    target = norm(Measure.THROUGHPUT, 16, third_party_pauses=allowed)
    case = a_case().call("mon 09:00").waits("mon 10:00", "mon 12:00", PauseReason.THIRD_PARTY, party="Police")

    assert case.clock(target, "mon 12:00").net_seconds == hours * HOUR


def test_where_the_customers_time_is_judged_a_pause_moves_nothing() -> None:
    clock = waiting_case().clock(norm(Measure.THROUGHPUT, 24, judged=Judged.CUSTOMER), "mon 13:00")

    assert (clock.state, clock.due) == (ClockState.RUNNING, at("tue 09:00"))


def test_claiming_work_and_automatic_replies_leave_no_trace_in_the_ledger() -> None:
    clock = a_case().call("mon 09:00").robot_replies("mon 10:00").clock(THROUGHPUT, "mon 12:00")

    assert [(one.start, one.end, one.counted) for one in clock.intervals] == [
        (at("mon 09:00"), at("mon 12:00"), True)
    ]


def test_reopening_keeps_the_first_completion_and_resumes_the_total() -> None:
    case = a_case().call("mon 09:00").concluded("mon 11:00").reopened("wed 09:00")

    first, total = case.clocks(THROUGHPUT, "wed 12:00")

    assert (first.subject.kind, first.state, first.net_seconds) == (
        SubjectKind.CASE,
        ClockState.MET,
        2 * HOUR,
    )
    assert (total.subject.kind, total.state) == (SubjectKind.REOPENED_CASE, ClockState.RUNNING)
    assert (total.net_seconds, total.customer_seconds) == (5 * HOUR, 51 * HOUR)
    assert total.due == at("thu 15:00")


def test_closed_time_is_a_category_of_its_own_in_the_ledger() -> None:
    case = a_case().call("mon 09:00").concluded("mon 11:00").reopened("wed 09:00").concluded("wed 10:00")

    _first, total = case.clocks(THROUGHPUT, "fri 12:00")

    assert total.stopped == at("wed 10:00")
    assert [(one.start, one.end, one.reason) for one in total.intervals if not one.counted] == [
        (at("mon 11:00"), at("wed 09:00"), "concluded, before it was reopened")
    ]


def test_a_case_reopened_twice_has_one_total() -> None:
    case = a_case().call("mon 09:00").concluded("mon 10:00").reopened("tue 09:00").concluded("tue 10:00")
    case.reopened("wed 09:00")

    _first, total = case.clocks(THROUGHPUT, "wed 11:00")

    assert (total.state, total.net_seconds) == (ClockState.RUNNING, 4 * HOUR)


def test_a_second_conclusion_of_a_concluded_case_changes_nothing() -> None:
    case = a_case().call("mon 09:00").concluded("mon 10:00").concluded("mon 12:00")

    assert case.clock(THROUGHPUT, "wed 11:00").stopped == at("mon 10:00")


def test_throughput_may_run_between_two_steps() -> None:
    target = norm(Measure.THROUGHPUT, 4, from_event="assess", to_event="pay")
    case = a_case().call("mon 09:00").step_offered("mon 10:00", "assess").step_offered("mon 11:00", "pay")

    running = case.clock(target, "mon 12:00")
    assert (running.started, running.state) == (at("mon 10:00"), ClockState.RUNNING)
    assert case.step_completed("mon 13:00", "pay").clock(target, "tue 12:00").net_seconds == 3 * HOUR


def test_a_clock_between_steps_has_not_started_before_its_step_is_offered() -> None:
    target = norm(Measure.THROUGHPUT, 4, from_event="assess")

    assert a_case().call("mon 09:00").clock(target, "mon 12:00").state is ClockState.NOT_STARTED


def test_cancelling_a_case_cancels_its_running_clocks() -> None:
    clock = a_case().call("mon 09:00").cancelled("mon 11:00").clock(THROUGHPUT, "wed 12:00")

    assert (clock.state, clock.verdict, clock.net_seconds) == (ClockState.CANCELLED, Verdict.VOID, 2 * HOUR)


def test_cancelling_a_case_cancels_the_clocks_that_had_not_started() -> None:
    case = a_case().call("mon 09:00").cancelled("mon 11:00")

    assert case.clock(norm(Measure.RESPONSE), "mon 12:00").state is ClockState.CANCELLED


def test_cancelling_a_case_mends_no_miss_and_takes_no_met_norm_away() -> None:
    case = a_case().message("mon 09:00").asks("mon 09:00").we_reply("mon 10:00").cancelled("mon 15:00")

    assert case.clock(norm(Measure.RESPONSE), "tue 12:00").state is ClockState.MISSED
    assert case.clock(norm(Measure.REACTION), "tue 12:00").state is ClockState.MET


def test_a_case_merged_into_another_leaves_the_rates_with_all_its_clocks() -> None:
    case = a_case().message("mon 09:00").asks("mon 09:00").we_reply("mon 10:00")
    case.cancelled("mon 15:00", merged=True)

    for measure in (Measure.RESPONSE, Measure.REACTION, Measure.THROUGHPUT):
        assert case.clock(norm(measure), "tue 12:00").verdict is Verdict.VOID


def test_the_survivor_of_a_merge_keeps_the_earliest_start() -> None:
    case = a_case().message("tue 09:00").absorbed("tue 12:00", started="mon 16:00")

    assert case.clock(THROUGHPUT, "tue 12:00").started == at("mon 16:00")
    assert case.clock(norm(Measure.REACTION), "tue 12:00").started == at("mon 16:00")
