"""Use cases on what is held on a person: tell all of it, erase it; each on the record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.access.check import require_any_power, require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.reads import customer_head
from desktop_crm.customers.service import Version
from desktop_crm.customers.tables import Contact
from desktop_crm.customers.writing import require_customer
from desktop_crm.privacy.held import (
    Erased,
    Held,
    Prospect,
    copies_of,
    everything,
    head_of,
    parts_of,
    refuse_running,
)
from desktop_crm.privacy.record import (
    READERS,
    ActRow,
    Kind,
    mark_freed,
    put_on_record,
    read_record,
)
from desktop_crm.store.forgetting import erase_rows, free_pages, merge_indexes
from desktop_crm.store.personal import HOLDINGS
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.search import fold, remove_document
from desktop_crm.store.tables import SearchDoc
from desktop_crm.store.work import Reading, Store
from desktop_crm.workflow.customer_reads import case_count

if TYPE_CHECKING:
    from desktop_crm.privacy.approaching import ApproachService
    from desktop_crm.privacy.retention import RetentionService

_SAID = Prepared(select(Contact.subject, Contact.text).where(Contact.customer_id == bindparam("whose")))
_WORDS = Prepared(select(SearchDoc.words).where(SearchDoc.customer_id == bindparam("whose")))


@dataclass(frozen=True)
class PrivacyService:
    """What an employee may do with all that is held on a person.

    Attributes:
        published: gives the version of the model that says what they may.
    """

    store: Store
    actor: Actor
    published: Version

    @cached_property
    def approach(self) -> ApproachService:
        """Reach customers of one's own accord, as they agreed to."""
        from desktop_crm.privacy.approaching import ApproachService

        return ApproachService(self.store, self.actor, self.published)

    @cached_property
    def retention(self) -> RetentionService:
        """How long what is kept, and who is past it."""
        from desktop_crm.privacy.retention import RetentionService

        return RetentionService(self.store, self.actor, self.published)

    @use_case
    def tell(self, *, customer: CustomerId, form: str) -> Held:
        """Return everything held on a customer, to be written in a `form` (json, pdf); it stands on the record.

        Raises `NotFound`, and `Refused` without the power to disclose.
        """
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.DISCLOSE, self.published(work))
            require_customer(work, customer)
            held = everything(work, customer, who=self.actor.name, now=work.now)
            put_on_record(
                work, customer=customer, number=held.number, kind=Kind.TOLD, form=form,
                detail={"rows": {name: len(rows) for name, rows in held.tables.items()}},
            )  # fmt: skip
        return held

    @use_case
    def erase(self, *, customer: CustomerId) -> Erased:
        """Erase a person, with all the parts of one who was merged: their words, never what is counted.

        What stays is in the record and said by `what_stays`. In a file the pages are overwritten at once; on a
        server when its tables are vacuumed. Raises `NotFound`, `Conflict` while a case of theirs is running,
        `Refused` without the power to erase.
        """
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.ERASE, self.published(work))
            require_customer(work, customer)
            people = parts_of(work, customer)
            refuse_running(work, people)
            number, _name = head_of(work, customer)
            words = said_words(work, people)
            for one in people:
                remove_document(work, one)
            removed, emptied = _counted(erase_rows(work, people))
            merge_indexes(work, words)
            older = copies_of(work)
            put_on_record(
                work, customer=customer, number=number, kind=Kind.ERASED,
                detail={"removed": removed, "emptied": emptied, "copies": list(older)},
            )  # fmt: skip
        freed = free_pages(self.store)
        if freed.done:
            with self.store.write(self.actor.id) as work:
                mark_freed(work)
        changes = Changes.of("customer", *people) | Changes.of("erased", *people)
        return Erased(number, removed, emptied, older, freed.pages, freed.done, changes)

    @use_case
    def before_erasing(self, *, customer: CustomerId) -> Prospect:
        """Return what erasing somebody would do, for who is to confirm it; raises what `erase` raises."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.ERASE, self.published(view))
            require_customer(view, customer)
            people = parts_of(view, customer)
            refuse_running(view, people)
            head, counts = customer_head(view, customer)
            stays = {
                "contacts": counts.contacts,
                "trades": counts.trades,
                "cases": case_count(view, customer),
            }
            return Prospect(customer, head.number, head.name, len(people), stays, copies_of(view))

    @use_case
    def record(self) -> tuple[ActRow, ...]:
        """Return what was told, erased and done against somebody's word, the latest first."""
        with self.store.read() as view:
            require_any_power(view, self.actor, READERS, self.published(view))
            return read_record(view)


def _counted(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    removed = {name: count for name, count in counts.items() if HOLDINGS[name].goes}
    return removed, {name: count for name, count in counts.items() if HOLDINGS[name].emptied}


def said_words(view: Reading, people: Collection[UUID]) -> set[str]:
    """Return the folded words by which people and what they said are found."""
    words: set[str] = set()
    for one in people:
        for statement in (_WORDS, _SAID):
            words.update(
                word for row in view.rows(statement, whose=one) for text in row for word in fold(text).split()
            )
    return words
