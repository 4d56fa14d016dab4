"""Employees, their roles and secrets, and the rights rows that publishing a model writes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.store.schema import Base, Id, Instant, Sync, marked


class Employee(Base):
    """A person who logs in. They are never deleted: their history stays when they leave."""

    __tablename__ = "employee"
    __table_args__ = (UniqueConstraint("login"), {"info": marked(Sync.COMPANY)})

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    login: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="active")  # active, disabled
    all_roles: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)


class EmployeeRole(Base):
    """An employee holds a role, by its code, in whichever model version is published."""

    __tablename__ = "employee_role"
    __table_args__ = (
        UniqueConstraint("employee_id", "role"),
        {"info": marked(Sync.COMPANY)},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[UUID] = mapped_column(Id, ForeignKey("employee.id"))
    role: Mapped[str] = mapped_column(Text, index=True)
    since: Mapped[datetime] = mapped_column(Instant)


class Credential(Base):
    """What a log-in is checked against; stays in this store and out of the log's values."""

    __tablename__ = "credential"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    employee_id: Mapped[UUID] = mapped_column(Id, ForeignKey("employee.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(Text)
    must_change: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class LogInTry(Base):
    """How often a log-in failed in a row, and until when to wait; unknown log-ins are slowed down alike.

    The log-in is kept as a hash, since people type their password where the name belongs.
    """

    __tablename__ = "log_in_try"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    login_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    failed: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[datetime] = mapped_column(Instant)
    wait_until: Mapped[datetime | None] = mapped_column(Instant)


class RecoveryKey(Base):
    """The hash of the key printed at creation, with which a lost administrator is recovered, once."""

    __tablename__ = "recovery_key"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    key_hash: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class AccessRight(Base):
    """A right: under a model version, a role may do something to something, within limits.

    Attributes:
        verb: ``perform``, ``inform``, ``receive`` (be delegated to), ``start`` (a process), or a power.
        object_code: the activity or process; empty for powers.
        limits: JSON list of conditions ``[item, operator, value…]``; all must hold.
    """

    __tablename__ = "access_right"
    __table_args__ = (
        Index("ix_access_right_version_id_role", "version_id", "role"),
        Index("ix_access_right_version_id_verb_object_code", "version_id", "verb", "object_code"),
        {"info": marked(Sync.COMPANY)},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    version_id: Mapped[UUID] = mapped_column(Id)
    role: Mapped[str] = mapped_column(Text)
    verb: Mapped[str] = mapped_column(Text)
    object_code: Mapped[str] = mapped_column(Text, default="")
    limits: Mapped[str] = mapped_column(Text, default="[]")
    position: Mapped[int] = mapped_column(BigInteger, default=0)


class Absence(Base):
    """An employee is away, from one instant to another; meanwhile a deputy has their work, or else their roles."""

    __tablename__ = "absence"
    __table_args__ = (
        Index("ix_absence_ends_at", "ends_at"),
        {"info": marked(Sync.COMPANY, fixed=("employee_id", "begins_at", "recorded_at", "recorded_by"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    employee_id: Mapped[UUID] = mapped_column(Id, ForeignKey("employee.id"))
    deputy_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("employee.id"))
    begins_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[UUID | None] = mapped_column(Id)
