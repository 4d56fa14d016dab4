"""How long which kind of information is kept, and who is past it: reads, and the words for both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, and_, bindparam, case, exists, func, literal, not_, null, or_, select

from desktop_crm.access.tables import Employee
from desktop_crm.core.clock import from_micros
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.said_tables import Statement
from desktop_crm.customers.tables import Attachment, Consent, Contact, Customer, PlannedContact, Trade
from desktop_crm.privacy.tables import PrivacyAct, RetentionRule
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.schema import Instant
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case

DAYS_A_MONTH = 365.2425 / 12  # of the Gregorian calendar
MOST_MONTHS = 1_200
AT_ONCE = 5_000


class Kept(StrEnum):
    """The kinds of information of which a period is stated."""

    CUSTOMER = "customer"
    PROSPECT = "prospect"
    DOCUMENTS = "documents"
    WORDS = "words"
    STATEMENTS = "statements"
    PLANS = "plans"
    TRADES = "trades"


@dataclass(frozen=True, slots=True)
class Period:
    """How long a kind is kept. `months` None: always. `set_at`, `set_by`: who said so last; nobody yet: None."""

    what: Kept
    months: int | None
    set_at: datetime | None = None
    set_by: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """Somebody of whom something is past its period.

    Attributes:
        last: from when the period is counted. `count`: how many documents or contacts; 0 for a whole customer.
    """

    what: Kept
    customer: CustomerId
    number: str
    name: str
    last: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at some customers found. `after`: where the next look goes on; None: everybody was looked at.

    Attributes:
        postponed: how many of them are past it, and put off.
    """

    rows: tuple[Past, ...]
    after: UUID | None
    postponed: int = 0


_RULES = Prepared(
    select(RetentionRule.kind, RetentionRule.days, RetentionRule.set_at, func.coalesce(Employee.name, ""))
    .outerjoin(Employee, Employee.id == RetentionRule.set_by)
)  # fmt: skip
_COUNT = Prepared(select(func.count()).select_from(Customer))
# Where a look at so many customers ends.
_UPTO = Prepared(
    select(Customer.id)
    .where(Customer.id > bindparam("after"))
    .order_by(Customer.id)
    .offset(bindparam("skip", type_=Integer))
    .limit(1)
)
_POSTPONED = Prepared(
    select(PrivacyAct.detail)
    .where(PrivacyAct.customer_id == bindparam("whose"), PrivacyAct.kind == "postponed")
    .order_by(PrivacyAct.happened_at.desc(), PrivacyAct.id.desc())
)
_FIRST, _LAST = UUID(int=0), UUID(int=2**128 - 1)
_cut = bindparam("cut", type_=Instant)
_these = and_(
    Customer.id > bindparam("after"), Customer.id <= bindparam("upto"), Customer.deleted_at.is_(None)
)
_runs = exists().where(Case.customer_id == Customer.id, Case.status == "running")
# A policy without an end runs on.
_ends = func.coalesce(Trade.until, case((Trade.kind == "policy", literal(None)), else_=Trade.happened_at))


def _latest(moment: Any, whose: Any) -> Any:
    return select(func.max(moment)).where(whose == Customer.id).scalar_subquery()


def _left(*status: str) -> Prepared:
    """The customers of a status with whom nothing happened since the cut, and when something did last."""
    since = (
        exists().where(Contact.customer_id == Customer.id, Contact.happened_at >= _cut),
        exists().where(PlannedContact.customer_id == Customer.id, PlannedContact.planned_at >= _cut),
        exists().where(
            Case.customer_id == Customer.id, or_(Case.concluded_at >= _cut, Case.started_at >= _cut)
        ),
        exists().where(Trade.customer_id == Customer.id, or_(_ends >= _cut, _ends.is_(None))),
    )
    return Prepared(
        select(
            Customer.id, Customer.number, Customer.name, Customer.created_at,
            _latest(Contact.happened_at, Contact.customer_id),
            _latest(func.coalesce(Case.concluded_at, Case.started_at), Case.customer_id),
            _latest(_ends, Trade.customer_id),
            literal(0),
        )
        .where(
            _these, or_(*(Customer.status == one for one in status)), Customer.created_at < _cut, not_(_runs),
            *map(not_, since),
        )
        .order_by(Customer.id)
    )  # fmt: skip


def _old(whose: Any, moment: Any, *conditions: Any) -> Prepared:
    """Whose rows are older than the cut, how many, and the latest of them; nobody's whose case runs."""
    return Prepared(
        select(
            Customer.id,
            Customer.number,
            Customer.name,
            func.max(moment),
            null(),
            null(),
            null(),
            func.count(),
        )
        .join(Customer, Customer.id == whose)
        .where(_these, moment < _cut, not_(_runs), *conditions)
        .group_by(Customer.id, Customer.number, Customer.name)
        .order_by(Customer.id)
    )


_FOUND = {
    Kept.CUSTOMER: _left("customer", "former"),
    Kept.PROSPECT: _left("prospect"),
    # Those of a case are part of what was registered in it; what proves a consent is needed while it counts.
    Kept.DOCUMENTS: _old(
        Attachment.customer_id,
        Attachment.recorded_at,
        Attachment.case_id.is_(None),
        not_(exists().where(Consent.document_id == Attachment.id)),
    ),
    Kept.WORDS: _old(
        Contact.customer_id, Contact.happened_at, or_(Contact.subject != "", Contact.text != "")
    ),
    Kept.STATEMENTS: _old(Statement.customer_id, Statement.said_at),
    Kept.PLANS: _old(PlannedContact.customer_id, PlannedContact.planned_at),
    Kept.TRADES: _old(Trade.customer_id, _ends, Trade.happened_at < _cut, Trade.reference != ""),
}


def periods(view: Reading) -> tuple[Period, ...]:
    """Return how long each kind is kept; nobody stated anything: always."""
    said = {kind: (days, at, who) for kind, days, at, who in view.rows(_RULES)}
    return tuple(Period(what, None) if what not in said else _period(what, *said[what]) for what in Kept)


def _period(what: Kept, days: int | None, at: datetime, who: str) -> Period:
    return Period(what, None if days is None else round(days / DAYS_A_MONTH), at, who)


def days_of(months: int | None) -> int | None:
    """Return a period in days, as it is kept."""
    return None if months is None else round(months * DAYS_A_MONTH)


def cut_of(view: Reading, what: Kept, now: datetime) -> datetime | None:
    """Return before when a kind is past its period; None while it is kept always."""
    days = next((days for kind, days, _at, _who in view.rows(_RULES) if kind == what), None)
    return None if days is None else now - timedelta(days=days)


def people(view: Reading) -> int:
    """Return how many customers there are to look at."""
    found = view.row(_COUNT)
    assert found is not None, "an aggregate gives one row"
    return int(found[0])


def look(view: Reading, what: Kept, now: datetime, after: UUID | None = None) -> Looked:
    """Look at the next customers, at most 5,000, for what is past its period; in the order of their ids."""
    cut = cut_of(view, what, now)
    if cut is None:
        return Looked((), None)
    ends = view.row(_UPTO, after=after or _FIRST, skip=AT_ONCE - 1)
    upto = _LAST if ends is None else ends[0]
    rows, postponed = [], 0
    for key, number, name, *moments, count in _found(view, what, cut, after or _FIRST, upto):
        if is_postponed(view, what, key, now.date()):
            postponed += 1
            continue
        last = max(moment for moment in map(_moment, moments) if moment is not None)
        rows.append(Past(what, CustomerId(key), number, name, last, count))
    return Looked(tuple(rows), None if ends is None else upto, postponed)


def is_past(view: Reading, what: Kept, now: datetime, customer: UUID) -> bool:
    """Tell whether something of one customer is past its period."""
    cut = cut_of(view, what, now)
    return cut is not None and bool(_found(view, what, cut, UUID(int=customer.int - 1), customer))


def _found(view: Reading, what: Kept, cut: datetime, after: UUID, upto: UUID) -> list[Any]:
    return view.rows(_FOUND[what], after=after, upto=upto, cut=cut)


def _moment(value: Any) -> datetime | None:
    return from_micros(value) if isinstance(value, int) else value


def is_postponed(view: Reading, what: Kept, customer: UUID, today: date) -> bool:
    """Tell whether somebody put a proposal off until a day that has not come."""
    for (detail,) in view.rows(_POSTPONED, whose=customer):
        said = json.loads(detail)
        if said["what"] == what:
            return date.fromisoformat(said["until"]) > today
    return False


def what_in_words(what: Kept) -> str:
    """Return what a kind is, as people say it."""
    return {
        Kept.CUSTOMER: _("Everything on a customer"),
        Kept.PROSPECT: _("Everything on a prospect"),
        Kept.DOCUMENTS: _("Documents outside cases"),
        Kept.WORDS: _("What was said in contacts"),
        Kept.STATEMENTS: _("Needs, wishes and attitude"),
        Kept.PLANS: _("Planned contacts"),
        Kept.TRADES: _("Numbers of transactions"),
    }[what]


def counted_from(what: Kept) -> str:
    """Return from when the period of a kind is counted."""
    return {
        Kept.CUSTOMER: _(
            "the last contact, the end of the last case, the end of the last policy: the latest of these"
        ),
        Kept.PROSPECT: _("the last contact, or when they came"),
        Kept.DOCUMENTS: _("the day the document came"),
        Kept.WORDS: _("the day of the contact"),
        Kept.STATEMENTS: _("the day they said it"),
        Kept.PLANS: _("the day it was planned for"),
        Kept.TRADES: _("the day of the transaction, of a policy its end; products and amounts stay"),
    }[what]


def months_in_words(months: int | None) -> str:
    """Return a period as people say it."""
    if months is None:
        return _("always")
    years, rest = divmod(months, 12)
    parts = []
    if years:
        parts.append(ngettext("{count} year", "{count} years", years).format(count=years))
    if rest:
        parts.append(ngettext("{count} month", "{count} months", rest).format(count=rest))
    return " ".join(parts)


def in_words(past: Past) -> str:
    """Return why something is proposed to be erased."""
    day = f"{past.last:%d-%m-%Y}"
    return _reason(past.what, past.count).format(count=past.count, day=day)


def _reason(what: Kept, count: int) -> str:
    if what is Kept.DOCUMENTS:
        return ngettext(
            "{count} document, the latest of {day}", "{count} documents, the latest of {day}", count
        )
    if what is Kept.WORDS:
        return ngettext(
            "words of {count} contact, the latest of {day}",
            "words of {count} contacts, the latest of {day}",
            count,
        )
    if what is Kept.STATEMENTS:
        return ngettext(
            "{count} statement, the latest of {day}", "{count} statements, the latest of {day}", count
        )
    if what is Kept.PLANS:
        return ngettext(
            "{count} planned contact, the latest of {day}",
            "{count} planned contacts, the latest of {day}",
            count,
        )
    if what is Kept.TRADES:
        return ngettext(
            "{count} transaction, the latest of {day}", "{count} transactions, the latest of {day}", count
        )
    return _("nothing happened since {day}")
