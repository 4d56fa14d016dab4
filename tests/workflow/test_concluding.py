"""How a case ends: by its concluding step or directly, what hinders it, and what happens when it is reopened."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.ids import CaseId, QuestionId, new_id
from desktop_crm.timing.model import ClockState
from tests.workflow.builders import ACase, Office, refused


def conclude(office: Office, case: ACase, by: str = "anouk", **more: object) -> bool:
    given = {"case": case.id, "channel": "telephone"} | more
    return office.desk(by).cases.conclude(**given).concluded  # type: ignore[arg-type]


def test_a_concluding_step_registers_the_concluding_contact_and_ends_the_case(office: Office) -> None:
    case = office.a_case(asks=["Am I covered?"], expects="by Friday").at("tell")
    office.wait(hours=1)
    done = case.done("tell", grade=9, graded_by="customer", outcome="paid")
    assert done.concluded
    assert done.mine == ()
    assert case.row("status, expectation, grade, graded_by") == ("concluded", "by Friday", 9, "customer")
    assert case.live == {}
    last = office.ask("SELECT direction, channel, subject FROM contact ORDER BY id DESC LIMIT 1")
    assert last == [("out", "telephone", "The customer has the outcome")]
    assert office.ask("SELECT count(*) FROM question WHERE answer_contact_id IS NULL") == [(0,)]


def test_a_case_is_concluded_directly_while_only_what_may_be_skipped_is_open(office: Office) -> None:
    case = office.a_case("idea")
    assert conclude(office, case, delivered="thanked at once")
    assert case.row("status, delivered") == ("concluded", "thanked at once")
    assert {str(row.item.state) for row in case.rows.values()} == {"cancelled"}


def test_a_case_is_not_concluded_while_a_required_step_is_open(office: Office) -> None:
    case = office.a_case().at("assess")
    said = refused(lambda: conclude(office, case), Refused)
    assert "Assess the damage" in said.sentence
    assert "Appoint repairer" not in said.sentence  # that one may be skipped
    assert case.row("status") == ("running",)
    assert set(case.live) == {"appoint", "assess"}


def test_concluding_directly_completes_an_open_concluding_step(office: Office) -> None:
    case = office.a_case("question")
    assert conclude(office, case)
    assert case.state("answer") == "completed"


def test_concluding_directly_asks_for_what_the_concluding_step_asks(office: Office) -> None:
    case = office.a_case().at("tell")
    said = refused(lambda: conclude(office, case), Invalid)
    assert isinstance(said, Invalid)
    assert said.where == "outcome"


def test_concluding_a_step_of_another_role_is_refused(office: Office) -> None:
    case = office.a_case("question")
    refused(lambda: conclude(office, case, by="joost"), Refused)
    office.desk("tim").items.claim(work_item=case.item("answer"))
    assert "Tim Visser" in refused(lambda: conclude(office, case)).sentence


@pytest.mark.parametrize(("grade", "by"), [(0, "customer"), (11, "customer"), (8, ""), (8, "colleague")])
def test_a_grade_is_from_one_to_ten_and_says_who_gave_it(office: Office, grade: int, by: str) -> None:
    case = office.a_case("question")
    refused(lambda: conclude(office, case, grade=grade, graded_by=by), Invalid)
    assert case.row("status") == ("running",)


def test_who_graded_is_kept_only_with_a_grade(office: Office) -> None:
    case = office.a_case("question")
    conclude(office, case, graded_by="\ud800")
    assert case.row("grade, graded_by") == (None, "")


def test_some_questions_can_be_left_open_on_purpose(office: Office) -> None:
    case = office.a_case("question", channel="email", asks=["One?", "Two?"])
    ((one,), (two,)) = office.ask("SELECT id FROM question ORDER BY id")
    conclude(office, case, answers=[QuestionId(UUID(bytes=one))])
    assert office.ask("SELECT id FROM question WHERE answer_contact_id IS NULL") == [(two,)]


def test_the_durations_of_a_case_are_written_when_it_ends(office: Office) -> None:
    case = office.a_case("question")
    office.wait(hours=26)
    conclude(office, case)
    day, hour = 8 * 3600, 3600
    assert case.row("net_seconds, customer_seconds") == (day + 2 * hour, 26 * hour)


def test_a_case_does_not_end_before_it_began(office: Office) -> None:
    case = office.a_case("question")
    early = office.now - timedelta(hours=1)
    refused(lambda: conclude(office, case, happened=early), Invalid)
    refused(lambda: case.done("answer", happened=early), Invalid)
    assert case.row("status") == ("running",)


def test_a_reopened_case_does_not_end_before_it_was_reopened(office: Office) -> None:
    case = office.a_case("question")
    office.wait(hours=1)
    conclude(office, case)
    office.wait(hours=2)
    office.desk("anouk").steering.reopen(case=case.id, reason="one thing more")
    refused(lambda: conclude(office, case, happened=office.now - timedelta(minutes=1)), Invalid)
    conclude(office, case, happened=office.now)


def test_a_case_is_reopened_where_it_concluded(office: Office) -> None:
    case = office.a_case().concluded()
    office.wait(days=3)
    office.desk("anouk").steering.reopen(case=case.id, reason="the repair failed")
    assert set(case.live) == {"tell"}
    assert case.row("status, concluded_at") == ("running", None)


def test_a_case_is_reopened_at_an_earlier_step_and_joins_again(office: Office) -> None:
    case = office.a_case().concluded()
    office.desk("anouk").steering.reopen(case=case.id, reason="the repair failed", step="assess")
    assert set(case.live) == {"assess"}
    case.done("assess")
    assert set(case.live) == {"decide"}
    case.done("decide")
    case.done("tell")
    assert case.row("status") == ("concluded",)


def test_a_case_concluded_directly_is_reopened_with_what_was_open(office: Office) -> None:
    case = office.a_case("idea")
    office.desk("anouk").steering.skip(work_item=case.item("note"), reason="known")
    conclude(office, case)
    office.desk("anouk").steering.reopen(case=case.id, reason="it matters after all")
    assert set(case.live) == {"think"}
    case.done("think")
    assert set(case.live) == {"thank"}


def test_a_case_is_reopened_within_its_window_only(office: Office) -> None:
    case = office.a_case().concluded()
    office.wait(days=14)
    office.desk("anouk").steering.reopen(case=case.id, reason="a rattle")
    case.done("tell")
    office.wait(days=14, seconds=1)
    said = refused(lambda: office.desk("anouk").steering.reopen(case=case.id, reason="still"), Refused)
    assert "14 days" in said.sentence
    later = office.a_case(linked=case.id)
    assert later.row("linked_case_id") == (case.id.bytes,)


def test_a_case_is_not_linked_to_one_that_is_not_there(office: Office) -> None:
    refused(lambda: office.a_case(linked=CaseId(new_id())), NotFound)
    assert office.ask("SELECT count(*) FROM crm_case") == [(0,)]


def test_only_a_concluded_case_is_reopened_at_a_step_it_came_to(office: Office) -> None:
    reopen = office.desk("anouk").steering.reopen
    case = office.a_case()
    refused(lambda: reopen(case=case.id, reason="x"), Refused)
    case.at("check").done("check", covered="no")
    case.done("tell")
    refused(lambda: reopen(case=case.id, reason=""), Invalid)
    refused(lambda: reopen(case=case.id, reason="x", step="joined"), Invalid)
    refused(lambda: reopen(case=case.id, reason="x", step="nowhere"), Invalid)
    refused(lambda: reopen(case=case.id, reason="x", step="assess"), Refused)
    assert case.row("status") == ("concluded",)


def test_a_case_is_not_reopened_at_what_the_system_does(office: Office) -> None:
    case = office.a_case().concluded()
    reopen = office.desk("anouk").steering.reopen
    said = refused(lambda: reopen(case=case.id, reason="a rattle", step="confirm"), Refused)
    assert "Confirm by letter" in said.sentence
    assert case.row("status") == ("concluded",)


def test_reopening_freezes_the_first_completion_and_resumes_the_total(office: Office) -> None:
    case = office.a_case("question")
    office.wait(hours=1)
    conclude(office, case)
    first = case.row("first_concluded_at")
    office.wait(hours=2)
    office.desk("anouk").steering.reopen(case=case.id, reason="one thing more")
    office.wait(hours=3)
    conclude(office, case)
    clocks = case.clocks
    assert (clocks["settles"].net_seconds, clocks["settles"].customer_seconds) == (3600, 3600)
    total = clocks["settles/reopened_case"]
    assert (total.net_seconds, total.customer_seconds) == (4 * 3600, 6 * 3600)
    assert case.row("first_concluded_at") == first
    assert case.row("net_seconds, customer_seconds") == (4 * 3600, 6 * 3600)


def test_reopening_starts_a_next_response_clock(office: Office) -> None:
    case = office.a_case().concluded()
    office.wait(hours=1)
    office.desk("anouk").steering.reopen(case=case.id, reason="a rattle")
    assert case.clocks["next/reopening"].state is ClockState.RUNNING
    assert ("reopening", "running") in case.stored_clocks("next")
    case.contact("out", "telephone")
    office.wait(seconds=1)
    case.contact("out", "telephone")
    assert case.clocks["next/reopening"].state is ClockState.MET


def test_a_clock_that_has_begun_is_no_longer_stored_as_not_started(office: Office) -> None:
    case = office.a_case("question", channel="email")
    assert case.stored_clocks("answers") == [("case", "not_started")]
    case.contact("in", "email", asks=["When?"])
    assert case.stored_clocks("answers") == [("question", "running")]
