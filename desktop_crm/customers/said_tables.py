"""What customers are gathered under, and what they said of themselves and of us."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.store.schema import Base, Id, Instant, Sync, marked


class CustomerTag(Base):
    """A word by which customers are gathered: “newsletter”, “fleet”."""

    __tablename__ = "customer_tag"
    __table_args__ = (
        Index("ix_customer_tag_customer_id", "customer_id"),
        Index("ix_customer_tag_tag", "tag"),
        {"info": marked(Sync.CUSTOMER, fixed=("tag",))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    tag: Mapped[str] = mapped_column(Text)


class Statement(Base):
    """What a customer said they need or wish, or think of us, in their own words; a later one says otherwise."""

    __tablename__ = "customer_statement"
    __table_args__ = (
        Index("ix_customer_statement_customer_id_said_at", "customer_id", "said_at"),
        Index("ix_customer_statement_contact_id", "contact_id"),
        {"info": marked(Sync.CUSTOMER, fixed=("kind", "text", "said_at", "recorded_at"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(Text)  # need, wish, attitude
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(Instant)
    contact_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("contact.id"))
    employee_id: Mapped[UUID | None] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
