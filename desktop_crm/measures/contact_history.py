"""Contact history across all customers: narrowed in many ways, a page at a time, newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId, ContactId, CustomerId
from desktop_crm.core.text import is_storable
from desktop_crm.customers.tables import Contact, Customer, Question
from desktop_crm.customers.time_line import EXCERPT, NEWEST, PAGE, Key
from desktop_crm.measures.contact_words import (
    ENTRIES,
    MATCHES,
    MOST_WORDS,
    OF_CONTACTS,
    OF_ENTRY,
    anywhere,
    beginning,
    begins,
    is_said,
    stands,
)
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.said import has_letters, matching, number_from
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case, WorkItem

_AT_ONCE = 500
_TICK = timedelta(milliseconds=1)
_WAYS = ("channel", "direction")  # those that the index of words holds
_COLUMNS = (
    Contact.id, Contact.happened_at, Contact.channel, Contact.direction, Contact.party, Contact.subject,
    Contact.employee_id, func.coalesce(Employee.name, ""), Contact.customer_id, func.coalesce(Customer.name, ""),
    Contact.case_id, func.coalesce(Case.number, ""), func.coalesce(Case.process, ""),
)  # fmt: skip


@frozen
class HistoryFilter:
    """What contact history is narrowed to; what is empty narrows nothing.

    Attributes:
        outcome: how the contact's case stands: ``running``, ``concluded`` or ``cancelled``.
        team: the code of a role that the employee holds. `words`: each must begin a word in the subject or the text.
    """

    since: datetime
    until: datetime
    customer: CustomerId | None = None
    channel: str = ""
    direction: str = ""
    process: str = ""
    activity: str = ""
    outcome: str = ""
    team: str = ""
    words: str = ""


@frozen
class HistoryLine:
    """One contact in the list; `text` is how it begins."""

    id: ContactId
    at: datetime
    channel: str
    direction: str
    party: str
    subject: str
    employee: UUID | None
    who: str
    customer: CustomerId | None
    customer_name: str
    case: CaseId | None
    number: str
    process: str
    text: str


@frozen
class QuestionLine:
    """A question that a contact raised, and when it was answered."""

    text: str
    raised_by: str
    answered: datetime | None


_CONDITIONS: dict[str, Any] = {
    "customer": Contact.customer_id == bindparam("customer"),
    "channel": Contact.channel == bindparam("channel"),
    "direction": Contact.direction == bindparam("direction"),
    # Not by the index on cases: the list is walked by time, and its first page ends soon.
    "process": func.coalesce(Case.process, "") == bindparam("process"),
    "activity": WorkItem.activity == bindparam("activity"),
    "outcome": Case.status == bindparam("outcome"),
    "team": select(EmployeeRole.id)
    .where(EmployeeRole.employee_id == Contact.employee_id, EmployeeRole.role == bindparam("team"))
    .exists(),
}
_ONE = Prepared(
    select(*_COLUMNS, Contact.text)
    .outerjoin_from(Contact, Employee, Employee.id == Contact.employee_id)
    .outerjoin(Customer, Customer.id == Contact.customer_id)
    .outerjoin(Case, Case.id == Contact.case_id)
    .where(Contact.id == bindparam("contact"))
)
_NUMBER = Prepared(
    select(OF_CONTACTS.c.rid).where(
        OF_CONTACTS.c.rid >= bindparam("first"), OF_CONTACTS.c.rid < bindparam("last"),
        OF_CONTACTS.c.contact_id == bindparam("contact"),
    )
)  # fmt: skip
_QUESTIONS = Prepared(
    select(Question.text, Question.raised_by, Question.answered_at)
    .where(Question.contact_id == bindparam("contact"))
    .order_by(Question.id)
)


def history(
    view: Reading, narrowed: HistoryFilter, *, before: Key = NEWEST, size: int = PAGE
) -> list[HistoryLine]:
    """Return the newest contacts that are older than the key `before`, the (instant, id) of the last row above.

    Of those in one millisecond a file's index may put either first; the pages still hold each of them once.
    """
    if not is_storable(narrowed.words):
        return []  # no store holds it, so nobody said it
    words = narrowed.words.split()[:MOST_WORDS]
    given = {name: value for name in _CONDITIONS if (value := getattr(narrowed, name))}
    asked = _Asked(narrowed.since, narrowed.until, given, [one for one in words if has_letters(one)],
                   [anywhere(one) for one in words if not has_letters(one)])  # fmt: skip
    if view.dialect != "sqlite":
        return [HistoryLine(*row) for row in _walked(view, asked, before, size)]
    if "customer" in given and asked.words:
        return _said_by_one(view, asked, before, size)
    if asked.words or any(has_letters(given.get(way, "")) for way in _WAYS):
        return [HistoryLine(*row) for row in _indexed(view, asked, before, size)]
    return [HistoryLine(*row) for row in _walked(view, asked, before, size)]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for: `words` of letters, `signs` the patterns of those that have none."""

    since: datetime
    until: datetime
    given: dict[str, Any]
    words: list[str]
    signs: list[str]

    @property
    def values(self) -> dict[str, Any]:
        signs = {f"sign_{place}": sign for place, sign in enumerate(self.signs)}
        return {"since": self.since, "until": self.until, **self.given, **signs}


def _walked(view: Reading, asked: _Asked, before: Key, size: int) -> list[tuple[Any, ...]]:
    """Go through the contacts by time, looking into each."""
    begin = {f"word_{place}": beginning(word) for place, word in enumerate(asked.words)}
    page = _page(frozenset(asked.given), len(asked.signs), len(begin))
    return view.rows(page, before_at=before[0], before_id=before[1], size=size, **asked.values, **begin)


def _indexed(view: Reading, asked: _Asked, before: Key, size: int) -> list[tuple[Any, ...]]:
    """Go through those that the index of words names."""
    first = number_from(before[0])
    above = view.row(_NUMBER, first=first, last=number_from(before[0] + _TICK), contact=before[1])
    ways = [way for name in _WAYS if has_letters(way := asked.given.get(name, ""))]
    return view.rows(
        _page_of_index(frozenset(asked.given), len(asked.signs)), asked=matching(asked.words, *ways),
        lowest=number_from(asked.since), highest=min(above[0] if above else first, number_from(asked.until + _TICK)),
        size=size, **asked.values,
    )  # fmt: skip


def _said_by_one(view: Reading, asked: _Asked, before: Key, size: int) -> list[HistoryLine]:
    """Look into all that was said with one customer: fewer contacts than many a word has."""
    found: list[HistoryLine] = []
    whole = _page(frozenset(asked.given), len(asked.signs), 0, whole=True)
    while len(found) < size:
        rows = view.rows(whole, before_at=before[0], before_id=before[1], size=_AT_ONCE, **asked.values)
        lines = [HistoryLine(*row) for row in rows]
        found += [one for one in lines if all(is_said(word, one.subject, one.text) for word in asked.words)]
        if len(lines) < _AT_ONCE:
            break
        before = (lines[-1].at, lines[-1].id)
    return [replace(one, text=one.text[:EXCERPT]) for one in found[:size]]


def contact_in_full(view: Reading, contact: UUID) -> tuple[HistoryLine, tuple[QuestionLine, ...]] | None:
    """Return a contact with its whole text, and its questions; None where there is none, or not for this reader."""
    found = view.row(_ONE, contact=contact)
    if found is None:
        return None
    return HistoryLine(*found), tuple(QuestionLine(*row) for row in view.rows(_QUESTIONS, contact=contact))


@cache
def _page(names: frozenset[str], signs: int, words: int, *, whole: bool = False) -> Prepared:
    """Return the statement for these ways of narrowing: one for each, so that an index bounds the search."""
    moment = bindparam("before_at", type_=Contact.happened_at.type)
    text = Contact.text if whole else func.substr(Contact.text, 1, EXCERPT)
    found = _joined(select(*_COLUMNS, text).select_from(Contact), names, signs).where(
        Contact.happened_at <= moment,
        or_(Contact.happened_at < moment, Contact.id < bindparam("before_id", type_=Contact.id.type)),
        *(begins(f"word_{place}") for place in range(words)),
    )
    return Prepared(found.order_by(Contact.happened_at.desc(), Contact.id.desc()).limit(bindparam("size")))


@cache
def _page_of_index(names: frozenset[str], signs: int) -> Prepared:
    """Return the same by way of the index of words, newest first as its entries are numbered."""
    found = (
        select(*_COLUMNS, func.substr(Contact.text, 1, EXCERPT))
        .select_from(ENTRIES)
        .join(OF_CONTACTS, OF_ENTRY)
        .join(Contact, Contact.id == OF_CONTACTS.c.contact_id)
    )
    number = ENTRIES.c.rowid
    found = _joined(found, names, signs).where(
        MATCHES, number >= bindparam("lowest"), number < bindparam("highest")
    )
    return Prepared(found.order_by(number.desc()).limit(bindparam("size")))


def _joined(found: Any, names: frozenset[str], signs: int) -> Any:
    found = (
        found.outerjoin(Employee, Employee.id == Contact.employee_id)
        .outerjoin(Customer, Customer.id == Contact.customer_id)
        .outerjoin(Case, Case.id == Contact.case_id)
    )
    if "activity" in names:
        found = found.join(WorkItem, WorkItem.id == Contact.work_item_id)
    return found.where(
        Contact.happened_at >= bindparam("since"),
        Contact.happened_at < bindparam("until"),
        *(_CONDITIONS[name] for name in sorted(names)),
        *(stands(f"sign_{place}") for place in range(signs)),
    )
