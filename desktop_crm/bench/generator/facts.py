"""The facts by which a generated case is judged: the same ones that its stored rows give."""

from __future__ import annotations

from uuid import UUID

from desktop_crm.bench.generator.records import Asked, Case
from desktop_crm.core.clock import from_micros
from desktop_crm.timing.facts import Fact, PromiseMade
from desktop_crm.workflow.clock_facts import contact_fact, event_facts, question_facts
from desktop_crm.workflow.details import Detail
from desktop_crm.workflow.plan import Plan

# Facts of these kinds move clocks; the others are not looked at.
_TIMED = frozenset(
    {
        "CaseStarted",
        "CasePaused",
        "CaseResumed",
        "CaseConcluded",
        "CaseReopened",
        "CaseCancelled",
        "ItemOffered",
        "ItemCompleted",
    }
)
_DETAILED = frozenset({"CasePaused", "CaseConcluded"})


def facts_of(case: Case, plan: Plan) -> list[Fact]:
    """Return what happened in a case as `timing` judges it; the same facts that the stored rows give."""
    found: list[Fact] = []
    for told in case.contacts:
        if told.party != "customer":
            continue
        row = (
            told.key,
            told.direction,
            told.channel,
            told.employee is not None,
            from_micros(told.happened),
            None,
            from_micros(told.recorded),
        )
        found.append(contact_fact(plan, row))
    for asked in case.questions:
        found.extend(_question(asked))
    if case.promise is not None:
        found.append(_promise(case))
    found.extend(_events(case))
    return found


def _question(asked: Asked) -> list[Fact]:
    answer = asked.answer
    row = (
        asked.key,
        asked.contact,
        "customer",
        from_micros(asked.raised),
        from_micros(asked.recorded),
        None if answer is None else answer.key,
        None if answer is None else from_micros(answer.happened),
        None if answer is None else from_micros(answer.recorded),
    )
    return question_facts(row)


def _promise(case: Case) -> Fact:
    made = case.promise
    assert made is not None
    return PromiseMade(
        happened=from_micros(made.made),
        recorded=from_micros(made.recorded),
        promise=made.key,
        until=from_micros(made.until),
        contact=made.contact,
    )


def _events(case: Case) -> list[Fact]:
    found: list[Fact] = []
    pause: UUID | None = None
    began = case.started
    for one in case.events:
        kind = type(one.event).__name__
        if kind not in _TIMED:
            continue
        happened = one.happened
        if kind == "CasePaused":
            pause, began = UUID(bytes=one.key), happened
        elif kind == "CaseResumed":
            happened = max(happened, began)
        item = getattr(one.event, "item", None)
        step = case.work[item].item.step if item is not None else ""
        detail = Detail.write(one.event) if kind in _DETAILED else "{}"
        found.extend(event_facts(kind, from_micros(happened), from_micros(one.recorded), detail, step, pause))
    return found
