"""Recognising a customer that comes in again: by our id, a card's UID, a reference, the same content, or a rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.names import sort_key
from desktop_crm.customers.points import DIALLED, PointKind, normal_form
from desktop_crm.customers.survivors import merged_name, survivor
from desktop_crm.customers.tables import ContactPoint, Customer, Identifier
from desktop_crm.customers.terms import Match
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

if TYPE_CHECKING:
    from desktop_crm.customers.known import Known


class Related(NamedTuple):
    """Somebody of whom a customer says “they are my `kind`”: by their id or card, with first and last day."""

    kind: str
    other: str
    since: date | None = None
    until: date | None = None


OWN, CARD, REFERENCE, CONTENT = "own", "card", "reference", "content"
# Names by which somebody goes under a rule that was chosen; nothing of the kind is kept.
NUMBER, EMAIL, PHONE, BORN = "number", "email", "phone", "born"

# What somebody is called, and in which system.
Name = tuple[str, str]

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
_BY_NUMBER = Prepared(
    select(Customer.id).where(Customer.number == bindparam("named"), Customer.deleted_at.is_(None)).limit(2)
)
_BY_BIRTH = Prepared(
    select(Customer.id)
    .where(
        Customer.sort_key == bindparam("named"),
        Customer.birth_date == bindparam("day"),
        Customer.deleted_at.is_(None),
    )
    .order_by(Customer.id)
    .limit(2)
)


def _by_point(*kinds: PointKind) -> Prepared:
    return Prepared(
        select(ContactPoint.customer_id)
        .join(Customer, Customer.id == ContactPoint.customer_id)
        .where(
            ContactPoint.normal == bindparam("named"),
            or_(*(ContactPoint.kind == str(kind) for kind in kinds)),
            Customer.deleted_at.is_(None),
        )
        .order_by(ContactPoint.customer_id)
        .distinct()
        .limit(2)
    )


_BY_POINT = {EMAIL: _by_point(PointKind.EMAIL), PHONE: _by_point(*sorted(DIALLED))}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A customer from elsewhere.

    Attributes:
        own_id: the id under which a store of ours exported them. `number`: the number they had there.
        stated: the number that somebody else's file gives them; it counts where it is the rule.
        card: what the file calls them (the UID of a vCard); empty when it doesn't.
        related: whom they belong with.
    """

    data: CustomerData
    own_id: UUID | None = None
    number: str = ""
    card: str = ""
    related: tuple[Related, ...] = ()
    stated: str = ""


def names_of(incoming: Incoming, data: CustomerData, digest: str, match: Match = Match.SURE) -> list[Name]:
    """Return everything by which a customer may be recognised, the surest first; `data` were checked.

    One of ours goes by our id alone. The content counts only for one that nothing else names: two namesakes
    with a UID each are two customers. Under a rule that was chosen the content comes last, so that the same
    file again changes nothing, whatever was edited since.
    """
    if match is not Match.SURE:
        return [*_ruled(incoming, data, match), (CONTENT, digest)]
    if incoming.own_id:
        return [(OWN, str(incoming.own_id))]
    names = [(CARD, incoming.card)] if incoming.card else []
    names += [(REFERENCE, data.reference)] if data.reference else []
    return names or [(CONTENT, digest)]


def _ruled(incoming: Incoming, data: CustomerData, match: Match) -> list[Name]:
    if match is Match.NUMBER:
        number = incoming.stated or incoming.number
        return [(NUMBER, number)] if number else []
    if match is Match.REFERENCE:
        return [(REFERENCE, data.reference)] if data.reference else []
    if match is Match.NAME:
        if data.birth_date is None:
            return []
        key = sort_key(family=data.family, particle=data.particle, given=data.given, name=data.name)
        return [(BORN, f"{data.birth_date.isoformat()} {key}")]
    system, kinds = (EMAIL, {PointKind.EMAIL}) if match is Match.EMAIL else (PHONE, DIALLED)
    normal = (normal_form(one.kind, one.content) for one in data.points if one.kind in kinds)
    return [(system, code) for code in dict.fromkeys(normal) if code]


def who_is(view: Reading, names: Iterable[Name], known: Known) -> CustomerId | None:
    """Return who goes by the first of `names` that anybody has, None for somebody new.

    Raises `Invalid` when it could be several.
    """
    for name in names:
        found = known.called(name)
        if found is None:
            found = [row[0] for row in _called(view, *name)]
        system, code = name
        if len(set(found)) > 1 and system != CONTENT:
            said = code.partition(" ")[2] if system == BORN else code
            raise Invalid(
                _("Several customers are called “{code}”, so it is not sure who is meant.").format(code=said)
            )
        if found:
            return CustomerId(found[0])
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
    if system == NUMBER:
        return view.rows(_BY_NUMBER, named=code) or _merged(view, merged_name(view, code))
    if system in _BY_POINT:
        return view.rows(_BY_POINT[system], named=code)
    if system == BORN:
        day, _blank, key = code.partition(" ")
        return view.rows(_BY_BIRTH, named=key, day=date.fromisoformat(day))
    return view.rows(_BY_IDENTIFIER, named_by=system, named=code)


def _merged(view: Reading, gone: CustomerId | None) -> list[tuple[UUID, ...]]:
    """Return whom somebody was merged with."""
    kept = None if gone is None else survivor(view, gone)
    return [] if kept is None or kept == gone else [(kept,)]
