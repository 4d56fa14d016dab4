"""A running case becomes urgent, or another process: same start, same pauses, the new norm; an earlier miss stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.timing.clock import Because
from desktop_crm.timing.model import ClockState
from desktop_crm.workflow.reads_whole import as_json, case_view
from tests.workflow.builders import ACase, Office, refused
from tests.workflow.claims_office import MODEL
from tests.workflow.laws import require_laws

pytestmark = pytest.mark.server_in_soak
HOUR = 3_600
URGENT = {"settles": 16 * HOUR, "reacts": HOUR // 2}
PRESSING = replace(
    MODEL,
    measurements=tuple(
        replace(one, urgent_seconds=URGENT.get(one.ksf)) if one.process == "claim" else one
        for one in MODEL.measurements
    ),
)
WHY = "Their shop stands still"


@pytest.fixture(autouse=True)
def pressing(office: Office) -> None:
    office.publish(PRESSING)


def make(case: ACase, priority: str = "urgent", by: str = "anouk") -> ACase:
    case.office.desk(by).changing.change_priority(case=case.id, priority=priority, reason=WHY)
    require_laws(case)
    return case


def test_an_urgent_case_keeps_its_start_and_gets_the_norm_of_urgent_cases(office: Office) -> None:
    case = office.a_case()
    before = case.clocks["settles"]
    office.wait(hours=2)

    make(case)

    clock = case.clocks["settles"]
    assert (clock.started, clock.target.norm_seconds) == (before.started, 16 * HOUR)
    assert clock.due is not None
    assert before.due is not None
    assert clock.due < before.due
    assert [(one.target.norm_seconds, one.until, one.because) for one in clock.earlier] == [
        (40 * HOUR, office.now, Because.URGENT)
    ]
    assert case.row("status") == ("running",)
    assert case.kinds()[-1] == "PriorityChanged"


def test_a_pause_of_before_stays_one_under_the_new_norm(office: Office) -> None:
    case = office.a_case().waiting_for_customer(days=2)
    office.wait(days=2, hours=1)

    make(case)

    clock = case.clocks["settles"]
    assert [gap.reason for gap in clock.gaps]
    assert clock.net_seconds <= 2 * HOUR
    assert clock.state is ClockState.RUNNING


def test_a_miss_stays_when_the_case_is_urgent_no_longer(office: Office) -> None:
    case = make(office.a_case())
    office.wait(days=3)
    assert case.clocks["settles"].state is ClockState.MISSED

    make(case, "normal")

    clock = case.clocks["settles"]
    assert clock.state is ClockState.MISSED
    assert clock.missed_under is not None
    assert clock.missed_under.norm_seconds == 16 * HOUR
    assert clock.target.norm_seconds == 40 * HOUR


def test_what_was_met_before_keeps_the_norm_it_was_met_under(office: Office) -> None:
    case = office.a_case()
    assert case.clocks["reacts"].state is ClockState.MET

    make(case)

    assert case.clocks["reacts"].target.norm_seconds == HOUR
    assert case.clocks["reacts"].earlier == ()


def test_norms_that_urgent_cases_share_leave_no_trace_of_the_change(office: Office) -> None:
    case = office.a_case(asks=["When?"])
    office.wait(hours=1)
    assert make(case).clocks["answers/question"].earlier == ()


def test_urgent_and_back_in_time_is_as_if_nothing_had_been(office: Office) -> None:
    case = office.a_case()
    before = case.clocks["settles"]
    make(case)
    office.wait(minutes=5)
    make(case, "normal")
    clock = case.clocks["settles"]
    assert (clock.state, clock.due, clock.target) == (ClockState.RUNNING, before.due, before.target)


def test_a_change_needs_a_reason_a_part_in_the_case_and_something_to_change(office: Office) -> None:
    case = office.a_case()
    front, stranger = office.desk("anouk").changing, office.desk("joost").changing
    events = case.events
    refused(lambda: front.change_priority(case=case.id, priority="urgent", reason=" "), Invalid)
    refused(lambda: front.change_priority(case=case.id, priority="soon", reason=WHY), Invalid)
    said = refused(lambda: front.change_priority(case=case.id, priority="normal", reason=WHY), Refused)
    assert said.sentence == "It is not urgent as it is; nothing was changed."
    said = refused(lambda: stranger.change_priority(case=case.id, priority="urgent", reason=WHY), Refused)
    assert "Joost van den Berg has no part in case" in said.sentence
    assert case.events == events
    case.concluded()
    refused(lambda: front.change_priority(case=case.id, priority="urgent", reason=WHY), Refused)


def test_a_case_says_whether_it_is_urgent_and_its_clocks_under_which_norms_they_ran(office: Office) -> None:
    case = office.a_case()
    office.wait(hours=1)
    make(case)
    with office.looking() as view:
        seen = case_view(view, office.plans, office.people["anouk"], case.id, office.now)
    assert seen.priority == "urgent"
    told = as_json(seen, whole=True)
    assert told["priority"] == "urgent"
    (clock,) = [one for one in told["clocks"] if one["ksf"] == "settles"]
    assert clock["norm_seconds"] == 16 * HOUR
    assert clock["earlier"] == [
        {"norm_seconds": 40 * HOUR, "until": office.now.isoformat(), "because": "urgent"}
    ]


def move(case: ACase, process: str = "question", by: str = "anouk") -> ACase:
    case.office.desk(by).changing.change_process(case=case.id, process=process, reason=WHY)
    require_laws(case)
    return case


def test_a_case_goes_on_as_another_process_from_its_first_steps(office: Office) -> None:
    case = office.a_case(asks=["When?"]).at("assess", words="It fell")
    values, contacts = case.values("words"), office.ask("SELECT count(*) FROM contact")
    case.done("assess", by="saar")
    assert case.tokens

    move(case)

    assert case.row("process, status") == ("question", "running")
    assert set(case.live) == {"answer"}
    assert case.tokens == ()
    assert case.values("words") == values
    assert office.ask("SELECT count(*) FROM contact") == contacts
    case.done("answer")
    assert case.row("status") == ("concluded",)
    require_laws(case)


def test_clocks_keep_their_start_and_get_the_norms_of_the_other_process(office: Office) -> None:
    case = office.a_case(asks=["When?"])
    before = case.clocks
    office.wait(hours=2)

    move(case)

    clocks = case.clocks
    assert clocks["settles"].started == before["settles"].started
    assert "next/message" not in clocks, "nothing measures it in that process"
    assert clocks["reacts"].state is ClockState.MET
    move(case, "claim")
    assert case.clocks["settles"].target == before["settles"].target


def test_a_miss_of_the_process_before_stays(office: Office) -> None:
    case = office.a_case()
    office.wait(days=14)
    assert case.clocks["settles"].state is ClockState.MISSED
    move(case, "idea")
    assert case.clocks["settles"].state is ClockState.MISSED


def test_a_factor_that_only_the_other_process_measures_runs_from_the_same_start(office: Office) -> None:
    case = office.a_case("idea")
    assert "reacts" not in case.clocks
    office.wait(hours=1)
    move(case)
    assert (case.clocks["reacts"].started, case.clocks["reacts"].earlier) == (case.head.started, ())


def test_a_wait_goes_on_and_work_from_outside_the_process_stays(office: Office) -> None:
    case = office.a_case()
    office.desk("anouk").steering.add_activity(case=case.id, activity="visit", reason=WHY)
    case.waiting_for_customer()
    move(case)
    assert case.head.paused_until is not None
    assert set(case.live) == {"answer", "visit"}
    office.desk("anouk").items.resume(case=case.id)
    require_laws(case)


def test_nobody_goes_back_behind_a_change_of_process_and_the_strip_shows_the_steps_of_now(
    office: Office,
) -> None:
    case = office.a_case().at("check")
    office.wait(minutes=1)
    move(case)
    office.wait(minutes=1)
    move(case, "claim")
    with office.looking() as view:
        seen = case_view(view, office.plans, office.people["anouk"], case.id, office.now)
    assert [line.state for line in seen.steps][:2] == ["current", "coming"]
    refused(lambda: office.desk("anouk").steering.go_back(case=case.id, step="receive"), Refused)
    case.concluded()
    require_laws(case)


def test_only_who_may_start_a_process_lets_a_case_go_on_as_it(office: Office) -> None:
    case = office.a_case().at("check")
    events = case.events
    claims, front = office.desk("joost").changing, office.desk("anouk").changing
    said = refused(lambda: claims.change_process(case=case.id, process="question", reason=WHY), Refused)
    assert "Joost van den Berg" in said.sentence
    refused(lambda: front.change_process(case=case.id, process="claim", reason=WHY), Refused)
    refused(lambda: front.change_process(case=case.id, process="nothing", reason=WHY), Invalid)
    assert case.events == events
