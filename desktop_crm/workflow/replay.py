"""Folding the facts of a case into its state: what the rows say must be what the facts say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import TypeVar
from uuid import UUID

from desktop_crm.core.ids import CaseId, CustomerId, WorkItemId
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.model import CONCLUDED, CaseState, Item, Undoing
from desktop_crm.workflow.states import CaseStatus, ItemState, require_transition

_E = TypeVar("_E")


@dataclass(eq=False, slots=True)
class Firing:
    """One time that a step was begun, and the finished steps that led to it.

    Attributes:
        joined: it used a token of each of its causes.
    """

    step: str
    causes: tuple[Firing, ...] = ()
    joined: bool = False


@dataclass
class History:
    """A case as its facts tell it, with what led to what.

    Attributes:
        begun: all firings that were not undone, in order.
        finished: those whose work is done or was passed, in the order in which that happened.
        open: the firing of each live work item.
        waiting: the finished firings behind the tokens that wait at joins, with their arcs.
        again: the undone firing of a step that the case went back to, until it is offered again.
        cut: the steps whose work items lost their purpose with the latest conclusion.
        resume_as: what a paused item goes back to.
    """

    state: CaseState
    begun: list[Firing] = field(default_factory=list)
    finished: list[Firing] = field(default_factory=list)
    open: dict[WorkItemId, Firing] = field(default_factory=dict)
    waiting: list[tuple[Firing, tuple[str, str]]] = field(default_factory=list)
    again: dict[str, Firing] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    resume_as: dict[WorkItemId, ItemState] = field(default_factory=dict)

    def latest(self, step: str) -> Firing | None:
        """Return the firing of `step` that was finished last and not undone."""
        return next((firing for firing in reversed(self.finished) if firing.step == step), None)

    def undoing(self, step: str) -> Undoing | None:
        """Return what came of the latest completion of `step`; None where there is none."""
        first = self.latest(step)
        if first is None:
            return None
        undone = self._came_of(first)
        return Undoing(
            items=tuple(item for item, firing in self.open.items() if firing in undone),
            cleared=tuple(arc for firing, arc in self.waiting if firing in undone),
            restored=tuple(arc for _firing, arc in self._spared(first, undone)),
        )

    def _came_of(self, first: Firing) -> set[Firing]:
        found = {first}
        for firing in self.begun:
            if not found.isdisjoint(firing.causes):
                found.add(firing)
        return found

    def _spared(self, first: Firing, undone: set[Firing]) -> list[tuple[Firing, tuple[str, str]]]:
        """The tokens that undone joins used and that don't come of what is undone themselves."""
        return [
            (cause, (cause.step, firing.step))
            for firing in self.begun
            if firing in undone and firing is not first and firing.joined
            for cause in firing.causes
            if cause not in undone
        ]

    def undo(self, step: str) -> None:
        """Forget the latest completion of `step` and all that came of it."""
        first = self._latest(step)
        undone = self._came_of(first)
        self.again[step] = first
        kept = [token for token in self.waiting if token[0] not in undone]
        self.waiting = [*kept, *self._spared(first, undone)]
        self.begun = [firing for firing in self.begun if firing not in undone]
        self.finished = [firing for firing in self.finished if firing not in undone]

    def _latest(self, step: str) -> Firing:
        found = self.latest(step)
        assert found is not None, f"nothing can follow from {step}, which is not done"
        return found

    def begin(self, event: fact.ItemOffered | fact.StepPassed) -> Firing:
        """Note that a step was begun, and use up the tokens that its join took."""
        firing = self._firing(event)
        self.begun.append(firing)
        return firing

    def _firing(self, event: fact.ItemOffered | fact.StepPassed) -> Firing:
        if event.took:
            causes = tuple(self._use_token((origin, event.step)) for origin in event.took)
            return Firing(event.step, causes, joined=True)
        if event.after:
            return Firing(event.step, (self._latest(event.after),))
        # Offered anew, by going back or by reopening, it stands on what led to it before, a join on all of it.
        before = self.again.pop(event.step, None) or self._last_begun(event.step)
        return Firing(event.step) if before is None else replace(before)

    def _last_begun(self, step: str) -> Firing | None:
        return next((firing for firing in reversed(self.begun) if firing.step == step), None)

    def _use_token(self, arc: tuple[str, str]) -> Firing:
        place = next(number for number, (_firing, known) in enumerate(self.waiting) if known == arc)
        return self.waiting.pop(place)[0]

    def arrive(self, arc: tuple[str, str]) -> None:
        """Let a finished step's token wait at a join."""
        self.waiting.append((self._latest(arc[0]), arc))

    def end(self, item: WorkItemId) -> None:
        """Note that a work item is done; one from outside the process leads to nothing."""
        firing = self.open.pop(item, None)
        if firing is not None:
            self.finished.append(firing)

    def forget(self) -> None:
        """Forget what is done: under another version nobody goes back behind the moment it was carried there.

        What waits stays, with the finished work behind it.
        """
        waits = {*self.open.values(), *(firing for firing, _arc in self.waiting)}
        self.begun = [firing for firing in self.begun if firing in waits]
        self.finished.clear()
        self.again.clear()

    def begin_anew(self, process: str) -> None:
        """Forget all that led anywhere in the process before; work from outside it goes on."""
        self.begun.clear()
        self.finished.clear()
        self.waiting.clear()
        self.again.clear()
        self.cut.clear()
        self.state = self.state._replace(process=process)

    def show_tokens(self) -> None:
        """Let the state hold the tokens that wait."""
        self.state = self.state._replace(tokens=tuple(arc for _firing, arc in self.waiting))

    def put(self, item: Item) -> None:
        """Put a work item in its place; its place in the order is where it was first offered."""
        self.state = self.state._replace(items={**self.state.items, item.id: item})

    def move(self, item: WorkItemId, to: ItemState, **changed: object) -> None:
        """Move a work item along the transition table."""
        known = self.state.items[item]
        require_transition(known.state, to)
        self.put(known._replace(state=to, **changed))  # type: ignore[arg-type]


def empty(case: CaseId, process: str, owner: UUID) -> CaseState:
    """Return a case to which nothing has happened yet."""
    return CaseState(case, process, CaseStatus.RUNNING, None, owner)  # type: ignore[arg-type]


def replay(start: CaseState, happened: Iterable[fact.Event]) -> History:
    """Fold events, in the order of their sequence, from a case to which nothing has happened."""
    history = History(start)
    for event in happened:
        apply(event, history)
    return history


@singledispatch
def apply(event: object, history: History) -> None:
    """Change the history by one event; events that move nothing (a contact, a promise) are only counted."""


def _on(kind: type[_E]) -> Callable[[Callable[[_E, History], None]], Callable[[_E, History], None]]:
    def register(handler: Callable[[_E, History], None]) -> Callable[[_E, History], None]:
        apply.register(kind, handler)
        return handler

    return register


@_on(fact.CaseStarted)
def _started(event: fact.CaseStarted, history: History) -> None:
    history.state = history.state._replace(owner=event.owner)


@_on(fact.CaseIdentified)
def _identified(event: fact.CaseIdentified, history: History) -> None:
    history.state = history.state._replace(customer=CustomerId(event.customer))


@_on(fact.CustomerChanged)
def _merged(event: fact.CustomerChanged, history: History) -> None:
    history.state = history.state._replace(customer=CustomerId(event.customer))


@_on(fact.OwnerChanged)
def _owned(event: fact.OwnerChanged, history: History) -> None:
    history.state = history.state._replace(owner=event.owner)


@_on(fact.TokenArrived)
def _arrived(event: fact.TokenArrived, history: History) -> None:
    history.arrive((event.origin, event.step))
    history.show_tokens()


@_on(fact.StepPassed)
def _passed(event: fact.StepPassed, history: History) -> None:
    history.finished.append(history.begin(event))
    history.show_tokens()


@_on(fact.ItemOffered)
def _offered(event: fact.ItemOffered, history: History) -> None:
    if event.step:
        history.open[event.item] = history.begin(event)
        history.show_tokens()
    history.put(Item(event.item, event.step, event.activity, event.role, ItemState.OFFERED))


@_on(fact.ItemClaimed)
def _claimed(event: fact.ItemClaimed, history: History) -> None:
    history.move(event.item, ItemState.CLAIMED, holder=event.holder)


@_on(fact.ItemOpened)
def _opened(event: fact.ItemOpened, history: History) -> None:
    history.move(event.item, ItemState.OPEN)


@_on(fact.ItemClosed)
def _closed(event: fact.ItemClosed, history: History) -> None:
    history.move(event.item, ItemState.CLAIMED)


@_on(fact.ItemReleased)
def _released(event: fact.ItemReleased, history: History) -> None:
    history.move(event.item, ItemState.OFFERED, holder=None, lender=None)


@_on(fact.ItemHandedOver)
def _handed_over(event: fact.ItemHandedOver, history: History) -> None:
    item = history.state.items[event.item]
    state = ItemState.OFFERED if event.holder is None else ItemState.CLAIMED
    if item.state is not state:
        require_transition(item.state, state)
    history.put(item._replace(state=state, holder=event.holder, lender=None, role=event.role))


@_on(fact.ItemDelegated)
def _delegated(event: fact.ItemDelegated, history: History) -> None:
    item = history.state.items[event.item]
    history.put(item._replace(state=ItemState.CLAIMED, holder=event.holder, lender=event.lender))


@_on(fact.ItemReturned)
def _returned(event: fact.ItemReturned, history: History) -> None:
    item = history.state.items[event.item]
    history.put(item._replace(state=ItemState.CLAIMED, holder=event.holder, lender=None))


@_on(fact.ItemPaused)
def _item_paused(event: fact.ItemPaused, history: History) -> None:
    before = history.state.items[event.item].state
    history.resume_as[event.item] = ItemState.OFFERED if before is ItemState.OFFERED else ItemState.CLAIMED
    history.move(event.item, ItemState.PAUSED)


@_on(fact.ItemResumed)
def _item_resumed(event: fact.ItemResumed, history: History) -> None:
    history.move(event.item, history.resume_as.pop(event.item))


@_on(fact.ItemCompleted)
def _completed(event: fact.ItemCompleted, history: History) -> None:
    history.move(event.item, ItemState.COMPLETED)
    history.end(event.item)


@_on(fact.ItemSkipped)
def _skipped(event: fact.ItemSkipped, history: History) -> None:
    history.move(event.item, ItemState.SKIPPED)
    history.end(event.item)


@_on(fact.ItemCancelled)
def _cancelled(event: fact.ItemCancelled, history: History) -> None:
    history.move(event.item, ItemState.CANCELLED)
    if history.open.pop(event.item, None) is not None and event.reason == CONCLUDED:
        history.cut.append(history.state.items[event.item].step)


@_on(fact.WentBack)
def _went_back(event: fact.WentBack, history: History) -> None:
    history.undo(event.step)
    history.show_tokens()


@_on(fact.CaseCarried)
def _carried(_event: fact.CaseCarried, history: History) -> None:
    history.forget()


@_on(fact.ProcessChanged)
def _process_changed(event: fact.ProcessChanged, history: History) -> None:
    history.begin_anew(event.process)
    history.show_tokens()


@_on(fact.CasePaused)
def _paused(_event: fact.CasePaused, history: History) -> None:
    history.state = history.state._replace(paused=True)


@_on(fact.CaseResumed)
def _resumed(_event: fact.CaseResumed, history: History) -> None:
    history.state = history.state._replace(paused=False)


@_on(fact.CaseConcluded)
def _concluded(_event: fact.CaseConcluded, history: History) -> None:
    history.state = history.state._replace(status=CaseStatus.CONCLUDED)


@_on(fact.CaseCancelled)
def _case_cancelled(_event: fact.CaseCancelled, history: History) -> None:
    history.state = history.state._replace(status=CaseStatus.CANCELLED)


@_on(fact.CaseAbsorbed)
def _absorbed(_event: fact.CaseAbsorbed, _history: History) -> None:
    """The case stands where it stood; only its clocks start earlier."""


@_on(fact.CaseReopened)
def _reopened(_event: fact.CaseReopened, history: History) -> None:
    history.cut.clear()
    history.state = history.state._replace(status=CaseStatus.RUNNING)
