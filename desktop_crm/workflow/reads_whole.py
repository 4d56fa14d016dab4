"""A whole case for `case show`, the case tab and reports, and its JSON form (`resources/help/cli.md`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop_crm.access.model import Actor
from desktop_crm.core.ids import CaseId
from desktop_crm.process.model import Condition, Item
from desktop_crm.process.reads import version_in_force
from desktop_crm.store.work import Reading
from desktop_crm.workflow.clock_facts import priority_of
from desktop_crm.workflow.plan import ActivityPlan, Answers, Plan
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads import process_name, step_name
from desktop_crm.workflow.reads_activity import deciding_answers
from desktop_crm.workflow.reads_case import (
    CaseHead,
    ItemRow,
    Standing,
    of_this_process,
    read_clocks,
    read_contacts,
    read_head,
    read_item_rows,
    read_promises,
    read_questions,
    read_standing,
    read_values,
    standing_in,
    value_line,
)
from desktop_crm.workflow.reads_rows import (
    ClockLine,
    ContactLine,
    PromiseLine,
    QuestionLine,
    StepLine,
    ValueLine,
)
from desktop_crm.workflow.reads_strip import strip
from desktop_crm.workflow.same_contact import OpenContact, open_contact
from desktop_crm.workflow.states import LIVE, CaseStatus, ItemState, Priority
from desktop_crm.workflow.taking_part import why_no_part
from desktop_crm.workflow.values import Known

MOST_CONTACTS = 1_000


@dataclass(frozen=True, slots=True)
class OpenOutput:
    """A field of an open work item; `known` is a valid value already registered, canonical, or None.

    `when`: it depends on another field of the same window, and applies only while these hold.
    """

    item: Item
    required: bool
    known: str | None
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open work item with what it needs and asks for at this moment; `mine`: this employee may complete it."""

    row: ItemRow
    name: str
    mine: bool
    inputs: tuple[ValueLine, ...]
    outputs: tuple[OpenOutput, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything that is registered in it, read in one transaction.

    Attributes:
        no_part: why whoever reads it may not conclude it; empty where they may.
        goes_on: the number of the version that they work by, where the case runs under another.
    """

    head: CaseHead
    process: str
    open: tuple[OpenItem, ...]
    items: tuple[ItemRow, ...]
    steps: tuple[StepLine, ...]
    values: tuple[ValueLine, ...]
    contacts: tuple[ContactLine, ...]
    questions: tuple[QuestionLine, ...]
    promises: tuple[PromiseLine, ...]
    clocks: tuple[ClockLine, ...]
    open_contact: OpenContact | None  # the call or visit that may still go on
    no_part: str
    read_at: datetime
    plan: Plan
    goes_on: int | None = None
    priority: Priority = Priority.NORMAL


def case_view(view: Reading, plans: Plans, actor: Actor, case: CaseId, now: datetime) -> CaseView:
    """Return a case as `actor` may see it; raise `NotFound` when it isn't there."""
    head = read_head(view, case)
    plan = plans.of(view, head.version)
    items = read_item_rows(view, case)
    standing = standing_in(view, read_standing(view, actor.id, head.version), items, now)
    known = read_values(view, head, plan)
    lines = {code: value_line(plan, one, head, standing, now) for code, one in known.items()}
    return CaseView(
        head=head,
        process=process_name(plan, head.process),
        open=_open_items(plan, head, items, standing, known, lines, now),
        items=items,
        steps=strip(plan, plan.processes[head.process], of_this_process(view, head, items), None),
        values=tuple(line for line in lines.values() if line.in_case),
        contacts=read_contacts(view, head, most=MOST_CONTACTS, of_case=True),
        questions=read_questions(view, case),
        promises=read_promises(view, case),
        clocks=read_clocks(view, plan, head, now),
        open_contact=open_contact(view, plan, case, now),
        no_part=why_no_part(view, plans, plan, actor, head, items, standing),
        read_at=now,
        plan=plan,
        goes_on=_goes_on(view, plans, plan, actor, head),
        priority=priority_of(view, case),
    )


def _goes_on(view: Reading, plans: Plans, plan: Plan, actor: Actor, head: CaseHead) -> int | None:
    version = version_in_force(view, actor.id)
    if head.status is not CaseStatus.RUNNING or version is None or version == plan.version:
        return None
    return plans.of(view, version).number


def _open_items(
    plan: Plan,
    head: CaseHead,
    items: tuple[ItemRow, ...],
    standing: Standing,
    known: dict[str, Known],
    lines: dict[str, ValueLine],
    now: datetime,
) -> tuple[OpenItem, ...]:
    answers = deciding_answers(plan, known, head, now)
    found = []
    for row in items:
        if row.state not in LIVE:
            continue
        activity = plan.activities[row.activity]
        outputs = tuple(_open_outputs(plan, activity, lines, answers))
        inputs = tuple(lines[use.item] for use in activity.inputs if use.item in lines)
        name = step_name(plan, head.process, row.step, row.activity)
        found.append(OpenItem(row, name, standing.may_do(row), inputs, outputs))
    return tuple(found)


def _open_outputs(
    plan: Plan, activity: ActivityPlan, lines: dict[str, ValueLine], answers: Answers
) -> Iterator[OpenOutput]:
    """Yield the fields that apply, and those that may come to apply by what is answered in the same window."""
    own = {one.item.code for one in activity.outputs}
    whens = {use.item: use.when for use in plan.model.outputs.get(activity.spec.code, ())}
    for one in activity.outputs:
        when = whens.get(one.item.code, ())
        depends = any(condition.item in own for condition in when)
        if depends or one.test is None or one.test(answers):
            known = _valid_content(lines.get(one.item.code))
            yield OpenOutput(one.item, one.required, known, when if depends else ())


def _valid_content(line: ValueLine | None) -> str | None:
    return line.content if line is not None and line.valid and line.answer == "value" else None


def as_json(view: CaseView, *, whole: bool = False) -> dict[str, Any]:
    """Return the case in the shape of `case start`, `complete` and `conclude`; `whole` adds what `show` adds."""
    short: dict[str, Any] = {
        "case": str(view.head.id),
        "number": view.head.number,
        "concluded": view.head.status.value == "concluded",
        "promised_until": _iso(view.head.promised_until),
        "open": [_open_json(view, item) for item in view.open],
    }
    return short | _rest_json(view) if whole else short


def _open_json(view: CaseView, item: OpenItem) -> dict[str, Any]:
    return {
        "work_item": str(item.row.id),
        "activity": item.row.activity,
        "role": item.row.role,
        "mine": item.mine,
        "step": item.row.step,
        "name": item.name,
        "state": str(item.row.state),
        "inputs": [
            {
                "item": line.item,
                "value": line.content,
                "age_seconds": int((view.read_at - line.registered).total_seconds()),
                "source": line.source,
            }
            for line in item.inputs
        ],
        "outputs": [
            {
                "item": one.item.code,
                "type": str(one.item.type),
                "required": one.required,
                "choices": [choice.code for choice in one.item.choices],
                "known": one.known,
                "when": [[test.item, str(test.operator), *test.values] for test in one.when],
            }
            for one in item.outputs
        ],
    }


def _rest_json(view: CaseView) -> dict[str, Any]:
    head = view.head
    return {
        "process": head.process,
        "status": str(head.status),
        "priority": str(view.priority),
        "customer": None if head.customer is None else str(head.customer.id),
        "owner": head.owner_name,
        "started": head.started.isoformat(),
        "concluded_at": _iso(head.concluded),
        "expectation": head.expectation,
        "delivered": head.delivered,
        "paused_until": _iso(head.paused_until),
        "grade": head.grade,
        "graded_by": head.graded_by,
        "steps": [_step_json(row) for row in view.items if row.state is not ItemState.CANCELLED],
        "values": [_value_json(line) for line in view.values],
        "contacts": [_contact_json(line) for line in view.contacts],
        "questions": [_question_json(line) for line in view.questions],
        "clocks": [_clock_json(line) for line in view.clocks],
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _step_json(row: ItemRow) -> dict[str, Any]:
    return {
        "work_item": str(row.id),
        "step": row.step,
        "activity": row.activity,
        "role": row.role,
        "state": str(row.state),
        "holder": row.holder_name or None,
        "reason": row.reason,
        "offered": row.offered.isoformat(),
        "claimed": _iso(row.claimed),
        "opened": _iso(row.opened),
        "ended": _iso(row.ended),
    }


def _value_json(line: ValueLine) -> dict[str, Any]:
    return {
        "item": line.item,
        "value": line.content,
        "answer": line.answer,
        "reason": line.reason,
        "registered": line.registered.isoformat(),
        "source": line.source,
        "withheld": line.withheld,
    }


def _contact_json(line: ContactLine) -> dict[str, Any]:
    return {
        "contact": str(line.id),
        "channel": line.channel,
        "direction": line.direction,
        "party": line.party,
        "happened": line.happened.isoformat(),
        "recorded": line.recorded.isoformat(),
        "employee": line.who or None,
        "subject": line.subject,
        "text": line.text,
    }


def _question_json(line: QuestionLine) -> dict[str, Any]:
    return {
        "question": str(line.id),
        "text": line.text,
        "raised": line.raised.isoformat(),
        "raised_by": line.raised_by,
        "answered": _iso(line.answered),
    }


def _clock_json(line: ClockLine) -> dict[str, Any]:
    return {
        "ksf": line.ksf,
        "name": line.name,
        "measure": line.measure,
        "subject": None if line.subject is None else str(line.subject),
        "state": line.state,
        "display": line.face,
        "started": _iso(line.started),
        "due": _iso(line.due),
        "stopped": _iso(line.stopped),
        "judged": line.judged,
        "norm_seconds": line.norm_seconds,
        "net_seconds": line.net_seconds,
        "customer_seconds": line.customer_seconds,
        "revised": line.revised,
        "earlier": [
            {"norm_seconds": one.norm_seconds, "until": one.until.isoformat(), "because": one.because}
            for one in line.earlier
        ],
        "intervals": [
            {
                "from": one.start.isoformat(),
                "to": one.end.isoformat(),
                "counted": one.counted,
                "reason": one.reason,
            }
            for one in line.intervals
        ],
    }
