"""What is true of every case at every moment, whatever was done to it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop_crm.core.clock import from_micros
from desktop_crm.core.errors import Refused
from desktop_crm.process.model import Scope
from desktop_crm.store.work import Reading
from desktop_crm.timing.case_history import History as Told
from desktop_crm.timing.clock import Clock
from desktop_crm.timing.model import TIMED, ClockState
from desktop_crm.timing.runs import standing_promise
from desktop_crm.workflow.clock_facts import facts_of
from desktop_crm.workflow.clocks import judge_case
from desktop_crm.workflow.ledger import Head, read_events, read_items, read_tokens
from desktop_crm.workflow.model import back
from desktop_crm.workflow.plan import Plan, ProcessPlan
from desktop_crm.workflow.reads_back import steps_back
from desktop_crm.workflow.reads_case import read_item_rows
from desktop_crm.workflow.reads_nearest import nearest_clock
from desktop_crm.workflow.replay import History, empty, replay
from desktop_crm.workflow.states import CaseStatus
from desktop_crm.workflow.tables import Case
from tests.asking import ask
from tests.workflow.builders import ACase


def require_laws(case: ACase) -> None:
    """Fail unless all laws hold for a case as it stands in the store now."""
    head = case.head
    with case.office.looking() as view:
        plan = case.office.plans.of(view, head.version)
        require_replay(view, head)
        require_open(view, head)
        require_order(view, head)
        require_clocks(case, view, plan, head)
        require_own_values(view, plan, head)
        require_way_back(view, plan, head)
        require_contacts(view, head)
        require_promise(case, view, plan, head)


def require_replay(view: Reading, head: Head) -> None:
    """The facts, folded again, give the rows: items, tokens, status, owner, customer, wait."""
    told = replay(empty(head.id, head.process, head.owner), read_events(view, head.id)).state
    assert dict(told.items) == {row.item.id: row.item for row in read_items(view, head.id).values()}
    assert sorted(told.tokens) == sorted(read_tokens(view, head.id))
    assert (told.status, told.owner, told.paused) == (head.status, head.owner, head.paused_until is not None)
    assert told.customer == head.customer or told.customer is None


def require_open(view: Reading, head: Head) -> None:
    """A running case waits for somebody, an ended one for nobody; no step is begun twice at once."""
    live = [row.item for row in read_items(view, head.id).values() if row.item.live]
    steps = Counter(item.step for item in live if item.step)
    assert bool(steps) == (head.status is CaseStatus.RUNNING), f"{head.status} with {steps} open"
    assert set(steps.values()) <= {1}, f"begun twice: {steps}"
    assert head.status is CaseStatus.RUNNING or not live
    arcs = Counter(read_tokens(view, head.id))
    assert set(arcs.values()) <= {1}, f"a branch arrived twice: {arcs}"


def require_order(view: Reading, head: Head) -> None:
    """Facts are counted without a gap, and no work item ends before it began."""
    numbers = ask(view, "SELECT sequence FROM case_event WHERE case_id = :of ORDER BY sequence", of=head.id)
    assert [number for (number,) in numbers] == list(range(1, head.sequence + 1))
    times = ask(
        view,
        "SELECT offered_at, claimed_at, opened_at, ended_at FROM work_item WHERE case_id = :of",
        of=head.id,
    )
    for row in times:
        known = [moment for moment in row if moment is not None]
        assert known == sorted(known), f"a work item runs backwards: {row}"


def require_clocks(case: ACase, view: Reading, plan: Plan, head: Head) -> None:
    """Clocks are never negative, net time is within customer time, and what is stored is what judging gives."""
    now = case.office.now
    fresh = {
        (one.ksf, str(one.subject.kind), one.subject.id and one.subject.id.bytes): one
        for one in judge_case(view, plan, head, now)
    }
    stored = {
        (row[0], row[1], row[2]): row[3:]
        for row in ask(
            view,
            "SELECT ksf, subject, subject_id, state, stopped_at IS NOT NULL, net_seconds, customer_seconds, revised "
            "FROM clock WHERE case_id = :of",
            of=head.id,
        )
    }
    assert stored.keys() == fresh.keys()
    require_shown(view, plan, head, fresh, now)
    waits = head.paused_until is not None and head.paused_until > now
    for key, clock in fresh.items():
        assert 0 <= clock.net_seconds <= clock.customer_seconds or clock.measure not in TIMED
        assert clock.started is None or clock.stopped is None or clock.started <= clock.stopped
        state, stopped, net, wall, revised = stored[key]
        assert stopped == (clock.stopped is not None), key
        assert _same_state(state, clock, waits=waits), f"{key}: stored {state}, judged {clock.state}"
        assert bool(revised) == clock.revised, key
        if stopped:
            assert (net, wall) == (round(clock.net_seconds), round(clock.customer_seconds)), key


def require_shown(
    view: Reading, plan: Plan, head: Head, judged: dict[tuple[Any, ...], Clock], now: datetime
) -> None:
    """What lists say of a running clock without judging anything is what its facts say, to the second."""
    rows = ask(
        view,
        "SELECT ksf, subject, subject_id, measure, state, due_at, warn_at FROM clock "
        "WHERE case_id = :of AND stopped_at IS NULL",
        of=head.id,
    )
    for ksf, subject, subject_id, measure, state, due, warn in rows:
        clock = judged[ksf, subject, subject_id]
        if due is None or not _same_state(state, clock, waits=True):
            continue  # it waits, or what made it wait is over and nobody has looked yet
        moments = (None if at is None else from_micros(at) for at in (due, warn))
        shown = nearest_clock(plan, (ksf, measure, state, *moments), now)
        assert shown is not None
        # A norm that was missed stays missed; under a later one a list shows what is left all the same.
        late = clock.state is ClockState.MISSED and (clock.due is None or clock.due < now)
        assert (shown.face == "overdue") == late, (ksf, shown, clock.state)
        assert clock.due is None or shown.due == clock.due, ksf


def _same_state(stored: str, clock: Clock, *, waits: bool) -> bool:
    """What is stored may be overtaken by time alone: a norm runs out, a wait ends."""
    if stored == str(clock.state):
        return True
    if stored == "running":
        return clock.state is ClockState.MISSED and clock.stopped is None
    return stored == "paused" and not waits and clock.state in {ClockState.RUNNING, ClockState.MISSED}


def require_own_values(view: Reading, plan: Plan, head: Head) -> None:
    """Every registered value is of an item of the model, with its scope, and belongs to the case's customer."""
    rows = ask(view, "SELECT item, scope, customer_id FROM item_value WHERE case_id = :of", of=head.id)
    for item, scope, customer in rows:
        assert Scope(scope) is plan.model.item[item].scope
        assert customer == (head.customer.bytes if head.customer else None)


def require_way_back(view: Reading, plan: Plan, head: Head) -> None:
    """The earlier steps that windows offer are those that going back accepts."""
    process = plan.processes[head.process]
    history = replay(empty(head.id, head.process, head.owner), read_events(view, head.id))
    offered = steps_back(view, process, head, read_item_rows(view, head.id))
    assert len(set(offered)) == len(offered)
    for step in process.steps:
        rows = [row.item for row in read_items(view, head.id).values() if row.item.step == step]
        done = [str(item.state) for item in rows if item.state != "cancelled"][-1:] == ["completed"]
        if head.status is CaseStatus.RUNNING and done:
            assert (step in offered) == _accepted(history, process, step), step
        elif not done:
            assert step not in offered


def _accepted(history: History, process: ProcessPlan, step: str) -> bool:
    try:
        return bool(back(history.state, process, step, history.undoing(step)))
    except Refused:
        return False


def require_contacts(view: Reading, head: Head) -> None:
    """Every contact that a fact names is one of the case, or of the one that it was merged into."""
    known: set[UUID] = set()
    cases = [head.id.bytes]
    for case in cases:
        known |= {
            UUID(bytes=one) for (one,) in ask(view, "SELECT id FROM contact WHERE case_id = :of", of=case)
        }
        merged = "SELECT linked_case_id FROM crm_case WHERE id = :of AND status = 'cancelled'"
        cases += [into for (into,) in ask(view, merged, of=case) if into is not None]
    named = {getattr(event, "contact", None) for event in read_events(view, head.id)} - {None}
    assert named <= known


def require_promise(case: ACase, view: Reading, plan: Plan, head: Head) -> None:
    """Until when a running case is promised is what its facts say was told last and has not happened yet."""
    if head.status is CaseStatus.RUNNING:
        standing = standing_promise(Told(facts_of(view, plan, head).facts, case.office.now))
        row = select(Case.promised_until).where(Case.id == head.id)
        assert view.connection.execute(row).scalar_one() == (standing and standing.until)
