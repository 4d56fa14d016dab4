"""A wait that came to its expected end: what waited is work again, on every list, from that end on."""

from __future__ import annotations

from datetime import timedelta

from desktop_crm.core.changes import Changes
from desktop_crm.workflow.customer_reads import running_cases, running_items
from desktop_crm.workflow.events import CaseResumed
from desktop_crm.workflow.reads import queue, work_list
from desktop_crm.workflow.reads_whole import as_json, case_view
from desktop_crm.workflow.waits import end_expired_waits
from tests.workflow.builders import ACase, Office
from tests.workflow.laws import require_laws


def waited(office: Office, *, held: bool) -> ACase:
    """A case that waited for a day for a step held by Anouk, or offered to her role, and two hours more passed."""
    case = office.a_case()
    item = case.item("receive")
    if held:
        office.desk("anouk").items.claim(work_item=item)
    case.waiting_for_customer(days=1, work_item=item)
    office.wait(days=1, hours=2)
    return case


def ended(office: Office) -> Changes:
    return end_expired_waits(office.store, office.plans)


def test_what_was_held_is_workable_again_on_every_screen(office: Office) -> None:
    case = waited(office, held=True)
    assert ended(office).ids("case") == {case.id}
    anouk = office.people["anouk"]
    with office.looking() as view:
        (row,) = work_list(view, office.plans, anouk.id, office.now).rows
        shown = as_json(case_view(view, office.plans, anouk, case.id, office.now), whole=True)
        (running,) = running_cases(view, office.customers["Anna"])
        (item,) = running_items(view, office.customers["Anna"])
    assert (row.state, row.paused_until, row.paused_for) == ("claimed", None, "")
    assert row.clock is not None
    assert row.clock.face != "paused"
    assert shown["paused_until"] is None
    assert shown["open"][0]["state"] == item.state == "claimed"
    assert running.paused_until is None


def test_what_was_offered_stands_in_its_queue_again_and_is_taken_next(office: Office) -> None:
    case = waited(office, held=False)
    ended(office)
    with office.looking() as view:
        waiting = queue(view, office.plans, office.people["tim"].id, office.now)
    assert [row.case for row in waiting.rows] == [case.id]
    assert office.desk("tim").items.take_next() == case.item("receive")


def test_the_wait_ends_when_it_was_expected_to_not_when_somebody_looked(office: Office) -> None:
    began = office.now
    case = waited(office, held=True)
    ended(office)
    (happened, actor), *more = office.ask(
        "SELECT happened_at, actor_id FROM case_event WHERE case_id = :id AND kind = 'CaseResumed'",
        id=case.id.bytes,
    )
    assert not more
    assert actor is None
    ((due,),) = office.ask("SELECT happened_at FROM case_event WHERE kind = 'CasePaused'")
    assert happened - due == timedelta(days=1) / timedelta(microseconds=1)
    assert case.clocks["settles"].net_seconds == 2 * 3_600
    assert case.clocks["settles"].customer_seconds == (office.now - began).total_seconds()
    require_laws(case)


def test_each_wait_is_ended_once_and_one_that_goes_on_is_left(office: Office) -> None:
    over = waited(office, held=True)
    goes_on = office.a_case().waiting_for_customer()
    assert ended(office).ids("case") == {over.id}
    before = office.ask("SELECT count(*) FROM change_log")
    assert not ended(office)
    assert office.ask("SELECT count(*) FROM change_log") == before
    assert [event.why for event in over.events if isinstance(event, CaseResumed)] == ["expected end"]
    assert goes_on.head.paused_until is not None


def test_an_act_that_came_first_ended_the_wait_already(office: Office) -> None:
    case = waited(office, held=True)
    case.done("receive")
    assert not ended(office)
    assert case.kinds().count("CaseResumed") == 1
