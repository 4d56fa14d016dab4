"""The states of cases and work items, and the one table of transitions that code and triggers obey."""

from __future__ import annotations

from enum import StrEnum

from desktop_crm.core.errors import Refused
from desktop_crm.core.i18n import _


class ItemState(StrEnum):
    """Where a work item stands."""

    OFFERED = "offered"
    CLAIMED = "claimed"
    OPEN = "open"
    PAUSED = "paused"
    COMPLETED = "completed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class CaseStatus(StrEnum):
    """Where a case stands."""

    RUNNING = "running"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """How pressing a case is; urgent cases may have norms of their own (`process.model.Measurement`)."""

    NORMAL = "normal"
    URGENT = "urgent"


_O, _C, _P = ItemState.OFFERED, ItemState.CLAIMED, ItemState.PAUSED
_OPEN, _DONE = ItemState.OPEN, ItemState.COMPLETED
_SKIP, _GONE = ItemState.SKIPPED, ItemState.CANCELLED

TRANSITIONS: dict[tuple[ItemState, ItemState], str] = {
    (_O, _C): "An employee takes it; from then on it is theirs.",
    (_O, _OPEN): "An employee takes it and opens its window in one act.",
    (_O, _P): "The case waits for someone outside, and nobody had taken it yet.",
    (_O, _DONE): "The system did it, or an employee took, opened and completed it in one act.",
    (_O, _SKIP): "It is passed over, with a reason.",
    (_O, _GONE): "The case ended, or went back to an earlier step.",
    (_C, _O): "Its holder gave it back to the role.",
    (_C, _OPEN): "Its holder opens the window.",
    (_C, _P): "Its holder waits for someone outside.",
    (_C, _DONE): "Its holder opened and completed it in one act.",
    (_C, _SKIP): "It is passed over, with a reason.",
    (_C, _GONE): "The case ended, or went back to an earlier step.",
    (_OPEN, _C): "Its holder closed the window and keeps it.",
    (_OPEN, _O): "Its holder gave it back to the role.",
    (_OPEN, _P): "Its holder waits for someone outside.",
    (_OPEN, _DONE): "Its outputs are registered.",
    (_OPEN, _SKIP): "It is passed over, with a reason.",
    (_OPEN, _GONE): "The case ended, or went back to an earlier step.",
    (_P, _O): "The wait is over; nobody had taken it.",
    (_P, _C): "The wait is over; its holder has it again.",
    (_P, _OPEN): "Its holder opens it, which ends the wait.",
    (_P, _DONE): "Its outputs are registered, which ends the wait.",
    (_P, _SKIP): "It is passed over, with a reason.",
    (_P, _GONE): "The case ended, or went back to an earlier step.",
}

LIVE = frozenset({_O, _C, _OPEN, _P})
ENDED = frozenset(ItemState) - LIVE

CASE_TRANSITIONS: dict[tuple[CaseStatus, CaseStatus], str] = {
    (CaseStatus.RUNNING, CaseStatus.CONCLUDED): "The concluding contact is registered.",
    (CaseStatus.RUNNING, CaseStatus.CANCELLED): "It was opened by mistake, or joined to another case.",
    (CaseStatus.CONCLUDED, CaseStatus.RUNNING): "The customer comes back to it within the agreed time.",
}


def state_in_words(state: ItemState) -> str:
    """Return what people call a state, in the language of this moment."""
    return {
        ItemState.OFFERED: _("offered to its role"),
        ItemState.CLAIMED: _("claimed"),
        ItemState.OPEN: _("open"),
        ItemState.PAUSED: _("paused"),
        ItemState.COMPLETED: _("completed"),
        ItemState.SKIPPED: _("skipped"),
        ItemState.CANCELLED: _("cancelled"),
    }[state]


def require_transition(before: ItemState, after: ItemState) -> None:
    """Raise `Refused` unless a work item may go from one state to the other."""
    if (before, after) not in TRANSITIONS:
        raise Refused(
            _(
                "This step is already {state}; nothing was changed. Open the case to see where it stands."
            ).format(state=state_in_words(before))
        )
