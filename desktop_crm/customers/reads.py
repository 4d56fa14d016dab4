"""A customer's own fields, counts, and what hangs on them, as frozen rows from a few limited statements."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, cast, false, func, literal, null, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import Boolean, Integer, Text, TypeEngine

from desktop_crm.access.tables import Employee
from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.rows import (
    AddressRow,
    ConsentRow,
    Counts,
    CustomerName,
    CustomerRow,
    FoundCustomer,
    PointRow,
    Profile,
    RelationRow,
)
from desktop_crm.customers.survivors import merged_name, survivor
from desktop_crm.customers.tables import (
    Address,
    Attachment,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    PlannedContact,
    Relation,
    Trade,
)
from desktop_crm.store.find import find
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.schema import Id, Instant
from desktop_crm.store.work import Reading

# A card of ten thousand telephone numbers opens as quickly as any other; the rest is in its export.
PROFILE_LIMIT = 200

_Rows = Select[*tuple[Any, ...]]


# Databases bound the number of values in one statement.
_AT_ONCE = 1_000


def _nothing(kind: type[TypeEngine[Any]]) -> ColumnElement[Any]:
    # Named anew each time: a cast is otherwise called after what is cast, so that all of them would be one.
    return cast(null(), kind()).label(None)


def _count(table: Any, *conditions: Any) -> ColumnElement[int]:
    counted = select(func.count()).select_from(table).where(table.customer_id == Customer.id, *conditions)
    return counted.correlate(Customer).scalar_subquery()


_FIELDS = (
    Customer.id,
    Customer.number,
    Customer.kind,
    Customer.name,
    Customer.sort_key,
    Customer.prefix,
    Customer.given,
    Customer.additional,
    Customer.particle,
    Customer.family,
    Customer.suffix,
    Customer.nickname,
    Customer.organisation,
    Customer.department,
    Customer.job_title,
    Customer.birth_date,
    Customer.language,
    Customer.segment,
    Customer.status,
    Customer.owner_id,
    func.coalesce(Employee.name, "").label("owner"),
    Customer.since,
    Customer.reference,
    Customer.note,
    Customer.extra,
    Customer.created_at,
)
_HEAD = Prepared(
    select(
        *_FIELDS,
        _count(Contact),
        _count(Trade),
        _count(Attachment),
        _count(PlannedContact, PlannedContact.done_contact_id.is_(None)),
    )
    .outerjoin(Employee, Employee.id == Customer.owner_id)
    .where(Customer.id == bindparam("customer"), Customer.deleted_at.is_(None))
)
_BY_NAME = Prepared(
    select(Customer.id, Customer.number == bindparam("named"))
    .where(
        or_(Customer.number == bindparam("named"), Customer.reference == bindparam("named")),
        Customer.deleted_at.is_(None),
    )
    .order_by(Customer.number != bindparam("named"), Customer.id)
    .limit(3)
)
_BY_ID = Prepared(
    select(Customer.id).where(Customer.id == bindparam("customer"), Customer.deleted_at.is_(None))
)


def _limited(statement: _Rows) -> _Rows:
    return select(statement.limit(PROFILE_LIMIT).subquery())


_newer = Consent.__table__.alias("newer")
_PROFILE = Prepared(
    union_all(
        _limited(
            select(
                literal("point").label("what"),
                ContactPoint.id.label("id"),
                _nothing(Id).label("other_id"),
                ContactPoint.kind.label("kind"),
                ContactPoint.label.label("label"),
                ContactPoint.content.label("first"),
                ContactPoint.normal.label("second"),
                _nothing(Text).label("third"),
                _nothing(Text).label("fourth"),
                _nothing(Text).label("fifth"),
                _nothing(Text).label("sixth"),
                ContactPoint.preferred.label("flag"),
                ContactPoint.position.label("position"),
                _nothing(Instant).label("at"),
            )
            .where(ContactPoint.customer_id == bindparam("customer"))
            .order_by(ContactPoint.position, ContactPoint.id)
        ),
        _limited(
            select(
                literal("address"),
                Address.id,
                _nothing(Id),
                Address.label,
                Address.box,
                Address.extended,
                Address.street,
                Address.postcode,
                Address.town,
                Address.region,
                Address.country,
                _nothing(Boolean),
                Address.position,
                _nothing(Instant),
            )
            .where(Address.customer_id == bindparam("customer"))
            .order_by(Address.position, Address.id)
        ),
        _limited(
            select(
                literal("consent"),
                Consent.id,
                _nothing(Id),
                Consent.channel,
                Consent.purpose,
                Consent.proof,
                *(_nothing(Text) for _place in range(5)),
                Consent.given,
                _nothing(Integer),
                Consent.happened_at,
            )
            .where(
                Consent.customer_id == bindparam("customer"),
                ~select(_newer.c.id)
                .where(
                    _newer.c.customer_id == Consent.customer_id,
                    _newer.c.channel == Consent.channel,
                    _newer.c.purpose == Consent.purpose,
                    or_(
                        _newer.c.happened_at > Consent.happened_at,
                        (_newer.c.happened_at == Consent.happened_at) & (_newer.c.id > Consent.id),
                    ),
                )
                .exists(),
            )
            .order_by(Consent.channel, Consent.purpose)
        ),
        *(
            _limited(
                select(
                    literal("relation"),
                    Relation.id,
                    Customer.id,
                    Relation.kind,
                    Customer.name,
                    Customer.number,
                    *(_nothing(Text) for _place in range(5)),
                    forward,
                    _nothing(Integer),
                    _nothing(Instant),
                )
                .join(Customer, Customer.id == far)
                .where(near == bindparam("customer"), Customer.deleted_at.is_(None))
                .order_by(Customer.sort_key, Relation.id)
            )
            for near, far, forward in (
                (Relation.customer_id, Relation.other_id, ~false()),
                (Relation.other_id, Relation.customer_id, false()),
            )
        ),
    )
)


def customer_head(view: Reading, customer: CustomerId) -> tuple[CustomerRow, Counts]:
    """Return a customer's fields and how much there is of each kind (cases are counted by the workflow).

    Raises `NotFound`.
    """
    found = view.row(_HEAD, customer=customer)
    if found is None:
        raise NotFound(_("There is no customer {id}.").format(id=customer))
    contacts, trades, documents, planned = found[-4:]
    return CustomerRow(*found[:-4]), Counts(
        contacts=contacts, trades=trades, documents=documents, planned=planned
    )


def customer_profile(view: Reading, customer: CustomerId) -> Profile:
    """Return contact points, addresses, the newest consents and the relations: at most 200 of each."""
    points: list[PointRow] = []
    addresses: list[AddressRow] = []
    consents: list[ConsentRow] = []
    relations: list[RelationRow] = []
    for what, row, other, kind, *texts, flag, position, at in view.rows(_PROFILE, customer=customer):
        if what == "point":
            points.append(PointRow(row, kind, texts[0], texts[1], texts[2], bool(flag), position))
        elif what == "address":
            box, extended, street, postcode, town, region, country = texts
            addresses.append(
                AddressRow(row, kind, box, extended, street, postcode, town, region, country, position)
            )
        elif what == "consent":
            consents.append(ConsentRow(row, kind, texts[0], bool(flag), texts[1], at))
        else:
            relations.append(RelationRow(row, other, texts[0], texts[1], kind, bool(flag)))
    return Profile(tuple(points), tuple(addresses), tuple(consents), tuple(relations))


def customer_names(view: Reading, customers: Collection[UUID]) -> dict[UUID, CustomerName]:
    """Return how customers are referred to in a list; erased ones are left out."""
    asked = list(customers)
    names = select(Customer.id, Customer.number, Customer.name, Customer.reference)
    return {
        row: CustomerName(CustomerId(row), number, name, reference)
        for start in range(0, len(asked), _AT_ONCE)
        for row, number, name, reference in view.connection.execute(
            names.where(Customer.id.in_(asked[start : start + _AT_ONCE]), Customer.deleted_at.is_(None))
        )
    }


def find_customers(view: Reading, words: str, *, limit: int = 50) -> list[FoundCustomer]:
    """Return the customers that the search box shows for `words`, the best first, with what matched."""
    found = find(view, words, limit)
    names = customer_names(view, [match.customer for match in found])
    return [FoundCustomer(names[match.customer], match.matched) for match in found if match.customer in names]


def find_reference(view: Reading, named: str) -> CustomerId:
    """Return the customer that `named` stands for: an id, a customer number, or a reference.

    What stood for somebody who was merged stands for the one who was kept. Raises `NotFound`, also when a
    reference belongs to several.
    """
    return find_named(view, named)[0]


def find_named(view: Reading, named: str) -> tuple[CustomerId, CustomerId | None]:
    """Return whom `named` stands for, as `find_reference`, and who was so called before a merge, if anybody."""
    named = named.strip()
    try:
        gone: CustomerId | None = CustomerId(UUID(named))
        found = view.rows(_BY_ID, customer=gone)
    except ValueError:
        found = view.rows(_BY_NAME, named=named) if named else []
        gone = None if found else merged_name(view, named)
    if not found:
        kept = None if gone is None else survivor(view, gone)
        if kept is not None and kept != gone:
            return kept, gone
        raise NotFound(_("There is no customer with id, number or reference “{named}”.").format(named=named))
    if len(found) > 1 and found[1][1] == found[0][1]:
        raise NotFound(
            _("Several customers carry the reference “{named}”; name one by its number.").format(named=named)
        )
    return CustomerId(found[0][0]), None
