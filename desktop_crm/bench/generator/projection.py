"""What a generated case's events do to its work items, tokens and status: the rows the engine would have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop_crm.bench.generator.records import Arrival, Case, Happened, Work
from desktop_crm.core.ids import WorkItemId
from desktop_crm.workflow import events as fact
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.model import Item
from desktop_crm.workflow.states import CaseStatus, ItemState


def apply(
    case: Case,
    new_key: Callable[[], bytes],
    happenings: Iterable[Event],
    happened: int,
    recorded: int,
    actor: bytes | None,
) -> list[WorkItemId]:
    """Append the events of one act to the case, and let them take effect.

    The engine gives fresh work items random ids; they are given reproducible ones here. Returns the work
    items that were offered and still wait for somebody.
    """
    renamed: dict[UUID, WorkItemId] = {}
    for event in happenings:
        if type(event) is fact.ItemOffered:
            renamed[event.item] = WorkItemId(UUID(bytes=new_key()))
        item = getattr(event, "item", None)
        if item in renamed:
            event = replace(event, item=renamed[item])  # type: ignore[arg-type]
        case.events.append(Happened(new_key(), event, happened, recorded, actor))
        effect = _EFFECTS.get(type(event))
        if effect is not None:
            effect(case, event, happened, actor)
    return [item for item in renamed.values() if case.work[item].item.live]


def _move(case: Case, item: WorkItemId, state: ItemState, **changed: Any) -> Work:
    work = case.work[item]
    work.item = replace(work.item, state=state, **changed)
    return work


def _offered(case: Case, event: fact.ItemOffered, at: int, _actor: bytes | None) -> None:
    _took(case, event, at, _actor)
    case.work[event.item] = Work(
        Item(event.item, event.step, event.activity, event.role, ItemState.OFFERED), at, reason=event.reason
    )


def _took(case: Case, event: fact.ItemOffered | fact.StepPassed, at: int, _actor: bytes | None) -> None:
    for origin in event.took:
        token = next(
            one for one in case.tokens if (one.origin, one.step, one.taken) == (origin, event.step, None)
        )
        token.taken = at


def _arrived(case: Case, event: fact.TokenArrived, at: int, _actor: bytes | None) -> None:
    case.tokens.append(Arrival(event.origin, event.step, at))


def _claimed(case: Case, event: fact.ItemClaimed, at: int, _actor: bytes | None) -> None:
    _move(case, event.item, ItemState.CLAIMED, holder=event.holder).claimed = at


def _opened(case: Case, event: fact.ItemOpened, at: int, _actor: bytes | None) -> None:
    work = _move(case, event.item, ItemState.OPEN)
    work.opened = work.opened or at


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


def _case_paused(case: Case, _event: fact.CasePaused, _at: int, _actor: bytes | None) -> None:
    case.paused = True


def _case_resumed(case: Case, _event: fact.CaseResumed, _at: int, _actor: bytes | None) -> None:
    case.paused = False
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
    fact.ItemPaused: _paused,
    fact.ItemResumed: _resumed,
    fact.ItemCompleted: _completed,
    fact.ItemCancelled: _cancelled,
    fact.ItemSkipped: _skipped,
    fact.CasePaused: _case_paused,
    fact.CaseResumed: _case_resumed,
    fact.CaseConcluded: _concluded,
    fact.CaseCancelled: _case_cancelled,
    fact.CaseReopened: _reopened,
}
