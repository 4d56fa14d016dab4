"""Two cases about one thing become one: earliest start, every question kept, the other out of the rates."""

from __future__ import annotations

from datetime import timedelta

from desktop_crm.core.errors import Conflict, Refused
from desktop_crm.timing.model import ClockState
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.joining import JoiningService
from desktop_crm.workflow.states import CaseStatus
from tests.workflow.builders import ACase, Office, refused

HOUR = 3_600


def merge(office: Office, case: ACase, into: ACase, by: str = "greet") -> None:
    acting = Acting(office.store, office.people[by], office.plans)
    JoiningService(acting).join(case=case.id, into=into.id, reason="told twice")


def test_the_survivor_keeps_the_earliest_start_and_every_question(office: Office) -> None:
    first = office.a_case("question", channel="email", asks=["When?"])
    office.wait(hours=2)
    second = office.a_case("question", channel="email", asks=["How much?"])
    merge(office, first, into=second)
    assert second.head.started == first.head.started == office.now - timedelta(hours=2)
    assert second.clocks["settles"].started == office.now - timedelta(hours=2)
    assert len(second.stored_clocks("answers")) == 2
    assert office.ask("SELECT count(*) FROM contact WHERE case_id = :id", id=second.id.bytes) == [(2,)]
    second.done("answer")
    assert second.clocks["settles"].net_seconds == 2 * HOUR


def test_the_other_case_leaves_the_rates_whatever_its_clocks_had_said(office: Office) -> None:
    first = office.a_case("question", channel="email", asks=["When?"])
    second = office.a_case("question", channel="email")
    office.wait(hours=24 * 14)
    assert first.clocks["settles"].state is ClockState.MISSED
    merge(office, first, into=second)
    assert first.head.status is CaseStatus.CANCELLED
    assert {clock.state for clock in first.clocks.values()} == {ClockState.CANCELLED}
    states = {
        state for (state,) in office.ask("SELECT state FROM clock WHERE case_id = :id", id=first.id.bytes)
    }
    assert states == {"cancelled"}
    assert first.live == {}


def test_the_customer_s_contact_that_comes_along_ends_a_wait(office: Office) -> None:
    waits = office.a_case("question").waiting_for_customer()
    office.wait(hours=1)
    again = office.a_case("question")
    merge(office, again, into=waits)
    assert waits.head.paused_until is None
    assert waits.clocks["settles"].state is ClockState.RUNNING


def test_a_wait_of_the_case_that_goes_is_ended_with_it(office: Office) -> None:
    stays = office.a_case("question")
    waits = office.a_case("question").waiting_for_customer()
    merge(office, waits, into=stays)
    assert waits.head.paused_until is None
    assert waits.kinds()[-1] == "CaseCancelled"
    assert "CaseAbsorbed" in stays.kinds()


def test_what_is_not_one_thing_stays_apart(office: Office) -> None:
    case = office.a_case("question")
    for other in (
        case,
        office.a_case("question", customer="Firm"),
        office.a_case("claim"),
        office.a_case("question", customer=None),
    ):
        refused(lambda other=other: merge(office, case, into=other), Conflict)
    assert case.head.status is CaseStatus.RUNNING


def test_only_who_owns_both_or_supervises_merges_them(office: Office) -> None:
    first, second = office.a_case("question"), office.a_case("question")
    refused(lambda: merge(office, first, into=second, by="tim"), Refused)
    refused(lambda: merge(office, first, into=second, by="nora"))  # on a server they do not even see the case
    merge(office, first, into=second, by="anouk")
    ended = office.a_case("question")
    refused(lambda: merge(office, ended, into=first, by="anouk"), Refused)
