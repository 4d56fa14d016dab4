"""A generated case as it came to be: its facts and everything its rows need, times in microseconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from desktop_crm.bench.generator.people import SEGMENTS, Person
from desktop_crm.core.ids import WorkItemId
from desktop_crm.workflow.events import Event
from desktop_crm.workflow.model import Item
from desktop_crm.workflow.plan import ProcessPlan
from desktop_crm.workflow.states import CaseStatus


@dataclass(slots=True)
class Happened:
    """One event with its times (microseconds) and who brought it about; `key` is its row's."""

    key: bytes
    event: Event
    happened: int
    recorded: int
    actor: bytes | None


@dataclass(slots=True)
class Work:
    """A work item with the times that its row shows."""

    item: Item
    offered: int
    claimed: int | None = None
    opened: int | None = None
    ended: int | None = None
    ended_by: bytes | None = None
    reason: str = ""


@dataclass(slots=True)
class Told:
    """A contact of the case; without an employee it was the system's."""

    key: UUID
    channel: str
    direction: str
    party: str
    employee: bytes | None
    happened: int
    recorded: int
    subject: str
    text: str
    work_item: UUID | None = None


@dataclass(slots=True)
class Asked:
    """A question of the customer, and the contact that answered it."""

    key: UUID
    contact: UUID
    text: str
    raised: int
    recorded: int
    answer: Told | None = None


@dataclass(slots=True)
class Kept:
    """A registered value."""

    key: UUID
    item: str
    scope: str
    content: str | None
    answer: str
    reason: str
    registered: int
    by: bytes | None
    work_item: UUID | None
    activity: str
    replaces: UUID | None = None


@dataclass(slots=True)
class Enclosed:
    """A file or drawing of the case."""

    key: UUID
    name: str
    media_type: str
    content: bytes
    recorded: int


@dataclass(slots=True)
class Arrival:
    """A token at a join: from which step, when it came, when the join took it."""

    origin: str
    step: str
    arrived: int
    taken: int | None = None


@dataclass(slots=True)
class Promised:
    """What the customer was told at the start: until when the case will be concluded."""

    key: UUID
    contact: UUID
    until: int
    made: int
    recorded: int
    by: bytes


@dataclass(slots=True)
class Case:
    """A case as it came to be: everything its rows need."""

    id: UUID
    number: str
    process: ProcessPlan
    person: Person
    owner: bytes
    channel: str
    started: int
    recorded: int
    asks: str
    expectation: str
    status: CaseStatus = CaseStatus.RUNNING
    events: list[Happened] = field(default_factory=list)
    work: dict[WorkItemId, Work] = field(default_factory=dict)
    tokens: list[Arrival] = field(default_factory=list)
    contacts: list[Told] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)
    values: list[Kept] = field(default_factory=list)
    enclosed: list[Enclosed] = field(default_factory=list)
    promise: Promised | None = None
    paused_until: int | None = None
    first_concluded: int | None = None
    concluded: int | None = None
    delivered: str = ""
    grade: int | None = None
    graded_by: str = ""
    anonymous: bool = False  # nobody asked for a name, and the process needed none

    @property
    def whose(self) -> bytes | None:
        """The customer's key, as every row of the case carries it."""
        return None if self.anonymous else self.person.key

    @property
    def segment(self) -> str:
        """The customer's segment."""
        return "" if self.anonymous else SEGMENTS[self.person.kind]
