"""Who has a work item: taking the next, claiming, giving back, handing over, lending."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_crm.core.errors import Conflict, Invalid, Known, NotFound, Refused
from desktop_crm.core.ids import EmployeeId, WorkItemId, new_id
from tests.workflow.builders import ACase, Office, refused
from tests.workflow.laws import require_laws


def holder(case: ACase, step: str) -> object:
    return case.live[step].item.holder


def test_a_started_case_offers_its_first_step_to_its_role(office: Office) -> None:
    case = office.a_case()
    item = case.live["receive"].item
    assert (item.role, str(item.state), item.holder) == ("front", "offered", None)


def test_take_next_claims_what_the_customer_waits_for_most(office: Office) -> None:
    calm = office.a_case("claim")
    office.wait(minutes=5)
    urgent = office.a_case("question", channel="email", asks=["Am I covered?"], customer="Firm")
    office.wait(minutes=5)
    desk = office.desk("tim").items
    assert desk.take_next() == urgent.item("answer")
    assert desk.take_next() == calm.item("receive")
    assert desk.take_next() is None
    assert holder(urgent, "answer") == office.people["tim"].id


def test_an_overdue_case_is_more_urgent_than_one_in_time(office: Office) -> None:
    late = office.a_case("question", channel="email", asks=["Am I covered?"])
    office.wait(days=3)
    late.contact("out", "email", text="We are busy with it.")  # its clocks are judged: the response is missed
    office.a_case("question", channel="email", asks=["And I?"], customer="Firm")
    assert office.desk("tim").items.take_next() == late.item("answer")


def test_of_equally_urgent_items_the_one_offered_first_is_taken(office: Office) -> None:
    first = office.a_case("idea", channel="email")
    office.wait(minutes=1)
    office.a_case("idea", channel="email")
    assert office.desk("tim").items.take_next() == first.item("note")


def test_nobody_is_given_work_of_a_role_they_do_not_hold(office: Office) -> None:
    office.a_case().at("check")
    assert office.desk("anouk").items.take_next() is None
    assert office.desk("joost").items.take_next() is not None


def test_a_supervisor_without_activities_finds_nothing_to_take(office: Office) -> None:
    office.a_case()
    assert office.desk("greet").items.take_next() is None


def test_the_second_claimer_is_told_who_has_it(office: Office) -> None:
    case = office.a_case()
    office.desk("anouk").items.claim(work_item=case.item("receive"))
    said = refused(lambda: office.desk("tim").items.claim(work_item=case.item("receive")), Conflict)
    assert "Anouk Jansen" in said.sentence
    assert holder(case, "receive") == office.people["anouk"].id


@pytest.mark.parametrize("verb", ["open", "close", "release", "give_back"])
def test_what_a_colleague_has_can_be_touched_in_no_other_way(office: Office, verb: str) -> None:
    case = office.a_case()
    office.desk("anouk").items.open(work_item=case.item("receive"))
    act = getattr(office.desk("tim").items, verb)
    assert "Anouk Jansen" in refused(lambda: act(work_item=case.item("receive")), Conflict).sentence
    said = refused(lambda: case.done("receive", by="tim"), Conflict)
    assert "Anouk Jansen" in said.sentence


def test_claiming_twice_is_no_error_and_happens_once(office: Office) -> None:
    case = office.a_case()
    for _time in range(2):
        office.desk("tim").items.claim(work_item=case.item("receive"))
    assert case.kinds().count("ItemClaimed") == 1


def test_opening_claims_too_and_closing_keeps_it(office: Office) -> None:
    case = office.a_case()
    desk = office.desk("tim").items
    desk.open(work_item=case.item("receive"))
    assert case.state("receive") == "open"
    desk.close(work_item=case.item("receive"))
    assert case.state("receive") == "claimed"
    assert holder(case, "receive") == office.people["tim"].id


def test_released_work_waits_in_its_queue_again(office: Office) -> None:
    case = office.a_case()
    office.desk("tim").items.open(work_item=case.item("receive"))
    office.desk("tim").items.release(work_item=case.item("receive"))
    assert case.state("receive") == "offered"
    assert office.desk("anouk").items.take_next() == case.item("receive")


def test_what_nobody_has_can_not_be_released(office: Office) -> None:
    case = office.a_case()
    refused(lambda: office.desk("tim").items.release(work_item=case.item("receive")), Conflict)


def test_work_is_handed_over_to_a_colleague_with_a_reason(office: Office) -> None:
    case = office.a_case()
    anouk, tim = office.desk("anouk").items, office.people["tim"]
    anouk.claim(work_item=case.item("receive"))
    refused(lambda: anouk.hand_over(work_item=case.item("receive"), reason=" ", employee=tim.id), Invalid)
    anouk.hand_over(work_item=case.item("receive"), reason="my shift ends", employee=tim.id)
    assert holder(case, "receive") == tim.id
    case.done("receive", by="tim")


def test_work_is_handed_over_to_a_role_whose_it_can_be(office: Office) -> None:
    case = office.a_case().at("assess", damage="9000.00 EUR")
    assert case.live["assess"].item.role == "senior"
    saar = office.desk("saar").items
    saar.hand_over(work_item=case.item("assess"), reason="an easy one", role="claims")
    assert case.live["assess"].item.role == "claims"
    assert holder(case, "assess") is None
    refused(lambda: saar.hand_over(work_item=case.item("assess"), reason="?", role="boss"), Refused)
    refused(lambda: saar.hand_over(work_item=case.item("assess"), reason="?"), Invalid)


def test_nobody_is_handed_what_they_may_not_do_or_has_left(office: Office) -> None:
    case = office.a_case().at("check")
    joost = office.desk("joost").items
    for login, word in (("anouk", "Anouk"), ("nora", "Nora"), ("lars", "Lars")):
        who = office.people[login].id
        said = refused(
            lambda who=who: joost.hand_over(work_item=case.item("check"), reason="busy", employee=who),
            Refused,
        )
        assert word in said.sentence
    stranger = EmployeeId(new_id())
    refused(lambda: joost.hand_over(work_item=case.item("check"), reason="busy", employee=stranger), NotFound)


def test_a_supervisor_hands_over_what_somebody_has(office: Office) -> None:
    case = office.a_case()
    office.desk("anouk").items.open(work_item=case.item("receive"))
    tim = office.people["tim"].id
    refused(
        lambda: office.desk("joost").items.hand_over(
            work_item=case.item("receive"), reason="ill", employee=tim
        )
    )
    office.desk("greet").items.hand_over(work_item=case.item("receive"), reason="ill", employee=tim)
    assert holder(case, "receive") == tim


def test_a_supervisor_hands_over_what_waits_in_a_queue(office: Office) -> None:
    case = office.a_case()
    tim = office.people["tim"].id
    office.desk("greet").items.hand_over(work_item=case.item("receive"), reason="too long", employee=tim)
    assert holder(case, "receive") == tim


def test_lent_work_returns_to_its_lender(office: Office) -> None:
    case = office.a_case().at("assess")
    joost, anouk = office.desk("joost").items, office.desk("anouk").items
    joost.claim(work_item=case.item("assess"))
    joost.delegate(work_item=case.item("assess"), employee=office.people["anouk"].id)
    assert holder(case, "assess") == office.people["anouk"].id
    anouk.open(work_item=case.item("assess"))
    refused(lambda: anouk.delegate(work_item=case.item("assess"), employee=office.people["saar"].id), Refused)
    anouk.give_back(work_item=case.item("assess"))
    item = case.live["assess"].item
    assert (item.holder, item.lender, str(item.state)) == (office.people["joost"].id, None, "claimed")
    refused(lambda: joost.give_back(work_item=case.item("assess")), Refused)


def test_lent_work_that_is_released_returns_to_its_lender_too(office: Office) -> None:
    case = office.a_case().at("assess")
    joost = office.desk("joost").items
    joost.delegate(work_item=case.item("assess"), employee=office.people["anouk"].id)
    office.desk("anouk").items.release(work_item=case.item("assess"))
    item = case.live["assess"].item
    assert (item.holder, item.lender) == (office.people["joost"].id, None)


def test_who_may_be_delegated_to_completes_within_their_limits(office: Office) -> None:
    case = office.a_case().at("assess", damage="900.00 EUR")
    joost, anouk = office.desk("joost"), office.people["anouk"].id
    refused(lambda: case.done("assess", by="anouk"), Refused)
    joost.items.delegate(work_item=case.item("assess"), employee=anouk)
    said = refused(lambda: case.done("assess", by="anouk", damage="1000.01 EUR"), Refused)
    assert "Claims" in said.sentence
    case.done("assess", by="anouk", damage="1000.00 EUR")


def test_nobody_lends_to_themselves_or_to_whom_the_model_leaves_out(office: Office) -> None:
    case = office.a_case().at("check")
    joost = office.desk("joost")
    lend = joost.items.delegate
    refused(lambda: lend(work_item=case.item("check"), employee=joost.actor.id), Invalid)
    refused(lambda: lend(work_item=case.item("check"), employee=office.people["tim"].id), Refused)
    assert case.state("check") == "offered"


def test_none_of_this_moves_a_customer_s_clock(office: Office) -> None:
    case = office.a_case(channel="email", asks=["When?"]).at("assess")
    before = {name: (clock.started, clock.due, clock.state) for name, clock in case.clocks.items()}
    joost, saar = office.desk("joost").items, office.desk("saar").items
    joost.open(work_item=case.item("assess"))
    joost.release(work_item=case.item("assess"))
    joost.claim(work_item=case.item("assess"))
    joost.hand_over(work_item=case.item("assess"), reason="ill", employee=office.people["saar"].id)
    saar.delegate(work_item=case.item("assess"), employee=office.people["anouk"].id)
    office.desk("anouk").items.give_back(work_item=case.item("assess"))
    assert before == {name: (clock.started, clock.due, clock.state) for name, clock in case.clocks.items()}


def test_times_of_queue_claim_and_window_are_kept_apart(office: Office) -> None:
    case = office.a_case()
    office.wait(minutes=10)
    office.desk("tim").items.claim(work_item=case.item("receive"))
    office.wait(minutes=20)
    office.desk("tim").items.open(work_item=case.item("receive"))
    office.wait(minutes=5)
    case.done("receive", by="tim")
    ((offered, claimed, opened, ended),) = office.ask(
        "SELECT offered_at, claimed_at, opened_at, ended_at FROM work_item WHERE state = 'completed'"
    )
    minute = timedelta(minutes=1) // timedelta(microseconds=1)
    assert (claimed - offered, opened - claimed, ended - opened) == (10 * minute, 20 * minute, 5 * minute)


def test_an_unknown_work_item_is_not_found(office: Office) -> None:
    refused(lambda: office.desk("tim").items.claim(work_item=WorkItemId(new_id())), NotFound)


@pytest.mark.server_in_soak
def test_a_supervisor_lends_what_a_colleague_holds_and_it_returns_to_that_colleague(office: Office) -> None:
    case = office.a_case().at("check")
    joost, saar, boss = office.desk("joost"), office.desk("saar"), office.desk("greet")
    item = case.item("check")
    joost.items.claim(work_item=item)
    refused(
        lambda: office.desk("tim").items.delegate(work_item=item, employee=saar.actor.id, reason="x"), Known
    )
    refused(lambda: boss.items.delegate(work_item=item, employee=joost.actor.id), Invalid)

    boss.items.delegate(work_item=item, employee=saar.actor.id, reason="Joost is in a meeting")

    lent = case.live["check"].item
    assert (lent.holder, lent.lender) == (saar.actor.id, joost.actor.id)
    refused(lambda: boss.items.delegate(work_item=item, employee=joost.actor.id, reason="x"), Refused)
    saar.items.give_back(work_item=item)
    assert (case.live["check"].item.holder, case.live["check"].item.lender) == (joost.actor.id, None)
    require_laws(case)


def test_what_nobody_holds_is_lent_by_who_may_do_it_not_by_a_supervisor(office: Office) -> None:
    case = office.a_case().at("check")
    lend = office.desk("greet").items.delegate
    said = refused(
        lambda: lend(work_item=case.item("check"), employee=office.people["saar"].id, reason="x"), Refused
    )
    assert "Greet Mulder" in said.sentence
