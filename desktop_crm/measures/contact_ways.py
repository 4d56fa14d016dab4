"""Ways through contact history: by time, by the index of words, or from the few cases, steps or people meant.

Whatever way is taken, the same contacts are found, newest first. Which one is quick depends on how many are meant:
of a process that half of all contacts belong to, the newest are found by time at once; of one that had a dozen cases
they are found from these. So they are counted before, as far as it matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Integer, Text, bindparam, column, func, or_, select

from desktop_crm.access.tables import Employee, EmployeeRole
from desktop_crm.customers.tables import Contact, Customer
from desktop_crm.customers.time_line import EXCERPT
from desktop_crm.measures.contact_words import ENTRIES, MATCHES, OF_CONTACTS, OF_ENTRY, stands
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.schema import Id, Instant
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case, WorkItem

COLUMNS = (
    Contact.id, Contact.happened_at, Contact.channel, Contact.direction, Contact.party, Contact.subject,
    Contact.employee_id, func.coalesce(Employee.name, ""), Contact.customer_id, func.coalesce(Customer.name, ""),
    Contact.case_id, func.coalesce(Case.number, ""), func.coalesce(Case.process, ""),
)  # fmt: skip
# What a contact is looked into for, and never found by: no index serves a column inside a function.
CONDITIONS: dict[str, Any] = {
    "customer": Contact.customer_id == bindparam("customer"),
    "channel": Contact.channel == bindparam("channel"),
    "direction": Contact.direction == bindparam("direction"),
    "process": func.coalesce(Case.process, "") == bindparam("process"),
    "activity": func.coalesce(WorkItem.activity, "") == bindparam("activity"),
    "outcome": func.coalesce(Case.status, "") == bindparam("outcome"),
    "team": select(EmployeeRole.id)
    .where(EmployeeRole.employee_id == Contact.employee_id, EmployeeRole.role == bindparam("team"))
    .exists(),
}
TEXTS = (Contact.id, Contact.happened_at, Contact.subject, Contact.text)
_EXCERPT = func.substr(Contact.text, 1, EXCERPT)
_SHOWN = {Employee, Customer, Case}
_ASKED_OF = {"process": Case, "outcome": Case, "activity": WorkItem}
# So many contacts are few: from them, a page is found in about a twentieth of a second.
FEW = 20_000


@dataclass(frozen=True, slots=True)
class _Source:
    """What contacts may be found from: the rows of `table` that have `value`, and how contacts join them."""

    table: Any
    value: Any
    joined: Any


def _hidden(column: Any) -> Any:
    """Return a column that no index serves, so that a statement begins with its table."""
    return func.coalesce(column, column)


_SOURCES = {
    "process": _Source(Case, Case.process == bindparam("process"), Contact.case_id == _hidden(Case.id)),
    "outcome": _Source(Case, Case.status == bindparam("outcome"), Contact.case_id == _hidden(Case.id)),
    "activity": _Source(
        WorkItem, WorkItem.activity == bindparam("activity"), Contact.work_item_id == _hidden(WorkItem.id)
    ),
    "team": _Source(
        EmployeeRole,
        EmployeeRole.role == bindparam("team"),
        Contact.employee_id == _hidden(EmployeeRole.employee_id),
    ),
}


def fewest(view: Reading, given: dict[str, Any], most: int) -> tuple[str, int] | None:
    """Return what the fewest contacts can be found from, and how many these are; None where that is over `most`."""
    found = []
    for name in sorted(given.keys() & _SOURCES.keys()):
        row = view.row(_counting(name), most=most + 1, **{name: given[name]})
        if row is not None and row[0] <= most:
            most = row[0]
            found.append((name, most))
    return found[-1] if found else None


@cache
def _counting(name: str) -> Prepared:
    source = _SOURCES[name]
    counted = select(source.value).select_from(source.table).join(Contact, source.joined).where(source.value)
    return Prepared(select(func.count()).select_from(counted.limit(bindparam("most")).subquery()))


@cache
def by_time(names: frozenset[str], signs: int, *, texts: bool = False) -> Prepared:
    """Return the statement that goes through all contacts: one for each way of narrowing, so that an index serves.

    With `texts` it tells of each its id, when it happened, its subject and text.
    """
    shown = TEXTS if texts else (*COLUMNS, _EXCERPT)
    tables = _looked_into(names) | (set() if texts else _SHOWN)
    found = _joined(select(*shown).select_from(Contact), tables).where(*_narrowed(names, signs))
    return Prepared(_newest(found, Contact.happened_at))


@cache
def from_few(source: str, names: frozenset[str], signs: int, *, texts: bool = False) -> Prepared:
    """Return the statement that goes through the contacts of a source alone and sorts these; `texts` as above."""
    start, others = _SOURCES[source], names - {source}
    few = select(*TEXTS) if texts else select(Contact.id)
    few = _joined(
        few.select_from(start.table).join(Contact, start.joined), _looked_into(others) - {start.table}
    )
    few = _newest(few.where(start.value, *_narrowed(others, signs)), _hidden(Contact.happened_at))
    if texts:
        return Prepared(few)
    # What is shown is looked up for the rows of the page, not for all that are sorted.
    page = few.subquery("page")
    found = select(*COLUMNS, _EXCERPT).select_from(page).join(Contact, Contact.id == _hidden(page.c.id))
    return Prepared(_joined(found, _SHOWN).order_by(_hidden(Contact.happened_at).desc(), Contact.id.desc()))


@cache
def by_words(names: frozenset[str], signs: int) -> Prepared:
    """Return the statement that goes through the index of words, newest first as its entries are numbered."""
    found = (
        select(*COLUMNS, _EXCERPT)
        .select_from(ENTRIES)
        .join(OF_CONTACTS, OF_ENTRY)
        .join(Contact, Contact.id == OF_CONTACTS.c.contact_id)
    )
    number = ENTRIES.c.rowid
    found = _joined(found, _SHOWN | _looked_into(names)).where(
        *_narrowed(names, signs), MATCHES, number >= bindparam("lowest"), number < bindparam("highest")
    )
    return Prepared(found.order_by(number.desc()).limit(bindparam("size")))


@cache
def by_server(names: frozenset[str], signs: int) -> Prepared:
    """Return the statement that asks a server for at most `most` contacts with words, and looks into these."""
    said = func.crm_said(
        bindparam("words", type_=Text), bindparam("since", type_=Instant), bindparam("until", type_=Instant),
        bindparam("channel", type_=Text), bindparam("direction", type_=Text),
        bindparam("before_at", type_=Instant), bindparam("before_id", type_=Id), bindparam("most", type_=Integer),
    ).table_valued(column("contact_id", Id))  # fmt: skip
    found = select(*COLUMNS, _EXCERPT).select_from(said).join(Contact, Contact.id == said.c.contact_id)
    found = _joined(found, _SHOWN | _looked_into(names)).where(*_narrowed(names, signs))
    return Prepared(_newest(found, Contact.happened_at))


HAVING = Prepared(
    select(func.count()).select_from(
        select(ENTRIES.c.rowid).where(MATCHES).limit(bindparam("most")).subquery()
    )
)


def _looked_into(names: Iterable[str]) -> set[Any]:
    """Return the tables that the conditions of these names ask for, beside that of contacts."""
    return {_ASKED_OF[name] for name in names if name in _ASKED_OF}


def _joined(found: Any, tables: set[Any]) -> Any:
    """Join what is shown of a contact beside itself, and what is looked into."""
    for table, key in (
        (Employee, Contact.employee_id), (Customer, Contact.customer_id), (Case, Contact.case_id),
        (WorkItem, Contact.work_item_id),
    ):  # fmt: skip
        if table in tables:
            found = found.outerjoin(table, table.id == key)
    return found


def _narrowed(names: Iterable[str], signs: int) -> tuple[Any, ...]:
    return (
        Contact.happened_at >= bindparam("since"),
        Contact.happened_at < bindparam("until"),
        *(CONDITIONS[name] for name in sorted(names)),
        *(stands(f"sign_{place}") for place in range(signs)),
    )


def _newest(found: Any, at: Any) -> Any:
    """Return the newest of what is found that are older than a key, in the order of `at`."""
    moment = bindparam("before_at", type_=Contact.happened_at.type)
    older = or_(at < moment, Contact.id < bindparam("before_id", type_=Contact.id.type))
    return found.where(at <= moment, older).order_by(at.desc(), Contact.id.desc()).limit(bindparam("size"))
