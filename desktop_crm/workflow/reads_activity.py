"""What an activity's window shows: what you need, what you register, where the case is and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from desktop_crm.access.model import Actor
from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, WorkItemId
from desktop_crm.process.model import Channel, ContactRule, Item, Scope
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.contacting import party_of
from desktop_crm.workflow.model import chosen_flows
from desktop_crm.workflow.plan import ActivityPlan, Answers, Plan, ProcessPlan, StepPlan, Test
from desktop_crm.workflow.plans import Plans
from desktop_crm.workflow.reads import process_name, role_name, step_name
from desktop_crm.workflow.reads_back import steps_back
from desktop_crm.workflow.reads_case import (
    CONTACTS_SHOWN,
    CaseHead,
    ItemRow,
    Standing,
    count_contacts,
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
from desktop_crm.workflow.states import LIVE, ItemState
from desktop_crm.workflow.tables import Draft, WorkItem
from desktop_crm.workflow.taking_part import why_no_part
from desktop_crm.workflow.values import Known, pending_later

_CASE_OF = Prepared(select(WorkItem.case_id).where(WorkItem.id == bindparam("item")))
_DRAFT = Prepared(
    select(Draft.content, Draft.saved_at).where(
        Draft.employee_id == bindparam("who"), Draft.subject == bindparam("subject")
    )
)


@dataclass(frozen=True, slots=True)
class InputLine:
    """A fact the activity needs; `value` is None while nothing is registered.

    Attributes:
        can_come: it is the customer's, or some step of this process registers it; what only other processes
            register of a case is never going to be known here.
    """

    item: Item
    required: bool
    value: ValueLine | None
    can_come: bool = True


@dataclass(frozen=True, slots=True)
class OutputLine:
    """A field of the window.

    Attributes:
        test: the field is asked for only while it holds for the answers; None: always.
        known: what is registered and may be filled in, or was answered in this case.
        settles: an answer that was put off and has to be given before the case concludes.
    """

    item: Item
    required: bool
    test: Test | None
    known: ValueLine | None
    settles: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class DraftLine:
    """What was typed here and not completed; `content` as the window saved it."""

    content: str
    saved: datetime


@dataclass(frozen=True)
class ActivityView:
    """Everything one activity's window shows, read in one transaction.

    Attributes:
        mine: whether this employee may complete it now; else `holder` or the role has it.
        no_part: why this employee may neither stop the case nor take it up again; empty where they may.
        answers: the registered values by which fields appear and the next step is chosen.
        back: the earlier steps to which the case may return.
        channels: those of the model; the contact rule's channel is offered first.
        open_contact: the call or visit that may still go on; `in_same_contact`: this step most likely is in it.
    """

    work_item: WorkItemId
    state: ItemState
    title: str
    purpose: str
    case: CaseHead
    process: str
    role: str
    mine: bool
    no_part: str
    holder: str
    lender: str
    offered: datetime
    opened: datetime | None
    steps: tuple[StepLine, ...]
    clocks: tuple[ClockLine, ...]
    inputs: tuple[InputLine, ...]
    outputs: tuple[OutputLine, ...]
    contacts: tuple[ContactLine, ...]
    contact_count: int
    questions: tuple[QuestionLine, ...]
    promises: tuple[PromiseLine, ...]
    rule: ContactRule | None
    channels: tuple[Channel, ...]
    open_contact: OpenContact | None
    in_same_contact: bool
    back: tuple[StepLine, ...]
    draft: DraftLine | None
    answers: Answers
    read_at: datetime
    plan: Plan
    step: StepPlan | None

    @property
    def concluding(self) -> bool:
        """Whether completing it concludes the case."""
        return self.step is not None and self.step.spec.concluding

    @property
    def skippable(self) -> bool:
        """Whether it may be passed over, with a reason."""
        return self.step is not None and self.step.spec.skippable and not self.concluding

    @property
    def needs_customer(self) -> bool:
        """Whether the customer must have a name by now."""
        return self.step is not None and self.step.spec.needs_customer

    def asks_for(self, answers: Answers) -> tuple[OutputLine, ...]:
        """Return the fields to show when `answers` (canonical, by item) are given; registered ones count too."""
        together = {**self.answers, **answers}
        return tuple(line for line in self.outputs if line.test is None or line.test(together))

    def follows(self, answers: Answers) -> tuple[tuple[str, str], ...]:
        """Return (step, role) names of what comes next when `answers` are given; empty where nothing does."""
        if self.step is None or self.concluding:
            return ()
        together = {**self.answers, **answers}
        return tuple(_next_steps(self.plan, self.case.process, self.step, together))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one reading found of a case, for whoever asked."""

    plan: Plan
    head: CaseHead
    standing: Standing
    known: Mapping[str, Known]
    now: datetime

    def line(self, item: str) -> ValueLine | None:
        known = self.known.get(item)
        return None if known is None else value_line(self.plan, known, self.head, self.standing, self.now)


def activity_view(
    view: Reading, plans: Plans, actor: Actor, work_item: WorkItemId, now: datetime
) -> ActivityView:
    """Return what the window of `work_item` shows to `actor`; raise `NotFound` when it isn't there.

    A limited number of statements, whatever the length of the history (a test counts them).
    """
    head = read_head(view, _case_of(view, work_item))
    plan = plans.of(view, head.version)
    items = read_item_rows(view, head.id)
    here = next(item for item in items if item.id == work_item)
    seen = _Seen(plan, head, _standing(view, actor, head, here, now), read_values(view, head, plan), now)
    process, activity = plan.processes[head.process], _activity_of(plan, here)
    step = process.steps.get(here.step)
    steps = strip(plan, process, of_this_process(view, head, items), here)
    rule = activity.spec.contact or _concluding_rule(process, step)
    talking = open_contact(view, plan, head.id, now) if _with_customer(activity, rule) else None
    return ActivityView(
        work_item=work_item,
        state=here.state,
        title=step_name(plan, head.process, here.step, here.activity),
        purpose=activity.spec.purpose,
        case=head,
        process=process_name(plan, head.process),
        role=role_name(plan, here.role),
        mine=here.state in LIVE and seen.standing.may_do(here),
        no_part=why_no_part(view, plans, plan, actor, head, items, seen.standing),
        holder=here.holder_name,
        lender=here.lender_name,
        offered=here.offered,
        opened=here.opened,
        steps=steps,
        clocks=read_clocks(view, plan, head, now),
        inputs=_inputs(seen, activity, process),
        outputs=_outputs(seen, activity, _pending(view, seen, step)),
        contacts=read_contacts(view, head, most=CONTACTS_SHOWN, of_case=False),
        contact_count=count_contacts(view, head),
        questions=read_questions(view, head.id),
        promises=read_promises(view, head.id),
        rule=rule,
        channels=plan.model.channels,
        open_contact=talking,
        in_same_contact=talking is not None and talking.usual(actor.id, rule, now),
        back=_back(view, process, head, items, steps),
        draft=_draft(view, actor, work_item),
        answers=deciding_answers(plan, seen.known, head, now),
        read_at=now,
        plan=plan,
        step=step,
    )


def _activity_of(plan: Plan, here: ItemRow) -> ActivityPlan:
    """Return the activity of a work item; raise `NotFound` for one done before the case was carried here."""
    found = plan.activities.get(here.activity)
    if found is None:
        raise NotFound(
            _("This step is no part of version {number} of the model; open the case.").format(
                number=plan.number
            )
        )
    return found


def _back(
    view: Reading,
    process: ProcessPlan,
    head: CaseHead,
    items: Sequence[ItemRow],
    steps: tuple[StepLine, ...],
) -> tuple[StepLine, ...]:
    earlier = steps_back(view, process, head, items)
    return tuple(line for line in steps if line.code in earlier)


def deciding_answers(
    plan: Plan, known: Mapping[str, Known], head: CaseHead, now: datetime
) -> dict[str, str | None]:
    """Return the registered values that decide about fields and flows: of this case, or still valid."""
    return {
        code: value.content
        for code, value in known.items()
        if value.case == head.id or (code in plan.model.item and value.valid(plan.model.item[code], now))
    }


def _standing(view: Reading, actor: Actor, head: CaseHead, here: ItemRow, now: datetime) -> Standing:
    return standing_in(view, read_standing(view, actor.id, head.version), [here], now)


def _case_of(view: Reading, work_item: WorkItemId) -> CaseId:
    found = view.row(_CASE_OF, item=work_item)
    if found is None:
        raise NotFound(_("This work item isn't in the store; it may belong to another store."))
    return CaseId(found[0])


def _draft(view: Reading, actor: Actor, work_item: WorkItemId) -> DraftLine | None:
    found = view.row(_DRAFT, who=actor.id, subject=work_item.hex)
    return None if found is None else DraftLine(found[0], found[1])


def _concluding_rule(process: ProcessPlan, step: StepPlan | None) -> ContactRule | None:
    """A concluding step is a contact even where its activity has no rule: the process's concluding event."""
    if step is None or not step.spec.concluding:
        return None
    event = process.spec.concluding
    return ContactRule(event.direction, event.channels[0] if event.channels else "", answers=True)


def _with_customer(activity: ActivityPlan, rule: ContactRule | None) -> bool:
    return rule is not None and party_of(activity) == "customer"


def _inputs(seen: _Seen, activity: ActivityPlan, process: ProcessPlan) -> tuple[InputLine, ...]:
    registered = {
        output.item.code
        for step in process.steps.values()
        if step.activity is not None
        for output in step.activity.outputs
    }
    items = [(seen.plan.model.item[use.item], use.required) for use in activity.inputs]
    return tuple(
        InputLine(
            item, required, seen.line(item.code), item.scope is Scope.CUSTOMER or item.code in registered
        )
        for item, required in items
    )


def _pending(view: Reading, seen: _Seen, step: StepPlan | None) -> Sequence[str]:
    if step is None or not step.spec.concluding:
        return ()
    customer = seen.head.customer
    return pending_later(
        view, seen.plan.model, seen.head.id, None if customer is None else customer.id, seen.now
    )


def _outputs(seen: _Seen, activity: ActivityPlan, pending: Sequence[str]) -> tuple[OutputLine, ...]:
    """Return the fields: declared outputs, and in a concluding window `pending`, put off till later."""
    lines = [
        OutputLine(
            one.item,
            one.required,
            one.test,
            _fill_in(seen.line(one.item.code)),
            settles=one.item.code in pending,
            withheld=not seen.standing.may_see(seen.plan, one.item),
        )
        for one in activity.outputs
    ]
    items = seen.plan.model.item
    declared = {one.item.code for one in activity.outputs}
    more = sorted(set(pending) - declared)
    lines += [OutputLine(items[code], True, None, seen.line(code), settles=True) for code in more]
    return tuple(lines)


def _fill_in(line: ValueLine | None) -> ValueLine | None:
    """Return what may be filled in: a valid value, or whatever this case answered already (ask once)."""
    return line if line is not None and (line.in_case or line.valid) else None


def _next_steps(plan: Plan, process: str, step: StepPlan, answers: Answers) -> list[tuple[str, str]]:
    """Follow the flows of `step` through steps that only route; joins are named, though they may have to wait."""
    steps = plan.processes[process].steps
    found: list[tuple[str, str]] = []
    waiting, seen = chosen_flows(step, answers), set[str]()
    while waiting:
        code = waiting.pop(0)
        if code in seen:
            continue
        seen.add(code)
        target = steps[code]
        passed = target.only_when is not None and not target.only_when(answers)
        if target.activity is None or passed:
            waiting.extend(chosen_flows(target, answers))
        else:
            found.append((target.name, role_name(plan, target.activity.role_for(answers))))
    return found
