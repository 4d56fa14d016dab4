"""Taking a whole import back, from the change log: who was added goes, what was changed is as it was.

The log holds what each transaction of the import wrote. It is gone through backwards, a transaction of the import
at a time; whoever was changed since by anybody else keeps what they have, and is listed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, bindparam, delete, func, or_, select, update

from desktop_crm.core.clock import from_micros
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import TEXTS
from desktop_crm.customers.said_tables import CustomerTag, Statement
from desktop_crm.customers.search import index_customer
from desktop_crm.customers.stored import read_customer
from desktop_crm.customers.tables import (
    Address,
    Attachment,
    Consent,
    ContactPoint,
    Customer,
    CustomerMerge,
    Identifier,
    Relation,
    ToldApart,
)
from desktop_crm.customers.writing import change_customer_row
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.schema import Id, Instant
from desktop_crm.store.search import remove_document
from desktop_crm.store.tables import ChangeLog
from desktop_crm.store.work import Reading, Store, Writing

_PAGE = 5_000
# What an import writes; anything else in its transactions is its own record.
_TABLES: dict[str, Any] = {
    table.__tablename__: table
    for table in (
        Customer,
        ContactPoint,
        Address,
        Consent,
        Attachment,
        Identifier,
        Relation,
        CustomerTag,
        Statement,
    )
}
_IDENTIFIERS = Prepared(
    select(Identifier.id, Identifier.customer_id)
    # Ids are made in the order of time: only those made since the import began are looked at.
    .where(Identifier.id > bindparam("run"), Identifier.import_id == bindparam("run"))
)
_BEGUN = Prepared(
    select(ChangeLog.seq, ChangeLog.xid).where(
        ChangeLog.table_name == "import_run", ChangeLog.pk == bindparam("row"), ChangeLog.op != "D"
    )
)
_NAMED = Prepared(
    select(ChangeLog.pk, ChangeLog.xid).where(
        ChangeLog.table_name == "identifier", ChangeLog.op == "I", ChangeLog.seq >= bindparam("since")
    )
)
_SINCE = Prepared(
    select(ChangeLog.seq, ChangeLog.xid, ChangeLog.table_name, ChangeLog.pk, ChangeLog.scope, ChangeLog.op)
    .where(ChangeLog.seq > bindparam("last"))
    .order_by(ChangeLog.seq)
    .limit(_PAGE)
)
_LAST = Prepared(select(func.coalesce(func.max(ChangeLog.seq), 0)))
_ENTRIES = Prepared(
    select(ChangeLog.table_name, ChangeLog.pk, ChangeLog.scope, ChangeLog.op, ChangeLog.old, ChangeLog.new)
    .where(
        ChangeLog.seq >= bindparam("first"),
        ChangeLog.seq <= bindparam("last"),
        ChangeLog.xid == bindparam("of"),
    )
    .order_by(ChangeLog.seq.desc())
)
_REFERRED = tuple(
    Prepared(select(table.id).where(or_(*(column == bindparam("whom") for column in columns))).limit(1))
    for table, columns in (
        (Relation, (Relation.other_id,)),
        (ToldApart, (ToldApart.other_id,)),
        (CustomerMerge, (CustomerMerge.kept_id, CustomerMerge.gone_id)),
    )
)
_HEAD = Prepared(select(Customer.number, Customer.name).where(Customer.id == bindparam("whose")))
# Nothing is left of them but that there was somebody.
_GO = Prepared(
    update(Customer)
    .where(Customer.id == bindparam("whose"))
    .values(
        deleted_at=bindparam("moment"),
        birth_date=None,
        since=None,
        extra="{}",
        **dict.fromkeys((*TEXTS, "number", "sort_key", "note"), ""),
    )
)


@dataclass(frozen=True, slots=True)
class Left:
    """A customer who keeps something that the import brought, and why."""

    customer: CustomerId
    number: str
    name: str
    reason: str


@dataclass
class Undone:
    """What taking an import back did.

    Attributes:
        removed: who had been added and is gone. `restored`: who had been changed and is as before.
        left: who was changed since, so that it stayed, all of it or in part.
    """

    removed: list[CustomerId] = field(default_factory=list)
    restored: list[CustomerId] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    cancelled: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the shape that the command line promises."""
        left = [{"id": one.customer, "number": one.number, "reason": one.reason} for one in self.left]
        return {"removed": len(self.removed), "restored": len(self.restored), "left": left}


@dataclass
class _Survey:
    """What the log says of an import and of what came after it; customers and rows by their hex ids.

    Attributes:
        windows: the import's transactions, each with its first and last entry.
        added: whom it added. `touched`: whose things others wrote since. `rows`: what others changed since.
        last: how far the log was read.
    """

    customers: frozenset[str]
    windows: dict[int, tuple[int, int]]
    last: int
    added: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    rows: set[tuple[str, str]] = field(default_factory=set)

    def read_on(self, view: Reading) -> None:
        """Take in what the log says since it was last read."""
        while page := view.rows(_SINCE, last=self.last):
            for seq, xid, table, row, scope, did in page:
                if xid in self.windows:
                    first, _last = self.windows[xid]
                    self.windows[xid] = (min(first, seq), seq)
                    if table == "customer" and did == "I":
                        self.added.add(row)
                    continue
                if scope in self.customers:
                    self.touched.add(scope)
                if did != "I" and table in _TABLES:
                    self.rows.add((table, row))
            self.last = page[-1][0]


def undo(
    store: Store,
    actor: UUID,
    run: UUID,
    *,
    allowed: Callable[[Writing], None],
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Undone:
    """Take back what the import `run` wrote, a few customers at a time; return what became of them.

    `allowed` is asked in each transaction, and raises `Refused`. When it is called off, what was taken back so far
    stays so, and it can be gone on with.
    """
    with store.read() as view:
        survey = _surveyed(view, run)
    undoing = _Undoing(survey)
    windows = sorted(survey.windows.items(), key=lambda one: one[1][0], reverse=True)
    for place, (xid, _window) in enumerate(windows):
        if cancelled():
            undoing.undone.cancelled = True
            break
        with store.write(actor) as work:
            allowed(work)
            undoing.take_back(work, xid)
        if progress is not None:
            progress(place + 1, len(windows))
    return undoing.result()


def _surveyed(view: Reading, run: UUID) -> _Survey:
    brought = view.rows(_IDENTIFIERS, run=run)
    own = view.rows(_BEGUN, row=run.hex)
    since = min((seq for seq, _xid in own), default=0)
    named = {row.hex for row, _customer in brought}
    xids = {xid for _seq, xid in own}
    xids |= {xid for row, xid in view.rows(_NAMED, since=since) if row in named}
    huge = 2**62
    survey = _Survey(
        frozenset(customer.hex for _row, customer in brought),
        dict.fromkeys(xids, (huge, 0)),
        since - 1,
    )
    survey.read_on(view)
    return survey


@dataclass
class _Undoing:
    """Goes backwards through an import.

    Attributes:
        kept: of those who were added, who stays, with the reason. `fields`: of those who were changed, which
            fields somebody changed since.
    """

    survey: _Survey
    undone: Undone = field(default_factory=Undone)
    heads: dict[str, tuple[str, str]] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    fields: dict[str, set[str]] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def take_back(self, work: Writing, xid: int) -> None:
        """Take back one transaction of the import."""
        survey = self.survey
        survey.read_on(work)
        first, last = survey.windows[xid]
        entries = [one for one in work.rows(_ENTRIES, first=first, last=last, of=xid) if one[0] in _TABLES]
        self._look_at(work, {scope for _table, _row, scope, *_rest in entries})
        restored: set[str] = set()
        for table, row, scope, did, old, new in entries:
            if scope in self.kept:
                continue
            if did == "I":
                self._remove(work, table, row, scope)
            elif did == "U":
                self._restore(work, table, row, scope, json.loads(old), json.loads(new))
            if scope not in survey.added and table != "identifier":
                restored.add(scope)
        for scope in sorted(restored):
            customer = CustomerId(UUID(scope))
            change_customer_row(work, customer, read_customer(work, customer, files=False).data)
            index_customer(work, customer)
        self.changed |= restored
        # Our own entries are nobody else's change.
        survey.last = max(survey.last, *(row[0] for row in work.rows(_LAST)))

    def _look_at(self, work: Writing, scopes: Iterable[str]) -> None:
        """Decide who of those who were added stays, before anything of theirs is touched."""
        for scope in sorted(set(scopes) - self.checked):
            self.checked.add(scope)
            head = work.row(_HEAD, whose=UUID(scope))
            self.heads[scope] = (head[0], head[1]) if head is not None else ("", "")
            named = (work.row(statement, whom=UUID(scope)) for statement in _REFERRED[1:])
            if scope in self.survey.added and any(row is not None for row in named):
                self.kept[scope] = _("Somebody compared or merged them since.")
        for scope in self.survey.added & self.survey.touched & self.checked:
            self.kept[scope] = _("Somebody worked with them since.")

    def _remove(self, work: Writing, table: str, row: str, scope: str) -> None:
        if (table, row) in self.survey.rows:
            self.fields.setdefault(scope, set()).add(table)
            return
        what = _TABLES[table]
        if what is Customer:
            if work.row(_REFERRED[0], whom=UUID(row)) is not None:
                self.kept[scope] = _("Somebody who stays is related to them.")
                return
            remove_document(work, UUID(row))
            work.run(_GO, whose=UUID(row), moment=work.now)
            self.undone.removed.append(CustomerId(UUID(row)))
            return
        work.connection.execute(delete(what).where(what.id == UUID(row)))

    def _restore(
        self, work: Writing, table: str, row: str, scope: str, old: dict[str, Any], new: dict[str, Any]
    ) -> None:
        """Give back each field that still holds what the import wrote."""
        what = _TABLES[table].__table__
        columns = [what.c[name] for name in old]
        found = work.connection.execute(select(*columns).where(what.c.id == UUID(row))).first()
        if found is None:
            return
        back = {}
        for column, now in zip(columns, found, strict=True):
            if now == _value(column, new[column.name]):
                back[column.name] = _value(column, old[column.name])
            elif column.name != "sort_key":
                self.fields.setdefault(scope, set()).add(column.name)
        if back:
            work.connection.execute(update(what).where(what.c.id == UUID(row)).values(back))

    def result(self) -> Undone:
        """Return what became of everybody."""
        undone = self.undone
        gone = {one.hex for one in undone.removed}
        reasons = dict(self.kept)
        for scope, names in self.fields.items():
            words = _("Changed since: {fields}.").format(fields=", ".join(sorted(names)))
            reasons.setdefault(scope, words)
        undone.left = [
            Left(CustomerId(UUID(scope)), *self.heads[scope], reason)
            for scope, reason in sorted(reasons.items())
            if scope not in gone
        ]
        undone.restored = [CustomerId(UUID(scope)) for scope in sorted(self.changed - set(reasons))]
        return undone


def _value(column: Column[Any], logged: Any) -> Any:
    """Return what the log wrote in JSON as the column holds it."""
    if logged is None:
        return None
    if isinstance(column.type, Id):
        return UUID(logged)
    if isinstance(column.type, Instant):
        return from_micros(logged)
    if isinstance(column.type, Date):
        return date.fromisoformat(logged)
    return bool(logged) if isinstance(column.type, Boolean) else logged
