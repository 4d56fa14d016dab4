"""Use cases on contact history: look through it, read one contact, and leave a colleague a note to learn from.

Who had which contact is open to all who work here. That somebody read a colleague's is itself kept, and shown to the
colleague; so are the notes, which nobody else sees but who wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, insert, or_, select, update

from desktop_crm.access.check import has_power, require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.access.tables import Employee
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.core.text import is_storable
from desktop_crm.customers.time_line import NEWEST, PAGE, Key
from desktop_crm.customers.zones import zone_of_customer
from desktop_crm.measures.contact_history import (
    HistoryFilter,
    HistoryLine,
    QuestionLine,
    contact_in_full,
    history,
)
from desktop_crm.measures.tables import CoachingNote, ContactLook
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store
from desktop_crm.workflow.plans import Plans

LONGEST = 4_000
MOST_TAKEN = 5_000
# Whoever comes back to a contact within this has looked once.
_ONCE = timedelta(minutes=10)
_LOOK = Prepared(insert(ContactLook), [column.key for column in ContactLook.__table__.columns])
_LATELY = Prepared(
    select(ContactLook.id)
    .where(
        ContactLook.contact_id == bindparam("contact"), ContactLook.reader_id == bindparam("who"),
        ContactLook.looked_at >= bindparam("since"),
    )
    .limit(1)
)  # fmt: skip
_ALL_LATELY = Prepared(
    select(ContactLook.contact_id).where(
        ContactLook.reader_id == bindparam("who"), ContactLook.looked_at >= bindparam("since")
    )
)
_LOOKS = Prepared(
    select(Employee.name, ContactLook.looked_at)
    .join(Employee, Employee.id == ContactLook.reader_id)
    .where(ContactLook.contact_id == bindparam("contact"))
    .order_by(ContactLook.looked_at.desc())
)
_NOTE = Prepared(insert(CoachingNote), [column.key for column in CoachingNote.__table__.columns])
_NOTES = Prepared(
    select(Employee.name, CoachingNote.text, CoachingNote.made_at, CoachingNote.seen_at)
    .join(Employee, Employee.id == CoachingNote.author_id)
    .where(
        CoachingNote.contact_id == bindparam("contact"),
        or_(CoachingNote.author_id == bindparam("who"), CoachingNote.about_id == bindparam("who")),
    )
    .order_by(CoachingNote.made_at)
)
_SEEN = Prepared(
    update(CoachingNote)
    .where(
        CoachingNote.contact_id == bindparam("contact"), CoachingNote.about_id == bindparam("who"),
        CoachingNote.seen_at.is_(None),
    )
    .values(seen_at=bindparam("at"))
)  # fmt: skip
_UNSEEN = Prepared(
    select(CoachingNote.contact_id)
    .where(CoachingNote.about_id == bindparam("who"), CoachingNote.seen_at.is_(None))
    .order_by(CoachingNote.made_at)
)


@frozen
class Look:
    """Somebody read one's contact."""

    who: str
    at: datetime


@frozen
class Note:
    """What somebody wrote to a colleague about a contact; `seen` once the colleague read it."""

    who: str
    text: str
    at: datetime
    seen: datetime | None


@frozen
class ContactRead:
    """A contact in full.

    Attributes:
        looks: who read it; only its own author is told. `notes`: those one wrote, or that are for oneself.
        may_note: whether this reader may leave a note. `zone`: where the customer lives, if their numbers tell.
    """

    line: HistoryLine
    questions: tuple[QuestionLine, ...]
    looks: tuple[Look, ...]
    notes: tuple[Note, ...]
    may_note: bool
    zone: str = ""


@frozen
class WholeContact:
    """A contact to be taken out: its line has the whole text; `zone` as of `ContactRead`."""

    line: HistoryLine
    questions: tuple[QuestionLine, ...]
    zone: str


@frozen
class HistoryReport:
    """Contacts in full, newest first, as they were narrowed; `more`: there are older ones besides.

    Attributes:
        customer: the name of the only customer, or empty. `made`: when.
        channels, processes: their names by their codes.
    """

    narrowed: HistoryFilter
    customer: str
    made: datetime
    contacts: tuple[WholeContact, ...]
    more: bool
    channels: Mapping[str, str]
    processes: Mapping[str, str]


@dataclass(frozen=True)
class HistoryService:
    """What an employee may see of contact history."""

    store: Store
    actor: Actor
    plans: Plans

    @use_case
    def page(self, narrowed: HistoryFilter, *, before: Key = NEWEST, size: int = PAGE) -> list[HistoryLine]:
        """Return a page of contacts, newest first. Asks for a role."""
        with self.store.read() as view:
            self._serves(view)
            return history(view, narrowed, before=before, size=size)

    @use_case
    def read(self, *, contact: UUID) -> ContactRead:
        """Return a contact in full; that a colleague's was read is kept. Raises `NotFound`."""
        me = self.actor.id
        with self.store.write(me) as work:
            self._serves(work)
            found = contact_in_full(work, contact)
            if found is None:
                raise NotFound(_("This contact isn't in the store, or not for you to see."))
            line, questions = found
            mine = line.employee == me
            if line.employee is not None and not mine:
                lately = work.row(_LATELY, contact=contact, who=me, since=work.now - _ONCE)
                if lately is None:
                    work.run(
                        _LOOK, id=new_id(), contact_id=contact, reader_id=me, author_id=line.employee,
                        looked_at=work.now,
                    )  # fmt: skip
            work.run(_SEEN, contact=contact, who=me, at=work.now)
            return ContactRead(
                line,
                questions,
                tuple(Look(*row) for row in work.rows(_LOOKS, contact=contact)) if mine else (),
                tuple(Note(*row) for row in work.rows(_NOTES, contact=contact, who=me)),
                may_note=not mine and line.employee is not None and self._supervises(work),
                zone="" if line.customer is None else zone_of_customer(work, line.customer),
            )

    @use_case
    def take_out(
        self, narrowed: HistoryFilter, *, only: Iterable[UUID] = (), most: int = MOST_TAKEN
    ) -> HistoryReport:
        """Return contacts in full, for paper; that colleagues' were read is kept. Asks for a role.

        Args:
            only: the contacts that are meant; none: all that `narrowed` leaves, the newest `most` of them.
        """
        with self.store.read() as view:
            self._serves(view)
            lines = history(view, narrowed, size=min(most, MOST_TAKEN) + 1)
            model = self.plans.in_force(view, self.actor.id).model
            asked = tuple(only) or tuple(line.id for line in lines[:most])
            found = [one for key in asked[:MOST_TAKEN] if (one := contact_in_full(view, key)) is not None]
            customers = {line.customer for line, _questions in found}
            zones = {one: zone_of_customer(view, one) if one is not None else "" for one in customers}
        authors = ((line.id, line.employee) for line, _questions in found if line.employee is not None)
        keep_looks(self.store, self.actor.id, authors)
        names = {line.customer_name for line, _questions in found}
        return HistoryReport(
            narrowed,
            names.pop() if len(names) == 1 else "",
            self.store.time.now(),
            tuple(WholeContact(line, asks, zones[line.customer]) for line, asks in found),
            not only and len(lines) > most,
            {one.code: one.name for one in model.channels},
            {one.code: one.name for one in model.processes},
        )

    @use_case
    def write_note(self, *, contact: UUID, text: str) -> Changes:
        """Leave the colleague who had a contact a note about it, which only they and oneself see.

        Asks for the power to supervise. Raises `Invalid`, `NotFound`, `Refused`.
        """
        words = text.strip()
        with self.store.write(self.actor.id) as work:
            version = self.plans.in_force(work, self.actor.id).version
            require_power(work, self.actor, Verb.SUPERVISE, version)
            if not words or len(words) > LONGEST or not is_storable(words):
                raise Invalid(
                    _("A note has at most 4,000 ordinary characters, and at least one."), where="text"
                )
            found = contact_in_full(work, contact)
            if found is None:
                raise NotFound(_("This contact isn't in the store, or not for you to see."))
            about = found[0].employee
            if about is None or about == self.actor.id:
                raise Refused(
                    _("There is no colleague here to write to: choose a contact that somebody else had.")
                )
            key = new_id()
            work.run(
                _NOTE, id=key, contact_id=contact, author_id=self.actor.id, about_id=about, text=words,
                made_at=work.now, seen_at=None,
            )  # fmt: skip
        return Changes.of("coaching_note", key)

    @use_case
    def unseen_notes(self) -> tuple[UUID, ...]:
        """Return the contacts about which somebody wrote to me what I haven't read yet."""
        with self.store.read() as view:
            self._serves(view)
            return tuple(row[0] for row in view.rows(_UNSEEN, who=self.actor.id))

    def _serves(self, view: Reading) -> None:
        require_power(view, self.actor, Verb.SERVE, None)

    def _supervises(self, view: Reading) -> bool:
        version = self.plans.in_force(view, self.actor.id).version
        return has_power(view, self.actor, Verb.SUPERVISE, version)


def keep_looks(store: Store, reader: UUID, authors: Iterable[tuple[UUID, UUID]]) -> None:
    """Keep that colleagues' contacts were read, but for those that were a moment ago.

    Args:
        authors: the contacts, each with who had it.
    """
    theirs = [(contact, author) for contact, author in authors if author != reader]
    if not theirs:
        return
    with store.write(reader) as work:
        lately = {row[0] for row in work.rows(_ALL_LATELY, who=reader, since=work.now - _ONCE)}
        work.run_many(
            _LOOK,
            [
                {"id": new_id(), "contact_id": contact, "reader_id": reader, "author_id": author,
                 "looked_at": work.now}
                for contact, author in theirs if contact not in lately
            ],
        )  # fmt: skip
