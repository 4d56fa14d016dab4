"""The facts of a case, in the past tense; folding them gives the state of the case (see `replay`).

Each event is one row of `case_event`: its class is the row's `kind`, its fields are the row's `detail`, save
the work item, which has a column of its own. They hold ids and codes, which stay true when a person is
erased, and in the fields that `FREE_TEXT` names, words that somebody typed, which may tell of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from desktop_crm.core.ids import EmployeeId, WorkItemId


@dataclass(frozen=True, slots=True)
class CaseStarted:
    """A customer's contact opened the case."""

    owner: EmployeeId
    contact: UUID


@dataclass(frozen=True, slots=True)
class CaseIdentified:
    """The anonymous customer got a name."""

    customer: UUID


@dataclass(frozen=True, slots=True)
class CustomerChanged:
    """The customer was found to be one with another, whose case it is now; or to be two after all."""

    customer: UUID


@dataclass(frozen=True, slots=True)
class OwnerChanged:
    """Another employee is whom the customer may turn to."""

    owner: EmployeeId


@dataclass(frozen=True, slots=True)
class ItemOffered:
    """A step became a work item of a role.

    `after` is the finished step that led to it; `took` the steps whose tokens a join used up for it.
    """

    item: WorkItemId
    step: str
    activity: str
    role: str
    took: tuple[str, ...] = ()
    outside: bool = False
    reason: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class TokenArrived:
    """A finished step reached a step that waits for others too."""

    origin: str
    step: str


@dataclass(frozen=True, slots=True)
class StepPassed:
    """A step that only routes, or doesn't apply to this case, was passed by the system at once."""

    step: str
    took: tuple[str, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class ItemClaimed:
    """An employee took the work item."""

    item: WorkItemId
    holder: EmployeeId


@dataclass(frozen=True, slots=True)
class ItemOpened:
    """Its holder has it on the screen. From here on time counts as working time."""

    item: WorkItemId


@dataclass(frozen=True, slots=True)
class ItemClosed:
    """Its holder left the window and keeps the work item."""

    item: WorkItemId


@dataclass(frozen=True, slots=True)
class ItemReleased:
    """Its holder gave it back to the role."""

    item: WorkItemId


@dataclass(frozen=True, slots=True)
class ItemHandedOver:
    """It went to another employee (`holder`) or to another role's queue."""

    item: WorkItemId
    holder: EmployeeId | None
    role: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ItemDelegated:
    """It was lent to a colleague by its holder, or by a supervisor; it returns to the lender, who held it.

    By itself `until` then; None: when it is given back.
    """

    item: WorkItemId
    holder: EmployeeId
    lender: EmployeeId
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemReturned:
    """A delegated work item is its lender's again: the colleague gave it back, or its time was over."""

    item: WorkItemId
    holder: EmployeeId


@dataclass(frozen=True, slots=True)
class ItemPaused:
    """It is set aside while the case waits."""

    item: WorkItemId


@dataclass(frozen=True, slots=True)
class ItemResumed:
    """The wait is over; it stands where it stood."""

    item: WorkItemId


@dataclass(frozen=True, slots=True)
class ItemCompleted:
    """Its outputs are registered. `values` are the rows of `item_value`; `contact` the contact it was."""

    item: WorkItemId
    values: tuple[UUID, ...] = ()
    contact: UUID | None = None


@dataclass(frozen=True, slots=True)
class ItemSkipped:
    """It was passed over by an employee, with a reason."""

    item: WorkItemId
    reason: str


@dataclass(frozen=True, slots=True)
class ItemCancelled:
    """It lost its purpose: the case ended or went back."""

    item: WorkItemId
    reason: str


@dataclass(frozen=True, slots=True)
class WentBack:
    """The case returned to an earlier step, its values kept. `cleared` and `restored` are tokens."""

    step: str
    cleared: tuple[tuple[str, str], ...] = ()
    restored: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ValueRegistered:
    """A value was registered outside the completion of a step: a correction, an answer that came later."""

    value: UUID
    item_code: str


@dataclass(frozen=True, slots=True)
class ContactRegistered:
    """A contact took place in this case. `direction` and `party` decide which clocks it touches."""

    contact: UUID
    direction: str
    party: str


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """The customer was told until when.

    `about` is what they were told of, empty for the conclusion (`timing.facts.Promised`). `basis` is what an
    offer that was taken rested on (`promises.Basis`) and on how many `cases`; empty where a time was chosen.
    """

    promise: UUID
    about: str = ""
    basis: str = ""
    cases: int = 0


@dataclass(frozen=True, slots=True)
class CaseCarried:
    """The case went over to another version of the model, with all steps that were open."""

    before: UUID
    version: UUID


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    """The case became urgent, or is so no longer; both are values of `states.Priority`."""

    before: str
    priority: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProcessChanged:
    """The case goes on as another process, whose first steps follow; `cleared` are the tokens that waited."""

    before: str
    process: str
    reason: str
    cleared: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CasePaused:
    """The case waits for `party`, for a `reason` of `timing.model.PauseReason`, until an expected end."""

    reason: str
    party: str
    until: datetime


@dataclass(frozen=True, slots=True)
class CaseResumed:
    """The wait ended: by the customer's contact, by an employee, at its expected end, or by completion."""

    why: str


@dataclass(frozen=True, slots=True)
class Consulted:
    """A colleague was asked. It is on the record and stops no clock."""

    colleague: EmployeeId
    contact: UUID


@dataclass(frozen=True, slots=True)
class CaseConcluded:
    """The concluding contact took place. `graded_by` is customer or employee."""

    contact: UUID
    grade: int | None = None
    graded_by: str = ""


@dataclass(frozen=True, slots=True)
class CaseCancelled:
    """The case was ended without a conclusion, with a reason; `into` is the case that it was merged into."""

    reason: str
    into: UUID | None = None


@dataclass(frozen=True, slots=True)
class CaseAbsorbed:
    """Another case was merged into this one, which keeps the earlier of both starts."""

    case: UUID
    started: datetime


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """The customer came back to a concluded case."""

    reason: str


Event = (
    CaseStarted
    | CaseIdentified
    | CustomerChanged
    | OwnerChanged
    | ItemOffered
    | TokenArrived
    | StepPassed
    | ItemClaimed
    | ItemOpened
    | ItemClosed
    | ItemReleased
    | ItemHandedOver
    | ItemDelegated
    | ItemReturned
    | ItemPaused
    | ItemResumed
    | ItemCompleted
    | ItemSkipped
    | ItemCancelled
    | WentBack
    | ValueRegistered
    | ContactRegistered
    | PromiseMade
    | CaseCarried
    | PriorityChanged
    | ProcessChanged
    | CasePaused
    | CaseResumed
    | Consulted
    | CaseConcluded
    | CaseCancelled
    | CaseAbsorbed
    | CaseReopened
)

KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Event)}

# What somebody typed: whoever erases a person goes through these fields of `case_event.detail`, and through
# `work_item.reason`, which holds the reasons of `ItemOffered` and `ItemSkipped` once more.
FREE_TEXT: dict[type[Any], frozenset[str]] = {
    ItemOffered: frozenset({"reason"}),
    ItemHandedOver: frozenset({"reason"}),
    ItemDelegated: frozenset({"reason"}),
    ItemSkipped: frozenset({"reason"}),
    PriorityChanged: frozenset({"reason"}),
    ProcessChanged: frozenset({"reason"}),
    CasePaused: frozenset({"party"}),
    CaseCancelled: frozenset({"reason"}),
    CaseReopened: frozenset({"reason"}),
}
# Words of the model's or of ours, never of a person.
CODES: dict[type[Any], frozenset[str]] = {
    ItemOffered: frozenset({"step", "activity", "role", "took", "after"}),
    TokenArrived: frozenset({"origin", "step"}),
    StepPassed: frozenset({"step", "took", "after"}),
    ItemHandedOver: frozenset({"role"}),
    ItemCancelled: frozenset({"reason"}),
    WentBack: frozenset({"step", "cleared", "restored"}),
    ValueRegistered: frozenset({"item_code"}),
    ContactRegistered: frozenset({"direction", "party"}),
    PromiseMade: frozenset({"about", "basis"}),
    PriorityChanged: frozenset({"before", "priority"}),
    ProcessChanged: frozenset({"before", "process", "cleared"}),
    CasePaused: frozenset({"reason"}),
    CaseResumed: frozenset({"why"}),
    CaseConcluded: frozenset({"graded_by"}),
}
