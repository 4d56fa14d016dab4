"""The rows of generated cases, with their contacts, questions, values, promises and judged clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from uuid import UUID

from desktop_crm.bench.generator.files import CONTACT, Staff, monotonic
from desktop_crm.bench.generator.people import SEGMENTS
from desktop_crm.bench.generator.records import Case
from desktop_crm.bench.generator.sink import Sink
from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.timing.choice import choose_targets
from desktop_crm.timing.clock import Clock
from desktop_crm.timing.clocks import judge
from desktop_crm.timing.display import warn_at
from desktop_crm.timing.facts import Fact, PromiseMade
from desktop_crm.timing.model import Measure, Target, write_target
from desktop_crm.workflow.clocks import contact_fact, event_facts, norm_calendar, question_facts, target_of
from desktop_crm.workflow.events import Detail
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.states import CaseStatus

_CASE = (
    "id", "customer_id", "number", "process", "version_id", "status", "owner_id", "channel", "segment", "subject",
    "started_at", "recorded_at", "concluded_at", "first_concluded_at", "expectation", "delivered",
    "promised_until", "paused_until", "grade", "graded_by", "net_seconds", "customer_seconds",
)  # fmt: skip
_WORK = (
    "id", "customer_id", "case_id", "step", "activity", "role", "state", "holder_id", "reason", "offered_at",
    "claimed_at", "opened_at", "ended_at", "ended_by",
)  # fmt: skip
_TOKEN = ("id", "customer_id", "case_id", "from_step", "to_step", "arrived_at", "taken_at")
_EVENT = (
    "id", "customer_id", "case_id", "work_item_id", "sequence", "kind", "happened_at", "recorded_at", "actor_id",
    "replica", "monotonic_ns", "detail",
)  # fmt: skip
_QUESTION = (
    "id", "customer_id", "case_id", "contact_id", "text", "raised_at", "recorded_at", "answer_contact_id",
    "answered_at", "answer_recorded_at",
)  # fmt: skip
_VALUE = (
    "id", "customer_id", "case_id", "item", "scope", "content", "answer", "reason", "registered_at",
    "registered_by", "work_item_id", "process", "source",
)  # fmt: skip
_PROMISE = (
    "id", "customer_id", "case_id", "contact_id", "until", "made_at", "recorded_at", "channel", "made_by"
)  # fmt: skip
_CLOCK = (
    "id", "customer_id", "case_id", "ksf", "measure", "subject", "subject_id", "state", "started_at", "due_at",
    "warn_at", "stopped_at", "net_seconds", "customer_seconds", "revised", "previous", "target",
)  # fmt: skip
# Facts of these kinds move clocks; the others are not looked at.
_TIMED = frozenset(
    {"CaseStarted", "CasePaused", "CaseResumed", "CaseConcluded", "CaseReopened", "CaseCancelled",
     "ItemOffered", "ItemCompleted"}
)  # fmt: skip
_DETAILED = frozenset({"CasePaused", "CaseConcluded"})


class CaseWriter:
    """Takes walked cases and puts their rows into the sink."""

    def __init__(self, sink: Sink, plan: Plan, staff: Staff, new_key: Callable[[], bytes]) -> None:
        self._plan, self._store, self._new_key = plan, staff.store, new_key
        self._version = plan.version.bytes
        self.case = sink.into("crm_case", _CASE)
        self.work = sink.into("work_item", _WORK)
        self.token = sink.into("case_token", _TOKEN)
        self.event = sink.into("case_event", _EVENT)
        self.contact = sink.into("contact", CONTACT)
        self.question = sink.into("question", _QUESTION)
        self.value = sink.into("item_value", _VALUE)
        self.promise = sink.into("promise", _PROMISE)
        self.clock = sink.into("clock", _CLOCK)
        self._targets = cache(self._find_targets)
        self._written_target = cache(write_target)

    def write(self, case: Case) -> None:
        """Put all rows of one case into the sink."""
        clocks = self._judge(case)
        self._case(case, clocks)
        self._work(case)
        self._events(case)
        self._contacts(case)
        self._values(case)
        self._clocks(case, clocks)

    def _case(self, case: Case, clocks: Iterable[Clock]) -> None:
        net = wall = None
        if case.status is CaseStatus.CONCLUDED and case.concluded is not None:
            through = next((one for one in clocks if one.measure is Measure.THROUGHPUT), None)
            net = None if through is None else round(through.net_seconds)
            wall = round((case.concluded - case.started) / 1e6 if through is None else through.customer_seconds)
        promised = None if case.promise is None else case.promise.until
        self.case((
            case.id.bytes, case.person.key, case.number, case.process.spec.code, self._version, str(case.status),
            case.owner, case.channel, SEGMENTS[case.person.kind], case.asks[:200], case.started, case.recorded,
            case.concluded, case.first_concluded, case.expectation, case.delivered, promised, case.paused_until,
            case.grade, case.graded_by, net, wall,
        ))  # fmt: skip

    def _work(self, case: Case) -> None:
        whose, of_case = case.person.key, case.id.bytes
        for work in case.work.values():
            item = work.item
            self.work((
                item.id.bytes, whose, of_case, item.step, item.activity, item.role, str(item.state),
                _bytes(item.holder), work.reason, work.offered, work.claimed, work.opened, work.ended, work.ended_by,
            ))  # fmt: skip
        for token in case.tokens:
            self.token((self._new_key(), whose, of_case, token.origin, token.step, token.arrived, token.taken))

    def _events(self, case: Case) -> None:
        whose, of_case = case.person.key, case.id.bytes
        for sequence, one in enumerate(case.events, start=1):
            self.event((
                one.key.bytes, whose, of_case, _bytes(getattr(one.event, "item", None)), sequence,
                type(one.event).__name__, one.happened, one.recorded, one.actor, self._store,
                monotonic(one.recorded), Detail.write(one.event),
            ))  # fmt: skip

    def _contacts(self, case: Case) -> None:
        whose, of_case = case.person.key, case.id.bytes
        for told in case.contacts:
            self.contact((
                told.key.bytes, whose, of_case, told.channel, told.direction, told.employee, told.happened,
                told.received, told.recorded, told.subject, told.text, _bytes(told.work_item), self._store,
                monotonic(told.recorded),
            ))  # fmt: skip
        for asked in case.questions:
            answer = asked.answer
            self.question((
                asked.key.bytes, whose, of_case, asked.contact.bytes, asked.text, asked.raised, asked.recorded,
                None if answer is None else answer.key.bytes, None if answer is None else answer.happened,
                None if answer is None else answer.recorded,
            ))  # fmt: skip
        if case.promise is not None:
            made = case.promise
            self.promise((
                made.key.bytes, whose, of_case, made.contact.bytes, made.until, made.made, made.recorded,
                case.channel, case.owner,
            ))  # fmt: skip

    def _values(self, case: Case) -> None:
        whose, of_case, process = case.person.key, case.id.bytes, case.process.spec.code
        for kept in case.values:
            self.value((
                kept.key.bytes, whose, of_case, kept.item, kept.scope, kept.content, kept.answer, kept.reason,
                kept.registered, kept.by, _bytes(kept.work_item), process, kept.activity,
            ))  # fmt: skip

    def _clocks(self, case: Case, clocks: Iterable[Clock]) -> None:
        for clock in clocks:
            ended = clock.stopped is not None
            self.clock((
                self._new_key(), case.person.key, case.id.bytes, clock.ksf, str(clock.measure),
                str(clock.subject.kind), _bytes(clock.subject.id), str(clock.state), _micros(clock.started),
                _micros(clock.due), _micros(warn_at(clock)), _micros(clock.stopped),
                round(clock.net_seconds) if ended else None, round(clock.customer_seconds) if ended else None,
                clock.revised, "" if clock.previous is None else str(clock.previous),
                self._written_target(clock.target),
            ))  # fmt: skip

    def _judge(self, case: Case) -> list[Clock]:
        """Return the clocks as the last act on the case left them: that is when the engine judges."""
        found = facts_of(case, self._plan)
        now = from_micros(max(case.recorded, max(one.recorded for one in case.events)))
        targets = self._targets(case.process.spec.code, SEGMENTS[case.person.kind], case.channel)
        return [
            clock
            for target in targets
            for clock in judge(target, found, norm_calendar(self._plan, target.calendar), now)
        ]

    def _find_targets(self, process: str, segment: str, channel: str) -> tuple[Target, ...]:
        cells = self._plan.model.measured.get(process, ())
        targets = [target_of(self._plan.model.ksf[cell.ksf], cell, self._plan.number) for cell in cells]
        return tuple(choice.target for choice in choose_targets(targets, segment=segment, channel=channel))


def facts_of(case: Case, plan: Plan) -> list[Fact]:
    """Return what happened in a case as `timing` judges it; the same facts that the stored rows give."""
    found: list[Fact] = []
    for told in case.contacts:
        received = None if told.received is None else from_micros(told.received)
        row = (told.key, told.direction, told.channel, True, from_micros(told.happened), received,
               from_micros(told.recorded))  # fmt: skip
        found.append(contact_fact(plan, row))
    for asked in case.questions:
        answer = asked.answer
        answered = (None, None, None)
        if answer is not None:
            answered = (answer.key, from_micros(answer.happened), from_micros(answer.recorded))  # type: ignore[assignment]
        found.extend(question_facts(
            (asked.key, asked.contact, "customer", from_micros(asked.raised), from_micros(asked.recorded), *answered)
        ))  # fmt: skip
    if case.promise is not None:
        found.append(_promise(case))
    found.extend(_events(case))
    return found


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
    for one in case.events:
        kind = type(one.event).__name__
        if kind not in _TIMED:
            continue
        if kind == "CasePaused":
            pause = one.key
        item = getattr(one.event, "item", None)
        step = case.work[item].item.step if item is not None else ""
        detail = Detail.write(one.event) if kind in _DETAILED else "{}"
        found.extend(
            event_facts(kind, from_micros(one.happened), from_micros(one.recorded), detail, step, pause)
        )
    return found


def _bytes(key: UUID | None) -> bytes | None:
    return None if key is None else key.bytes


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)
