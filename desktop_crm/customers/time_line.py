"""A customer's history in pages by key, newest first: contacts, trades, documents, statements, merges; open plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import BigInteger, TypeEngine

from desktop_crm.access.tables import Employee
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.rows import HistoryRow, TimeKind
from desktop_crm.customers.tables import (
    Attachment,
    Contact,
    Customer,
    CustomerMerge,
    PlannedContact,
    Question,
    Statement,
    Trade,
)
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.schema import Id, Instant
from desktop_crm.store.work import Reading

PAGE = 100
EXCERPT = 400

_Rows = Select[*tuple[Any, ...]]
# Later than anything: where the first page begins.
Key = tuple[datetime, UUID]
NEWEST: Key = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))


def _nothing(kind: type[TypeEngine[Any]]) -> ColumnElement[Any]:
    # Named by its type: without names, two in one statement would be taken for the same column.
    return cast(null(), kind()).label(f"no_{kind.__name__.lower()}")


def _before(at: Any, row: Any) -> ColumnElement[bool]:
    """The rows older than the key; written so that the index on (customer, time) bounds the search."""
    moment = bindparam("before_at", type_=Instant())
    return and_(at <= moment, or_(at < moment, row < bindparam("before_id", type_=Id())))


def _contacts() -> _Rows:
    page = (
        select(Contact)
        .where(Contact.customer_id == bindparam("customer"), _before(Contact.happened_at, Contact.id))
        .order_by(Contact.happened_at.desc(), Contact.id.desc())
        .limit(bindparam("size"))
        .subquery("contacts")
    )
    # Looked up for the rows of this page only, never for all that a customer has.
    question = (
        select(Question.text)
        .where(Question.contact_id == page.c.id, Question.raised_by == "customer")
        .order_by(Question.id)
        .limit(1)
        .scalar_subquery()
    )
    documents = select(func.count()).where(Attachment.contact_id == page.c.id).scalar_subquery()
    return select(
        literal(TimeKind.CONTACT.value).label("kind"),
        page.c.id.label("id"),
        page.c.happened_at.label("at"),
        page.c.channel.label("channel"),
        page.c.direction.label("direction"),
        page.c.party.label("party"),
        page.c.subject.label("title"),
        func.substr(page.c.text, 1, EXCERPT).label("text"),
        func.coalesce(func.substr(question, 1, EXCERPT), "").label("question"),
        func.coalesce(Employee.name, "").label("who"),
        page.c.case_id.label("case_id"),
        literal("").label("reference"),
        cast(literal(0), BigInteger()).label("cents"),
        literal("").label("currency"),
        literal("").label("status"),
        cast(null(), Instant()).label("until"),
        cast(literal(0), BigInteger()).label("size"),
        documents.label("documents"),
    ).outerjoin_from(page, Employee, Employee.id == page.c.employee_id)


def _trades() -> _Rows:
    return _limited(
        select(
            literal(TimeKind.TRADE.value),
            Trade.id.label("id"),
            Trade.happened_at.label("at"),
            literal(""),
            literal(""),
            literal(""),
            Trade.product,
            Trade.kind,
            literal(""),
            Trade.master,
            _nothing(Id),
            Trade.reference,
            Trade.cents,
            Trade.currency,
            Trade.status,
            Trade.until,
            literal(0),
            literal(0),
        ).where(Trade.customer_id == bindparam("customer"), _before(Trade.happened_at, Trade.id)),
        Trade.happened_at,
        Trade.id,
    )


def _documents() -> _Rows:
    return _limited(
        select(
            literal(TimeKind.DOCUMENT.value),
            Attachment.id.label("id"),
            Attachment.recorded_at.label("at"),
            literal(""),
            literal(""),
            literal(""),
            Attachment.name,
            Attachment.media_type,
            literal(""),
            literal(""),
            Attachment.case_id,
            literal(""),
            literal(0),
            literal(""),
            literal(""),
            _nothing(Instant),
            Attachment.size,
            literal(0),
        ).where(
            Attachment.customer_id == bindparam("customer"),
            _before(Attachment.recorded_at, Attachment.id),
        ),
        Attachment.recorded_at,
        Attachment.id,
    )


def _bare(kind: TimeKind, row: Any, at: Any, *, title: Any, text: Any, who: Any) -> _Rows:
    """Rows of a kind that has a title, a text and a name alone."""
    return select(
        literal(kind.value),
        row.label("id"),
        at.label("at"),
        literal(""),
        literal(""),
        literal(""),
        title,
        text,
        literal(""),
        func.coalesce(who, ""),
        _nothing(Id),
        literal(""),
        literal(0),
        literal(""),
        literal(""),
        _nothing(Instant),
        literal(0),
        literal(0),
    )


def _statements() -> _Rows:
    rows = (
        _bare(
            TimeKind.STATEMENT,
            Statement.id,
            Statement.said_at,
            title=Statement.kind,
            text=Statement.text,
            who=Employee.name,
        )
        .outerjoin_from(Statement, Employee, Employee.id == Statement.employee_id)
        .where(Statement.customer_id == bindparam("customer"), _before(Statement.said_at, Statement.id))
    )
    return _limited(rows, Statement.said_at, Statement.id)


def _merges() -> _Rows:
    """Who was found to be the same as this customer, and was not told apart again since."""
    gone = aliased(Customer)
    rows = (
        _bare(
            TimeKind.MERGE,
            CustomerMerge.id,
            CustomerMerge.merged_at,
            title=gone.name,
            text=gone.number,
            who=Employee.name,
        )
        .join_from(CustomerMerge, gone, gone.id == CustomerMerge.gone_id)
        .outerjoin(Employee, Employee.id == CustomerMerge.merged_by)
        .where(
            CustomerMerge.customer_id == bindparam("customer"),
            CustomerMerge.undone_at.is_(None),
            _before(CustomerMerge.merged_at, CustomerMerge.id),
        )
    )
    return _limited(rows, CustomerMerge.merged_at, CustomerMerge.id)


def _limited(statement: _Rows, at: Any, row: Any) -> _Rows:
    return select(statement.order_by(at.desc(), row.desc()).limit(bindparam("size")).subquery())


_SOURCES = {
    TimeKind.CONTACT: _contacts,
    TimeKind.TRADE: _trades,
    TimeKind.DOCUMENT: _documents,
    TimeKind.STATEMENT: _statements,
    TimeKind.MERGE: _merges,
}
_PAGES = {frozenset([kind]): Prepared(source()) for kind, source in _SOURCES.items()} | {
    frozenset(_SOURCES): Prepared(union_all(*(source() for source in _SOURCES.values())))
}
_PLANNED = Prepared(
    select(
        PlannedContact.id,
        PlannedContact.planned_at,
        PlannedContact.channel,
        PlannedContact.subject,
        func.coalesce(Employee.name, ""),
    )
    .outerjoin(Employee, Employee.id == PlannedContact.employee_id)
    .where(PlannedContact.customer_id == bindparam("customer"), PlannedContact.done_contact_id.is_(None))
    .order_by(PlannedContact.planned_at, PlannedContact.id)
    .limit(PAGE)
)


def history_page(
    view: Reading,
    customer: CustomerId,
    *,
    kinds: Iterable[TimeKind] = tuple(_SOURCES),
    before: Key = NEWEST,
    size: int = PAGE,
) -> list[HistoryRow]:
    """Return at most `size` things of `kinds` (one, or all), newest first.

    Only those older than the key `before`, the (instant, id) of the last row of the page above.
    """
    statement = _PAGES[frozenset(kinds)]
    found = view.rows(statement, customer=customer, before_at=before[0], before_id=before[1], size=size)
    rows = [HistoryRow(TimeKind(kind), *rest) for kind, *rest in found]
    rows.sort(key=lambda row: (row.at, row.id), reverse=True)
    return rows[:size]


def planned_contacts(view: Reading, customer: CustomerId) -> list[HistoryRow]:
    """Return the contacts that are planned and did not take place yet, soonest first."""
    return [
        HistoryRow(TimeKind.PLANNED, row, at, channel, "out", "customer", title=subject, who=who)
        for row, at, channel, subject, who in view.rows(_PLANNED, customer=customer)
    ]
