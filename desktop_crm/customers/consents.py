"""What a customer said of being reached, word after word, and what proves each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.rows import ConsentRow
from desktop_crm.customers.tables import Attachment, Consent, Contact
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

MOST = 500
_ALL = Prepared(
    select(
        Consent.id,
        Consent.channel,
        Consent.purpose,
        Consent.given,
        Consent.proof,
        Consent.happened_at,
        Consent.document_id,
        Consent.contact_id,
        func.coalesce(Attachment.name, ""),
        func.coalesce(Contact.subject, ""),
    )
    .outerjoin(Attachment, Attachment.id == Consent.document_id)
    .outerjoin(Contact, Contact.id == Consent.contact_id)
    .where(Consent.customer_id == bindparam("whose"))
    .order_by(Consent.happened_at.desc(), Consent.id.desc())
    .limit(MOST)
)


@dataclass(frozen=True, slots=True)
class ConsentWord:
    """One word of the customer on being reached, and what proves it, as people call it."""

    consent: ConsentRow
    proven_by: str


def consent_history(view: Reading, customer: CustomerId) -> tuple[ConsentWord, ...]:
    """Return all that a customer said of being reached, given and withdrawn, the latest first (at most 500)."""
    return tuple(
        ConsentWord(ConsentRow(*row[:8]), proof_in_words(row[4], document=row[8], contact=_contact(row)))
        for row in view.rows(_ALL, whose=customer)
    )


def _contact(row: tuple[object, ...]) -> str:
    return "" if row[7] is None else str(row[9]) or _("a contact")


def proof_in_words(words: str, *, document: str = "", contact: str = "") -> str:
    """Return what proves a consent in one line; empty for nothing."""
    return ", ".join(part for part in (document, contact, words) if part)
