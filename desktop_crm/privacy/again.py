"""Erasing again: after an older backup was put back, what the journal says was erased goes once more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.access.check import require_any_power, require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.service import Version
from desktop_crm.customers.tables import Customer
from desktop_crm.privacy.erasing import erase_older_of, erase_people, settle
from desktop_crm.privacy.held import parts_of
from desktop_crm.privacy.journal import Gone, Journal, beside, bring_up, read_journal, undone
from desktop_crm.privacy.record import READERS
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store

# Whoever was erased has no name left; whoever was merged has no row of their own in sight, and still has one.
_HELD = Prepared(select(Customer.id).where(Customer.id == bindparam("whose"), Customer.name != ""))


@dataclass(frozen=True, slots=True)
class Undone:
    """What a journal says was erased, and a store still holds.

    Attributes:
        file: the journal. `journal`: all it says of this store.
        erasures: those that are to be done again.
    """

    file: Path
    journal: Journal
    erasures: tuple[Gone, ...]

    def sentences(self) -> tuple[str, ...]:
        """Return what a person reads of it."""
        count = len(self.erasures)
        told = [
            ngettext(
                "{count} erasure is to be done again: this store was put back from an older copy.",
                "{count} erasures are to be done again: this store was put back from an older copy.",
                count,
            ).format(count=count)
            if count
            else _("Every erasure in {file} is done in this store.").format(file=self.file)
        ]
        if self.journal.damaged:
            told.append(
                _(
                    "Lines of {file} that can’t be read: {count}. Compare the record of the store that was replaced."
                ).format(file=self.file, count=self.journal.damaged)
            )
        if self.journal.foreign:
            told.append(
                _("Lines of {file} that are of another store, and left alone: {count}.").format(
                    file=self.file, count=self.journal.foreign
                )
            )
        return tuple(told)


@dataclass(frozen=True, slots=True)
class Again:
    """What erasing again did.

    Attributes:
        numbers: whose erasures were done again. `waiting`: why others could not be.
    """

    numbers: tuple[str, ...]
    waiting: tuple[str, ...]
    freed: bool
    changes: Changes


@dataclass(frozen=True)
class AgainService:
    """What an employee may do about erasures that a store forgot.

    Attributes:
        published: gives the version of the model that says what they may.
    """

    store: Store
    actor: Actor
    published: Version

    @use_case
    def to_erase_again(self, *, file: Path | None = None) -> Undone:
        """Return what is to be erased again, by the journal beside the store or in `file`.

        Raises `Invalid` for a store on a server without a `file`, `StoreProblem` for one that can't be read,
        `Refused` without the power to erase.
        """
        with self.store.read() as view:
            require_power(view, self.actor, Verb.ERASE, self.published(view))
            return look(view, self.store, file)

    @use_case
    def keep_journal(self, *, file: Path | None = None) -> int:
        """Bring the journal beside the store, or `file`, up to the record; return how many erasures were missing.

        Raises what `to_erase_again` raises; whoever may read the record may keep its journal.
        """
        with self.store.read() as view:
            require_any_power(view, self.actor, READERS, self.published(view))
        return bring_up(self.store, _journal_of(self.store, file))

    @use_case
    def erase_again(self, *, file: Path | None = None) -> Again:
        """Erase all of that again, each on the record; raises what `to_erase_again` raises.

        Whose case runs in this store again waits: it is said of whom.
        """
        with self.store.read() as view:
            require_power(view, self.actor, Verb.ERASE, self.published(view))
            found = look(view, self.store, file)
        return redo(self.store, found.erasures, self.actor.id)


def look(view: Reading, store: Store, file: Path | None = None) -> Undone:
    """Return what is to be erased again in a store; raises as `AgainService.to_erase_again`."""
    place = _journal_of(store, file)
    journal = read_journal(place, store.replica)
    held = [one for one in undone(view, journal) if any(_is_held(view, who) for who in one.people)]
    return Undone(place, journal, tuple(held))


def _journal_of(store: Store, file: Path | None) -> Path:
    place = file or beside(store.location)
    if place is None:
        raise Invalid(
            _("Name the journal of this store: one on a server has none beside it."), where="journal"
        )
    return place


def _is_held(view: Reading, who: UUID) -> bool:
    return view.row(_HELD, whose=who) is not None


def redo(store: Store, erasures: Iterable[Gone], actor: UUID | None) -> Again:
    """Do erasures again for whoever acts; None: who keeps the store, while putting a backup back."""
    numbers, waiting, touched = [], [], set[UUID]()
    for one in erasures:
        try:
            with store.write(actor) as work:
                people = {
                    part
                    for who in one.people
                    if _is_held(work, who)
                    for part in parts_of(work, CustomerId(who))
                }
                if not people:
                    continue  # went with an erasure before
                again = {"again": str(one.act)}
                if one.what:
                    before = datetime.fromisoformat(one.before)
                    numbers.append(erase_older_of(work, CustomerId(one.people[0]), one.what, before, again))
                else:
                    whose = next(who for who in one.people if who in people)
                    numbers.append(erase_people(work, CustomerId(whose), sorted(people), again).number)
            touched |= people
        except Conflict as problem:
            waiting.append(problem.sentence)
    freed = settle(store, actor).done if numbers else True
    changes = (
        Changes.of("customer", *touched) | Changes.of("erased", *touched) | Changes.of("privacy", *touched)
    )
    return Again(tuple(numbers), tuple(waiting), freed, changes)
