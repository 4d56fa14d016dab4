"""Folding the facts of a case into its state: what the rows say must be what the facts say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import TypeVar
from uuid import UUID

from desktop_crm.core.ids import CaseId, CustomerId, WorkItemId
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.model import CaseState, Item
from desktop_crm.workflow.states import CaseStatus, ItemState, require_transition

_E = TypeVar("_E")


@dataclass
class History:
    """A case as its facts tell it, with the order in which things happened.

    Attributes:
        done: for each step the ordinal of its latest completion or passing.
        taken: for each arc the ordinal of the join that last used its token.
        resume_as: what a paused item goes back to.
    """

    state: CaseState
    count: int = 0
    done: dict[str, int] = field(default_factory=dict)
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    resume_as: dict[WorkItemId, ItemState] = field(default_factory=dict)

    def taken_since(self, step: str) -> frozenset[tuple[str, str]]:
        """Return the arcs whose token a join used after `step` was last done."""
        last = self.done.get(step, 0)
        return frozenset(arc for arc, when in self.taken.items() if when > last)

    def put(self, item: Item) -> None:
        """Put a work item in its place; its place in the order is where it was first offered."""
        self.state = replace(self.state, items={**self.state.items, item.id: item})

    def move(self, item: WorkItemId, to: ItemState, **changed: object) -> None:
        """Move a work item along the transition table."""
        known = self.state.items[item]
        require_transition(known.state, to)
        self.put(replace(known, state=to, **changed))  # type: ignore[arg-type]


def empty(case: CaseId, process: str, owner: UUID) -> CaseState:
    """Return a case to which nothing has happened yet."""
    return CaseState(case, process, CaseStatus.RUNNING, None, owner)  # type: ignore[arg-type]


def replay(start: CaseState, happened: Iterable[fact.Event]) -> History:
    """Fold events, in the order of their sequence, from a case to which nothing has happened."""
    history = History(start)
    for event in happened:
        history.count += 1
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
    history.state = replace(history.state, owner=event.owner)


@_on(fact.CaseIdentified)
def _identified(event: fact.CaseIdentified, history: History) -> None:
    history.state = replace(history.state, customer=CustomerId(event.customer))


@_on(fact.OwnerChanged)
def _owned(event: fact.OwnerChanged, history: History) -> None:
    history.state = replace(history.state, owner=event.owner)


@_on(fact.TokenArrived)
def _arrived(event: fact.TokenArrived, history: History) -> None:
    history.state = replace(history.state, tokens=(*history.state.tokens, (event.origin, event.step)))


def _take(history: History, step: str, sources: tuple[str, ...]) -> None:
    tokens = list(history.state.tokens)
    for source in sources:
        tokens.remove((source, step))
        history.taken[source, step] = history.count
    history.state = replace(history.state, tokens=tuple(tokens))


@_on(fact.StepPassed)
def _passed(event: fact.StepPassed, history: History) -> None:
    _take(history, event.step, event.took)
    history.done[event.step] = history.count


@_on(fact.ItemOffered)
def _offered(event: fact.ItemOffered, history: History) -> None:
    _take(history, event.step, event.took)
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
    history.put(replace(item, state=state, holder=event.holder, lender=None, role=event.role))


@_on(fact.ItemDelegated)
def _delegated(event: fact.ItemDelegated, history: History) -> None:
    item = history.state.items[event.item]
    history.put(replace(item, state=ItemState.CLAIMED, holder=event.holder, lender=event.lender))


@_on(fact.ItemReturned)
def _returned(event: fact.ItemReturned, history: History) -> None:
    item = history.state.items[event.item]
    history.put(replace(item, state=ItemState.CLAIMED, holder=event.holder, lender=None))


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
    history.done[history.state.items[event.item].step] = history.count


@_on(fact.ItemSkipped)
def _skipped(event: fact.ItemSkipped, history: History) -> None:
    history.move(event.item, ItemState.SKIPPED)
    history.done[history.state.items[event.item].step] = history.count


@_on(fact.ItemCancelled)
def _cancelled(event: fact.ItemCancelled, history: History) -> None:
    history.move(event.item, ItemState.CANCELLED)


@_on(fact.WentBack)
def _went_back(event: fact.WentBack, history: History) -> None:
    tokens = list(history.state.tokens)
    for token in event.cleared:
        tokens.remove(token)
    history.state = replace(history.state, tokens=(*tokens, *event.restored))


@_on(fact.CasePaused)
def _paused(_event: fact.CasePaused, history: History) -> None:
    history.state = replace(history.state, paused=True)


@_on(fact.CaseResumed)
def _resumed(_event: fact.CaseResumed, history: History) -> None:
    history.state = replace(history.state, paused=False)


@_on(fact.CaseConcluded)
def _concluded(_event: fact.CaseConcluded, history: History) -> None:
    history.state = replace(history.state, status=CaseStatus.CONCLUDED)


@_on(fact.CaseCancelled)
def _case_cancelled(_event: fact.CaseCancelled, history: History) -> None:
    history.state = replace(history.state, status=CaseStatus.CANCELLED)


@_on(fact.CaseReopened)
def _reopened(_event: fact.CaseReopened, history: History) -> None:
    history.state = replace(history.state, status=CaseStatus.RUNNING)
