"""The customer file as frozen rows: everything a screen or a sheet of paper shows of one customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop_crm.core.ids import CaseId
from desktop_crm.core.money import Money
from desktop_crm.customers.rows import Counts, CustomerRow, Profile, TimeKind
from desktop_crm.process.model import ItemType
from desktop_crm.workflow.customer_reads import ClockState, RunningCase, RunningItem


@dataclass(frozen=True, slots=True)
class TimeRow:
    """One row of the time line.

    Attributes:
        title: what it was, in one line. `detail`: what else there is to say, in one line.
        words: what was said, or the customer's question in their own words; to stand in quotation marks.
        channel: the channel's code, for its icon; empty for what is no contact.
        verdict: ``met``, ``missed``, ``running`` or another clock state; empty where no clock is concerned.
        due_at: of a running clock, when its norm runs out.
        documents: how many were attached.
    """

    kind: TimeKind
    id: UUID
    at: datetime
    title: str
    detail: str = ""
    words: str = ""
    who: str = ""
    channel: str = ""
    direction: str = ""
    party: str = ""
    case: CaseId | None = None
    case_number: str = ""
    concluded: bool = False
    verdict: str = ""
    due_at: datetime | None = None
    warn_at: datetime | None = None
    money: Money | None = None
    documents: int = 0

    @property
    def key(self) -> tuple[datetime, UUID]:
        """What the next page begins after."""
        return self.at, self.id


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock of an open case, with the words of its key success factor."""

    name: str
    text: str
    clock: ClockState


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A live work item of an open case, with the names of its activity and role."""

    activity: str
    role: str
    item: RunningItem


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A running case: what it is about, where it stands, its clocks with the most urgent first."""

    process: str
    case: RunningCase
    items: tuple[ItemLine, ...]
    clocks: tuple[ClockLine, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A registered fact about the customer, with its age and where it comes from.

    Attributes:
        content: canonical text; None when it was answered without a value (`answer`, `reason`) or is hidden.
        shown: the content, or the answer, in words for people.
        age_seconds: since it was registered.
        ask_again: it is older than it stays valid. `lasting`: it does not age.
        hidden: it is sensitive, and no activity of the reader's roles uses it.
    """

    item: str
    name: str
    type: ItemType
    content: str | None
    shown: str
    answer: str
    reason: str
    registered_at: datetime
    registered_by: str
    age_seconds: int
    source: str
    case: CaseId | None
    ask_again: bool
    lasting: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """One customer at a glance. `time_line` is the first page; `planned` stands above it, soonest first."""

    at: datetime
    head: CustomerRow
    segment: str
    counts: Counts
    profile: Profile
    planned: tuple[TimeRow, ...]
    time_line: tuple[TimeRow, ...]
    more: bool
    open_cases: tuple[OpenCase, ...]
    facts: tuple[Fact, ...]
