"""Use cases on what is held on a person: tell all of it, erase it; each on the record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from desktop_crm.access.check import require_any_power, require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.reads import customer_head
from desktop_crm.customers.service import Version
from desktop_crm.customers.writing import require_customer
from desktop_crm.privacy.erasing import erase_people, settle
from desktop_crm.privacy.held import (
    Erased,
    Held,
    Prospect,
    copies_of,
    everything,
    parts_of,
    refuse_running,
)
from desktop_crm.privacy.record import (
    READERS,
    ActRow,
    Kind,
    Override,
    overrides,
    put_on_record,
    read_record,
)
from desktop_crm.store.work import Store
from desktop_crm.workflow.customer_reads import case_count

if TYPE_CHECKING:
    from desktop_crm.privacy.again import AgainService
    from desktop_crm.privacy.approaching import ApproachService
    from desktop_crm.privacy.retention import RetentionService


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
    def again(self) -> AgainService:
        """Erase again what an older backup brought back."""
        from desktop_crm.privacy.again import AgainService

        return AgainService(self.store, self.actor, self.published)

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
            gone = erase_people(work, customer, people)
        files = settle(self.store, self.actor.id)
        changes = Changes.of("customer", *people) | Changes.of("erased", *people)
        return Erased(
            gone.number,
            gone.removed,
            gone.emptied,
            gone.copies,
            files.pages,
            files.done,
            files.noted,
            changes,
        )

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

    @use_case
    def overrides(self) -> tuple[Override, ...]:
        """Return how often customers were reached without their consent, by reason, for who may read the record."""
        with self.store.read() as view:
            require_any_power(view, self.actor, READERS, self.published(view))
            return overrides(view)
