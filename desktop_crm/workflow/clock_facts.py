"""What happened in a case as `timing` judges it: its contacts, questions, promises and events as facts."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from desktop_crm.customers.tables import Contact, Question
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.timing import facts as said
from desktop_crm.timing.clock import Because
from desktop_crm.workflow.ledger import Head
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.states import Priority
from desktop_crm.workflow.tables import CaseEvent, Promise, WorkItem

# What puts other norms in force; the detail of each says what was before.
CHANGES = ("CaseCarried", "PriorityChanged", "ProcessChanged")
_FACTS = (
    "CaseStarted",
    "CasePaused",
    "CaseResumed",
    "CaseConcluded",
    "CaseReopened",
    "CaseCancelled",
    "CaseAbsorbed",
    "ItemOffered",
    "ItemCompleted",
    "PromiseMade",
    *CHANGES,
)
_PRIORITY = Prepared(
    select(CaseEvent.detail)
    .where(CaseEvent.case_id == bindparam("of_case"), CaseEvent.kind == "PriorityChanged")
    .order_by(CaseEvent.sequence.desc())
    .limit(1)
)
_CONTACTS = Prepared(
    select(
        Contact.id,
        Contact.direction,
        Contact.channel,
        Contact.by_person,
        Contact.happened_at,
        Contact.received_at,
        Contact.recorded_at,
    ).where(Contact.case_id == bindparam("of_case"), Contact.party == "customer")
)
_QUESTIONS = Prepared(
    select(
        Question.id,
        Question.contact_id,
        Question.raised_by,
        Question.raised_at,
        Question.recorded_at,
        Question.answer_contact_id,
        Question.answered_at,
        Question.answer_recorded_at,
    ).where(Question.case_id == bindparam("of_case"))
)
_PROMISES = Prepared(
    select(Promise.id, Promise.until, Promise.made_at, Promise.recorded_at, Promise.contact_id).where(
        Promise.case_id == bindparam("of_case")
    )
)
_EVENTS = Prepared(
    select(
        CaseEvent.id,
        CaseEvent.kind,
        CaseEvent.happened_at,
        CaseEvent.recorded_at,
        CaseEvent.detail,
        WorkItem.step,
    )
    .outerjoin(WorkItem, WorkItem.id == CaseEvent.work_item_id)
    .where(
        CaseEvent.case_id == bindparam("of_case"),
        or_(*(CaseEvent.kind == kind for kind in _FACTS)),
    )
    .order_by(CaseEvent.sequence)
)


@dataclass(frozen=True, slots=True)
class Rules:
    """By what the norms of a case are chosen: a version of the model, a process of it, and how urgent the case is."""

    version: UUID
    process: str
    priority: Priority = Priority.NORMAL


@dataclass(frozen=True, slots=True)
class Before:
    """The rules under which a case ran before, until when, and what changed then."""

    rules: Rules
    until: datetime
    because: Because


@dataclass(frozen=True, slots=True)
class Told:
    """What happened in a case as `timing` judges it.

    Attributes:
        rules: those under which it runs. `before`: those under which it ran until then; oldest first.
    """

    facts: list[said.Fact]
    rules: Rules
    before: tuple[Before, ...] = ()


def facts_of(view: Reading, plan: Plan, head: Head) -> Told:
    """Return what happened in a case as `timing` judges it."""
    changes: list[tuple[str, datetime, dict[str, str]]] = []
    found = [contact_fact(plan, row) for row in view.rows(_CONTACTS, of_case=head.id)]
    for row in view.rows(_QUESTIONS, of_case=head.id):
        found.extend(question_facts(row))
    promises = list(view.rows(_PROMISES, of_case=head.id))
    about: dict[UUID, said.Promised] = {}
    pause: UUID | None = None
    began = head.started
    for identity, kind, happened, recorded, detail, step in view.rows(_EVENTS, of_case=head.id):
        if kind in CHANGES:
            changes.append((kind, happened, json.loads(detail)))
            continue
        if kind == "PromiseMade":
            if told := json.loads(detail).get("about"):
                about[UUID(hex=json.loads(detail)["promise"])] = said.Promised(told)
            continue
        if kind == "CasePaused":
            pause, began = identity, happened
        elif kind == "CaseResumed":
            # A step that was done before its wait began, and entered afterwards, ends the wait as it begins.
            happened = max(happened, began)
        found.extend(event_facts(kind, happened, recorded, detail, step or "", pause))
    found += [
        said.PromiseMade(
            happened=made, recorded=recorded, promise=promise, until=until,
            about=about.get(promise, said.Promised.CONCLUSION), contact=contact,
        )
        for promise, until, made, recorded, contact in promises
    ]  # fmt: skip
    return Told(found, *_rules(head, changes))


def _rules(
    head: Head, changes: list[tuple[str, datetime, dict[str, str]]]
) -> tuple[Rules, tuple[Before, ...]]:
    """Return the rules of a case now, and those before each of its changes: from what each says was before."""
    priorities = [detail["priority"] for kind, _when, detail in changes if kind == "PriorityChanged"]
    now = then = Rules(
        head.version, head.process, Priority(priorities[-1] if priorities else Priority.NORMAL)
    )
    found: list[Before] = []
    for kind, when, detail in reversed(changes):
        if kind == "CaseCarried":
            then, because = replace(then, version=UUID(hex=detail["before"])), Because.VERSION
        elif kind == "ProcessChanged":
            then, because = replace(then, process=detail["before"]), Because.PROCESS
        else:
            urgent = then.priority is Priority.URGENT
            because = Because.URGENT if urgent else Because.NOT_URGENT
            then = replace(then, priority=Priority(detail["before"]))
        found.append(Before(then, when, because))
    return now, tuple(reversed(found))


def priority_of(view: Reading, case: UUID) -> Priority:
    """Return how urgent a case is."""
    found = view.row(_PRIORITY, of_case=case)
    return Priority.NORMAL if found is None else Priority(json.loads(found[0])["priority"])


def contact_fact(plan: Plan, row: tuple[Any, ...]) -> said.Fact:
    """Return a contact as a fact: id, direction, channel, by person, happened, received, recorded."""
    identity, direction, channel, by_person, happened, received, recorded = row
    known = plan.model.channel.get(channel)
    inbound = direction == "in"
    # A call that was picked up and a visitor who was received meet a person of ours at once.
    in_person = by_person and (not inbound or (known is not None and known.immediate))
    return said.ContactHappened(
        happened=happened,
        recorded=recorded,
        contact=identity,
        by=said.Party.CUSTOMER if inbound else said.Party.US,
        in_person=in_person,
        delivered=received,
    )


def question_facts(row: tuple[Any, ...]) -> list[said.Fact]:
    """Return a question, and its answer where there is one, as facts; the columns of `_QUESTIONS`."""
    identity, contact, raised_by, raised, recorded, answer, answered, answer_recorded = row
    by = said.Party.CUSTOMER if raised_by == "customer" else said.Party.US
    found: list[said.Fact] = [
        said.QuestionRaised(happened=raised, recorded=recorded, question=identity, by=by, contact=contact)
    ]
    if answered is not None:
        found.append(
            said.QuestionAnswered(
                happened=answered,
                recorded=answer_recorded,
                question=identity,
                contact=answer,
                received=answered,
            )
        )
    return found


def event_facts(
    kind: str, happened: datetime, recorded: datetime, detail: str, step: str, pause: UUID | None
) -> list[said.Fact]:
    """Return what a case event means to clocks; `pause` is the event that began the latest wait."""
    match kind:
        case "CaseStarted":
            return [said.CaseOpened(happened=happened, recorded=recorded)]
        case "CasePaused":
            return [_pause(happened, recorded, detail, pause)]
        case "CaseResumed":
            assert pause is not None, "only a paused case is resumed"
            return [said.PauseEnded(happened=happened, recorded=recorded, pause=pause)]
        case "CaseConcluded":
            return _conclusion(happened, recorded, detail)
        case "CaseReopened":
            return [said.CaseReopened(happened=happened, recorded=recorded)]
        case "CaseCancelled":
            into = json.loads(detail).get("into")
            merged = None if into is None else UUID(hex=into)
            return [said.CaseCancelled(happened=happened, recorded=recorded, merged_into=merged)]
        case "CaseAbsorbed":
            told = json.loads(detail)
            started = datetime.fromisoformat(told["started"])
            other = UUID(hex=told["case"])
            return [said.CaseAbsorbed(happened=happened, recorded=recorded, case=other, started=started)]
        case "ItemOffered":
            return [said.StepOffered(happened=happened, recorded=recorded, step=step)]
        case "ItemCompleted":
            return [said.StepCompleted(happened=happened, recorded=recorded, step=step)]
    raise AssertionError(f"{kind} is no fact of a clock")


def _pause(happened: datetime, recorded: datetime, detail: str, pause: UUID | None) -> said.Fact:
    assert pause is not None
    stored = json.loads(detail)
    return said.PauseStarted(
        happened=happened,
        recorded=recorded,
        pause=pause,
        reason=said.PauseReason(stored["reason"]),
        party=stored["party"],
        until=datetime.fromisoformat(stored["until"]),
    )


def _conclusion(happened: datetime, recorded: datetime, detail: str) -> list[said.Fact]:
    stored = json.loads(detail)
    contact = UUID(hex=stored["contact"])
    found: list[said.Fact] = [said.CaseConcluded(happened=happened, recorded=recorded, contact=contact)]
    if stored.get("grade") is not None:
        by = said.Grader(stored["graded_by"])
        found.append(said.GradeGiven(happened=happened, recorded=recorded, grade=stored["grade"], by=by))
    return found
