"""Which customers were found to be one, what came with each, and which were found to be two."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.store.schema import Base, Id, Instant, Sync, marked


class ToldApart(Base):
    """Two customers who look like one and are two: somebody said so, and nobody is asked again.

    The older of the two is `customer_id`.
    """

    __tablename__ = "told_apart"
    __table_args__ = (
        Index("ix_told_apart_customer_id", "customer_id"),
        Index("ix_told_apart_other_id", "other_id"),
        {"info": marked(Sync.CUSTOMER, fixed=("other_id", "employee_id"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    other_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    employee_id: Mapped[UUID | None] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class CustomerMerge(Base):
    """One customer was found to be another: from then on `gone_id` leads to `kept_id`.

    `customer_id` is who holds the things of the one that is gone: `kept_id`, until that one is merged too.
    `before` and `after` are JSON of the fields of `kept_id` that the merge changed; they may tell of a person,
    so that whoever erases one empties them.
    """

    __tablename__ = "customer_merge"
    __table_args__ = (
        Index("ix_customer_merge_customer_id", "customer_id"),
        Index("ix_customer_merge_kept_id", "kept_id"),
        Index("ix_customer_merge_gone_id", "gone_id"),
        {
            "info": marked(
                Sync.CUSTOMER,
                unlogged=("before", "after"),
                fixed=("kept_id", "gone_id", "merged_at", "merged_by", "undone_at", "undone_by"),
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    kept_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    gone_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    merged_at: Mapped[datetime] = mapped_column(Instant)
    merged_by: Mapped[UUID | None] = mapped_column(Id)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by: Mapped[UUID | None] = mapped_column(Id)
    before: Mapped[str] = mapped_column(Text, default="{}")
    after: Mapped[str] = mapped_column(Text, default="{}")


class MergedRow(Base):
    """What came with a customer who was merged: a case, a telephone number; by it everything finds its way back.

    `customer_id` is whom it belongs to. What hangs on a case or a contact goes with that and isn't noted.
    `place` is where it stood in its list.
    """

    __tablename__ = "merged_row"
    __table_args__ = (
        UniqueConstraint("merge_id", "kind", "row_id", name="uq_merged_row_merge_id_kind_row_id"),
        Index("ix_merged_row_row_id", "row_id"),
        Index("ix_merged_row_customer_id", "customer_id"),
        {"info": marked(Sync.CUSTOMER, fixed=("customer_id",))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    merge_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer_merge.id"))
    kind: Mapped[str] = mapped_column(Text)  # a `belongings.Kind`
    row_id: Mapped[UUID] = mapped_column(Id)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    place: Mapped[int | None] = mapped_column(Integer)
