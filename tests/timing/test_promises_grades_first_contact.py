"""Promise kept, resolved at first contact, and grades."""

import pytest

from desktop_crm.core.errors import Invalid
from desktop_crm.timing.clock import SubjectKind
from desktop_crm.timing.facts import Promised
from desktop_crm.timing.model import ClockState, Grader, Measure, Target, read_target, write_target
from tests.timing.builders import HOUR, a_case, at, named, norm

PROMISE = Target("kept", Measure.PROMISE_KEPT)
FIRST_CONTACT = Target("first", Measure.FIRST_CONTACT_RESOLUTION)
GRADE = norm(Measure.GRADE)


def test_a_promise_is_kept_when_the_case_concludes_no_later_than_promised() -> None:
    case = a_case().call("mon 09:00").promised("mon 09:00", until="tue 12:00")

    running = case.clock(PROMISE, "mon 12:00")
    assert (running.state, running.due) == (ClockState.RUNNING, at("tue 12:00"))

    clock = case.concluded("tue 12:00").clock(PROMISE, "wed 12:00")
    assert (clock.state, clock.net_seconds, clock.customer_seconds) == (ClockState.MET, 11 * HOUR, 27 * HOUR)


def test_a_promise_is_broken_the_moment_its_time_has_gone_by() -> None:
    case = a_case().call("mon 09:00").promised("mon 09:00", until="tue 12:00")

    assert case.clock(PROMISE, "tue 12:00").state is ClockState.RUNNING
    assert case.clock(PROMISE, "tue 12:01").state is ClockState.MISSED


def test_a_promised_time_is_the_clock_on_the_wall_whatever_the_calendar() -> None:
    case = a_case().call("fri 16:00").promised("fri 16:00", until="sun 12:00").concluded("2 mon 09:01")

    assert case.clock(PROMISE, "2 mon 12:00").state is ClockState.MISSED


def test_revising_a_promise_keeps_the_first() -> None:
    case = a_case().call("mon 09:00").promised("mon 09:00", until="tue 12:00", name="first")
    case.promised("tue 11:00", until="wed 12:00", name="second").concluded("wed 10:00")

    clock = case.clock(PROMISE, "thu 12:00")

    assert (clock.subject.id, clock.due, clock.state) == (named("first"), at("tue 12:00"), ClockState.MISSED)


def test_a_promise_made_after_the_first_was_kept_is_a_new_one() -> None:
    case = a_case().call("mon 09:00").promised("mon 09:00", until="tue 12:00", name="first")
    case.concluded("mon 12:00").reopened("tue 09:00").promised("tue 09:00", until="wed 12:00", name="second")

    clocks = case.clocks(PROMISE, "tue 12:00")

    assert [(clock.subject.id, clock.state) for clock in clocks] == [
        (named("first"), ClockState.MET),
        (named("second"), ClockState.RUNNING),
    ]


def test_a_promised_contact_is_kept_by_our_next_contact_in_person() -> None:
    case = a_case().call("mon 09:00").promised("mon 09:00", until="mon 12:00", about=Promised.CONTACT)

    assert case.robot_replies("mon 10:00").clock(PROMISE, "mon 11:00").state is ClockState.RUNNING
    assert case.we_reply("mon 11:30").clock(PROMISE, "mon 15:00").stopped == at("mon 11:30")


def test_a_promise_of_a_contact_and_one_of_a_conclusion_stand_beside_each_other() -> None:
    case = (
        a_case().call("mon 09:00").promised("mon 09:00", until="mon 12:00", name="a", about=Promised.CONTACT)
    )
    case.promised("mon 09:00", until="wed 12:00", name="b")

    assert {clock.subject.id for clock in case.clocks(PROMISE, "mon 10:00")} == {named("a"), named("b")}


def test_a_question_answered_in_the_call_is_resolved_at_first_contact() -> None:
    case = a_case().call("mon 09:00").asks("mon 09:00", during="call").answered("mon 09:00", by="call")

    assert case.clock(FIRST_CONTACT, "mon 12:00").state is ClockState.MET


def test_a_question_answered_by_a_later_contact_is_not_resolved_at_first_contact() -> None:
    case = a_case().call("mon 09:00").asks("mon 09:00", during="call")
    assert case.clock(FIRST_CONTACT, "mon 09:30").state is ClockState.RUNNING

    case.we_reply("mon 10:00").answered("mon 10:00", by="reply")

    assert case.clock(FIRST_CONTACT, "mon 12:00").state is ClockState.MISSED


def test_one_of_two_questions_answered_is_not_resolved_at_first_contact() -> None:
    case = a_case().call("mon 09:00").asks("mon 09:00", "a").asks("mon 09:00", "b")
    case.answered("mon 09:00", "a", by="call").concluded("tue 09:00")

    assert case.clock(FIRST_CONTACT, "tue 12:00").state is ClockState.MISSED


def test_the_first_reply_to_a_message_is_the_first_contact() -> None:
    case = a_case().message("mon 09:00").asks("mon 09:00", during="message").robot_replies("mon 09:01")
    case.we_reply("mon 11:00").answered("mon 11:00", by="reply")

    assert case.clock(FIRST_CONTACT, "mon 12:00").state is ClockState.MET


def test_a_case_without_questions_is_resolved_when_it_ends_in_its_first_contact() -> None:
    assert a_case().call("mon 09:00").concluded("mon 09:10", by="call").clock(
        FIRST_CONTACT, "tue 09:00"
    ).state is (ClockState.MET)
    later = a_case().call("mon 09:00").we_reply("mon 12:00").concluded("mon 12:00", by="reply")
    assert later.clock(FIRST_CONTACT, "tue 09:00").state is ClockState.MISSED


def test_a_case_concluded_without_anybody_of_ours_is_not_resolved_at_first_contact() -> None:
    case = a_case().message("mon 09:00").concluded("mon 12:00", by="none")

    assert case.clock(FIRST_CONTACT, "tue 09:00").state is ClockState.MISSED


@pytest.mark.parametrize(("grade", "state"), [(7.0, ClockState.MET), (6.9, ClockState.MISSED)])
def test_a_grade_is_held_against_the_norm(grade: float, state: ClockState) -> None:
    clock = a_case().call("mon 09:00").graded("mon 10:00", grade).clock(GRADE, "tue 12:00")

    assert (clock.state, clock.grade, clock.subject.kind) == (state, grade, SubjectKind.GRADE_BY_CUSTOMER)


def test_the_customers_grade_and_the_employees_impression_are_kept_apart() -> None:
    case = a_case().call("mon 09:00").graded("mon 10:00", 9).graded("mon 10:00", 5, Grader.EMPLOYEE)

    clocks = {clock.subject.kind: clock.state for clock in case.clocks(GRADE, "tue 12:00")}

    assert clocks == {
        SubjectKind.GRADE_BY_CUSTOMER: ClockState.MET,
        SubjectKind.GRADE_BY_EMPLOYEE: ClockState.MISSED,
    }


def test_a_later_grade_does_not_mend_the_first() -> None:
    case = a_case().call("mon 09:00").graded("mon 10:00", 4).graded("tue 10:00", 9)

    assert case.clock(GRADE, "wed 12:00").grade == 4


def test_a_grade_corrected_for_the_same_moment_is_revised() -> None:
    case = a_case().call("mon 09:00").graded("mon 10:00", 4).graded("mon 10:00", 9, recorded="mon 11:00")

    clock = case.clock(GRADE, "wed 12:00")

    assert (clock.grade, clock.state, clock.revised) == (9, ClockState.MET, True)


def test_a_graded_quality_is_measured_by_its_own_norm() -> None:
    friendly = norm(Measure.GRADE, quality="friendliness")
    case = a_case().call("mon 09:00").graded("mon 10:00", 9).graded("mon 10:00", 5, quality="friendliness")

    assert case.clock(GRADE, "tue 12:00").grade == 9
    assert case.clock(friendly, "tue 12:00").grade == 5


def test_a_norm_that_nothing_can_be_held_against_is_refused() -> None:
    with pytest.raises(Invalid, match="norm of time"):
        Target("ksf", Measure.RESPONSE)
    with pytest.raises(Invalid, match="norm of time"):
        Target("ksf", Measure.RESPONSE, norm_seconds=-1)
    with pytest.raises(Invalid, match="grade"):
        Target("ksf", Measure.GRADE)
    with pytest.raises(Invalid, match="share"):
        Target("ksf", Measure.PROMISE_KEPT, share=95)


def test_a_target_survives_being_written_and_read() -> None:
    target = norm(
        Measure.THROUGHPUT, 3, text="“snel” – ☎", segment="business", version=3, third_party_pauses=True
    )

    assert read_target(write_target(target)) == target
