"""Drafts: what an employee typed and did not complete yet, kept so that a crash loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update

from desktop_crm.access.check import system_act, use_case
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.core.text import is_storable
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Writing
from desktop_crm.workflow.acting import Acting
from desktop_crm.workflow.tables import Draft

MOST_CHARACTERS = 2_000_000

_of_mine = (Draft.employee_id == bindparam("who"), Draft.subject == bindparam("about"))
_CHANGE = Prepared(
    update(Draft).where(*_of_mine).values(content=bindparam("typed"), saved_at=bindparam("at"))
)
_INSERT = Prepared(insert(Draft), [column.key for column in Draft.__table__.columns])
_LOAD = Prepared(select(Draft.content, Draft.saved_at).where(*_of_mine))
_ALL = Prepared(
    select(Draft.subject, Draft.saved_at)
    .where(Draft.employee_id == bindparam("who"))
    .order_by(Draft.saved_at.desc())
)
_DISCARD = Prepared(delete(Draft).where(*_of_mine))


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft and when it was saved."""

    content: str
    saved_at: datetime


@dataclass(frozen=True)
class DraftService:
    """An employee's own drafts. They are their own: no right but being logged in is asked for."""

    acting: Acting

    @use_case
    def save(self, subject: str, content: str) -> datetime:
        """Keep what was typed about `subject`, in place of an earlier draft; return when it was saved."""
        system_act()
        if len(content) > MOST_CHARACTERS or not is_storable(content + subject):
            raise Invalid(_("This draft can't be kept; it is too long, or holds a NUL or half a character."))
        me = self.acting.actor.id
        with self.acting.store.write(me) as work:
            if not work.run(_CHANGE, who=me, about=subject, typed=content, at=work.now):
                work.run(
                    _INSERT, id=new_id(), employee_id=me, subject=subject, content=content, saved_at=work.now
                )
            return work.now

    def load(self, subject: str) -> Kept | None:
        """Return the draft about `subject`, or None."""
        with self.acting.store.read() as view:
            found = view.row(_LOAD, who=self.acting.actor.id, about=subject)
        return None if found is None else Kept(*found)

    def all(self) -> list[tuple[str, datetime]]:
        """Return the subjects of all drafts with their times, newest first: what to offer after a crash."""
        with self.acting.store.read() as view:
            return [(subject, saved) for subject, saved in view.rows(_ALL, who=self.acting.actor.id)]

    @use_case
    def discard(self, subject: str) -> None:
        """Throw a draft away."""
        system_act()
        with self.acting.store.write(self.acting.actor.id) as work:
            discard_draft(work, self.acting.actor.id, subject)


def discard_draft(work: Writing, employee: UUID, subject: str) -> None:
    """Throw a draft away in somebody's transaction, as its contents were completed."""
    work.run(_DISCARD, who=employee, about=subject)
