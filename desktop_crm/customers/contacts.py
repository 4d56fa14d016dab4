"""Registering a contact with a customer outside any case, with the questions it raises and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, QuestionId
from desktop_crm.customers.data import FileData
from desktop_crm.customers.model import Asker, ContactEntry, Party
from desktop_crm.customers.reach import is_registered
from desktop_crm.customers.record import (
    answer_questions,
    carry_out_plan,
    case_of,
    insert_contact,
    raise_questions,
)
from desktop_crm.customers.service import Guard, Version, unguarded
from desktop_crm.customers.writing import add_files, require_customer
from desktop_crm.store.work import Reading, Store

# The employee's device may be a little ahead of the store, never by more than this.
MOST_AHEAD_SECONDS = 300


@dataclass(frozen=True)
class ContactService:
    """What an employee may add to contact history. A contact of a case is the workflow's to register."""

    store: Store
    actor: Actor
    published: Version

    @use_case
    def add_contact(
        self,
        *,
        contact: ContactEntry,
        asks: Sequence[str] = (),
        answers: Sequence[QuestionId] = (),
        raised_by: Asker = Asker.CUSTOMER,
        plan: UUID | None = None,
        files: Sequence[FileData] = (),
        once: bool = False,
        guard: Guard = unguarded,
    ) -> Changes:
        """Add one entry of contact history; its id, and those of its questions, are in the changes.

        `plan` is the planned contact that this one carries out, `files` what came with it. With `once` the very
        same contact is refused when it is registered already, as an e-mail that is put in again is. `guard` may
        refuse it, in the same transaction. Raises `Invalid`, `NotFound`, `Conflict`, `Refused`.
        """
        customer = _whose(contact, raised_by if asks else None)
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.SERVE, self.published(work))
            require_customer(work, customer)
            if (contact.happened_at - work.now).total_seconds() > MOST_AHEAD_SECONDS:
                raise Invalid(_("A contact can't have happened in the future; correct the time."), where="at")
            if case_of(work, answers) is not None:
                raise Refused(_("This question belongs to a case; register the answer in that case."))
            entry = contact._replace(
                employee=contact.employee or self.actor.id,
                happened_at=min(contact.happened_at, work.now),
            )
            if once and _is_there(work, entry):
                raise Conflict(_("This is registered already; nothing was stored."))
            guard(work)
            made = insert_contact(
                work, contact=entry, replica=self.store.replica, monotonic_ns=self.store.time.monotonic_ns()
            )
            asked = raise_questions(work, contact_id=made, contact=entry, texts=asks, raised_by=raised_by)
            answer_questions(work, contact_id=made, contact=entry, questions=answers)
            add_files(work, customer, files, contact=made)
            if plan is not None:
                carry_out_plan(work, plan=plan, contact_id=made)
        changes = Changes.of("contact", made) | Changes.of("customer", customer)
        return changes | Changes.of("question", *asked, *answers) if asked or answers else changes


def _is_there(view: Reading, entry: ContactEntry) -> bool:
    assert entry.customer is not None, "it was asked for"
    return is_registered(
        view,
        customer=entry.customer,
        at=entry.happened_at,
        channel=entry.channel,
        subject=entry.subject,
        text=entry.text,
    )


def _whose(contact: ContactEntry, asked_by: Asker | None) -> CustomerId:
    """Return whose contact it is; raise `Invalid` for one that can't stand alone."""
    if contact.case is not None:
        raise Invalid(_("A contact of a case is registered in that case; nothing was stored."), where="case")
    if contact.customer is None:
        raise Invalid(_("Say whose contact this is, or start a case for it."), where="customer")
    if asked_by is Asker.CUSTOMER and contact.party is not Party.CUSTOMER:
        raise Invalid(_("Only a contact with the customer holds a customer's question."), where="question")
    return contact.customer
