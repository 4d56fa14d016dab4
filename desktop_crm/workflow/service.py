"""Use cases that move a case: start it, complete its steps, register contacts and promises, conclude it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from desktop_crm.access.check import require, use_case
from desktop_crm.access.model import Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, ContactId, CustomerId, QuestionId, WorkItemId, new_id
from desktop_crm.customers.tables import Customer
from desktop_crm.store.numbers import next_number
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.absences import take_for_absent
from desktop_crm.workflow.acting import (
    Acting,
    changed,
    end_pause,
    ends_pause,
    moment,
    moment_in,
    name_of,
    require_perform,
    require_serving,
    set_paused,
    settle_pause,
)
from desktop_crm.workflow.clocks import open_clocks, refresh_clocks
from desktop_crm.workflow.completion import Completion
from desktop_crm.workflow.concluding import Conclusion, Ending
from desktop_crm.workflow.contacting import (
    Circumstance,
    automatic_in_office,
    entry_of,
    office_time,
    put_contact,
    require_channel,
    storable,
    write_events,
)
from desktop_crm.workflow.drafts import discard_draft
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import Head, Row, read_case, read_item, read_items
from desktop_crm.workflow.outcome import CaseOutcome, ContactGiven, outcome
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.states import CaseStatus
from desktop_crm.workflow.tables import Case
from desktop_crm.workflow.taking_part import require_part
from desktop_crm.workflow.told import (
    Told,
    keep_promised_contact,
    record_promise,
    settle_promises,
    told_of,
)
from desktop_crm.workflow.values import Answer, FileGiven, Given, read_answers

MOST_SUBJECT = 200  # characters; a case without a subject has the beginning of its first contact's text

_CUSTOMER = Prepared(
    select(Customer.segment).where(Customer.id == bindparam("whose"), Customer.deleted_at.is_(None))
)
_OPEN_CASE = Prepared(insert(Case), [column.key for column in Case.__table__.columns])
_EARLIER = Prepared(update(Case).where(Case.id == bindparam("of_case")).values(started_at=bindparam("at")))
_TOTALS = Prepared(
    update(Case)
    .where(Case.id == bindparam("of_case"))
    .values(net_seconds=bindparam("net"), customer_seconds=bindparam("wall"))
)


@dataclass(frozen=True)
class CaseService:
    """Starting, completing and concluding; every verb is one transaction and asks for a right."""

    acting: Acting

    @use_case
    def start_case(
        self,
        *,
        process: str,
        channel: str,
        customer: CustomerId | None = None,
        happened: datetime | None = None,
        asks: Sequence[str] = (),
        expects: str = "",
        promise: datetime | Told | None = None,
        text: str = "",
        subject: str = "",
        linked: CaseId | None = None,
    ) -> CaseOutcome:
        """Open a case with the customer's (or our) starting contact, and offer its first steps.

        Args:
            customer: None while the customer is anonymous.
            happened: when the contact arrived; clocks start there (`clocks.md`, start).
            asks: the questions the contact raises. `expects`: what the customer expects, in their words.
            promise: until when the customer was told to have the conclusion, or what else they were told.
        """
        with self.acting.store.write(self.acting.actor.id) as work:
            plan = self.acting.plans.in_force(work, self.acting.actor.id)
            if process not in plan.processes:
                raise Invalid(_("There is no process “{code}” in the published model.").format(code=process))
            spec = plan.processes[process].spec
            require(work, self.acting.actor, Verb.START, process, plan.version, name=spec.name)
            require_channel(plan, channel)
            at = moment(work, happened)
            if linked is not None:
                read_case(work, linked)
            opened = Opening(work, plan, process, channel, at)
            if len(subject) > MOST_SUBJECT:
                raise Invalid(_("A subject has 200 characters at most; shorten it."), where="subject")
            about_what = storable(subject or text, "subject")[:MOST_SUBJECT]
            head = opened.case(self.acting.actor.id, customer, about_what, expects, linked)
            about = Circumstance(at, self.acting.actor.id, spec.starting.name)
            contact = put_contact(
                work, entry_of(head, channel, spec.starting.direction, about, text=text), asks
            )
            started = fact.CaseStarted(self.acting.actor.id, contact)
            happenings: list[Event] = [started, *opened.first_steps(head)]
            write_events(Projection(work, head, {}, at), plan, happenings)
            if promise is not None:
                told, who = told_of(promise), self.acting.actor.id
                record_promise(work, head, told, channel=channel, at=at, by=who, contact=contact)
            open_clocks(work, plan, head)
            return self._outcome(work, plan, head, changed(head, Changes.of("contact", contact)))

    @use_case
    def complete(
        self,
        *,
        work_item: WorkItemId,
        outputs: Mapping[str, str | FileGiven] | None = None,
        answers: Mapping[str, Answer] | None = None,
        contact: ContactGiven | None = None,
        happened: datetime | None = None,
        grade: int | None = None,
        graded_by: str = "",
        delivered: str = "",
    ) -> CaseOutcome:
        """Register a step's outputs and whatever follows from it: values, contact, clocks, next work items.

        Claims and opens the work item where that was not done. Raises `Conflict` when a colleague has it,
        `Refused` when the actor may not or not with these values, `Invalid` naming the field that is wrong.
        """
        given: dict[str, Given] = {**(outputs or {}), **(answers or {})}
        actor = self.acting.actor
        with self.acting.store.write(actor.id) as work:
            head, row = take_for_absent(work, actor.id, *read_item(work, work_item))
            plan = self.acting.plans.of(work, head.version)
            held = require_perform(work, actor, plan, row.item)
            engine.require_running(head)
            if settle_pause(work, plan, head):
                head, row = read_item(work, work_item)
            engine.require_live(row.item)
            engine.require_holder(row.item, actor.id, lambda who: name_of(work, who))
            ending = Ending(storable(delivered, "delivered"), grade, graded_by)
            step = Completion(work, plan, head, row, moment_in(work, head, happened), actor, held)
            changes = step.complete(given, contact, ending)
            discard_draft(work, actor.id, work_item.hex)
            return self._outcome(work, plan, head, changes)

    @use_case
    def conclude(
        self,
        *,
        case: CaseId,
        channel: str = "",
        delivered: str = "",
        answers: Sequence[QuestionId] | None = None,
        grade: int | None = None,
        graded_by: str = "",
        happened: datetime | None = None,
        text: str = "",
        within: ContactId | None = None,
    ) -> CaseOutcome:
        """Conclude a case directly with its concluding contact, when no required step is left open.

        A concluding step that is open and asks for nothing more is completed by it. `answers` None answers
        all open questions of the customer. `within` is the contact that goes on, in place of a new one with its
        `channel` and `text`.
        """
        chosen = None if answers is None else tuple(answers)
        given = ContactGiven(channel, text, answers=chosen, within=within)
        with self.acting.store.write(self.acting.actor.id) as work:
            head = read_case(work, case)
            plan = self.acting.plans.of(work, head.version)
            rows = read_items(work, case)
            require_part(work, self.acting, plan, head, [row.item for row in rows.values()])
            engine.require_running(head)
            if settle_pause(work, plan, head):
                rows = read_items(work, case)
            if within is None:
                require_channel(plan, channel)
            at = moment_in(work, head, happened)
            ending = Ending(storable(delivered, "delivered"), grade, graded_by)
            last = self._concluding_step(plan, head, rows)
            if last is not None:
                held = require_perform(work, self.acting.actor, plan, last.item)
                engine.require_holder(last.item, self.acting.actor.id, lambda who: name_of(work, who))
                step = Completion(work, plan, head, last, at, self.acting.actor, held)
                changes = step.complete({}, given, ending)
            else:
                state = head.state([row.item for row in rows.values()])
                happenings = engine.end_others(state, plan.processes[head.process], None)
                contact = Conclusion(work, plan, head, rows, at).conclude(happenings, given, ending, None)
                changes = changed(head, Changes.of("contact", contact), items=tuple(rows))
            return self._outcome(work, plan, head, changes)

    def _concluding_step(self, plan: Plan, head: Head, rows: dict[WorkItemId, Row]) -> Row | None:
        steps = plan.processes[head.process].steps
        for row in rows.values():
            if row.item.live and row.item.step in steps and steps[row.item.step].spec.concluding:
                return row
        return None

    @use_case
    def register_contact(
        self,
        *,
        case: CaseId,
        channel: str,
        direction: str,
        text: str = "",
        asks: Sequence[str] = (),
        answers: Sequence[QuestionId] = (),
        happened: datetime | None = None,
        by_person: bool = True,
        party: str = "customer",
        subject: str = "",
    ) -> CaseOutcome:
        """Register a contact in a case, the questions it raises and those it answers.

        The customer's contact ends a pause, retroactively when it is entered late; one from before the case
        moves its start back (`clocks.md`, start).
        """
        if direction not in {"in", "out"} or party not in {"customer", "partner", "internal"}:
            raise Invalid(_("A contact is in or out, with the customer, a partner or among ourselves."))
        with self.acting.store.write(self.acting.actor.id) as work:
            head = read_case(work, case)
            plan = self.acting.plans.of(work, head.version)
            require_serving(work, self.acting.actor, plan)
            require_channel(plan, channel)
            settle_pause(work, plan, head)
            at = moment(work, happened)
            about = Circumstance(at, self.acting.actor.id if by_person else None, subject, party)
            contact = put_contact(work, entry_of(head, channel, direction, about, text=text), asks, answers)
            if by_person and (direction, party) == ("out", "customer"):
                keep_promised_contact(work, plan, head)
            if (direction, party) == ("in", "customer") and at < head.started:
                head.started = at
                work.run(_EARLIER, of_case=case, at=at)
            happenings: list[Event] = [fact.ContactRegistered(contact, direction, party)]
            rows: dict[WorkItemId, Row] = {}
            if ends_pause(work, head, direction, party, at):
                rows = read_items(work, case)
                happenings += end_pause(rows, "customer's contact")
                set_paused(work, head, None)
            write_events(Projection(work, head, rows, at), plan, happenings)
            totals = refresh_clocks(work, plan, head)
            if head.status is CaseStatus.CONCLUDED and totals.customer_seconds is not None:
                work.run(_TOTALS, of_case=case, net=totals.net_seconds, wall=totals.customer_seconds)
            return self._outcome(
                work, plan, head, changed(head, Changes.of("contact", contact), items=tuple(rows))
            )

    @use_case
    def promise(
        self,
        *,
        case: CaseId,
        until: datetime | Told,
        channel: str = "",
        words: str = "",
        happened: datetime | None = None,
    ) -> CaseOutcome:
        """Register until when the customer was told to have the conclusion, or what else they were told.

        Earlier promises are kept.
        """
        with self.acting.store.write(self.acting.actor.id) as work:
            head = read_case(work, case)
            plan = self.acting.plans.of(work, head.version)
            require_serving(work, self.acting.actor, plan)
            engine.require_running(head)
            require_channel(plan, channel or head.channel)
            at = moment_in(work, head, happened)
            told, who = told_of(until, words), self.acting.actor.id
            record_promise(work, head, told, channel=channel or head.channel, at=at, by=who)
            settle_promises(work, plan, head)
            refresh_clocks(work, plan, head)
            return self._outcome(work, plan, head, changed(head))

    def _outcome(self, work: Writing, plan: Plan, head: Head, changes: Changes) -> CaseOutcome:
        concluded = head.status is CaseStatus.CONCLUDED
        return outcome(work, plan, head, self.acting.actor.id, changes, concluded=concluded)


@dataclass
class Opening:
    """The first moment of a case, in the transaction of its use case."""

    work: Writing
    plan: Plan
    process: str
    channel: str
    at: datetime

    def case(
        self, owner: UUID, customer: CustomerId | None, subject: str, expects: str, linked: CaseId | None
    ) -> Head:
        """Insert the case's row with its number; raise `NotFound` for a customer who isn't there."""
        segment = self._segment(customer)
        year = office_time(self.plan, self.at).year
        number = f"{year}-{next_number(self.work, f'case-{year}'):04d}"
        case = CaseId(new_id())
        self.work.run(
            _OPEN_CASE,
            id=case,
            customer_id=customer,
            number=number,
            process=self.process,
            version_id=self.plan.version,
            status=str(CaseStatus.RUNNING),
            owner_id=owner,
            channel=self.channel,
            segment=segment,
            subject=subject,
            started_at=self.at,
            recorded_at=self.work.now,
            linked_case_id=linked,
            expectation=storable(expects, "expects"),
            delivered="",
            graded_by="",
        )
        running = CaseStatus.RUNNING
        return Head(
            case, number, self.process, self.plan.version, running, owner, customer, segment, self.channel,
            self.at, None, 0,
        )  # fmt: skip

    def _segment(self, customer: CustomerId | None) -> str:
        if customer is None:
            return ""
        found = self.work.row(_CUSTOMER, whose=customer)
        if found is None:
            raise NotFound(_("This customer isn't in the store; nothing was started."))
        return str(found[0])

    def first_steps(self, head: Head) -> list[Event]:
        """Return the events that offer the first steps."""
        process = self.plan.processes[self.process]
        answers = read_answers(self.work, head, self.plan.model, process.asks_at_start, self.work.now)
        return engine.start(process, answers, automatic_in_office(self.plan, self.at))
