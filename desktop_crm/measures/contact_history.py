"""Contact history across all customers: narrowed in many ways, a page at a time, newest first."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select

from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.core.frozen import frozen
from desktop_crm.core.ids import CaseId, ContactId, CustomerId
from desktop_crm.customers.tables import Contact, Customer, Question
from desktop_crm.customers.time_line import EXCERPT, NEWEST, PAGE, Key
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case, WorkItem

MOST_WORDS = 4
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
        team: the code of a role that the employee holds. `words`: all must stand in the subject or the text.
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
_QUESTIONS = Prepared(
    select(Question.text, Question.raised_by, Question.answered_at)
    .where(Question.contact_id == bindparam("contact"))
    .order_by(Question.id)
)


def history(
    view: Reading, narrowed: HistoryFilter, *, before: Key = NEWEST, size: int = PAGE
) -> list[HistoryLine]:
    """Return the newest contacts that are older than the key `before`, the (instant, id) of the last row above."""
    words = [f"%{_escaped(word)}%" for word in narrowed.words.split()[:MOST_WORDS]]
    given = {name: value for name in _CONDITIONS if (value := getattr(narrowed, name))}
    values = given | {f"word_{place}": word for place, word in enumerate(words)}
    rows = view.rows(
        _page(frozenset(given), len(words)), since=narrowed.since, until=narrowed.until, before_at=before[0],
        before_id=before[1], size=size, **values,
    )  # fmt: skip
    return [HistoryLine(*row) for row in rows]


def contact_in_full(view: Reading, contact: UUID) -> tuple[HistoryLine, tuple[QuestionLine, ...]] | None:
    """Return a contact with its whole text, and its questions; None where there is none, or not for this reader."""
    found = view.row(_ONE, contact=contact)
    if found is None:
        return None
    return HistoryLine(*found), tuple(QuestionLine(*row) for row in view.rows(_QUESTIONS, contact=contact))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@cache
def _page(names: frozenset[str], words: int) -> Prepared:
    """Return the statement for these ways of narrowing: one for each, so that an index bounds the search."""
    moment = bindparam("before_at", type_=Contact.happened_at.type)
    found = (
        select(*_COLUMNS, func.substr(Contact.text, 1, EXCERPT))
        .outerjoin_from(Contact, Employee, Employee.id == Contact.employee_id)
        .outerjoin(Customer, Customer.id == Contact.customer_id)
        .outerjoin(Case, Case.id == Contact.case_id)
    )
    if "activity" in names:
        found = found.join(WorkItem, WorkItem.id == Contact.work_item_id)
    found = found.where(
        Contact.happened_at >= bindparam("since"),
        Contact.happened_at < bindparam("until"),
        Contact.happened_at <= moment,
        or_(Contact.happened_at < moment, Contact.id < bindparam("before_id", type_=Contact.id.type)),
        *(_CONDITIONS[name] for name in sorted(names)),
        *(_stands(f"word_{place}") for place in range(words)),
    )
    return Prepared(found.order_by(Contact.happened_at.desc(), Contact.id.desc()).limit(bindparam("size")))


def _stands(name: str) -> Any:
    """Whether a word stands in what was said; capital letters and small ones are the same."""
    word: Any = bindparam(name)
    return or_(Contact.subject.ilike(word, escape="\\"), Contact.text.ilike(word, escape="\\"))
