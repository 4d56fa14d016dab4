"""Transactions that another system keeps up: taken in from it, recognised when they come again, read-only here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from desktop_crm.access.check import has_power, require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.data import LONGEST
from desktop_crm.customers.model import plain_text
from desktop_crm.customers.service import Version
from desktop_crm.customers.tables import Customer, Identifier, Trade
from desktop_crm.customers.taking import Fate
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store, Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeData:
    """A transaction as its master system tells it.

    Attributes:
        customer: whose it is: what `master` calls them, or else their number here.
        cents, cost_cents: hundredths of `currency`; what it cost us only where the master knows.
        reference: the master system's number of it; empty when it has none.
    """

    customer: str
    product: str
    cents: int
    happened_at: datetime
    master: str
    kind: str = "transaction"
    reference: str = ""
    cost_cents: int | None = None
    currency: str = "EUR"
    status: str = ""
    until: datetime | None = None

    @property
    def margin_cents(self) -> int | None:
        """What is left of the amount; None where the cost is not known."""
        return None if self.cost_cents is None else self.cents - self.cost_cents


@dataclass(frozen=True, slots=True)
class TradeTaken:
    """What became of one transaction that came in: whose it is, or why it was rejected."""

    fate: Fate
    customer: CustomerId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TradeRow:
    """A transaction on a customer's file; its cost only for whom may see it (`sees_cost`)."""

    id: UUID
    data: TradeData
    sees_cost: bool


_SAID = (
    "kind",
    "product",
    "reference",
    "cents",
    "cost_cents",
    "currency",
    "status",
    "happened_at",
    "until",
    "master",
)
_COLUMNS = tuple(getattr(Trade, name) for name in _SAID)
_BY_NAME = Prepared(
    select(Identifier.customer_id)
    .join(Customer, Customer.id == Identifier.customer_id)
    .where(
        Identifier.system == bindparam("where"),
        Identifier.code == bindparam("so"),
        Customer.deleted_at.is_(None),
    )
    .limit(1)
)
_BY_NUMBER = Prepared(
    select(Customer.id).where(Customer.number == bindparam("so"), Customer.deleted_at.is_(None)).limit(1)
)
_BY_REFERENCE = Prepared(
    select(Trade.id, Trade.customer_id, *_COLUMNS)
    .where(Trade.master == bindparam("where"), Trade.reference == bindparam("so"))
    .order_by(Trade.id)
    .limit(1)
)
_ALIKE = Prepared(
    select(Trade.id, Trade.customer_id, *_COLUMNS)
    .where(
        Trade.customer_id == bindparam("whose"),
        Trade.happened_at == bindparam("at"),
        Trade.product == bindparam("what"),
        Trade.cents == bindparam("amount"),
        Trade.master == bindparam("where"),
        Trade.reference == "",
    )
    .order_by(Trade.id)
    .limit(1)
)
_INSERT = Prepared(insert(Trade), ["id", "customer_id", *_SAID])
_CHANGE = Prepared(
    update(Trade).where(Trade.id == bindparam("row")).values({name: bindparam(name) for name in _SAID})
)
_OF_CUSTOMER = Prepared(
    select(Trade.id, Customer.number, *_COLUMNS)
    .join(Customer, Customer.id == Trade.customer_id)
    .where(Trade.customer_id == bindparam("whose"))
    .order_by(Trade.happened_at.desc(), Trade.id.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class TradingService:
    """Takes transactions in, some at a time: each call is one transaction of the store."""

    store: Store
    actor: Actor
    published: Version

    @use_case
    def take_trades(self, *, trades: Sequence[TradeData]) -> list[TradeTaken]:
        """Add or update transactions; return what became of each, in their order.

        One that can't be kept is rejected with the reason and costs its neighbours nothing. Raises `Refused`.
        """
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.IMPORT, self.published(work))
            return [_taken(work, one) for one in trades]

    @use_case
    def try_trades(self, *, trades: Sequence[TradeData]) -> list[TradeTaken]:
        """Return what would become of transactions, and change nothing."""
        with self.store.read() as view:
            require_power(view, self.actor, Verb.IMPORT, self.published(view))
            return [_taken(view, one) for one in trades]


def changes_of(taken: Sequence[TradeTaken]) -> Changes:
    """Return whose files changed."""
    whose = [one.customer for one in taken if one.customer and one.fate in (Fate.CREATED, Fate.UPDATED)]
    return Changes.of("customer", *whose) if whose else Changes()


def _taken(view: Reading, one: TradeData) -> TradeTaken:
    try:
        _check(one)
        whose = _whose(view, one)
    except (Invalid, NotFound) as problem:
        return TradeTaken(Fate.REJECTED, reason=problem.sentence)
    found = _known(view, one, whose)
    said: dict[str, Any] = {name: getattr(one, name) for name in _SAID}
    if found is None:
        if isinstance(view, Writing):
            view.run(_INSERT, id=new_id(), customer_id=whose, **said)
        return TradeTaken(Fate.CREATED, whose)
    row, theirs, *held = found
    if theirs != whose:
        told = _("{number} of {system} is another customer's; it was left there.")
        return TradeTaken(Fate.REJECTED, reason=told.format(number=one.reference, system=one.master))
    if tuple(held) == tuple(said.values()):
        return TradeTaken(Fate.UNCHANGED, whose)
    if isinstance(view, Writing):
        view.run(_CHANGE, row=row, **said)
    return TradeTaken(Fate.UPDATED, whose)


def _check(one: TradeData) -> None:
    for field in ("customer", "product", "kind", "reference", "currency", "status", "master"):
        text = plain_text(getattr(one, field), field=field)
        if len(text) > LONGEST:
            raise Invalid(_("The text is too long; shorten it."), where=field)
    for field, name in (("product", _("product")), ("master", _("system it comes from"))):
        if not getattr(one, field).strip():
            raise Invalid(_("A transaction needs its {what}.").format(what=name))
    if one.until is not None and one.until < one.happened_at:
        raise Invalid(_("The last day lies before the first; correct one of the two."), where="until")


def _whose(view: Reading, one: TradeData) -> CustomerId:
    found = view.row(_BY_NAME, where=one.master, so=one.customer) or view.row(_BY_NUMBER, so=one.customer)
    if found is None:
        raise NotFound(
            _("Nobody here is called {name} by {system}, or has that number.").format(
                name=one.customer or "–", system=one.master
            )
        )
    return CustomerId(found[0])


def _known(view: Reading, one: TradeData, whose: CustomerId) -> tuple[Any, ...] | None:
    if one.reference:
        return view.row(_BY_REFERENCE, where=one.master, so=one.reference)
    alike = {"at": one.happened_at, "what": one.product, "amount": one.cents, "where": one.master}
    return view.row(_ALIKE, whose=whose, **alike)


def trades_of(
    view: Reading, customer: CustomerId, actor: Actor, version: UUID | None, *, most: int = 1_000
) -> tuple[TradeRow, ...]:
    """Return a customer's transactions, the latest first; what they cost only for whom supervises."""
    sees = has_power(view, actor, Verb.SUPERVISE, version)
    rows = []
    for row, number, *held in view.rows(_OF_CUSTOMER, whose=customer, most=most):
        said = dict(zip(_SAID, held, strict=True))
        said["cost_cents"] = said["cost_cents"] if sees else None
        rows.append(TradeRow(row, TradeData(customer=number, **said), sees))
    return tuple(rows)
