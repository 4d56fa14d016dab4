"""Customers and everything that hangs on one: contact points, addresses, relations, consent, history."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.customers.merge_tables import CustomerMerge, MergedRow, ToldApart
from desktop_crm.customers.said_tables import CustomerTag, Statement
from desktop_crm.store.schema import Base, Id, Instant, Sync, marked

_IN_STEP = text("work_item_id IS NOT NULL")


class Customer(Base):
    """A person or an organisation. `customer_id` repeats the key, so that scope is one rule."""

    __tablename__ = "customer"
    __table_args__ = (
        Index("ix_customer_number", "number"),
        Index("ix_customer_sort_key", "sort_key"),
        Index("ix_customer_owner_id", "owner_id"),
        {"info": marked(Sync.CUSTOMER, fixed=("customer_id", "created_at"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id)
    number: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)  # person, organisation
    name: Mapped[str] = mapped_column(Text)  # as shown
    sort_key: Mapped[str] = mapped_column(Text)  # folded, family name first
    prefix: Mapped[str] = mapped_column(Text, default="")
    given: Mapped[str] = mapped_column(Text, default="")
    additional: Mapped[str] = mapped_column(Text, default="")
    particle: Mapped[str] = mapped_column(Text, default="")
    family: Mapped[str] = mapped_column(Text, default="")
    suffix: Mapped[str] = mapped_column(Text, default="")
    nickname: Mapped[str] = mapped_column(Text, default="")
    organisation: Mapped[str] = mapped_column(Text, default="")
    department: Mapped[str] = mapped_column(Text, default="")
    job_title: Mapped[str] = mapped_column(Text, default="")
    birth_date: Mapped[date | None] = mapped_column(Date)
    language: Mapped[str] = mapped_column(Text, default="")
    segment: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(Text, default="prospect")  # prospect, customer, former
    owner_id: Mapped[UUID | None] = mapped_column(Id)
    since: Mapped[date | None] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(Text, default="", index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    extra: Mapped[str] = mapped_column(Text, default="{}")  # JSON: imported properties without a column
    created_at: Mapped[datetime] = mapped_column(Instant)
    deleted_at: Mapped[datetime | None] = mapped_column(Instant)


class ContactPoint(Base):
    """A telephone number, e-mail address or web address, with its kind; `normal` is E.164 or lower case."""

    __tablename__ = "contact_point"
    __table_args__ = (
        Index("ix_contact_point_customer_id", "customer_id"),
        Index("ix_contact_point_normal", "normal"),
        {"info": marked(Sync.CUSTOMER)},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(Text)  # phone, mobile, fax, email, web, other
    label: Mapped[str] = mapped_column(Text, default="")  # home, work, …
    content: Mapped[str] = mapped_column(Text)
    normal: Mapped[str] = mapped_column(Text, default="")
    preferred: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)  # the last day on which it reaches them


class Address(Base):
    """A postal address of a customer."""

    __tablename__ = "address"
    __table_args__ = (
        Index("ix_address_customer_id", "customer_id"),
        {"info": marked(Sync.CUSTOMER)},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    label: Mapped[str] = mapped_column(Text, default="")
    box: Mapped[str] = mapped_column(Text, default="")
    extended: Mapped[str] = mapped_column(Text, default="")
    street: Mapped[str] = mapped_column(Text, default="")  # with house number, as written
    postcode: Mapped[str] = mapped_column(Text, default="")
    town: Mapped[str] = mapped_column(Text, default="")
    region: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(Integer, default=0)
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)


class Relation(Base):
    """One customer stands in a relation to another: household, employer, director, broker."""

    __tablename__ = "relation"
    __table_args__ = (
        Index("ix_relation_customer_id", "customer_id"),
        Index("ix_relation_other_id", "other_id"),
        {"info": marked(Sync.CUSTOMER)},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    other_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(Text)
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)


class Consent(Base):
    """Whether a customer agreed to be reached through a channel; the newest row counts."""

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_customer_id", "customer_id"),
        {"info": marked(Sync.CUSTOMER)},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    channel: Mapped[str] = mapped_column(Text)  # telephone, email, post
    purpose: Mapped[str] = mapped_column(Text, default="")
    given: Mapped[bool] = mapped_column()
    proof: Mapped[str] = mapped_column(Text, default="")
    happened_at: Mapped[datetime] = mapped_column(Instant)
    document_id: Mapped[UUID | None] = mapped_column(Id)  # what proves it, besides words: a document
    contact_id: Mapped[UUID | None] = mapped_column(Id)  # … or the contact in which it was said


class Trade(Base):
    """A transaction that another system keeps up: a policy, a premium, a commission. Read-only here."""

    __tablename__ = "trade"
    __table_args__ = (
        Index("ix_trade_customer_id_happened_at", "customer_id", "happened_at"),
        Index("ix_trade_master_reference", "master", "reference"),
        {"info": marked(Sync.CUSTOMER)},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(Text)  # policy, premium, commission, payout
    product: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text, default="")
    cents: Mapped[int] = mapped_column(BigInteger)
    cost_cents: Mapped[int | None] = mapped_column(BigInteger)  # where the master system knows it
    currency: Mapped[str] = mapped_column(Text, default="EUR")
    status: Mapped[str] = mapped_column(Text, default="")
    happened_at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime | None] = mapped_column(Instant)
    master: Mapped[str] = mapped_column(Text)


class PlannedContact(Base):
    """A contact we mean to have: an appointment, a call back."""

    __tablename__ = "planned_contact"
    __table_args__ = (
        Index("ix_planned_contact_customer_id_planned_at", "customer_id", "planned_at"),
        Index("ix_planned_contact_employee_id_planned_at", "employee_id", "planned_at"),
        {"info": marked(Sync.CUSTOMER)},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    channel: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    planned_at: Mapped[datetime] = mapped_column(Instant)
    employee_id: Mapped[UUID | None] = mapped_column(Id)
    done_contact_id: Mapped[UUID | None] = mapped_column(Id)


class Contact(Base):
    """One entry of contact history. `happened_at` is said by the employee, `recorded_at` by the store.

    `customer_id` is empty while the customer is anonymous. `party` tells contacts with the customer
    (``customer``) from internal notes and contacts with partners, which no customer clock counts.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_customer_id_happened_at", "customer_id", "happened_at"),
        Index("ix_contact_case_id_happened_at", "case_id", "happened_at"),
        Index("ix_contact_happened_at", "happened_at"),
        Index("ix_contact_employee_id_happened_at", "employee_id", "happened_at"),
        Index("ix_contact_work_item_id", "work_item_id", sqlite_where=_IN_STEP, postgresql_where=_IN_STEP),
        {"info": marked(Sync.CUSTOMER, fixed=("happened_at", "recorded_at", "direction", "channel", "text"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    case_id: Mapped[UUID | None] = mapped_column(Id)
    channel: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(Text)  # in, out
    party: Mapped[str] = mapped_column(Text, default="customer")  # customer, partner, internal
    by_person: Mapped[bool] = mapped_column(default=True)
    employee_id: Mapped[UUID | None] = mapped_column(Id)
    happened_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    subject: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    work_item_id: Mapped[UUID | None] = mapped_column(Id)
    replica: Mapped[UUID | None] = mapped_column(Id)
    monotonic_ns: Mapped[int | None] = mapped_column(BigInteger)


class Question(Base):
    """What a contact raises; `raised_by` is ``customer`` or ``us`` (ours start no clock)."""

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_case_id", "case_id"),
        Index("ix_question_customer_id", "customer_id"),
        Index("ix_question_contact_id", "contact_id"),
        {"info": marked(Sync.CUSTOMER, fixed=("text", "raised_at", "raised_by"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    case_id: Mapped[UUID | None] = mapped_column(Id)
    contact_id: Mapped[UUID] = mapped_column(Id, ForeignKey("contact.id"))
    raised_by: Mapped[str] = mapped_column(Text, default="customer")
    text: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    answer_contact_id: Mapped[UUID | None] = mapped_column(Id)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)  # when the customer received it
    answer_recorded_at: Mapped[datetime | None] = mapped_column(Instant)


class Attachment(Base):
    """A file or drawing, by content: the value or contact that shows it refers to its id."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_customer_id_recorded_at", "customer_id", "recorded_at"),
        Index("ix_attachment_contact_id", "contact_id"),
        Index("ix_attachment_sha256", "sha256"),
        {"info": marked(Sync.CUSTOMER, unlogged=("content",))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    case_id: Mapped[UUID | None] = mapped_column(Id)
    contact_id: Mapped[UUID | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Identifier(Base):
    """What a customer is called elsewhere: by another system, or by a file they were imported from.

    `system` is ``card`` (the UID of a vCard), ``reference`` (of a CSV file) or ``content`` (the SHA-256 of
    what was imported); by it the same card or row is recognised when it comes again.
    """

    __tablename__ = "identifier"
    __table_args__ = (
        Index("ix_identifier_customer_id", "customer_id"),
        Index("ix_identifier_system_code", "system", "code"),
        {"info": marked(Sync.CUSTOMER, fixed=("system", "code"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    system: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    import_id: Mapped[UUID | None] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class ImportRun(Base):
    """An import of customers from a file: what it made and what it refused, so that it can be told apart."""

    __tablename__ = "import_run"
    __table_args__ = ({"info": marked(Sync.COMPANY)},)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    file_name: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(Instant)
    employee_id: Mapped[UUID | None] = mapped_column(Id)
    created: Mapped[int] = mapped_column(Integer)
    updated: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by: Mapped[UUID | None] = mapped_column(Id)


class ImportLayout(Base):
    """How files with certain headings are read, as somebody settled it; `headings` is their SHA-256."""

    __tablename__ = "import_layout"
    __table_args__ = ({"info": marked(Sync.COMPANY)},)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    headings: Mapped[str] = mapped_column(Text, unique=True)
    layout: Mapped[str] = mapped_column(Text)  # JSON
    changed_at: Mapped[datetime] = mapped_column(Instant)
    employee_id: Mapped[UUID | None] = mapped_column(Id)


__all__ = [
    "Address",
    "Attachment",
    "Consent",
    "Contact",
    "ContactPoint",
    "Customer",
    "CustomerMerge",
    "CustomerTag",
    "Identifier",
    "ImportLayout",
    "ImportRun",
    "MergedRow",
    "PlannedContact",
    "Question",
    "Relation",
    "Statement",
    "ToldApart",
    "Trade",
]
