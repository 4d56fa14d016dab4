"""The engine's decisions, purely: given a case and its published process, which events follow from an act.

No clock, no store, no ids made here but for new work items. A process is a Petri net whose arcs are places:
a step that joins takes one token from each incoming arc, any other step starts once per arriving token; a
finished step puts a token on its first flow that holds, or on all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Protocol

from desktop_crm.core.errors import Conflict, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId, WorkItemId, new_id
from desktop_crm.process.model import Performer
from desktop_crm.workflow.events import (
    CaseReopened,
    Event,
    ItemCancelled,
    ItemClaimed,
    ItemCompleted,
    ItemOffered,
    ItemOpened,
    ItemResumed,
    ItemSkipped,
    StepPassed,
    TokenArrived,
    WentBack,
)
from desktop_crm.workflow.plan import ActivityPlan, Answers, ProcessPlan, StepPlan
from desktop_crm.workflow.states import LIVE, CaseStatus, ItemState, require_transition

Automatic = Callable[[ActivityPlan], Mapping[str, str]]

# More steps than this in one act means a loop that nobody's doing can leave; the model check refuses those.
MOST_PASSES = 1_000
# Why a work item was cancelled that lost its purpose as the case was concluded.
CONCLUDED = "concluded"


class Item(NamedTuple):
    """A work item: a step of the process, or an activity from outside it (`step` empty).

    A named tuple, since a step makes several of them: a frozen dataclass takes four times as long to make.
    """

    id: WorkItemId
    step: str
    activity: str
    role: str
    state: ItemState
    holder: EmployeeId | None = None
    lender: EmployeeId | None = None

    @property
    def live(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state in LIVE


class CaseState(NamedTuple):
    """A case as decisions need it. `tokens` are (from, to) pairs that wait at joins, in order of arrival."""

    id: CaseId
    process: str
    status: CaseStatus
    customer: CustomerId | None
    owner: EmployeeId
    items: Mapping[WorkItemId, Item] = MappingProxyType({})
    tokens: tuple[tuple[str, str], ...] = ()
    answers: Answers = MappingProxyType({})
    paused: bool = False

    def live(self) -> list[Item]:
        """The work items that are not ended, oldest first."""
        return [item for item in self.items.values() if item.live]


class _Marking:
    """The tokens and the events of one decision, as it unfolds."""

    def __init__(
        self, plan: ProcessPlan, tokens: tuple[tuple[str, str], ...], answers: Answers, automatic: Automatic
    ) -> None:
        self.plan = plan
        self.tokens = list(tokens)
        self.answers = answers
        self.automatic = automatic
        self.events: list[Event] = []

    def follow(self, code: str) -> None:
        """Put tokens on the flows of a finished step and start whatever they start."""
        self._run([(code, to) for to in chosen_flows(self.plan.steps[code], self.answers)])

    def enter(self, code: str) -> None:
        """Start a step as the case opens, without a token before it."""
        self._run(self._start(self.plan.steps[code]))

    def _run(self, waiting: list[tuple[str, str]]) -> None:
        for _pass in range(MOST_PASSES):
            if not waiting:
                return
            origin, target = waiting.pop(0)
            waiting.extend(self._arrive(origin, self.plan.steps[target]))
        raise AssertionError(f"process {self.plan.spec.code}: a loop that nobody's doing can leave")

    def _arrive(self, origin: str, step: StepPlan) -> list[tuple[str, str]]:
        if not step.sources:
            return self._start(step, after=origin)
        code = step.spec.code
        self.tokens.append((origin, code))
        self.events.append(TokenArrived(origin, code))
        if not all((source, code) in self.tokens for source in step.sources):
            return []
        for source in step.sources:
            self.tokens.remove((source, code))
        return self._start(step, step.sources)

    def _start(self, step: StepPlan, took: tuple[str, ...] = (), after: str = "") -> list[tuple[str, str]]:
        """Offer a step's work item, or pass it; return the tokens that leave it at once."""
        code, activity = step.spec.code, step.activity
        if activity is None or (step.only_when is not None and not step.only_when(self.answers)):
            self.events.append(StepPassed(code, took, after))
            return [(code, to) for to in chosen_flows(step, self.answers)]
        item = WorkItemId(new_id())
        role = activity.role_for(self.answers)
        self.events.append(ItemOffered(item, code, activity.spec.code, role, took, after=after))
        # A concluding step is a contact with the customer: the system leaves it for a person or a rule to do.
        if activity.spec.performer is Performer.SYSTEM and not step.spec.concluding:
            self.events.append(ItemCompleted(item))
            self.answers = {**self.answers, **self.automatic(activity)}
            return [(code, to) for to in chosen_flows(step, self.answers)]
        return []


def chosen_flows(step: StepPlan, answers: Answers) -> list[str]:
    """Return the codes of the steps that follow: all, or the first whose conditions hold."""
    if step.all_flows:
        return [flow.to for flow in step.flows]
    for flow in step.flows:
        if flow.test is None or flow.test(answers):
            return [flow.to]
    return []


def nothing(_activity: ActivityPlan) -> Mapping[str, str]:
    """Register no values for what the system does itself."""
    return {}


def start(plan: ProcessPlan, answers: Answers, automatic: Automatic = nothing) -> list[Event]:
    """Return the events that offer the first steps of a case.

    `automatic` gives the values that the system registers for an activity it does itself.
    """
    marking = _Marking(plan, (), answers, automatic)
    for code in plan.start:
        marking.enter(code)
    return marking.events


class Standing(Protocol):
    """A case of which it is known how it stands."""

    @property
    def status(self) -> CaseStatus:
        """Whether it is running."""
        ...


def require_running(case: Standing) -> None:
    """Raise `Refused` unless the case is running."""
    if case.status is not CaseStatus.RUNNING:
        raise Refused(_("This case has ended; nothing was changed. Reopen it, or start a new one."))


def require_concluded(case: CaseState) -> None:
    """Raise `Refused` unless the case is concluded."""
    if case.status is not CaseStatus.CONCLUDED:
        raise Refused(_("Only a concluded case can be reopened; nothing was changed."))


def find(case: CaseState, item: WorkItemId) -> Item:
    """Return a work item of the case; raise `Refused` when it is not there or has ended."""
    found = case.items.get(item)
    if found is None:
        require_transition(ItemState.CANCELLED, ItemState.OPEN)
        raise AssertionError("an ended work item has no way back")
    require_live(found)
    return found


def require_live(item: Item) -> None:
    """Raise `Refused` when a work item has ended."""
    if not item.live:
        require_transition(item.state, ItemState.OPEN)
        raise AssertionError("an ended work item has no way back")


def require_holder(item: Item, by: EmployeeId, names: Callable[[EmployeeId], str]) -> None:
    """Raise `Conflict` when a colleague has the work item; say who."""
    if item.holder is not None and item.holder != by:
        raise Conflict(
            _("{who} has this step already; nothing was changed. Take another, or ask {who} for it.").format(
                who=names(item.holder)
            )
        )


def take_up(item: Item, by: EmployeeId) -> list[Event]:
    """Return the events by which an employee has a work item open: resumed, claimed, opened, as needed."""
    events: list[Event] = []
    state = item.state
    if state is ItemState.PAUSED:
        events.append(ItemResumed(item.id))
        state = ItemState.OFFERED if item.holder is None else ItemState.CLAIMED
    if state is ItemState.OFFERED:
        events.append(ItemClaimed(item.id, by))
        state = ItemState.CLAIMED
    if state is ItemState.CLAIMED:
        events.append(ItemOpened(item.id))
    return events


def complete(
    case: CaseState,
    plan: ProcessPlan,
    item: Item,
    by: EmployeeId,
    answers: Answers,
    automatic: Automatic = nothing,
) -> list[Event]:
    """Return the events of completing `item`: taken up, completed, and whatever follows.

    `answers` are the values as they will be, outputs included. Outputs and limits are checked by the service.
    A concluding step must find no required step open; what may be skipped is cancelled.
    """
    require_running(case)
    events = take_up(item, by)
    events.append(ItemCompleted(item.id))
    if not item.step:
        return events
    step = plan.steps[item.step]
    if step.spec.needs_customer and case.customer is None:
        raise Refused(
            _(
                "“{step}” needs to know who the customer is; your entries are kept. Name the customer first."
            ).format(step=step.name)
        )
    if step.spec.concluding:
        return events + end_others(case, plan, item.id)
    marking = _Marking(plan, case.tokens, answers, automatic)
    marking.follow(item.step)
    return events + marking.events


def end_others(case: CaseState, plan: ProcessPlan, concluding: WorkItemId | None) -> list[Event]:
    """Return what ends the other work items as a case concludes, or raise `Refused` naming what is open."""
    open_steps = [item for item in case.live() if item.id != concluding]
    required = [item for item in open_steps if not _may_be_left(plan, item)]
    if required:
        names = ", ".join(_name(plan, item) for item in required)
        raise Refused(
            _(
                "The case can't be concluded while “{steps}” is open; nothing was changed. Complete it first."
            ).format(steps=names)
        )
    return [ItemCancelled(item.id, CONCLUDED) for item in open_steps]


def _may_be_left(plan: ProcessPlan, item: Item) -> bool:
    step = plan.steps.get(item.step)
    return bool(step and (step.spec.skippable or (step.spec.concluding and item.holder is None)))


def _name(plan: ProcessPlan, item: Item) -> str:
    return plan.steps[item.step].name if item.step in plan.steps else item.activity


def skip(
    case: CaseState, plan: ProcessPlan, item: Item, reason: str, automatic: Automatic = nothing
) -> list[Event]:
    """Return the events of passing `item` over, where the model allows it."""
    require_running(case)
    events: list[Event] = [ItemSkipped(item.id, reason)]
    if not item.step:
        return events
    step = plan.steps[item.step]
    if not step.spec.skippable or step.spec.concluding:
        raise Refused(
            _(
                "“{step}” may not be skipped in this process; nothing was changed. Complete it, or go back."
            ).format(step=step.name)
        )
    marking = _Marking(plan, case.tokens, case.answers, automatic)
    marking.follow(item.step)
    return events + marking.events


@dataclass(frozen=True, slots=True)
class Undoing:
    """What a case loses when it goes back to a step: all that came of that step's latest completion.

    Attributes:
        items: the work items that came of it and still wait.
        cleared: tokens that came of it and wait at joins.
        restored: tokens that such a join had used beside them (of a parallel branch that stays done): put
            back, the join can fire again.
    """

    items: tuple[WorkItemId, ...] = ()
    cleared: tuple[tuple[str, str], ...] = ()
    restored: tuple[tuple[str, str], ...] = ()


def back(case: CaseState, plan: ProcessPlan, to: str, undoing: Undoing | None) -> list[Event]:
    """Return the events of going back to the earlier step `to`; registered values stay.

    Args:
        undoing: what came of the step's latest completion; None: it was never completed, or that was undone.
    """
    require_running(case)
    if any(item.step == to for item in case.live()):
        raise Refused(
            _("The case stands at “{step}” already; nothing was changed.").format(step=plan.steps[to].name)
        )
    if undoing is None:
        raise Refused(
            _("“{step}” has not been completed in this case; nothing was changed.").format(
                step=plan.steps[to].name
            )
        )
    gone: list[Event] = [ItemCancelled(item, "back") for item in undoing.items]
    return [*gone, WentBack(to, undoing.cleared, undoing.restored), _offered_again(case, plan, to)]


def reopen(
    case: CaseState, plan: ProcessPlan, steps: Mapping[str, Undoing | None], reason: str
) -> list[Event]:
    """Return the events of taking a concluded case up again at `steps`, which it had come to before.

    What came of a step that was completed is undone as `back` does; one that lost its purpose with the
    conclusion is offered as it was.
    """
    require_concluded(case)
    events: list[Event] = [CaseReopened(reason)]
    for step, undoing in steps.items():
        if undoing is not None:
            events.append(WentBack(step, undoing.cleared, undoing.restored))
        events.append(_offered_again(case, plan, step))
    return events


def _offered_again(case: CaseState, plan: ProcessPlan, code: str) -> ItemOffered:
    activity = plan.steps[code].activity
    assert activity is not None, "only a step with work can have been completed"
    if activity.spec.performer is Performer.SYSTEM and not activity.duties:
        raise Refused(
            _(
                "“{step}” is done by the system, not by a person; nothing was changed. Choose an earlier one."
            ).format(step=plan.steps[code].name)
        )
    return ItemOffered(WorkItemId(new_id()), code, activity.spec.code, activity.role_for(case.answers))


def with_item(case: CaseState, item: Item) -> CaseState:
    """Return the case with one work item put in its place."""
    return case._replace(items={**case.items, item.id: item})
