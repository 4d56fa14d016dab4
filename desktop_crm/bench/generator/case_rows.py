"""The rows of generated cases, with their contacts, questions, values, promises and judged clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from hashlib import sha256
from uuid import UUID

from desktop_crm.bench.generator import columns
from desktop_crm.bench.generator.facts import facts_of
from desktop_crm.bench.generator.records import Case, Promised
from desktop_crm.bench.generator.sink import Sink
from desktop_crm.bench.generator.staff import Staff, monotonic
from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.timing.choice import choose_targets
from desktop_crm.timing.clock import Clock
from desktop_crm.timing.clocks import Norm, judge_case
from desktop_crm.timing.display import warn_at
from desktop_crm.timing.model import Measure, write_target
from desktop_crm.workflow.calendars import calendar_of
from desktop_crm.workflow.clocks import target_of
from desktop_crm.workflow.details import Detail
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.states import CaseStatus


class CaseWriter:
    """Takes walked cases and puts their rows into the sink."""

    def __init__(self, sink: Sink, plan: Plan, staff: Staff, new_key: Callable[[], bytes]) -> None:
        self._plan, self._store, self._new_key = plan, staff.store, new_key
        self._version = plan.version.bytes
        self.case = sink.into("crm_case", columns.CASE)
        self.work = sink.into("work_item", columns.WORK)
        self.token = sink.into("case_token", columns.TOKEN)
        self.event = sink.into("case_event", columns.EVENT)
        self.contact = sink.into("contact", columns.CONTACT)
        self.question = sink.into("question", columns.QUESTION)
        self.value = sink.into("item_value", columns.VALUE)
        self.attachment = sink.into("attachment", columns.ATTACHMENT)
        self.promise = sink.into("promise", columns.PROMISE)
        self.clock = sink.into("clock", columns.CLOCK)
        self._norms = cache(self._find_norms)
        self._written_target = cache(write_target)

    def write(self, case: Case) -> None:
        """Put all rows of one case into the sink."""
        clocks = self._judge(case)
        self._case(case, clocks)
        self._work(case)
        self._events(case)
        self._contacts(case)
        self._questions(case)
        if case.promise is not None:
            self._promise(case, case.promise)
        self._values(case)
        self._enclosed(case)
        self._clocks(case, clocks)

    def _case(self, case: Case, clocks: Iterable[Clock]) -> None:
        net = wall = None
        if case.status is CaseStatus.CONCLUDED and case.concluded is not None:
            through = next((one for one in clocks if one.measure is Measure.THROUGHPUT), None)
            net = None if through is None else round(through.net_seconds)
            wall = round(
                (case.concluded - case.started) / 1e6 if through is None else through.customer_seconds
            )
        promised = None if case.promise is None else case.promise.until
        self.case(
            (
                case.id.bytes,
                case.whose,
                case.number,
                case.process.spec.code,
                self._version,
                str(case.status),
                case.owner,
                case.channel,
                case.segment,
                case.asks[:200],
                case.started,
                case.recorded,
                case.concluded,
                case.first_concluded,
                case.expectation,
                case.delivered,
                promised,
                case.paused_until,
                case.grade,
                case.graded_by,
                net,
                wall,
            )
        )

    def _work(self, case: Case) -> None:
        whose, of_case = case.whose, case.id.bytes
        for work in case.work.values():
            item = work.item
            self.work(
                (
                    item.id.bytes,
                    whose,
                    of_case,
                    item.step,
                    item.activity,
                    item.role,
                    str(item.state),
                    _bytes(item.holder),
                    _bytes(item.lender),
                    work.reason,
                    work.offered,
                    work.claimed,
                    work.opened,
                    work.ended,
                    work.ended_by,
                )
            )
        for token in case.tokens:
            self.token(
                (self._new_key(), whose, of_case, token.origin, token.step, token.arrived, token.taken)
            )

    def _events(self, case: Case) -> None:
        whose, of_case = case.whose, case.id.bytes
        for sequence, one in enumerate(case.events, start=1):
            self.event(
                (
                    one.key,
                    whose,
                    of_case,
                    _bytes(getattr(one.event, "item", None)),
                    sequence,
                    type(one.event).__name__,
                    one.happened,
                    one.recorded,
                    one.actor,
                    self._store,
                    monotonic(one.recorded),
                    Detail.write(one.event),
                )
            )

    def _contacts(self, case: Case) -> None:
        whose, of_case = case.whose, case.id.bytes
        for told in case.contacts:
            self.contact(
                (
                    told.key.bytes,
                    whose,
                    of_case,
                    told.channel,
                    told.direction,
                    told.party,
                    told.employee is not None,
                    told.employee,
                    told.happened,
                    told.recorded,
                    told.subject,
                    told.text,
                    _bytes(told.work_item),
                    self._store,
                    monotonic(told.recorded),
                )
            )

    def _questions(self, case: Case) -> None:
        whose, of_case = case.whose, case.id.bytes
        for asked in case.questions:
            answer = asked.answer
            self.question(
                (
                    asked.key.bytes,
                    whose,
                    of_case,
                    asked.contact.bytes,
                    asked.text,
                    asked.raised,
                    asked.recorded,
                    None if answer is None else answer.key.bytes,
                    None if answer is None else answer.happened,
                    None if answer is None else answer.recorded,
                )
            )

    def _promise(self, case: Case, made: Promised) -> None:
        self.promise(
            (
                made.key.bytes,
                case.whose,
                case.id.bytes,
                made.contact.bytes,
                made.until,
                made.made,
                made.recorded,
                case.channel,
                made.by,
            )
        )

    def _values(self, case: Case) -> None:
        whose, of_case, process = case.whose, case.id.bytes, case.process.spec.code
        for kept in case.values:
            self.value(
                (
                    kept.key.bytes,
                    whose,
                    of_case,
                    kept.item,
                    kept.scope,
                    kept.content,
                    kept.answer,
                    kept.reason,
                    kept.registered,
                    kept.by,
                    _bytes(kept.work_item),
                    process,
                    kept.activity,
                    _bytes(kept.replaces),
                )
            )

    def _enclosed(self, case: Case) -> None:
        for file in case.enclosed:
            digest = sha256(file.content).hexdigest()
            self.attachment(
                (
                    file.key.bytes,
                    case.whose,
                    case.id.bytes,
                    file.name,
                    file.media_type,
                    len(file.content),
                    digest,
                    file.content,
                    file.recorded,
                )
            )

    def _clocks(self, case: Case, clocks: Iterable[Clock]) -> None:
        for clock in clocks:
            ended = clock.stopped is not None
            self.clock(
                (
                    self._new_key(),
                    case.whose,
                    case.id.bytes,
                    clock.ksf,
                    str(clock.measure),
                    str(clock.subject.kind),
                    _bytes(clock.subject.id),
                    str(clock.state),
                    _micros(clock.started),
                    _micros(clock.due),
                    _micros(warn_at(clock)),
                    _micros(clock.stopped),
                    round(clock.net_seconds) if ended else None,
                    round(clock.customer_seconds) if ended else None,
                    clock.revised,
                    "" if clock.previous is None else str(clock.previous),
                    self._written_target(clock.target),
                )
            )

    def _judge(self, case: Case) -> tuple[Clock, ...]:
        """Return the clocks as the last act on the case left them: that is when the engine judges."""
        found = facts_of(case, self._plan)
        now = from_micros(max(case.recorded, *(one.recorded for one in case.events)))
        norms = self._norms(case.process.spec.code, case.segment, case.channel)
        opened = from_micros(case.recorded)
        # Where nothing was entered late once the case was there, no verdict can have been revised.
        late = any(one.happened < one.recorded and one.recorded > opened for one in found)
        return judge_case(norms, found, now, look_back=late)

    def _find_norms(self, process: str, segment: str, channel: str) -> tuple[Norm, ...]:
        cells = self._plan.model.measured.get(process, ())
        targets = [target_of(self._plan.model.ksf[cell.ksf], cell, self._plan.number) for cell in cells]
        chosen = choose_targets(targets, segment=segment, channel=channel)
        return tuple(Norm(one.target, calendar_of(self._plan, one.target.calendar)) for one in chosen)


def _bytes(key: UUID | None) -> bytes | None:
    return None if key is None else key.bytes


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)
