"""Recognising a customer that comes in again: by our id, a card's UID, a reference, or the same content."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData, content_digest
from desktop_crm.customers.survivors import merged_name, survivor
from desktop_crm.customers.tables import Customer, Identifier
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

OWN, CARD, REFERENCE, CONTENT = "own", "card", "reference", "content"

_BY_ID = Prepared(select(Customer.id).where(Customer.id == bindparam("own"), Customer.deleted_at.is_(None)))
_BY_IDENTIFIER = Prepared(
    select(Identifier.customer_id)
    .join(Customer, Customer.id == Identifier.customer_id)
    .where(
        Identifier.system == bindparam("named_by"),
        Identifier.code == bindparam("named"),
        Customer.deleted_at.is_(None),
    )
    .order_by(Identifier.id)
    .limit(2)
)
_BY_REFERENCE = Prepared(
    select(Customer.id)
    .where(Customer.reference == bindparam("named"), Customer.deleted_at.is_(None))
    .order_by(Customer.id)
    .limit(2)
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A customer from elsewhere.

    Attributes:
        own_id: the id under which a store of ours exported them. `number`: the number they had there.
        card: what the file calls them (the UID of a vCard); empty when it doesn't.
        related: ``(kind, own id or card of the other)``: the other is the kind of this one.
    """

    data: CustomerData
    own_id: UUID | None = None
    number: str = ""
    card: str = ""
    related: tuple[tuple[str, str], ...] = ()


def names_of(incoming: Incoming) -> list[tuple[str, str]]:
    """Return everything by which a customer may be recognised, the surest first.

    One of ours goes by our id alone. The content counts only for one that nothing else names: two namesakes
    with a UID each are two customers.
    """
    if incoming.own_id:
        return [(OWN, str(incoming.own_id))]
    names = [(CARD, incoming.card)] if incoming.card else []
    names += [(REFERENCE, incoming.data.reference)] if incoming.data.reference else []
    return names or [(CONTENT, content_digest(incoming.data))]


def who_is(view: Reading, incoming: Incoming) -> CustomerId | None:
    """Return who is meant, None for somebody new; raise `Invalid` when it could be several."""
    for system, code in names_of(incoming):
        found = _called(view, system, code)
        if len(set(found)) > 1 and system != CONTENT:
            raise Invalid(
                _("Several customers are called “{code}”, so it is not sure who is meant.").format(code=code)
            )
        if found:
            return CustomerId(found[0][0])
    return None


def who_is_named(view: Reading, named: str) -> CustomerId | None:
    """Return the customer whom a card calls by our id (``urn:uuid:…``) or by the UID of another card."""
    try:
        found = _called(view, OWN, str(UUID(named.removeprefix("urn:uuid:"))))
    except ValueError:
        found = []
    found = found or _called(view, CARD, named)
    return CustomerId(found[0][0]) if found else None


def _called(view: Reading, system: str, code: str) -> list[tuple[UUID, ...]]:
    if system == OWN:
        return view.rows(_BY_ID, own=UUID(code)) or _merged(view, CustomerId(UUID(code)))
    if system == REFERENCE:
        return view.rows(_BY_REFERENCE, named=code) or _merged(view, merged_name(view, code))
    return view.rows(_BY_IDENTIFIER, named_by=system, named=code)


def _merged(view: Reading, gone: CustomerId | None) -> list[tuple[UUID, ...]]:
    """Return whom somebody was merged with."""
    kept = None if gone is None else survivor(view, gone)
    return [] if kept is None or kept == gone else [(kept,)]
