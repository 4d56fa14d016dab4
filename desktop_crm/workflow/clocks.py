"""The clocks of a case: which run, from which facts, and the stored verdicts that lists and dashboards read.

The facts are the case's events, contacts, questions and promises; `timing` judges them. A stored verdict is
derived: judging the facts again gives the same row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, literal, or_, select, update

from desktop_crm.core.ids import CaseId, new_id
from desktop_crm.process.model import Ksf, Measurement
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing
from desktop_crm.timing.choice import Choice, choose_targets
from desktop_crm.timing.clock import Clock, SubjectKind
from desktop_crm.timing.clocks import Norm, judge
from desktop_crm.timing.clocks import judge_case as judge_together
from desktop_crm.timing.display import warn_at
from desktop_crm.timing.model import ClockState, Judged, Measure, Target, Verdict, write_target
from desktop_crm.workflow.calendars import calendar_of
from desktop_crm.workflow.clock_facts import Before, Rules, Told, facts_of
from desktop_crm.workflow.ledger import Head, read_case
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.states import Priority
from desktop_crm.workflow.tables import ClockRow

_STORED = Prepared(
    select(
        ClockRow.ksf,
        ClockRow.subject,
        ClockRow.subject_id,
        ClockRow.id,
        ClockRow.state,
        ClockRow.started_at,
        ClockRow.due_at,
        ClockRow.stopped_at,
        ClockRow.net_seconds,
        ClockRow.customer_seconds,
        ClockRow.revised,
        ClockRow.previous,
    ).where(ClockRow.case_id == bindparam("of_case"))
)
# What a stored verdict is compared by, in the order of the columns above.
_COMPARED = (
    "state",
    "started_at",
    "due_at",
    "stopped_at",
    "net_seconds",
    "customer_seconds",
    "revised",
    "previous",
)
_NO_MORE = Prepared(delete(ClockRow).where(ClockRow.id == bindparam("clock")))
_INSERT = Prepared(insert(ClockRow), [column.key for column in ClockRow.__table__.columns])
_UPDATE = Prepared(
    update(ClockRow)
    .where(ClockRow.id == bindparam("clock"))
    .values(
        state=bindparam("now_state"),
        started_at=bindparam("started"),
        due_at=bindparam("due"),
        warn_at=bindparam("warn"),
        stopped_at=bindparam("stopped"),
        net_seconds=bindparam("net"),
        customer_seconds=bindparam("wall"),
        revised=bindparam("is_revised"),
        previous=bindparam("before"),
        target=bindparam("norm"),
    )
)

# What a contact without question or answer can move: a promise may be of a contact, a response is of its answer.
BY_CONTACT = frozenset(
    {Measure.REACTION, Measure.NEXT_RESPONSE, Measure.FIRST_CONTACT_RESOLUTION, Measure.PROMISE_KEPT}
)
BY_ANSWER = BY_CONTACT | {Measure.RESPONSE}
_UNSETTLED = (ClockState.NOT_STARTED, ClockState.RUNNING, ClockState.PAUSED)


def _waiting(measures: frozenset[Measure]) -> Prepared:
    """The question whether a case has an unsettled clock of one of these measures."""
    return Prepared(
        select(literal(1))
        .where(
            ClockRow.case_id == bindparam("of_case"),
            # A missed clock runs on until the event that it waits for.
            or_(
                *(ClockRow.state == str(state) for state in _UNSETTLED),
                and_(ClockRow.state == str(ClockState.MISSED), ClockRow.stopped_at.is_(None)),
            ),
            or_(*(ClockRow.measure == str(measure) for measure in sorted(measures))),
        )
        .limit(1)
    )


_WAITING = {measures: _waiting(measures) for measures in (BY_CONTACT, BY_ANSWER)}


@dataclass(frozen=True, slots=True)
class Totals:
    """A case's two numbers, as its throughput clock gives them; seconds."""

    net_seconds: int | None
    customer_seconds: int | None


def target_of(ksf: Ksf, cell: Measurement, version: int, priority: Priority = Priority.NORMAL) -> Target:
    """Return the norm that a cell of the KSF/process matrix sets for the cases of its process."""
    own = (cell.urgent_seconds if priority is Priority.URGENT else None, cell.norm_seconds, ksf.norm_seconds)
    return Target(
        ksf=ksf.code,
        measure=Measure(ksf.measure),
        norm_seconds=next((norm for norm in own if norm is not None), None),
        norm_grade=ksf.norm_grade,
        judged=Judged(ksf.judged),
        share=ksf.share,
        calendar=ksf.calendar,
        third_party_pauses=ksf.third_party_pauses,
        from_event=cell.from_event,
        to_event=cell.to_event,
        segment=ksf.segment,
        channel=ksf.channel,
        customer=ksf.customer,
        text=ksf.text,
        version=version,
    )


def targets_of(plan: Plan, head: Head, rules: Rules) -> tuple[Choice, ...]:
    """Return the norms that hold for a case under `rules`: of each key success factor the narrowest, with why."""
    cells = plan.model.measured.get(rules.process, ())
    targets = [target_of(plan.model.ksf[cell.ksf], cell, plan.number, rules.priority) for cell in cells]
    customer = head.customer.hex if head.customer is not None else ""
    return choose_targets(targets, segment=head.segment, channel=head.channel, customer=customer)


def judge_case(
    view: Reading, plan: Plan, head: Head, now: datetime, *, look_back: bool = True
) -> list[Clock]:
    """Return every clock of a case as it stands at `now`, with its ledger of intervals."""
    told = facts_of(view, plan, head)
    if told.before:
        return judge_changed(view, plan, head, told, now, look_back=look_back)
    norms = norms_of(plan, head, told.rules)
    return list(judge_together(norms.values(), told.facts, now, look_back=look_back))


def norms_of(plan: Plan, head: Head, rules: Rules, until: Before | None = None) -> dict[str, Norm]:
    """Return the norms of a case under `rules`, by key success factor; `until` says when they went out of force."""
    found = [(one.target, calendar_of(plan, one.target.calendar)) for one in targets_of(plan, head, rules)]
    return {
        target.ksf: Norm(target, calendar)
        if until is None
        else Norm(target, calendar, until.until, until.because)
        for target, calendar in found
    }


def judge_changed(
    view: Reading, plan: Plan, head: Head, told: Told, now: datetime, *, look_back: bool
) -> list[Clock]:
    """Return the clocks of a case that ran under other rules before (`clocks.md`: priority, process, KSF change).

    Same start, same pauses, the new norm; what was settled under an earlier one stays, and so does a miss.
    """
    assert plan.other is not None, "a plan of a store knows the store's other versions"
    earlier = [
        norms_of(plan.other(view, one.rules.version), head, one.rules, one)
        for one in told.before
        if one.until <= now
    ]
    current = norms_of(plan, head, told.rules)
    found: list[Clock] = []
    for ksf, norm in current.items():
        superseded = _apart([one[ksf] for one in earlier if ksf in one], norm)
        found += judge(
            norm.target, told.facts, norm.calendar, now, superseded=superseded, look_back=look_back
        )
    for ksf in dict.fromkeys(code for one in earlier for code in one if code not in current):
        last = next(one[ksf] for one in reversed(earlier) if ksf in one)
        then = judge(last.target, told.facts, last.calendar, min(last.until, now), look_back=False)
        settled = {one.subject for one in then if one.verdict in (Verdict.MET, Verdict.MISSED)}
        since = judge(last.target, told.facts, last.calendar, now, look_back=look_back)
        found += [one for one in since if one.subject in settled]
    return found


def _apart(superseded: Sequence[Norm], current: Norm) -> list[Norm]:
    """Return the norms put out of force by which another came: a change may leave a norm as it was."""
    return [one for one, then in pairwise((*superseded, current)) if one.target != then.target]


def clocks_of(view: Reading, plan: Plan, case: CaseId, now: datetime) -> tuple[Clock, ...]:
    """Return every clock of a case for reading: what "why?" shows."""
    return tuple(judge_case(view, plan, read_case(view, case), now))


def open_clocks(work: Writing, plan: Plan, head: Head) -> None:
    """Write the clocks of a case that was started a moment ago."""
    _store(work, head, judge_case(work, plan, head, work.now), {})


def refresh_clocks(
    work: Writing, plan: Plan, head: Head, *, only: frozenset[Measure] | None = None
) -> Totals:
    """Judge a case's clocks again and write those that moved; return the throughput's two numbers.

    `only`: the measures that what happened can move; where none of them is unsettled, nothing is judged.
    """
    if only is not None and work.row(_WAITING[only], of_case=head.id) is None:
        return Totals(None, None)
    stored = {row[:3]: row[3:] for row in work.rows(_STORED, of_case=head.id)}
    clocks = judge_case(work, plan, head, work.now)
    _store(work, head, clocks, stored)
    return _totals(clocks)


def _totals(clocks: Sequence[Clock]) -> Totals:
    """The two numbers from start to conclusion; of a reopened case those of its total completion."""
    whole = [
        clock
        for clock in clocks
        if clock.measure is Measure.THROUGHPUT
        and (clock.target.from_event, clock.target.to_event) == ("start", "conclude")
    ]
    if not whole:
        return Totals(None, None)
    reopened = [clock for clock in whole if clock.subject.kind is SubjectKind.REOPENED_CASE]
    through = (reopened or whole)[0]
    return Totals(round(through.net_seconds), round(through.customer_seconds))


def _store(
    work: Writing,
    head: Head,
    clocks: Sequence[Clock],
    stored: dict[tuple[Any, ...], tuple[Any, ...]],
) -> None:
    """Write the clocks that moved; a row whose clock is no more (it was waiting for a question) goes."""
    for clock in clocks:
        before = stored.pop((clock.ksf, str(clock.subject.kind), clock.subject.id), None)
        values = _values(clock)
        if before is None:
            work.run(_INSERT, **_new(head, clock), **values)
        elif before[1:] != tuple(values[name] for name in _COMPARED):
            work.run(_UPDATE, clock=before[0], **{_PARAMETER[name]: value for name, value in values.items()})
    for before in stored.values():
        work.run(_NO_MORE, clock=before[0])


_PARAMETER = {
    "state": "now_state",
    "started_at": "started",
    "due_at": "due",
    "warn_at": "warn",
    "stopped_at": "stopped",
    "net_seconds": "net",
    "customer_seconds": "wall",
    "revised": "is_revised",
    "previous": "before",
    "target": "norm",
}


def _new(head: Head, clock: Clock) -> dict[str, Any]:
    return {
        "id": new_id(),
        "customer_id": head.customer,
        "case_id": head.id,
        "ksf": clock.ksf,
        "measure": str(clock.measure),
        "subject": str(clock.subject.kind),
        "subject_id": clock.subject.id,
    }


def _values(clock: Clock) -> dict[str, Any]:
    ended = clock.stopped is not None
    return {
        "state": str(clock.state),
        "started_at": clock.started,
        "due_at": clock.due,
        "warn_at": warn_at(clock),
        "stopped_at": clock.stopped,
        "net_seconds": round(clock.net_seconds) if ended else None,
        "customer_seconds": round(clock.customer_seconds) if ended else None,
        "revised": clock.revised,
        "previous": "" if clock.previous is None else str(clock.previous),
        "target": write_target(clock.target),
    }
