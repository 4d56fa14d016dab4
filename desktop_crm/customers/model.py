"""What is true of contacts, questions and answers, whichever store keeps them: pure types and rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from desktop_crm.core.errors import Conflict, Invalid, Refused
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CaseId, ContactId, CustomerId, EmployeeId, QuestionId, WorkItemId
from desktop_crm.core.text import is_storable


class Direction(StrEnum):
    """Who took the initiative: the customer (in) or we (out)."""

    IN = "in"
    OUT = "out"


class Party(StrEnum):
    """With whom a contact was. Customer clocks count contacts with the customer alone."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    INTERNAL = "internal"


class Asker(StrEnum):
    """Who raised a question. Ours start no clock of ours."""

    CUSTOMER = "customer"
    US = "us"


class ContactEntry(NamedTuple):
    """One entry of contact history, as it is said by whoever registers it.

    Attributes:
        happened_at: when the contact took place; of a message from the customer: when it arrived.
        received_at: when our message reached the customer, where that is known.
        by_person: False for an automatic reply, which is no reaction.
        customer: None while the customer is anonymous.
    """

    channel: str
    direction: Direction
    happened_at: datetime
    customer: CustomerId | None = None
    case: CaseId | None = None
    party: Party = Party.CUSTOMER
    by_person: bool = True
    employee: EmployeeId | None = None
    received_at: datetime | None = None
    subject: str = ""
    text: str = ""
    work_item: WorkItemId | None = None

    @property
    def reached_customer_at(self) -> datetime:
        """When what was said reached the other side: at once, unless it is known (`clocks.md`)."""
        return self.received_at or self.happened_at


@dataclass(frozen=True, slots=True)
class QuestionState:
    """What decides whether a question can be answered by a contact."""

    id: QuestionId
    customer: CustomerId | None
    case: CaseId | None
    raised_by: Asker
    raised_at: datetime
    answered_by: ContactId | None


def plain_text(text: str, *, field: str) -> str:
    """Return `text` as it was given, or raise `Invalid` when no store could give it back unchanged."""
    if is_storable(text):
        return text
    if "\0" in text:
        raise Invalid(_("The text holds a NUL character and was not stored; remove it."), where=field)
    raise Invalid(
        _("The text holds half a character (a lone surrogate) and was not stored; remove it."), where=field
    )


def check_entry(entry: ContactEntry) -> None:
    """Raise `Invalid` for an entry that can't be kept: no channel, impossible text, received before sent."""
    if not entry.channel:
        raise Invalid(_("A contact needs a channel; choose one."), where="channel")
    plain_text(entry.channel, field="channel")
    plain_text(entry.subject, field="subject")
    plain_text(entry.text, field="text")
    if entry.received_at is not None and entry.received_at < entry.happened_at:
        raise Invalid(
            _("A message can't be received before it was sent; correct the time."), where="received"
        )


def check_question(text: str) -> str:
    """Return the words of a question without surrounding blanks, or raise `Invalid`."""
    words = plain_text(text, field="question").strip()
    if not words:
        raise Invalid(_("A question needs words; say what is asked."), where="question")
    return words


def check_answer(question: QuestionState, entry: ContactEntry) -> None:
    """Raise unless this contact can be the answer to this question.

    The answer belongs to the same case or the same customer, is perceived by whoever asked, comes once, and
    does not come before its question (`clocks.md`: the question and the answer both have to be registered).
    """
    if question.answered_by is not None:
        raise Conflict(_("This question has been answered already; its first answer is kept."))
    if not _concerns(question.case, entry.case) and not _concerns(question.customer, entry.customer):
        raise Refused(
            _("This question belongs to another customer; nothing was stored. Choose one of this customer.")
        )
    if entry.party is Party.INTERNAL or (
        entry.party is Party.PARTNER and question.raised_by is Asker.CUSTOMER
    ):
        raise Refused(
            _("Only a contact with the customer answers a customer's question; nothing was stored.")
        )
    if entry.reached_customer_at < question.raised_at:
        raise Invalid(
            _("An answer can't come before its question; correct the time of the contact."), where="at"
        )


def _concerns(one: UUID | None, other: UUID | None) -> bool:
    return one is not None and one == other
