"""Versions of the process model and their rows; a published version never changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.store.schema import Base, Id, Instant, Sync, marked

VERSION_TRANSITIONS = frozenset(
    {
        ("sketch", "draft"),  # one employee's view of the work, chosen to be worked on
        ("sketch", "discarded"),  # given up by who drew it; it stays readable
        ("draft", "pilot"),  # screened, and put to work for a team that tries it first
        ("draft", "published"),  # screened and put to work
        ("draft", "discarded"),  # set aside; it stays readable
        ("pilot", "published"),  # rolled out to all
        ("pilot", "withdrawn"),  # the team goes back to the version of all others; its cases keep it
        ("published", "retired"),  # a later version took its place; running cases keep it
        ("published", "withdrawn"),  # taken back by hand
        ("retired", "published"),  # put to work again when its successor was withdrawn
    }
)

PROPOSAL_TRANSITIONS = frozenset(
    {
        ("open", "taken"),  # it stands in a draft, as a key success factor or as evidence of one
        ("open", "declined"),  # the process owner says why
        ("declined", "taken"),  # thought better of
        ("taken", "open"),  # what it was in the draft was taken out again, or the draft was set aside
        ("taken", "declined"),  # of a version that never came to work, or no longer does
    }
)


class ModelVersion(Base):
    """One version of the whole model. `number` counts versions in every state alike, sketches too, from 1.

    At most one is a draft, one is a pilot and one is published; there are as many sketches as views. `held_by`
    works on a draft or sketch; `revision` counts how often it was kept, so that two windows can't overwrite
    each other unseen.
    """

    __tablename__ = "model_version"
    __table_args__ = (
        UniqueConstraint("number"),
        {
            "info": marked(
                Sync.COMPANY, fixed=("number", "made_at"), transitions={"state": VERSION_TRANSITIONS}
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="draft")
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[UUID | None] = mapped_column(Id)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by: Mapped[UUID | None] = mapped_column(Id)
    held_by: Mapped[UUID | None] = mapped_column(Id)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime | None] = mapped_column(Instant)


class ModelRow(Base):
    """One thing of a version: a KSF, process, step, activity, role, item, channel, segment, calendar or a
    cell of one of the four matrices.

    One table for all kinds: a version is always read, compared and copied whole, kinds gain attributes with
    every release, and differences between versions are rows with the same `kind`, `owner` and `code`.
    `content` is JSON of all its attributes in the order of its class, so the same thing has the same text.
    """

    __tablename__ = "model_row"
    __table_args__ = (
        UniqueConstraint("version_id", "kind", "owner", "code"),
        Index("ix_model_row_version_id_position", "version_id", "position"),
        {"info": marked(Sync.COMPANY)},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    version_id: Mapped[UUID] = mapped_column(Id, ForeignKey("model_version.id"))
    kind: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)


class ModelAct(Base):
    """What somebody did with a version, or said of it: who, when, and in which words. Written once.

    `kind` is one of `process.acts.Kind`; `revision` is how often the version had been kept by then, so that
    an approval tells what it approves. `remarks` of a sponsor is the sponsor's name.
    """

    __tablename__ = "model_act"
    __table_args__ = (
        Index("ix_model_act_version_id", "version_id", "recorded_at"),
        {
            "info": marked(
                Sync.COMPANY,
                fixed=("version_id", "kind", "employee_id", "recorded_at", "remarks", "revision"),
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    version_id: Mapped[UUID] = mapped_column(Id, ForeignKey("model_version.id"))
    kind: Mapped[str] = mapped_column(Text)
    employee_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("employee.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    remarks: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(Integer, default=0)


class ModelSuccess(Base):
    """What success of a version shall mean, stated before it is published: a key success factor's share of
    clocks that meet their norm, in thousandths: what it was (`baseline`) and what it shall be (`aim`).
    """

    __tablename__ = "model_success"
    __table_args__ = (UniqueConstraint("version_id", "ksf"), {"info": marked(Sync.COMPANY)})

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    version_id: Mapped[UUID] = mapped_column(Id, ForeignKey("model_version.id"))
    ksf: Mapped[str] = mapped_column(Text)
    baseline: Mapped[int | None] = mapped_column(Integer)
    aim: Mapped[int] = mapped_column(Integer)


class ModelPilot(Base):
    """Who tries a version first: an employee, or everyone who holds a role."""

    __tablename__ = "model_pilot"
    __table_args__ = (
        Index("ix_model_pilot_version_id", "version_id"),
        {"info": marked(Sync.COMPANY, fixed=("version_id", "employee_id", "role"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    version_id: Mapped[UUID] = mapped_column(Id, ForeignKey("model_version.id"))
    employee_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("employee.id"))
    role: Mapped[str | None] = mapped_column(Text)


class KsfProposal(Base):
    """What a customer said matters, proposed as a key success factor from the contact in which they said it.

    `version_id` is the version that it was first taken into; a factor names its proposals itself
    (`process.model.Ksf.proposals`), so that an undone change or a factor that is called otherwise loses none.
    `words`, `remark` and `reason` may tell of a person, so that whoever erases one empties them.
    """

    __tablename__ = "ksf_proposal"
    __table_args__ = (
        Index("ix_ksf_proposal_customer_id", "customer_id"),
        Index("ix_ksf_proposal_contact_id", "contact_id"),
        Index("ix_ksf_proposal_version_id", "version_id"),
        Index("ix_ksf_proposal_proposed_by", "proposed_by"),
        {
            "info": marked(
                Sync.CUSTOMER,
                fixed=("contact_id", "proposed_by", "proposed_at"),
                transitions={"state": PROPOSAL_TRANSITIONS},
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("customer.id"))
    contact_id: Mapped[UUID] = mapped_column(Id, ForeignKey("contact.id"))
    words: Mapped[str] = mapped_column(Text)
    remark: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[UUID | None] = mapped_column(Id, ForeignKey("employee.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(Text, default="open")
    version_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("model_version.id"))
    decided_by: Mapped[UUID | None] = mapped_column(Id, ForeignKey("employee.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text, default="")
