"""What clocks are judged from: things that happened in one case, as they are known.

A fact says when it `happened` (a statement of whoever registered it) and when it was `recorded` (stamped by
the store); both are aware datetimes. Facts are given in any order. A late entry is a fact with a `happened`
well before its `recorded`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

# These words belong to the facts as much as to the model, and are given on.
from desktop_crm.timing.model import Grader as Grader
from desktop_crm.timing.model import PauseReason as PauseReason


class Party(StrEnum):
    """On which side of the desk someone stands."""

    CUSTOMER = "customer"
    US = "us"


class Promised(StrEnum):
    """What a promise is about."""

    CONCLUSION = "conclusion"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened in a case."""

    happened: datetime
    recorded: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Fact):
    """The starting event: `happened` when the customer's contact arrived, not when it was typed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHappened(Fact):
    """A contact with the customer. Notes among ourselves are none and are left out.

    Attributes:
        by: whose contact it is: the customer's (inbound) or ours (outbound).
        in_person: a person of ours takes part, and the customer perceives it: ours by a person, an inbound
            call that was picked up, a visitor received. Not an automatic reply, an inbound message, or a
            missed call.
        delivered: when a message of ours was delivered, where that is known.
    """

    contact: UUID
    by: Party
    in_person: bool
    delivered: datetime | None = None

    @property
    def received(self) -> datetime:
        """When the other side had it: at once, when sent, or when delivered where that is known."""
        return self.delivered or self.happened


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRaised(Fact):
    """A contact activated a question. One that we raise starts no clock of ours."""

    question: UUID
    by: Party = Party.CUSTOMER
    contact: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Fact):
    """A contact answered a question; nothing else does. A holding reply is a contact without this fact."""

    question: UUID
    contact: UUID | None = None
    received: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMade(Fact):
    """We told the customer a time. Made again before it was due to be kept, the promise is revised.

    Attributes:
        contact: the one in which it was made.
    """

    promise: UUID
    until: datetime
    about: Promised = Promised.CONCLUSION
    contact: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseStarted(Fact):
    """The case waits for somebody: reason, party and expected end are mandatory.

    Attributes:
        pause: tells waits apart that overlap.
    """

    reason: PauseReason
    party: str
    until: datetime
    pause: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnded(Fact):
    """Somebody ended a wait before it ended by itself: the one named, or any that goes on."""

    pause: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOffered(Fact):
    """A step of the process may begin."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCompleted(Fact):
    """A step of the process is done."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseConcluded(Fact):
    """The concluding event."""

    contact: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(Fact):
    """The same case goes on after its conclusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCancelled(Fact):
    """The case ended without a concluding event; `merged_into` another one where that is why."""

    merged_into: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAbsorbed(Fact):
    """Another case was merged into this one, which keeps the earlier of both starts."""

    case: UUID
    started: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeGiven(Fact):
    """The case was graded, 1 to 10. `quality` names what, such as friendliness; empty for all in all."""

    grade: float
    by: Grader
    quality: str = ""
