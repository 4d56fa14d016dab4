"""Portfolios: whose customers are whose, handed over whole from one employee to another."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, EmployeeId
from desktop_crm.customers.service import Version, own, require_colleague
from desktop_crm.customers.tables import Customer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store

# Some at a time, so that a colleague's act never waits longer than it takes to write these.
_PIECE = 100
_THEIRS = Prepared(
    select(Customer.id)
    .where(
        Customer.owner_id == bindparam("whose"),
        Customer.deleted_at.is_(None),
        Customer.id > bindparam("after"),
    )
    .order_by(Customer.id)
    .limit(_PIECE)
)
_COUNT = Prepared(
    select(func.count())
    .select_from(Customer)
    .where(Customer.owner_id == bindparam("whose"), Customer.deleted_at.is_(None))
)


@dataclass(frozen=True)
class PortfolioService:
    """Handing customers over from one employee to another."""

    store: Store
    actor: Actor
    published: Version

    @use_case
    def hand_over_portfolio(
        self,
        *,
        owner: EmployeeId,
        employee: EmployeeId,
        customers: Collection[CustomerId] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Changes:
        """Give the customers of `owner` to `employee`: all of them, or those of `customers` that are still theirs.

        Some at a time, each in a transaction of its own: what was handed over stays so when a later one fails.
        Raises `Refused` without the power to supervise, `Invalid` for one and the same, `NotFound`.
        """
        only = None if customers is None else frozenset(customers)
        done: list[UUID] = []
        after = UUID(int=0)
        while True:
            with self.store.write(self.actor.id) as work:
                require_power(work, self.actor, Verb.SUPERVISE, self.published(work))
                if owner == employee:
                    raise Invalid(
                        _("They are the same; nothing was changed. Choose a colleague."), where="employee"
                    )
                require_colleague(work, employee)
                found = [row[0] for row in work.rows(_THEIRS, whose=owner, after=after)]
                chosen = [one for one in found if only is None or one in only]
                for customer in chosen:
                    own(work, CustomerId(customer), employee)
            done += chosen
            if progress is not None and chosen:
                progress(len(done))
            if len(found) < _PIECE:
                return Changes.of("customer", *done) if done else Changes()
            after = found[-1]


def portfolio_size(view: Reading, owner: EmployeeId) -> int:
    """Return how many customers an employee looks after."""
    found = view.row(_COUNT, whose=owner)
    assert found is not None, "an aggregate gives one row"
    return int(found[0])
