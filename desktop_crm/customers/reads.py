"""A customer's own fields, counts, and what hangs on them, as frozen rows from a few limited statements."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, cast, false, func, literal, null, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import Boolean, Date, Integer, Text, TypeEngine

from desktop_crm.access.tables import Employee
from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.finding import nearest
from desktop_crm.customers.rows import (
    AddressRow,
    ConsentRow,
    Counts,
    CustomerName,
    CustomerRow,
    FoundCustomer,
    IdentifierRow,
    PointRow,
    Profile,
    RelationRow,
    StatementRow,
    TagRow,
)
from desktop_crm.customers.said_tables import CustomerTag, Statement
from desktop_crm.customers.survivors import merged_name, survivor
from desktop_crm.customers.tables import (
    Address,
    Attachment,
    Consent,
    Contact,
    ContactPoint,
    Customer,
    CustomerMerge,
    Identifier,
    PlannedContact,
    Relation,
    Trade,
)
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
        _count(Statement),
        _count(CustomerMerge, CustomerMerge.undone_at.is_(None)),
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
# What the parts of a profile have in common, in this order; what a part has no use for is empty.
_SHARED: tuple[tuple[str, type[TypeEngine[Any]]], ...] = (
    ("id", Id), ("other_id", Id), ("kind", Text), ("first", Text), ("second", Text), ("third", Text),
    ("fourth", Text), ("fifth", Text), ("sixth", Text), ("seventh", Text), ("flag", Boolean),
    ("position", Integer), ("at", Instant), ("since", Date), ("until", Date), ("proof_id", Id),
)  # fmt: skip


def _part(what: str, **columns: Any) -> _Rows:
    """Return the rows of one part of a profile, in the columns that all parts have."""
    return select(
        literal(what).label("what"),
        *((columns[name] if name in columns else _nothing(kind)).label(name) for name, kind in _SHARED),
    )


def _points() -> _Rows:
    return (
        _part(
            "point",
            id=ContactPoint.id,
            kind=ContactPoint.kind,
            first=ContactPoint.label,
            second=ContactPoint.content,
            third=ContactPoint.normal,
            flag=ContactPoint.preferred,
            position=ContactPoint.position,
            since=ContactPoint.since,
            until=ContactPoint.until,
        )
        .where(ContactPoint.customer_id == bindparam("customer"))
        .order_by(ContactPoint.position, ContactPoint.id)
    )


def _addresses() -> _Rows:
    return (
        _part(
            "address",
            id=Address.id,
            kind=Address.label,
            first=Address.box,
            second=Address.extended,
            third=Address.street,
            fourth=Address.postcode,
            fifth=Address.town,
            sixth=Address.region,
            seventh=Address.country,
            position=Address.position,
            since=Address.since,
            until=Address.until,
        )
        .where(Address.customer_id == bindparam("customer"))
        .order_by(Address.position, Address.id)
    )


def _consents() -> _Rows:
    later = or_(
        _newer.c.happened_at > Consent.happened_at,
        (_newer.c.happened_at == Consent.happened_at) & (_newer.c.id > Consent.id),
    )
    newer = select(_newer.c.id).where(
        _newer.c.customer_id == Consent.customer_id,
        _newer.c.channel == Consent.channel,
        _newer.c.purpose == Consent.purpose,
        later,
    )
    return (
        _part(
            "consent",
            id=Consent.id,
            other_id=Consent.document_id,
            proof_id=Consent.contact_id,
            kind=Consent.channel,
            first=Consent.purpose,
            second=Consent.proof,
            flag=Consent.given,
            at=Consent.happened_at,
        )
        .where(Consent.customer_id == bindparam("customer"), ~newer.exists())
        .order_by(Consent.channel, Consent.purpose)
    )


def _relations(*, forward: bool) -> _Rows:
    near, far = (
        (Relation.customer_id, Relation.other_id) if forward else (Relation.other_id, Relation.customer_id)
    )
    return (
        _part(
            "relation",
            id=Relation.id,
            other_id=Customer.id,
            kind=Relation.kind,
            first=Customer.name,
            second=Customer.number,
            flag=~false() if forward else false(),
            since=Relation.since,
            until=Relation.until,
        )
        .join(Customer, Customer.id == far)
        .where(near == bindparam("customer"), Customer.deleted_at.is_(None))
        .order_by(Customer.sort_key, Relation.id)
    )


def _tags() -> _Rows:
    return (
        _part("tag", id=CustomerTag.id, kind=CustomerTag.tag)
        .where(CustomerTag.customer_id == bindparam("customer"))
        .order_by(CustomerTag.tag, CustomerTag.id)
    )


def _statements() -> _Rows:
    return (
        _part(
            "statement",
            id=Statement.id,
            kind=Statement.kind,
            first=Statement.text,
            second=func.coalesce(Employee.name, ""),
            at=Statement.said_at,
        )
        .outerjoin_from(Statement, Employee, Employee.id == Statement.employee_id)
        .where(Statement.customer_id == bindparam("customer"))
        .order_by(Statement.said_at.desc(), Statement.id.desc())
    )


def _identifiers() -> _Rows:
    return (
        _part("identifier", id=Identifier.id, kind=Identifier.system, first=Identifier.code)
        # What was imported is recognised by its content too, which tells people nothing.
        .where(Identifier.customer_id == bindparam("customer"), Identifier.system != "content")
        .order_by(Identifier.system, Identifier.code, Identifier.id)
    )


_PROFILE = Prepared(
    union_all(
        *(
            _limited(part)
            for part in (
                _points(),
                _addresses(),
                _consents(),
                _relations(forward=True),
                _relations(forward=False),
                _tags(),
                _statements(),
                _identifiers(),
            )
        )
    )
)


def customer_head(view: Reading, customer: CustomerId) -> tuple[CustomerRow, Counts]:
    """Return a customer's fields and how much there is of each kind (cases are counted by the workflow).

    Raises `NotFound`.
    """
    found = view.row(_HEAD, customer=customer)
    if found is None:
        raise NotFound(_("There is no customer {id}.").format(id=customer))
    counted = ("contacts", "trades", "documents", "planned", "statements", "merges")
    counts = Counts(**dict(zip(counted, found[-len(counted) :], strict=True)))
    return CustomerRow(*found[: -len(counted)]), counts


def customer_profile(view: Reading, customer: CustomerId) -> Profile:
    """Return contact points, addresses, the newest consents, relations and what else hangs on a customer.

    At most 200 of each; statements the latest first.
    """
    points: list[PointRow] = []
    addresses: list[AddressRow] = []
    consents: list[ConsentRow] = []
    relations: list[RelationRow] = []
    tags: list[TagRow] = []
    statements: list[StatementRow] = []
    identifiers: list[IdentifierRow] = []
    for what, row, other, kind, *texts, flag, position, at, since, until, proof in view.rows(
        _PROFILE, customer=customer
    ):
        if what == "point":
            points.append(
                PointRow(row, kind, texts[0], texts[1], texts[2], bool(flag), position, since, until)
            )
        elif what == "address":
            box, extended, street, postcode, town, region, country = texts
            addresses.append(
                AddressRow(
                    row, kind, box, extended, street, postcode, town, region, country, position, since, until
                )
            )
        elif what == "consent":
            consents.append(ConsentRow(row, kind, texts[0], bool(flag), texts[1], at, other, proof))
        elif what == "relation":
            relations.append(RelationRow(row, other, texts[0], texts[1], kind, bool(flag), since, until))
        elif what == "tag":
            tags.append(TagRow(row, kind))
        elif what == "statement":
            statements.append(StatementRow(row, kind, texts[0], at, texts[1]))
        else:
            identifiers.append(IdentifierRow(row, kind, texts[0]))
    parts: tuple[list[Any], ...] = (points, addresses, consents, relations, tags, statements, identifiers)
    return Profile(*(tuple(part) for part in parts))


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


def find_customers(
    view: Reading, words: str, *, limit: int = 50, employee: UUID | None = None
) -> list[FoundCustomer]:
    """Return the customers that the search box shows to `employee` for `words`, the best first."""
    found = nearest(view, words, limit, employee=employee)
    names = customer_names(view, [match.customer for match in found])
    return [
        FoundCustomer(names[match.customer], match.matched, match.edits)
        for match in found
        if match.customer in names
    ]


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
