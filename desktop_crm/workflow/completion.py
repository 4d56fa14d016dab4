"""The completion of one step: outputs checked and kept, what follows decided, contact and clocks written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop_crm.access.model import Actor, Grant
from desktop_crm.core.changes import Changes
from desktop_crm.core.ids import ContactId, ValueId, WorkItemId
from desktop_crm.process.model import ContactRule, Performer
from desktop_crm.store.work import Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.acting import changed, end_pause, ends_pause, require_limits, set_paused
from desktop_crm.workflow.clocks import BY_ANSWER, BY_CONTACT, refresh_clocks
from desktop_crm.workflow.concluding import Conclusion, Ending
from desktop_crm.workflow.contacting import (
    Circumstance,
    StepContact,
    automatic_in_office,
    contact_of_step,
    party_of,
    write_events,
)
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import Head, Row, read_items, read_tokens
from desktop_crm.workflow.outcome import ContactGiven
from desktop_crm.workflow.plan import ActivityPlan, Answers, Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.told import keep_promised_contact
from desktop_crm.workflow.values import (
    AnswerKind,
    Given,
    Output,
    check_given,
    put_off,
    read_answers,
    read_known,
    register,
    require_answers,
)


@dataclass
class Completion:
    """One step on its way to completed, in the transaction of its use case."""

    work: Writing
    plan: Plan
    head: Head
    row: Row
    at: datetime
    actor: Actor
    held: tuple[Grant, ...]

    def __post_init__(self) -> None:
        """Look up what the step is."""
        self.activity: ActivityPlan = self.plan.activities[self.row.item.activity]
        self.process = self.plan.processes[self.head.process]
        self.step = self.process.steps.get(self.row.item.step)
        self.concluding = self.step is not None and self.step.spec.concluding

    def complete(self, given: Mapping[str, Given], contact: ContactGiven | None, ending: Ending) -> Changes:
        """Register what was given and follow the process; return what changed.

        Raises `Invalid` naming the field that is wrong or missing, `Refused` when the values are above the
        actor's authority or a required step is still open.
        """
        outputs = self._outputs(given)
        answers = self._answers(outputs)
        require_answers(self.activity, answers, frozenset(given), self._known(given))
        require_limits(self.work, self.actor, self.plan, self.row.item, self.held, answers)
        rows, state = self._around()
        item = self.row.item
        happenings = engine.complete(
            state, self.process, item, self.actor.id, answers, automatic_in_office(self.plan, self.at)
        )
        source = self.activity.spec.code
        ids = register(
            self.work, self.head, outputs, happened=self.work.now, work_item=item.id, source=source
        )
        if self.concluding:
            done = self._done(happenings, tuple(ids), None)
            return self._conclude(rows, done, contact or ContactGiven(), ending)
        made = self._contact(contact)
        done = self._done(happenings, tuple(ids), None if made is None else made.id)
        return self._go_on(rows, self._end_pause(rows, made, done), made)

    def _done(
        self, happenings: list[Event], values: tuple[ValueId, ...], contact: ContactId | None
    ) -> list[Event]:
        """Return the events with what was registered noted on this step's completion."""
        item = self.row.item.id
        return [
            fact.ItemCompleted(item, values, contact)
            if isinstance(event, fact.ItemCompleted) and event.item == item
            else event
            for event in happenings
        ]

    def _outputs(self, given: Mapping[str, Given]) -> list[Output]:
        allowed = self.activity.asked_for
        if self.concluding or not allowed.issuperset(given):
            allowed |= {known.item for known in put_off(self.work, self.head.id)}
        return check_given(self.plan.model, given, allowed)

    def _answers(self, outputs: Sequence[Output]) -> Answers:
        asks = self.activity.asks | (self.step.asks if self.step is not None else frozenset())
        given = {output.item.code: output.content for output in outputs}
        known = read_answers(self.work, self.head, self.plan.model, asks - given.keys(), self.work.now)
        return {**known, **given}

    def _known(self, given: Mapping[str, Given]) -> frozenset[str]:
        """The required fields that were left out since they are known already and still valid."""
        known: set[str] = set()
        for output in self.activity.outputs:
            if output.required and output.item.code not in given:
                found = read_known(self.work, self.head, output.item)
                if found is None or found.answer is AnswerKind.LATER:
                    continue
                if found.case == self.head.id or found.valid(output.item, self.work.now):
                    known.add(output.item.code)
        return frozenset(known)

    def _around(self) -> tuple[dict[WorkItemId, Row], engine.CaseState]:
        """What else of the case this decision needs: its other items to conclude, tokens where steps join."""
        rows = {self.row.item.id: self.row}
        if self.concluding or self.head.paused_until is not None:
            rows = read_items(self.work, self.head.id)
        joins = self.row.item.step in self.process.before_join
        tokens = read_tokens(self.work, self.head.id) if joins else ()
        return rows, self.head.state([row.item for row in rows.values()], tokens)

    def _conclude(
        self, rows: dict[WorkItemId, Row], happenings: list[Event], given: ContactGiven, ending: Ending
    ) -> Changes:
        rule = self.activity.spec.contact
        if not given.channel and given.within is None and rule is not None:
            given = given._replace(channel=rule.channel)
        end = Conclusion(self.work, self.plan, self.head, rows, self.at)
        contact = end.conclude(happenings, given, ending, self.row.item.id)
        return changed(self.head, Changes.of("contact", contact), items=[*rows])

    def _go_on(
        self, rows: dict[WorkItemId, Row], happenings: list[Event], contact: StepContact | None
    ) -> Changes:
        item = self.row.item.id
        write_events(Projection(self.work, self.head, rows, self.at), self.plan, happenings)
        self._clocks(contact, happenings)
        offered = [event.item for event in happenings if isinstance(event, fact.ItemOffered)]
        contacts = Changes.of("contact", contact.id) if contact else Changes()
        return changed(self.head, contacts, items=[item, *offered])

    def _contact(self, given: ContactGiven | None) -> StepContact | None:
        rule = self.activity.spec.contact
        if rule is None and given is None:
            return None
        rule = rule or ContactRule("out", given.channel if given else "")
        about = Circumstance(
            self.at, self.actor.id, self.activity.spec.name, party_of(self.activity), self.row.item.id
        )
        contact = contact_of_step(self.work, self.plan, self.head, rule, given, about)
        goes_on = given is not None and given.within is not None
        if not contact.inbound and about.party == "customer" and not goes_on:
            keep_promised_contact(self.work, self.plan, self.head)
        return contact

    def _end_pause(
        self, rows: dict[WorkItemId, Row], contact: StepContact | None, happenings: list[Event]
    ) -> list[Event]:
        """A case's pause ends as its own step completes, or at the customer's contact."""
        if self.head.paused_until is None:
            return happenings
        own = fact.ItemResumed(self.row.item.id)
        inbound = contact is not None and contact.inbound
        contacted = inbound and ends_pause(self.work, self.head, "in", party_of(self.activity), self.at)
        if not (own in happenings or contacted):
            return happenings
        set_paused(self.work, self.head, None)
        ended = end_pause(rows, "customer's contact" if contacted else "completion")
        return [*ended, *(event for event in happenings if event != own)]

    def _clocks(self, contact: StepContact | None, happenings: Sequence[Event]) -> None:
        """Judge the clocks again where this act can have moved one."""
        measured = self.process.measured_steps
        moved = self.row.item.step in measured or any(
            isinstance(event, fact.CaseResumed)
            or (
                isinstance(event, fact.ItemOffered)
                and (event.step in measured or self._answered_itself(event))
            )
            for event in happenings
        )
        if moved or (contact is not None and (contact.asked or contact.inbound)):
            refresh_clocks(self.work, self.plan, self.head)
        elif contact is not None:
            only = BY_ANSWER if contact.answered else BY_CONTACT
            refresh_clocks(self.work, self.plan, self.head, only=only)

    def _answered_itself(self, event: fact.ItemOffered) -> bool:
        """Whether the system answers the customer at this step, without anybody's doing."""
        spec = self.plan.activities[event.activity].spec
        return spec.performer is Performer.SYSTEM and spec.contact is not None
