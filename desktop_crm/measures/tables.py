"""Event logs that were imported: what happened before this store, as cases that can be measured like its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop_crm.store.schema import Base, Id, Instant, Sync, marked


class ImportedLog(Base):
    """A log as a whole. `finished_at` is empty while its cases come in; what breaks off is removed.

    `activities` and `roles` are JSON lists of names, in the order of the numbers by which cases refer to them.
    No name of a person is kept.
    """

    __tablename__ = "event_log"
    __table_args__ = {"info": marked(Sync.COMPANY, fixed=("name", "file_name", "imported_at"))}

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    cases: Mapped[int] = mapped_column(Integer)
    events: Mapped[int] = mapped_column(Integer)
    activities: Mapped[str] = mapped_column(Text)
    roles: Mapped[str] = mapped_column(Text)
    imported_at: Mapped[datetime] = mapped_column(Instant)
    imported_by: Mapped[UUID | None] = mapped_column(Id)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)


class LoggedCase(Base):
    """A case of an imported log; its events are packed as `measures.logs.PACKED` says, in the order of time.

    A row an event would take ten times the room, and twenty times as long to read.
    """

    __tablename__ = "logged_case"
    __table_args__ = (
        Index("ix_logged_case_log_id", "log_id", "started_at"),
        {"info": marked(Sync.COMPANY, unlogged=("content",), fixed=("log_id", "name", "started_at"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    log_id: Mapped[UUID] = mapped_column(Id, ForeignKey("event_log.id"))
    name: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class MeasuredMonth(Base):
    """The clocks that came to a verdict in a month, as figures may tell of them; derived, and can be rebuilt.

    Nobody stands in it: what is packed in `content` (see `measures.months`) was put together until every group
    rests on enough people. `month` counts from the beginning of our era; month 0 says in `seq` up to which entry
    of the change log all others are right. `until` is the moment up to which verdicts are in it.
    """

    __tablename__ = "measured_month"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    until: Mapped[datetime] = mapped_column(Instant)
    names: Mapped[str] = mapped_column(Text)
    withheld: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)


class CrowdRule(Base):
    """How many people a team's figures rest on at least, since when, and who said so; the latest holds."""

    __tablename__ = "crowd_rule"
    __table_args__ = {"info": marked(Sync.COMPANY, fixed=("fewest", "set_at", "set_by"))}

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    fewest: Mapped[int] = mapped_column(Integer)
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by: Mapped[UUID | None] = mapped_column(Id)


class ContactLook(Base):
    """Somebody read a colleague's contact; kept for the colleague, who is shown it."""

    __tablename__ = "contact_look"
    __table_args__ = (
        Index("ix_contact_look_contact_id", "contact_id"),
        {"info": marked(Sync.LOCAL, fixed=("contact_id", "reader_id", "author_id", "looked_at"))},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(Id, ForeignKey("contact.id"))
    reader_id: Mapped[UUID] = mapped_column(Id, ForeignKey("employee.id"))
    author_id: Mapped[UUID] = mapped_column(Id, ForeignKey("employee.id"))
    looked_at: Mapped[datetime] = mapped_column(Instant)


class CoachingNote(Base):
    """What somebody wrote to a colleague about one of their contacts; only the two of them see it."""

    __tablename__ = "coaching_note"
    __table_args__ = (
        Index("ix_coaching_note_contact_id", "contact_id"),
        Index("ix_coaching_note_about_id", "about_id", "seen_at"),
        {
            "info": marked(
                Sync.LOCAL, unlogged=("text",), fixed=("contact_id", "author_id", "about_id", "text")
            )
        },
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(Id, ForeignKey("contact.id"))
    author_id: Mapped[UUID] = mapped_column(Id, ForeignKey("employee.id"))
    about_id: Mapped[UUID] = mapped_column(Id, ForeignKey("employee.id"))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)


class PulseRule(Base):
    """Every how many quarters of a year employees are asked (0: never), and who said so when; the latest holds."""

    __tablename__ = "pulse_rule"
    __table_args__ = {"info": marked(Sync.COMPANY, fixed=("quarters", "set_at", "set_by"))}

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    quarters: Mapped[int] = mapped_column(Integer)
    set_at: Mapped[datetime] = mapped_column(Instant)
    set_by: Mapped[UUID | None] = mapped_column(Id)


class PulseAsked(Base):
    """In which quarter somebody was last asked; whether they answered is kept nowhere."""

    __tablename__ = "pulse_asked"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    employee_id: Mapped[UUID] = mapped_column(Id, ForeignKey("employee.id"), primary_key=True)
    quarter: Mapped[int] = mapped_column(Integer)


class PulseCount(Base):
    """How often an answer was given in a quarter: a count has no row, no time and no order of its own."""

    __tablename__ = "pulse_count"
    __table_args__ = {"info": marked(Sync.LOCAL)}

    quarter: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    answer: Mapped[str] = mapped_column(Text, primary_key=True)  # yes, partly, no
    count: Mapped[int] = mapped_column(Integer)
