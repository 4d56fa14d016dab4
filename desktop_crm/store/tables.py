"""The store's own tables: change log, who is writing, what this store is, number series, search documents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.store.schema import Base, Id, Instant, Sync, marked

# What one customer is and how to reach them: tables of which the file tells who changed what.
PROFILE_TABLES = (
    "address",
    "attachment",
    "consent",
    "contact_point",
    "customer_statement",
    "customer_tag",
    "identifier",
    "relation",
)
_REMOVED_PLANS = text("op = 'D' AND table_name = 'planned_contact'")
_CHANGED_PROFILE = text(f"op <> 'I' AND table_name IN ({', '.join(map(repr, PROFILE_TABLES))})")


class ChangeLog(Base):
    """What was changed, by whom, when: audit trail, sync feed and warehouse feed in one.

    Written by triggers alone. `seq` orders one store; `hlc` orders all of them. An INSERT carries no values
    (the row, with later old values, rebuilds it); UPDATE and DELETE carry the old and new ones that differ.
    `origin` is empty for what was written in this very store, as nearly everything is: its name on each entry would
    weigh as much as the entry's key. Nothing looks for a `change_id`, so that no index of random keys is kept up.
    """

    __tablename__ = "change_log"
    __table_args__ = (
        Index("ix_change_log_table_name_pk", "table_name", "pk"),
        # Small: what is only ever added is found by the rows themselves.
        Index(
            "ix_change_log_scope",
            "scope",
            sqlite_where=_CHANGED_PROFILE,
            postgresql_where=_CHANGED_PROFILE,
        ),
        # What was planned with somebody and called off: it stands nowhere else, and is erased with them.
        Index(
            "ix_change_log_removed",
            "scope",
            sqlite_where=_REMOVED_PLANS,
            postgresql_where=_REMOVED_PLANS,
        ),
        {"info": marked(Sync.LOCAL), "sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    origin_n: Mapped[int | None] = mapped_column(BigInteger)
    change_id: Mapped[str] = mapped_column(Text)
    hlc: Mapped[int] = mapped_column(BigInteger)
    schema_rev: Mapped[str] = mapped_column(Text)
    table_name: Mapped[str] = mapped_column(Text)
    pk: Mapped[str] = mapped_column(Text)
    scope: Mapped[str | None] = mapped_column(Text)
    op: Mapped[str] = mapped_column(Text)
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)


class WriteContext(Base):
    """One row: who acts in the running transaction. Triggers read it; each transaction sets it first.

    `silent` is 1 while a pull or the generator writes rows that another log already holds, 2 while a person is
    erased (`triggers.ERASING`).
    """

    __tablename__ = "write_context"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    one: Mapped[int] = mapped_column(Integer, primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    hlc: Mapped[int] = mapped_column(BigInteger)
    schema_rev: Mapped[str] = mapped_column(Text)
    silent: Mapped[int] = mapped_column(Integer)


class StoreFact(Base):
    """What this store is: its UUID, when and by which release it was made, the hash of its triggers."""

    __tablename__ = "store_fact"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[str] = mapped_column(Text)


class StoreCopy(Base):
    """A copy of the store that was made, and where: an erased person is in those that are older."""

    __tablename__ = "store_copy"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(Text)


class NumberSeries(Base):
    """The next human number of a kind: ``customer``, or ``case-2026``."""

    __tablename__ = "number_series"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    series: Mapped[str] = mapped_column(Text, primary_key=True)
    next_number: Mapped[int] = mapped_column(BigInteger)


class SearchDoc(Base):
    """What the search box looks in, a row per customer; its integer key carries the full-text index."""

    __tablename__ = "search_doc"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    rid: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Id, unique=True)
    sort_key: Mapped[str] = mapped_column(Text, index=True)
    bare_key: Mapped[str] = mapped_column(Text, index=True)
    words: Mapped[str] = mapped_column(Text)
    digits: Mapped[str] = mapped_column(Text)


class SearchWord(Base):
    """A word of letters that some customer has; `backwards` finds it by its end."""

    __tablename__ = "search_word"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    word: Mapped[str] = mapped_column(Text, primary_key=True)
    backwards: Mapped[str] = mapped_column(Text, index=True)
