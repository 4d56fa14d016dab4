"""The record of what was told of people and erased, and how long which kind of information is kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.store.schema import Base, Id, Instant, Sync, marked


class PrivacyAct(Base):
    """What was told of a customer, erased, or done against their word. After an erasure `number` alone says whose.

    `detail` is JSON of counts and of the copies that still hold them, `remark` what somebody typed. `freed_at` is
    when nothing of the erased rows was left in the database's files.
    """

    __tablename__ = "privacy_act"
    __table_args__ = (
        Index("ix_privacy_act_customer_id", "customer_id"),
        Index("ix_privacy_act_happened_at", "happened_at"),
        {
            "info": marked(
                Sync.CUSTOMER,
                fixed=("number", "kind", "form", "happened_at", "employee_id", "detail", "freed_at"),
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    number: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)  # told, erased, override
    form: Mapped[str] = mapped_column(Text, default="")  # json, pdf; the channel of an override
    happened_at: Mapped[datetime] = mapped_column(Instant)
    employee_id: Mapped[UUID | None] = mapped_column(Id)
    detail: Mapped[str] = mapped_column(Text, default="{}")
    remark: Mapped[str] = mapped_column(Text, default="")
    freed_at: Mapped[datetime | None] = mapped_column(Instant)


class RetentionRule(Base):
    """For how many days a kind of information is kept after its last use; without a number, always."""

    __tablename__ = "retention_rule"
    __table_args__ = ({"info": marked(Sync.COMPANY)},)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, unique=True)
    days: Mapped[int | None] = mapped_column(Integer)
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by: Mapped[UUID | None] = mapped_column(Id)
