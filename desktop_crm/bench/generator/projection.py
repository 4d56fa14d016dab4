"""What a generated case's events do to its work items, tokens and status: the rows the engine would have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop_crm.bench.generator.records import Arrival, Case, Happened, Work
from desktop_crm.core.ids import EmployeeId, WorkItemId
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.model import Item
from desktop_crm.workflow.states import CaseStatus, ItemState


def renamed(
    happenings: Iterable[Event], new_id: Callable[[], UUID]
) -> tuple[list[Event], dict[WorkItemId, str]]:
    """Return the events with reproducible ids, and the activities of the work items that they offer.

    The engine gives fresh work items random ids.
    """
    names: dict[UUID, WorkItemId] = {}
    offered: dict[WorkItemId, str] = {}
    events: list[Event] = []
    for event in happenings:
        if type(event) is fact.ItemOffered:
            name = names[event.item] = WorkItemId(new_id())
            offered[name] = event.activity
            event = replace(event, item=name)
        elif names and (item := getattr(event, "item", None)) in names:
            event = replace(event, item=names[item])  # type: ignore[arg-type]
        events.append(event)
    return events, offered


def apply(
    case: Case,
    new_key: Callable[[], bytes],
    happenings: Iterable[Event],
    happened: int,
    recorded: int,
    actor: bytes | None,
) -> None:
    """Append the events of one act to the case, and let them take effect."""
    for event in happenings:
        case.events.append(Happened(new_key(), event, happened, recorded, actor))
        effect = _EFFECTS.get(type(event))
        if effect is not None:
            effect(case, event, happened, actor)


def _move(case: Case, item: WorkItemId, state: ItemState) -> Work:
    work = case.work[item]
    known = work.item
    work.item = Item(known.id, known.step, known.activity, known.role, state, known.holder, known.lender)
    return work


def _give(
    case: Case, item: WorkItemId, holder: EmployeeId | None, lender: EmployeeId | None = None, role: str = ""
) -> Work:
    """Let a work item have another holder, or none."""
    work = case.work[item]
    known = work.item
    state = ItemState.OFFERED if holder is None else ItemState.CLAIMED
    work.item = Item(known.id, known.step, known.activity, role or known.role, state, holder, lender)
    return work


def _offered(case: Case, event: fact.ItemOffered, at: int, _actor: bytes | None) -> None:
    _took(case, event, at, _actor)
    case.work[event.item] = Work(
        Item(event.item, event.step, event.activity, event.role, ItemState.OFFERED), at, reason=event.reason
    )


def _took(case: Case, event: fact.ItemOffered | fact.StepPassed, at: int, _actor: bytes | None) -> None:
    for origin in event.took:
        _use_token(case, origin, event.step, at)


def _use_token(case: Case, origin: str, step: str, at: int) -> None:
    token = next(one for one in case.tokens if (one.origin, one.step, one.taken) == (origin, step, None))
    token.taken = at


def _went_back(case: Case, event: fact.WentBack, at: int, _actor: bytes | None) -> None:
    for origin, step in event.cleared:
        _use_token(case, origin, step, at)
    for origin, step in event.restored:
        case.tokens.append(Arrival(origin, step, at))


def _arrived(case: Case, event: fact.TokenArrived, at: int, _actor: bytes | None) -> None:
    case.tokens.append(Arrival(event.origin, event.step, at))


def _claimed(case: Case, event: fact.ItemClaimed, at: int, _actor: bytes | None) -> None:
    _give(case, event.item, event.holder).claimed = at


def _opened(case: Case, event: fact.ItemOpened, at: int, _actor: bytes | None) -> None:
    work = _move(case, event.item, ItemState.OPEN)
    work.opened = work.opened or at


def _closed(case: Case, event: fact.ItemClosed, _at: int, _actor: bytes | None) -> None:
    _move(case, event.item, ItemState.CLAIMED)


def _released(case: Case, event: fact.ItemReleased, _at: int, _actor: bytes | None) -> None:
    work = _give(case, event.item, None)
    work.claimed = work.opened = None


def _handed_over(case: Case, event: fact.ItemHandedOver, at: int, _actor: bytes | None) -> None:
    work = _give(case, event.item, event.holder, role=event.role)
    work.claimed, work.opened = None if event.holder is None else at, None


def _lent(case: Case, event: fact.ItemDelegated, _at: int, _actor: bytes | None) -> None:
    _give(case, event.item, event.holder, event.lender)


def _returned(case: Case, event: fact.ItemReturned, _at: int, _actor: bytes | None) -> None:
    _give(case, event.item, event.holder)


def _paused(case: Case, event: fact.ItemPaused, _at: int, _actor: bytes | None) -> None:
    _move(case, event.item, ItemState.PAUSED)


def _resumed(case: Case, event: fact.ItemResumed, _at: int, _actor: bytes | None) -> None:
    held = case.work[event.item].item.holder is not None
    _move(case, event.item, ItemState.CLAIMED if held else ItemState.OFFERED)


def _completed(case: Case, event: fact.ItemCompleted, at: int, actor: bytes | None) -> None:
    work = _move(case, event.item, ItemState.COMPLETED)
    work.ended, work.ended_by = at, actor


def _cancelled(case: Case, event: fact.ItemCancelled, at: int, actor: bytes | None) -> None:
    work = _move(case, event.item, ItemState.CANCELLED)
    work.ended, work.ended_by, work.reason = at, actor, event.reason


def _skipped(case: Case, event: fact.ItemSkipped, at: int, actor: bytes | None) -> None:
    work = _move(case, event.item, ItemState.SKIPPED)
    work.ended, work.ended_by, work.reason = at, actor, event.reason


def _case_resumed(case: Case, _event: fact.CaseResumed, _at: int, _actor: bytes | None) -> None:
    case.paused_until = None


def _concluded(case: Case, _event: fact.CaseConcluded, _at: int, _actor: bytes | None) -> None:
    case.status = CaseStatus.CONCLUDED


def _case_cancelled(case: Case, _event: fact.CaseCancelled, _at: int, _actor: bytes | None) -> None:
    case.status = CaseStatus.CANCELLED


def _reopened(case: Case, _event: fact.CaseReopened, _at: int, _actor: bytes | None) -> None:
    case.status = CaseStatus.RUNNING
    case.concluded = None


_EFFECTS: dict[type[Any], Callable[[Case, Any, int, bytes | None], None]] = {
    fact.ItemOffered: _offered,
    fact.StepPassed: _took,
    fact.TokenArrived: _arrived,
    fact.ItemClaimed: _claimed,
    fact.ItemOpened: _opened,
    fact.ItemClosed: _closed,
    fact.ItemReleased: _released,
    fact.ItemHandedOver: _handed_over,
    fact.ItemDelegated: _lent,
    fact.ItemReturned: _returned,
    fact.ItemPaused: _paused,
    fact.ItemResumed: _resumed,
    fact.ItemCompleted: _completed,
    fact.ItemCancelled: _cancelled,
    fact.ItemSkipped: _skipped,
    fact.WentBack: _went_back,
    fact.CaseResumed: _case_resumed,
    fact.CaseConcluded: _concluded,
    fact.CaseCancelled: _case_cancelled,
    fact.CaseReopened: _reopened,
}
