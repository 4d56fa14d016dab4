"""What the reads of this room return: frozen rows, safe to keep and to hand to another thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from desktop_crm.core.ids import CaseId, CustomerId, EmployeeId


class TimeKind(StrEnum):
    """What stands on a customer's time line; also the filters over it."""

    CONTACT = "contact"
    CASE = "case"
    TRADE = "trade"
    DOCUMENT = "document"
    PLANNED = "planned"
    STATEMENT = "statement"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer's own fields, with the name of the owner."""

    id: CustomerId
    number: str
    kind: str
    name: str
    sort_key: str
    prefix: str
    given: str
    additional: str
    particle: str
    family: str
    suffix: str
    nickname: str
    organisation: str
    department: str
    job_title: str
    birth_date: date | None
    language: str
    segment: str
    status: str
    owner_id: EmployeeId | None
    owner: str
    since: date | None
    reference: str
    note: str
    extra: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerName:
    """How a customer is referred to in a list."""

    id: CustomerId
    number: str
    name: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class FoundCustomer:
    """A customer that a search found, the words or digits of theirs by which, and typing errors forgiven."""

    customer: CustomerName
    matched: str
    edits: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things of each kind a customer has, for the filters over the time line."""

    contacts: int = 0
    cases: int = 0
    trades: int = 0
    documents: int = 0
    planned: int = 0
    statements: int = 0
    merges: int = 0

    @property
    def all(self) -> int:
        """How many things there are together."""
        happened = self.contacts + self.cases + self.trades + self.documents
        return happened + self.planned + self.statements + self.merges


@dataclass(frozen=True, slots=True)
class PointRow:
    """A telephone number, e-mail or web address. `normal` is empty when it has no normal form."""

    id: UUID
    kind: str
    label: str
    content: str
    normal: str
    preferred: bool
    position: int
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A postal address."""

    id: UUID
    label: str
    box: str
    extended: str
    street: str
    postcode: str
    town: str
    region: str
    country: str
    position: int
    since: date | None = None
    until: date | None = None

    @property
    def line(self) -> str:
        """The address on one line, empty parts left out."""
        town = " ".join(part for part in (self.postcode, self.town) if part)
        parts = (self.box, self.extended, self.street, town, self.region, self.country)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A word on whether a customer may be reached through a channel, for a purpose (empty: any).

    What proves it: words, and a document or the contact in which it was said.
    """

    id: UUID
    channel: str
    purpose: str
    given: bool
    proof: str
    happened_at: datetime
    document_id: UUID | None = None
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RelationRow:
    """Another customer this one has to do with.

    `forward` is True when the row says “the other is the `kind` of this one”, False the other way round.
    """

    id: UUID
    other_id: CustomerId
    other_name: str
    other_number: str
    kind: str
    forward: bool
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TagRow:
    """A word by which the customer is gathered with others."""

    id: UUID
    tag: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What the customer said they need or wish, or think of us; `kind` is a `StatementKind`."""

    id: UUID
    kind: str
    text: str
    said_at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class IdentifierRow:
    """What the customer is called in another system."""

    id: UUID
    system: str
    code: str


@dataclass(frozen=True, slots=True)
class Profile:
    """How to reach a customer, what they agreed to, whom they belong with, what they said they need and wish."""

    points: tuple[PointRow, ...]
    addresses: tuple[AddressRow, ...]
    consents: tuple[ConsentRow, ...]
    relations: tuple[RelationRow, ...]
    tags: tuple[TagRow, ...] = ()
    statements: tuple[StatementRow, ...] = ()
    identifiers: tuple[IdentifierRow, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that happened to a customer, or is planned: the raw material of a time line row.

    Attributes:
        title: the subject of a contact or plan, the product of a trade, the name of a document.
        text: the first 400 characters of what was said; of a trade its kind, of a document its media type.
        question: the first question of the customer that the contact raised, in their words.
        cents: of a trade; `until` its end; `status` its state; `size` of a document in bytes.
        documents: how many were attached to the contact.
    """

    kind: TimeKind
    id: UUID
    at: datetime
    channel: str
    direction: str
    party: str
    title: str
    text: str = ""
    question: str = ""
    who: str = ""
    case_id: CaseId | None = None
    reference: str = ""
    cents: int = 0
    currency: str = ""
    status: str = ""
    until: datetime | None = None
    size: int = 0
    documents: int = 0
