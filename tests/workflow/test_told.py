"""What customers are told: always something honest, and a promised contact is kept by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_crm.core.errors import Invalid
from desktop_crm.timing.facts import Promised
from desktop_crm.timing.model import ClockState, Measure
from desktop_crm.workflow.events import PromiseMade
from desktop_crm.workflow.joining import JoiningService
from desktop_crm.workflow.promises import Basis, PromiseOffer, Promises
from desktop_crm.workflow.told import Told
from tests.workflow.builders import ACase, Office
from tests.workflow.claims_office import MODEL
from tests.workflow.laws import require_laws


def offered_on_opening(office: Office, process: str) -> PromiseOffer:
    with office.looking() as view:
        plan = office.plans.published(view)
        return Promises().offer_on_opening(view, plan, process, "telephone", None, office.now)


def offered_in(office: Office, case: ACase) -> PromiseOffer:
    with office.looking() as view:
        plan = office.plans.of(view, case.head.version)
        return Promises().offer_in_case(view, plan, case.id, office.now)


def promised_until(case: ACase) -> object:
    return case.row("promised_until")[0]


def promising_to_call(office: Office, hours: float = 3) -> ACase:
    """Return a case in which the customer was told that they hear from us within so many hours."""
    told = Told(office.now + timedelta(hours=hours), about=Promised.CONTACT)
    return office.a_case("question", promise=told)


def test_a_norm_that_the_process_sets_itself_is_what_is_offered(office: Office) -> None:
    before = offered_on_opening(office, "question")
    own = [
        replace(one, norm_seconds=3_600) if (one.ksf, one.process) == ("settles", "question") else one
        for one in MODEL.measurements
    ]
    office.publish(replace(MODEL, measurements=tuple(own)))
    offer = offered_on_opening(office, "question")
    assert (offer.basis, offer.about) == (Basis.NORM, Promised.CONCLUSION)
    assert office.now < offer.until < before.until


def test_without_cases_or_a_norm_the_customer_hears_from_us_within_a_working_day(office: Office) -> None:
    office.publish(replace(MODEL, measurements=()))
    offer = offered_on_opening(office, "question")
    assert (offer.cases, offer.basis, offer.about) == (0, Basis.CALENDAR, Promised.CONTACT)
    assert timedelta() < offer.until - office.now <= timedelta(days=4)


def test_whoever_asks_after_the_norm_has_run_out_is_not_promised_the_past(office: Office) -> None:
    case = office.a_case("question")
    assert offered_in(office, case).basis is Basis.NORM
    office.wait(days=30)
    offer = offered_in(office, case)
    assert offer.basis is Basis.CALENDAR
    assert offer.until > office.now


def test_a_process_that_is_not_there_is_a_sentence(office: Office) -> None:
    with pytest.raises(Invalid, match="no process “nothing”"):
        offered_on_opening(office, "nothing")


def test_a_taken_offer_is_recorded_with_what_it_rested_on(office: Office) -> None:
    offer = offered_on_opening(office, "question")
    case = office.a_case("question", promise=offer.told)
    (made,) = [event for event in case.events if isinstance(event, PromiseMade)]
    assert (made.basis, made.cases, made.about) == ("norm", 0, "")
    assert promised_until(case) is not None


def test_a_promised_contact_is_kept_when_somebody_of_ours_calls(office: Office) -> None:
    case = promising_to_call(office)
    office.wait(hours=1)
    case.contact(direction="out")
    assert case.clocks["kept/promise"].state is ClockState.MET
    assert promised_until(case) is None


@pytest.mark.parametrize("more", [{"direction": "in"}, {"direction": "out", "by_person": False}])
def test_neither_the_customers_call_nor_a_robots_message_keeps_it(
    office: Office, more: dict[str, object]
) -> None:
    case = promising_to_call(office)
    until = promised_until(case)
    office.wait(hours=1)
    case.contact(**more)
    assert case.clocks["kept/promise"].state is ClockState.RUNNING
    assert promised_until(case) == until


def test_a_call_entered_late_keeps_it_after_all(office: Office) -> None:
    case = promising_to_call(office)
    called = office.now + timedelta(hours=2)
    office.wait(hours=5)
    assert case.clocks["kept/promise"].state is ClockState.MISSED
    case.contact(direction="out", happened=called)
    clock = case.clocks["kept/promise"]
    assert (clock.state, clock.revised) == (ClockState.MET, True)
    assert promised_until(case) is None


def test_a_promise_of_the_conclusion_stands_when_the_contact_was_made(office: Office) -> None:
    done_by = office.now + timedelta(days=2)
    case = office.a_case("question", promise=done_by)
    first = promised_until(case)
    told = Told(office.now + timedelta(hours=2), about=Promised.CONTACT)
    office.desk("greet").cases.promise(case=case.id, until=told)
    assert promised_until(case) != first
    office.wait(hours=1)
    case.contact(direction="out")
    assert promised_until(case) == first


def test_a_step_that_is_a_contact_keeps_a_promised_contact(office: Office) -> None:
    case = promising_to_call(office)
    office.wait(hours=1)
    case.done("answer")
    assert case.clocks["kept/promise"].state is ClockState.MET


def test_a_reopened_case_owes_what_is_promised_anew_and_not_what_was_delivered(office: Office) -> None:
    case = office.a_case("question", promise=office.now + timedelta(days=2))
    case.done("answer")
    office.wait(days=5)
    office.desk("anouk").steering.reopen(case=case.id, reason="one thing more")
    assert promised_until(case) is None, "it was promised once, and delivered"
    assert case.clocks["kept/promise"].state is ClockState.MET
    told = Told(office.now + timedelta(hours=2), about=Promised.CONTACT)
    office.desk("anouk").cases.promise(case=case.id, until=told)
    assert promised_until(case) is not None
    office.wait(hours=1)
    case.contact(direction="out")
    assert promised_until(case) is None, "what was delivered before doesn't come back"
    require_laws(case)


def test_a_contact_promised_before_the_end_and_made_by_it_is_not_due_when_a_case_is_reopened(
    office: Office,
) -> None:
    case = promising_to_call(office)
    office.wait(hours=1)
    case.done("answer")
    office.wait(days=1)
    office.desk("anouk").steering.reopen(case=case.id, reason="one thing more")
    assert promised_until(case) is None
    assert case.clocks["kept/promise"].state is ClockState.MET
    require_laws(case)


def test_a_call_that_comes_along_when_cases_are_merged_keeps_a_promised_contact(office: Office) -> None:
    other = office.a_case("question")
    case = promising_to_call(office)
    office.wait(hours=1)
    other.contact(direction="out")
    assert promised_until(case) is not None
    JoiningService(office.desk("greet").cases.acting).join(case=other.id, into=case.id, reason="told twice")
    assert promised_until(case) is None
    assert case.clocks["kept/promise"].state is ClockState.MET
    require_laws(case)


def test_a_promise_of_a_call_entered_after_the_call_is_not_due(office: Office) -> None:
    case = office.a_case("question")
    told_at = office.now
    office.wait(hours=1)
    case.contact(direction="out")
    office.wait(hours=1)
    told = Told(told_at + timedelta(hours=3), about=Promised.CONTACT)
    office.desk("anouk").cases.promise(case=case.id, until=told, happened=told_at)
    assert promised_until(case) is None
    require_laws(case)


def test_what_was_told_later_counts_though_it_was_entered_first(office: Office) -> None:
    case = office.a_case("question")
    told_at = office.now
    office.wait(hours=1)
    until = office.now + timedelta(days=3)
    office.desk("anouk").cases.promise(case=case.id, until=until)
    counts = promised_until(case)
    office.desk("anouk").cases.promise(case=case.id, until=until - timedelta(days=1), happened=told_at)
    assert promised_until(case) == counts
    require_laws(case)


def first_contact_of(case: ACase) -> dict[str, ClockState]:
    clocks = case.clocks.items()
    return {key: clock.state for key, clock in clocks if clock.measure is Measure.FIRST_CONTACT_RESOLUTION}


def test_resolved_at_first_contact_stays_as_it_was_when_the_case_is_reopened(office: Office) -> None:
    case = office.a_case("question", asks=["When?"])
    case.done("answer")
    before = first_contact_of(case)
    assert before
    office.wait(days=1)
    office.desk("anouk").steering.reopen(case=case.id, reason="one thing more")
    case.contact("in", "telephone", asks=["And how?"])
    assert before.items() <= first_contact_of(case).items()
    require_laws(case)
