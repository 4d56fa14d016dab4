"""Use cases that change a case's course: back, skip, add, correct, identify, own, consult, cancel, reopen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from desktop_crm.access.check import has_power, require, require_power, use_case
from desktop_crm.access.model import Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, WorkItemId, new_id
from desktop_crm.customers.model import ContactEntry, Direction, Party
from desktop_crm.customers.record import identify_case, insert_contact
from desktop_crm.customers.tables import Contact, Customer
from desktop_crm.process.tables import KsfProposal
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing
from desktop_crm.workflow import events as fact
from desktop_crm.workflow import model as engine
from desktop_crm.workflow.acting import (
    Acting,
    active_name,
    changed,
    end_pause,
    reason_given,
    require_perform,
    require_serving,
    settle_pause,
)
from desktop_crm.workflow.clocks import refresh_clocks
from desktop_crm.workflow.contacting import automatic_in_office, write_events
from desktop_crm.workflow.correcting import require_writer
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.ledger import (
    Head,
    Row,
    read_case,
    read_item,
    read_items,
    read_tokens,
)
from desktop_crm.workflow.outcome import CaseOutcome, outcome
from desktop_crm.workflow.plan import Plan
from desktop_crm.workflow.projection import Projection
from desktop_crm.workflow.reopening import activity_at, history_of, require_within_window, steps_again
from desktop_crm.workflow.states import CaseStatus
from desktop_crm.workflow.tables import Case, CaseEvent, ClockRow, Promise, Token, Value, WorkItem
from desktop_crm.workflow.told import settle_promises
from desktop_crm.workflow.values import (
    Answer,
    FileGiven,
    Given,
    check_given,
    read_answers,
    read_known,
    register,
)

_CUSTOMER = Prepared(
    select(Customer.segment).where(Customer.id == bindparam("whose"), Customer.deleted_at.is_(None))
)
_TABLES: tuple[Any, ...] = (WorkItem, Token, CaseEvent, Value, Promise, ClockRow)
_GIVE = tuple(
    Prepared(
        update(table)
        .where(table.case_id == bindparam("of_case"), table.customer_id.is_(None))
        .values(customer_id=bindparam("whose"))
    )
    for table in _TABLES
)
_GIVE_PROPOSALS = Prepared(
    update(KsfProposal)
    .where(
        KsfProposal.customer_id.is_(None),
        KsfProposal.contact_id.in_(select(Contact.id).where(Contact.case_id == bindparam("of_case"))),
    )
    .values(customer_id=bindparam("whose"))
)
_GIVE_CASE = Prepared(
    update(Case)
    .where(Case.id == bindparam("of_case"))
    .values(customer_id=bindparam("whose"), segment=bindparam("group"))
)
_OWN = Prepared(update(Case).where(Case.id == bindparam("of_case")).values(owner_id=bindparam("who")))
_CANCEL = Prepared(
    update(Case).where(Case.id == bindparam("of_case")).values(status="cancelled", paused_until=None)
)
_REOPEN = Prepared(
    update(Case).where(Case.id == bindparam("of_case")).values(status="running", concluded_at=None)
)


@dataclass(frozen=True)
class SteeringService:
    """Changing a case's course; an act that departs from the model states its reason, and is counted."""

    acting: Acting

    @use_case
    def go_back(self, *, case: CaseId, step: str) -> CaseOutcome:
        """Return to an earlier, completed step; what was registered stays, what followed is undone."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head, plan = self._running(work, case)
            process = plan.processes[head.process]
            target = process.steps.get(step)
            if target is None or target.activity is None:
                raise Invalid(_("There is no such step in this process."), where="step")
            require(
                work,
                self.acting.actor,
                Verb.PERFORM,
                target.activity.spec.code,
                plan.version,
                name=target.name,
            )
            answers = self._answers(work, plan, head, target.activity.asks)
            history = history_of(work, head)
            state = history.state._replace(answers=answers)
            happenings = engine.back(state, process, step, history.undoing(step))
            written = self._write(work, plan, head, read_items(work, case), happenings)
            refresh_clocks(work, plan, head)
            return written

    @use_case
    def skip(self, *, work_item: WorkItemId, reason: str) -> CaseOutcome:
        """Pass a step over, with a reason, where the model allows it; what follows is offered."""
        words = reason_given(reason)
        with self.acting.store.write(self.acting.actor.id) as work:
            head, row = read_item(work, work_item)
            plan = self.acting.plans.of(work, head.version)
            require_perform(work, self.acting.actor, plan, row.item)
            if settle_pause(work, plan, head):
                head, row = read_item(work, work_item)
            item = engine.find(head.state([row.item]), work_item)
            engine.require_holder(item, self.acting.actor.id, lambda who: active_name(work, who))
            process = plan.processes[head.process]
            step = process.steps.get(item.step)
            asks = step.asks if step is not None else frozenset[str]()
            state = head.state([item], read_tokens(work, head.id))
            state = state._replace(answers=self._answers(work, plan, head, asks))
            happenings = engine.skip(state, process, item, words, automatic_in_office(plan, work.now))
            written = self._write(work, plan, head, {work_item: row}, happenings)
            refresh_clocks(work, plan, head)
            return written

    @use_case
    def add_activity(self, *, case: CaseId, activity: str, reason: str) -> CaseOutcome:
        """Add an activity from outside the process, where the model lets it be added, with a reason."""
        words = reason_given(reason)
        with self.acting.store.write(self.acting.actor.id) as work:
            head, plan = self._running(work, case)
            require_serving(work, self.acting.actor, plan)
            known = plan.activities.get(activity)
            if known is None:
                raise Invalid(
                    _("There is no activity “{code}” in the model.").format(code=activity), where="activity"
                )
            if not known.spec.outside:
                raise Refused(
                    _("“{activity}” may not be added to a case; nothing was changed.").format(
                        activity=known.spec.name
                    )
                )
            role = known.role_for(self._answers(work, plan, head, known.asks))
            offered = fact.ItemOffered(WorkItemId(new_id()), "", activity, role, outside=True, reason=words)
            return self._write(work, plan, head, {}, [offered])

    @use_case
    def correct(
        self,
        *,
        case: CaseId,
        item: str,
        value: str | FileGiven | None = None,
        answer: Answer | None = None,
    ) -> CaseOutcome:
        """Register another value for an item of this case; the old one is kept. Steps already taken stay."""
        given: Given | None = value if value is not None else answer
        if given is None:
            raise Invalid(_("Give the corrected value, or say why there is none."), where=item)
        with self.acting.store.write(self.acting.actor.id) as work:
            head = read_case(work, case)
            plan = self.acting.plans.of(work, head.version)
            known_item = plan.model.item.get(item)
            if known_item is None:
                raise Invalid(
                    _("There is no information item “{code}” in the model.").format(code=item), where="item"
                )
            outputs = check_given(plan.model, {item: given}, {item})
            require_writer(work, self.acting.actor, plan, head, outputs[0])
            before = read_known(work, head, known_item)
            if before is None:
                raise Refused(
                    _(
                        "“{item}” has not been registered yet; nothing was changed. Register it in its step."
                    ).format(item=known_item.name)
                )
            ids = register(
                work, head, outputs, happened=work.now, work_item=None, source="correction",
                replaces={item: before.id},
            )  # fmt: skip
            more = Changes.of("value", *ids)
            return self._write(work, plan, head, {}, [fact.ValueRegistered(ids[0], item)], more)

    @use_case
    def identify(self, *, case: CaseId, customer: CustomerId) -> CaseOutcome:
        """Give an anonymous case its customer: contacts, values and clocks become the customer's."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head = read_case(work, case)
            plan = self.acting.plans.of(work, head.version)
            require_serving(work, self.acting.actor, plan)
            if head.customer == customer:
                return self._write(work, plan, head, {}, [])
            if head.customer is not None:
                raise Conflict(_("This case has a customer already; nothing was changed."))
            found = work.row(_CUSTOMER, whose=customer)
            if found is None:
                raise NotFound(_("This customer isn't in the store; nothing was changed."))
            self._give(work, head, customer, found[0])
            written = self._write(work, plan, head, {}, [fact.CaseIdentified(customer)])
            refresh_clocks(work, plan, head)
            return written

    def _give(self, work: Writing, head: Head, customer: CustomerId, segment: str) -> None:
        head.customer, head.segment = customer, segment
        work.run(_GIVE_CASE, of_case=head.id, whose=customer, group=segment)
        identify_case(work, case=head.id, customer=customer)
        for statement in (*_GIVE, _GIVE_PROPOSALS):
            work.run(statement, of_case=head.id, whose=customer)

    @use_case
    def change_owner(self, *, case: CaseId, employee: EmployeeId) -> CaseOutcome:
        """Let another employee be whom the customer may turn to. The owner may, and a supervisor."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head, plan = self._running(work, case)
            require_serving(work, self.acting.actor, plan)
            if head.owner != self.acting.actor.id:
                require_power(work, self.acting.actor, Verb.SUPERVISE, self.acting.in_force(work))
            active_name(work, employee)
            work.run(_OWN, of_case=case, who=employee)
            head.owner = employee
            return self._write(work, plan, head, {}, [fact.OwnerChanged(employee)])

    @use_case
    def consult(self, *, case: CaseId, colleague: EmployeeId, text: str) -> CaseOutcome:
        """Record that a colleague was asked; it stops no clock and moves no work item."""
        with self.acting.store.write(self.acting.actor.id) as work:
            head, plan = self._running(work, case)
            require_serving(work, self.acting.actor, plan)
            name = active_name(work, colleague)
            entry = ContactEntry(
                channel=_internal_channel(plan),
                direction=Direction.OUT,
                party=Party.INTERNAL,
                happened_at=work.now,
                customer=None if head.customer is None else CustomerId(head.customer),
                case=case,
                employee=self.acting.actor.id,
                subject=_("Consulted {who}").format(who=name),
                text=reason_given(text, 20_000),
            )
            contact = insert_contact(
                work, contact=entry, replica=work.replica, monotonic_ns=work.monotonic_ns
            )
            more = Changes.of("contact", contact)
            return self._write(work, plan, head, {}, [fact.Consulted(colleague, contact)], more)

    @use_case
    def cancel(self, *, case: CaseId, reason: str) -> CaseOutcome:
        """End a case without a conclusion, with a reason; its clocks leave the rates."""
        words = reason_given(reason)
        with self.acting.store.write(self.acting.actor.id) as work:
            head, plan = self._running(work, case)
            require_serving(work, self.acting.actor, plan)
            published = self.acting.in_force(work)
            if head.owner != self.acting.actor.id and not has_power(
                work, self.acting.actor, Verb.SUPERVISE, published
            ):
                raise Refused(
                    _("Only the owner of a case, or a supervisor, cancels it; nothing was changed.")
                )
            rows = read_items(work, case)
            live = [row for row in rows.values() if row.item.live]
            happenings: list[Event] = [fact.ItemCancelled(row.item.id, "case cancelled") for row in live]
            if head.paused_until is not None:
                happenings = [*end_pause(rows, "cancelled"), *happenings]
            happenings.append(fact.CaseCancelled(words))
            written = self._write(work, plan, head, rows, happenings)
            work.run(_CANCEL, of_case=case)
            refresh_clocks(work, plan, head)
            return written

    @use_case
    def reopen(self, *, case: CaseId, reason: str, step: str | None = None) -> CaseOutcome:
        """Take a concluded case up again within the process's window, at `step` or where it last concluded.

        The first completion stays as it was; the total goes on (`clocks.md`, reopen).
        """
        words = reason_given(reason)
        with self.acting.store.write(self.acting.actor.id) as work:
            head = read_case(work, case)
            plan = self.acting.plans.of(work, head.version)
            require_serving(work, self.acting.actor, plan)
            engine.require_concluded(head.state())
            require_within_window(work, plan, head)
            history = history_of(work, head)
            process = plan.processes[head.process]
            steps = steps_again(process, history, step)
            asks = frozenset[str]().union(*(activity_at(process, code).asks for code in steps))
            state = history.state._replace(answers=self._answers(work, plan, head, asks))
            happenings = engine.reopen(state, process, steps, words)
            work.run(_REOPEN, of_case=case)
            head.status = CaseStatus.RUNNING
            written = self._write(work, plan, head, {}, happenings)
            settle_promises(work, plan, head)
            refresh_clocks(work, plan, head)
            return written

    def _running(self, work: Writing, case: CaseId) -> tuple[Head, Plan]:
        head = read_case(work, case)
        plan = self.acting.plans.of(work, head.version)
        engine.require_running(head.state())
        settle_pause(work, plan, head)
        return head, plan

    def _answers(self, view: Writing, plan: Plan, head: Head, items: frozenset[str]) -> dict[str, str | None]:
        return read_answers(view, head, plan.model, items, view.now)

    def _write(
        self,
        work: Writing,
        plan: Plan,
        head: Head,
        rows: dict[WorkItemId, Row],
        happenings: list[Event],
        more: Changes | None = None,
    ) -> CaseOutcome:
        write_events(Projection(work, head, rows, work.now), plan, happenings)
        changes = changed(head, more or Changes(), items=[*rows, *_offered(happenings)])
        concluded = head.status is not CaseStatus.RUNNING
        return outcome(work, plan, head, self.acting.actor.id, changes, concluded=concluded)


def _offered(happenings: list[Event]) -> list[WorkItemId]:
    return [event.item for event in happenings if isinstance(event, fact.ItemOffered)]


def _internal_channel(plan: Plan) -> str:
    """The model's channel for contacts among ourselves; a model without one gets its name for it."""
    found = [channel.code for channel in plan.model.channels if channel.family.value == "internal"]
    return found[0] if found else "internal"
