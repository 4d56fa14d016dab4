"""The course of a case: branches, parallel branches and joins, back, skip, what is added, what is cancelled."""

from __future__ import annotations

import pytest

from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.ids import CaseId, new_id
from desktop_crm.workflow.ledger import read_events
from desktop_crm.workflow.reads_activity import activity_view
from desktop_crm.workflow.replay import empty, replay
from tests.workflow.builders import ACase, Office, refused


def back(office: Office, case: ACase, step: str, by: str) -> None:
    office.desk(by).steering.go_back(case=case.id, step=step)


def test_a_branch_follows_what_was_registered(office: Office) -> None:
    refusal, claim = office.a_case().at("check"), office.a_case().at("check")
    refusal.done("check", covered="no")
    claim.done("check", covered="yes")
    assert set(refusal.live) == {"tell"}
    assert set(claim.live) == {"appoint", "assess"}


def test_a_step_that_does_not_apply_is_passed(office: Office) -> None:
    glass, other = office.a_case().at("assess", kind="glass"), office.a_case().at("assess")
    assert set(glass.live) == {"appoint", "assess", "glass"}
    assert "glass" not in {row.item.step for row in other.rows.values()}


def test_what_the_system_does_is_done_at_once_with_its_values_and_its_contact(office: Office) -> None:
    case = office.a_case().at("check")
    case.done("check")
    assert case.state("confirm") == "completed"
    assert case.values("told") == [("yes", "value")]
    assert case.values("told_on") == [("2026-11-23", "value")]
    contacts = office.ask("SELECT channel, direction, by_person, employee_id FROM contact ORDER BY id")
    assert contacts[-1] == ("letter", "out", 0, None)


def test_the_system_writes_the_date_of_the_office_not_of_greenwich(office: Office) -> None:
    case = office.a_case().at("check")
    office.wait(hours=15, minutes=30)  # half past midnight in Amsterdam, on Tuesday
    case.done("check")
    assert case.values("told_on") == [("2026-11-24", "value")]


@pytest.mark.parametrize("order", [("assess", "appoint", "glass"), ("glass", "appoint", "assess")])
def test_parallel_branches_run_in_any_order_and_join_once(office: Office, order: tuple[str, ...]) -> None:
    case = office.a_case().at("assess", kind="glass")
    for step in order:
        assert "decide" not in case.live
        case.done(step)
    assert set(case.live) == {"decide"}
    assert case.tokens == ()


def test_different_roles_work_side_by_side(office: Office) -> None:
    case = office.a_case().at("assess")
    assert {step: row.item.role for step, row in case.live.items()} == {
        "appoint": "front",
        "assess": "claims",
    }


def test_two_first_steps_are_offered_together(office: Office) -> None:
    case = office.a_case("idea")
    assert set(case.live) == {"note", "think"}


def test_a_loop_offers_its_steps_again(office: Office) -> None:
    case = office.a_case().at("decide")
    case.done("decide", again="yes")
    assert set(case.live) == {"appoint", "assess"}
    assert set(case.at("decide").live) == {"decide"}
    case.done("decide", again="no")
    assert set(case.live) == {"tell"}


def test_going_back_keeps_what_was_registered(office: Office) -> None:
    case = office.a_case().at("check", plate="12-AB-34")
    back(office, case, "register", "anouk")
    assert set(case.live) == {"register"}
    assert case.state("check") == "cancelled"
    assert case.values("plate") == [("12-AB-34", "value")]
    case.done("register", plate="")  # known already, so it need not be typed again
    assert set(case.live) == {"check"}


def test_going_back_into_one_branch_leaves_the_other_done_and_the_join_fires_once(office: Office) -> None:
    case = office.a_case().at("decide")
    back(office, case, "assess", "joost")
    assert set(case.live) == {"assess"}
    assert set(case.tokens) == {("appoint", "joined"), ("glass", "joined")}
    case.done("assess")
    assert set(case.live) == {"decide"}
    assert case.tokens == ()


def test_going_back_into_a_branch_before_the_join_leaves_the_other_as_it_is(office: Office) -> None:
    case = office.a_case().at("assess")
    case.done("assess")
    back(office, case, "assess", "joost")
    assert set(case.live) == {"appoint", "assess"}
    case.done("assess")
    case.done("appoint")
    assert set(case.live) == {"decide"}
    assert case.tokens == ()


def test_going_back_into_a_branch_of_the_second_round_still_joins(office: Office) -> None:
    case = office.a_case().at("decide")
    case.done("decide", again="yes")
    case.at("decide")
    back(office, case, "assess", "joost")
    assert set(case.live) == {"assess"}
    case.done("assess")
    assert set(case.live) == {"decide"}
    case.done("decide")
    assert set(case.live) == {"tell"}


def test_going_back_before_the_branches_undoes_them_all(office: Office) -> None:
    case = office.a_case().at("assess")
    case.done("assess")
    back(office, case, "check", "joost")
    assert set(case.live) == {"check"}
    assert case.tokens == ()
    case.at("decide")
    assert case.tokens == ()


def test_what_going_back_undid_is_no_earlier_step_any_more(office: Office) -> None:
    case = office.a_case().at("assess")
    back(office, case, "register", "anouk")
    refused(lambda: back(office, case, "check", "joost"), Refused)
    assert set(case.live) == {"register"}


def test_only_steps_that_the_case_may_return_to_are_offered(office: Office) -> None:
    case = office.a_case().at("assess")
    assert offered(office, case) == ["receive", "register", "check"]  # the letter is the system's
    case.done("assess")
    assert offered(office, case) == ["receive", "register", "check", "assess"]
    back(office, case, "register", "anouk")
    assert offered(office, case) == ["receive"]
    case.at("check")
    assert offered(office, case) == ["receive", "register"]


def offered(office: Office, case: ACase) -> list[str]:
    """The earlier steps that the window of whatever is open offers, in the order of the model."""
    item = next(iter(case.live.values())).item.id
    with office.looking() as view:
        seen = activity_view(view, office.plans, office.people["anouk"], item, office.now)
    return [line.code for line in seen.back]


def test_going_back_needs_an_earlier_step_and_the_right_to_it(office: Office) -> None:
    case = office.a_case().at("check")
    refused(lambda: back(office, case, "check", "joost"), Refused)
    refused(lambda: back(office, case, "assess", "joost"), Refused)
    refused(lambda: back(office, case, "joined", "joost"), Invalid)
    refused(lambda: back(office, case, "nowhere", "joost"), Invalid)
    refused(lambda: back(office, case, "register", "joost"), Refused)
    refused(lambda: office.desk("joost").steering.go_back(case=CaseId(new_id()), step="check"), NotFound)
    assert set(case.live) == {"check"}


def test_a_step_is_skipped_with_a_reason_where_the_model_allows_it(office: Office) -> None:
    case = office.a_case().at("assess")
    skip = office.desk("anouk").steering.skip
    refused(lambda: skip(work_item=case.item("appoint"), reason="  "), Invalid)
    skip(work_item=case.item("appoint"), reason="the customer has a repairer")
    assert case.state("appoint") == "skipped"
    case.done("assess")
    assert set(case.live) == {"decide"}
    assert office.ask("SELECT count(*), min(reason) FROM work_item WHERE state = 'skipped'") == [
        (1, "the customer has a repairer")
    ]


def test_a_step_that_must_be_done_is_not_skipped(office: Office) -> None:
    case = office.a_case().at("assess")
    said = refused(
        lambda: office.desk("joost").steering.skip(work_item=case.item("assess"), reason="no time")
    )
    assert "Assess the damage" in said.sentence
    assert case.state("assess") == "offered"


def test_what_a_colleague_has_is_not_skipped(office: Office) -> None:
    case = office.a_case().at("appoint")
    office.desk("tim").items.claim(work_item=case.item("appoint"))
    said = refused(lambda: office.desk("anouk").steering.skip(work_item=case.item("appoint"), reason="done"))
    assert "Tim Visser" in said.sentence


def test_work_from_outside_the_process_is_added_with_a_reason_and_moves_nothing(office: Office) -> None:
    case = office.a_case().at("check")
    add = office.desk("anouk").steering.add_activity
    refused(lambda: add(case=case.id, activity="visit", reason=""), Invalid)
    refused(lambda: add(case=case.id, activity="assess", reason="sooner"), Refused)
    refused(lambda: add(case=case.id, activity="dance", reason="fun"), Invalid)
    add(case=case.id, activity="visit", reason="the photograph is unclear")
    assert case.live["visit"].item.role == "claims"
    case.done("visit", report="a dent")
    assert set(case.live) == {"check"}
    assert case.values("report") == [("a dent", "value")]


def test_a_case_with_work_from_outside_can_still_go_back(office: Office) -> None:
    case = office.a_case().at("check")
    office.desk("anouk").steering.add_activity(case=case.id, activity="visit", reason="unclear")
    back(office, case, "register", "anouk")
    assert set(case.live) == {"register", "visit"}
    with office.looking() as view:
        events = read_events(view, case.id)
    told = replay(empty(case.id, "claim", case.head.owner), events).state
    assert {item.id: item for item in told.items.values()} == {
        row.item.id: row.item for row in case.rows.values()
    }


def test_work_from_outside_hinders_the_conclusion_until_it_is_done_or_passed_over(office: Office) -> None:
    case = office.a_case("question")
    office.desk("anouk").steering.add_activity(case=case.id, activity="visit", reason="to be sure")
    refused(lambda: case.done("answer"), Refused)
    office.desk("joost").steering.skip(work_item=case.item("visit"), reason="not needed after all")
    assert case.done("answer").concluded


def test_a_cancelled_case_ends_with_a_reason_and_leaves_nothing_open(office: Office) -> None:
    case = office.a_case().at("assess")
    cancel = office.desk("anouk").steering.cancel
    refused(lambda: cancel(case=case.id, reason=""), Invalid)
    cancel(case=case.id, reason="entered twice")
    assert case.row("status") == ("cancelled",)
    assert case.live == {}
    assert {state for _subject, state in case.stored_clocks("settles")} == {"cancelled"}
    refused(lambda: cancel(case=case.id, reason="again"), Refused)


def test_only_the_owner_or_a_supervisor_cancels(office: Office) -> None:
    case = office.a_case()
    refused(lambda: office.desk("tim").steering.cancel(case=case.id, reason="mine?"), Refused)
    office.desk("greet").steering.cancel(case=case.id, reason="a mistake")
    assert case.row("status") == ("cancelled",)


def test_an_ended_case_takes_no_more_acts(office: Office) -> None:
    case = office.a_case().at("assess")
    item = case.item("assess")
    office.desk("anouk").steering.cancel(case=case.id, reason="entered twice")
    joost, anouk = office.desk("joost"), office.desk("anouk")
    before = len(case.events)
    for act in (
        lambda: joost.cases.complete(work_item=item, outputs={"report": "x"}),
        lambda: joost.items.claim(work_item=item),
        lambda: joost.steering.skip(work_item=item, reason="x"),
        lambda: joost.steering.go_back(case=case.id, step="check"),
        lambda: joost.steering.add_activity(case=case.id, activity="visit", reason="x"),
        lambda: anouk.cases.conclude(case=case.id, channel="telephone"),
        lambda: anouk.cases.promise(case=case.id, until=office.now),
        lambda: anouk.items.pause(case=case.id, reason="customer", party="Anna", until=office.now),
        lambda: anouk.items.resume(case=case.id),
        lambda: anouk.steering.reopen(case=case.id, reason="x"),
        lambda: anouk.steering.consult(case=case.id, colleague=joost.actor.id, text="?"),
        lambda: anouk.steering.change_owner(case=case.id, employee=joost.actor.id),
    ):
        refused(act, Refused)
    assert len(case.events) == before


def test_a_step_is_completed_once(office: Office) -> None:
    case = office.a_case()
    item = case.item("receive")
    case.done("receive")
    said = refused(lambda: office.desk("anouk").cases.complete(work_item=item, outputs={"words": "again"}))
    assert "completed" in said.sentence
    assert case.values("words") == [("words", "value")]


def test_every_case_has_an_owner_who_can_be_changed(office: Office) -> None:
    case = office.a_case()
    assert case.head.owner == office.people["anouk"].id
    tim = office.people["tim"].id
    refused(lambda: office.desk("tim").steering.change_owner(case=case.id, employee=tim), Refused)
    office.desk("anouk").steering.change_owner(case=case.id, employee=tim)
    assert case.head.owner == tim
    joost = office.people["joost"].id
    office.desk("greet").steering.change_owner(case=case.id, employee=joost)
    assert case.head.owner == joost
    gone = office.people["lars"].id
    refused(lambda: office.desk("joost").steering.change_owner(case=case.id, employee=gone), Refused)


def test_consulting_a_colleague_is_on_the_record_and_stops_no_clock(office: Office) -> None:
    case = office.a_case(channel="email", asks=["When?"]).at("check")
    before = case.clocks
    items = {step: row.item for step, row in case.live.items()}
    office.desk("anouk").steering.consult(
        case=case.id, colleague=office.people["joost"].id, text="Is glass covered?"
    )
    after = case.clocks
    assert {name: (one.state, one.due) for name, one in before.items()} == {
        name: (one.state, one.due) for name, one in after.items()
    }
    assert items == {step: row.item for step, row in case.live.items()}
    assert office.ask("SELECT party, text FROM contact ORDER BY id")[-1] == ("internal", "Is glass covered?")
    refused(
        lambda: office.desk("anouk").steering.consult(
            case=case.id, colleague=office.people["joost"].id, text=" "
        )
    )
