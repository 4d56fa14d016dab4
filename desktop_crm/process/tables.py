"""Versions of the process model and their rows; a published version never changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.store.schema import Base, Id, Instant, Sync, marked

VERSION_TRANSITIONS = frozenset(
    {
        ("draft", "published"),  # screened and put to work
        ("draft", "discarded"),  # set aside; it stays readable
        ("published", "retired"),  # a later version took its place; running cases keep it
        ("published", "withdrawn"),  # taken back by hand
        ("retired", "published"),  # put to work again when its successor was withdrawn
    }
)


class ModelVersion(Base):
    """One version of the whole model. `number` counts published and draft versions alike, from 1.

    `held_by` works on a draft; `revision` counts how often it was kept, so that two windows can't overwrite
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
