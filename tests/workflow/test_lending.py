"""A step that is lent until some time comes back by itself, and whoever is concerned is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from desktop_crm.core.errors import Invalid, Known
from desktop_crm.core.ids import EmployeeId, WorkItemId
from desktop_crm.timing.model import ClockState
from desktop_crm.workflow.events import ItemDelegated, ItemReturned
from desktop_crm.workflow.model import Item
from desktop_crm.workflow.reads import work_list
from desktop_crm.workflow.reads_marks import came_back, marks_of, risks_of
from desktop_crm.workflow.replay import empty, replay
from desktop_crm.workflow.returning import goes_back, return_what_was_lent
from desktop_crm.workflow.states import ItemState
from tests.workflow.builders import ACase, Office, refused
from tests.workflow.laws import require_laws


def lent(office: Office, hours: float | None = 4, *, to: str = "tim") -> tuple[ACase, WorkItemId]:
    """A case whose first step Anouk lent to a colleague for some hours."""
    case = office.a_case(by="anouk")
    item = case.item("receive")
    until = None if hours is None else office.now + timedelta(hours=hours)
    office.desk("anouk").items.claim(work_item=item)
    office.desk("anouk").items.delegate(work_item=item, employee=office.people[to].id, until=until)
    return case, item


@pytest.mark.server_in_soak
def test_it_comes_back_by_itself_at_the_time_it_was_lent_for(office: Office) -> None:
    began = office.now
    case, item = lent(office)
    assert not return_what_was_lent(office.store)
    office.wait(hours=5)
    assert return_what_was_lent(office.store).ids("work_item") == {item}
    assert case.live["receive"].item.holder == office.people["anouk"].id
    assert not return_what_was_lent(office.store), "once"
    back = [event for event in case.events if isinstance(event, ItemReturned)]
    assert back == [ItemReturned(item, office.people["anouk"].id)]
    with office.looking() as view:
        (told,) = came_back(view, office.plans, [item])
    assert (told.at, told.lender_name, told.borrower_name) == (
        began + timedelta(hours=4), office.people["anouk"].name, office.people["tim"].name,
    )  # fmt: skip
    require_laws(case)


def test_the_next_act_finds_it_returned_though_nobody_looked_at_the_time(office: Office) -> None:
    case, item = lent(office)
    office.wait(hours=5)
    said = refused(lambda: office.desk("tim").items.open(work_item=item), Known)
    assert office.people["anouk"].name in said.sentence
    office.desk("anouk").items.open(work_item=item)
    assert case.live["receive"].item.lender is None
    require_laws(case)


@pytest.mark.server_in_soak
def test_what_is_open_on_a_screen_comes_back_once_it_is_closed(office: Office) -> None:
    case, item = lent(office, hours=1)
    tim = office.desk("tim").items
    tim.open(work_item=item)
    office.wait(hours=2)
    assert not return_what_was_lent(office.store)
    tim.close(work_item=item)
    assert return_what_was_lent(office.store).ids("work_item") == {item}
    require_laws(case)


def test_without_a_time_it_stays_lent_until_it_is_given_back(office: Office) -> None:
    case, item = lent(office, hours=None)
    office.wait(days=400)
    assert not return_what_was_lent(office.store)
    assert case.live["receive"].item.holder == office.people["tim"].id
    office.desk("tim").items.give_back(work_item=item)
    with office.looking() as view:
        assert came_back(view, office.plans, [item]) == (), "somebody gave it back"


def test_lent_anew_it_has_the_new_time_alone(office: Office) -> None:
    _case, item = lent(office, hours=1)
    office.desk("tim").items.give_back(work_item=item)
    office.desk("anouk").items.delegate(
        work_item=item, employee=office.people["tim"].id, until=office.now + timedelta(hours=9)
    )
    office.wait(hours=2)
    assert not return_what_was_lent(office.store)
    office.wait(hours=8)
    assert return_what_was_lent(office.store)


def test_nothing_is_lent_until_a_time_that_is_over(office: Office) -> None:
    item = office.a_case(by="anouk").item("receive")
    wrong = refused(
        lambda: office.desk("anouk").items.delegate(
            work_item=item, employee=office.people["tim"].id, until=office.now
        ),
        Invalid,
    )
    assert wrong.where == "until"


def test_a_pause_of_the_case_keeps_nothing_lent_for_longer(office: Office) -> None:
    case, item = lent(office)
    office.desk("tim").items.pause(
        case=case.id, reason="customer", party="Smit", until=office.now + timedelta(days=3)
    )
    office.wait(hours=5)
    assert return_what_was_lent(office.store).ids("work_item") == {item}
    require_laws(case)


@pytest.mark.parametrize("state", list(ItemState))
def test_the_rule_needs_nothing_but_the_step_the_time_and_the_moment(state: ItemState) -> None:
    now = datetime.fromisoformat("2026-11-23T08:00:00+00:00")
    one, other = WorkItemId(UUID(int=1)), EmployeeId(UUID(int=2))
    item = Item(one, "a", "a", "front", state, other, other)
    may = state in (ItemState.CLAIMED, ItemState.PAUSED)
    assert (goes_back(item, now, now) is not None) == may
    assert goes_back(item, now + timedelta(microseconds=1), now) is None
    assert goes_back(item._replace(lender=None), now, now) is None


def test_replaying_the_facts_gives_who_has_it(office: Office) -> None:
    case, item = lent(office)
    assert any(isinstance(event, ItemDelegated) and event.until is not None for event in case.events)
    office.wait(hours=5)
    return_what_was_lent(office.store)
    found = replay(empty(case.id, case.head.process, case.head.owner), case.events).state.items[item]
    assert (found.holder, found.lender) == (office.people["anouk"].id, None)


@pytest.mark.server_in_soak
def test_lists_mark_what_is_lent_and_which_cases_are_urgent(office: Office) -> None:
    case, item = lent(office)
    other = office.a_case(by="tim")
    office.desk("tim").items.claim(work_item=other.item("receive"))
    office.desk("tim").changing.change_priority(case=other.id, priority="urgent", reason="a fire")
    with office.looking() as view:
        rows = work_list(view, office.plans, office.people["tim"].id, office.now).rows
        marks = marks_of(view, rows)
    assert marks.urgent == {other.id}
    assert marks.lent == {item: office.now + timedelta(hours=4)}
    office.desk("tim").changing.change_priority(case=other.id, priority="normal", reason="it is out")
    with office.looking() as view:
        assert marks_of(view, rows).urgent == frozenset()
    assert case.id not in marks.urgent


def test_a_miss_does_not_hide_what_else_is_at_risk_in_the_same_case(office: Office) -> None:
    case = office.a_case("question", channel="email", asks=["When?"], by="tim")
    office.desk("tim").items.claim(work_item=case.item("answer"))
    office.wait(days=30)
    with office.looking() as view:
        rows = work_list(view, office.plans, office.people["tim"].id, office.now).rows
        found = risks_of(view, office.plans, rows, office.now)
    late = {key.partition("/")[0] for key, clock in case.clocks.items() if clock.state is ClockState.MISSED}
    assert len(late) > 1
    assert {row.clock.ksf for row in found if row.clock} == late
    assert {row.work_item for row in found} == {case.item("answer")}
