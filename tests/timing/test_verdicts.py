"""Verdicts: sticky, revised by late facts alone, and kept when a norm changes."""

import random

from desktop_crm.timing.clocks import Norm, judge_case
from desktop_crm.timing.model import ClockState, Measure, Verdict
from tests.timing.builders import HOUR, OFFICE, a_case, at, norm

REACTION = norm(Measure.REACTION)
THROUGHPUT = norm(Measure.THROUGHPUT, 16)


def test_a_reply_entered_late_revises_a_miss_and_keeps_the_old_verdict() -> None:
    case = a_case().message("mon 09:00").we_reply("mon 11:00", recorded="tue 10:00")

    clock = case.clock(REACTION, "tue 12:00")

    assert (clock.state, clock.revised, clock.previous) == (ClockState.MET, True, Verdict.MISSED)


def test_a_reply_entered_late_but_before_the_miss_revises_nothing() -> None:
    case = a_case().message("mon 09:00").we_reply("mon 11:00", recorded="mon 12:00")

    clock = case.clock(REACTION, "tue 12:00")

    assert (clock.state, clock.revised, clock.previous) == (ClockState.MET, False, None)


def test_an_earlier_start_entered_late_revises_a_met_norm() -> None:
    case = a_case().message("tue 10:00").we_reply("tue 11:00")
    case.message("mon 09:00", "earlier", recorded="tue 12:00")

    clock = case.clock(REACTION, "tue 13:00")

    assert (clock.state, clock.revised, clock.previous) == (ClockState.MISSED, True, Verdict.MET)


def test_a_customers_contact_entered_late_ends_a_pause_and_may_revise_a_met_norm() -> None:
    case = a_case().call("mon 09:00").waits("mon 10:00", until="fri 09:00").concluded("thu 17:00")
    assert case.clock(THROUGHPUT, "fri 09:00").state is ClockState.MET

    case.message("tue 09:00", recorded="fri 10:00")

    clock = case.clock(THROUGHPUT, "fri 12:00")
    assert (clock.state, clock.revised, clock.previous) == (ClockState.MISSED, True, Verdict.MET)


def test_a_running_clock_missed_before_a_late_pause_arrived_says_so() -> None:
    case = a_case().call("mon 09:00").waits("mon 10:00", until="fri 17:00", recorded="thu 09:00")

    clock = case.clock(THROUGHPUT, "thu 10:00")

    assert (clock.state, clock.revised, clock.previous) == (ClockState.PAUSED, True, Verdict.MISSED)


def test_a_merge_is_no_revision() -> None:
    case = a_case().message("mon 09:00").we_reply("mon 11:00", recorded="mon 11:30")
    case.cancelled("tue 10:00", merged=True)

    assert case.clock(REACTION, "tue 12:00").revised is False


def test_the_order_of_telling_makes_no_difference() -> None:
    case = a_case().message("mon 09:00").asks("mon 09:00").we_reply("mon 11:00", recorded="tue 10:00")
    case.waits("mon 12:00", until="wed 12:00").answered("tue 12:00").message("tue 15:00", "more")
    case.concluded("thu 10:00").reopened("thu 15:00").concluded("fri 10:00")
    told = {measure: case.clocks(norm(measure), "fri 17:00") for measure in Measure}

    for seed in range(20):
        random.Random(seed).shuffle(case.facts)
        assert {measure: case.clocks(norm(measure), "fri 17:00") for measure in Measure} == told


def test_a_miss_under_an_earlier_norm_stays() -> None:
    strict, mild = norm(Measure.THROUGHPUT, 2), norm(Measure.THROUGHPUT, 40, version=2)
    case = a_case().call("mon 09:00")

    clock = case.clock(mild, "mon 16:00", superseded=[Norm(strict, OFFICE, until=at("mon 15:00"))])

    assert (clock.state, clock.missed_under) == (ClockState.MISSED, strict)
    assert clock.due == at("fri 17:00")


def test_a_norm_changed_in_time_gives_the_same_start_and_pauses_a_new_target() -> None:
    old, new = norm(Measure.THROUGHPUT, 8), norm(Measure.THROUGHPUT, 24, version=2)
    case = a_case().call("mon 09:00").waits("mon 10:00", until="mon 12:00")

    clock = case.clock(new, "tue 12:00", superseded=[Norm(old, OFFICE, until=at("mon 15:00"))])

    assert (clock.state, clock.started, clock.target) == (ClockState.RUNNING, at("mon 09:00"), new)
    assert clock.net_seconds == 9 * HOUR


def test_a_finished_clock_keeps_the_norm_it_ran_under() -> None:
    old, new = norm(Measure.THROUGHPUT, 8), norm(Measure.THROUGHPUT, 1, version=2)
    case = a_case().call("mon 09:00").concluded("mon 12:00")

    clock = case.clock(new, "tue 12:00", superseded=[Norm(old, OFFICE, until=at("mon 15:00"))])

    assert (clock.state, clock.target) == (ClockState.MET, old)


def test_a_late_fact_reaches_a_clock_that_finished_under_an_earlier_norm() -> None:
    old, new = norm(Measure.REACTION, 4), norm(Measure.REACTION, 1, version=2)
    case = (
        a_case()
        .message("tue 10:00")
        .we_reply("tue 11:00")
        .message("mon 09:00", "early", recorded="wed 12:00")
    )

    clock = case.clock(new, "wed 13:00", superseded=[Norm(old, OFFICE, until=at("tue 15:00"))])

    assert (clock.target, clock.state, clock.revised) == (old, ClockState.MISSED, True)


def test_facts_that_are_still_to_come_are_left_aside() -> None:
    case = a_case().message("mon 09:00").we_reply("mon 11:00")

    assert case.clock(REACTION, "mon 10:00").state is ClockState.RUNNING


def test_judging_a_whole_case_at_once_gives_each_norm_its_clocks() -> None:
    case = a_case().message("mon 09:00").asks("mon 09:00").we_reply("mon 11:00").concluded("mon 12:00")
    targets = [norm(measure) for measure in Measure]

    at_once = judge_case([Norm(target, OFFICE) for target in targets], case.facts, at("tue 12:00"))

    assert at_once == tuple(clock for target in targets for clock in case.clocks(target, "tue 12:00"))


def test_a_case_cancelled_on_one_replica_and_merged_on_another_was_merged() -> None:
    case = a_case().message("mon 09:00").we_reply("mon 10:00")
    case.cancelled("mon 15:00").cancelled("mon 15:00", merged=True)

    assert case.clock(REACTION, "tue 12:00").verdict is Verdict.VOID
