"""Use cases on customers who may be in the store twice: find them, and say that two are two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.rules import Rules
from desktop_crm.customers.scanning import Pair, Progress, scan
from desktop_crm.customers.service import Version
from desktop_crm.customers.tables import CustomerMerge, ToldApart
from desktop_crm.customers.writing import require_customer
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Store, Writing

_ALL = Prepared(select(ToldApart.customer_id, ToldApart.other_id))
_GONE = Prepared(
    select(CustomerMerge.gone_id, CustomerMerge.customer_id).where(CustomerMerge.undone_at.is_(None))
)
_ONE = Prepared(
    select(ToldApart.id).where(
        ToldApart.customer_id == bindparam("one"), ToldApart.other_id == bindparam("second")
    )
)
_SAY = Prepared(insert(ToldApart), ["id", "customer_id", "other_id", "employee_id", "recorded_at"])
_TAKE_BACK = Prepared(
    delete(ToldApart).where(
        ToldApart.customer_id == bindparam("one"), ToldApart.other_id == bindparam("second")
    )
)


@dataclass(frozen=True)
class DuplicateService:
    """What an employee may do about customers who look alike.

    Attributes:
        published: gives the version of the process model whose rights rows count; None before the first.
    """

    store: Store
    actor: Actor
    published: Version

    @use_case
    def find_duplicates(
        self,
        *,
        rules: Rules,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Pair]:
        """Return the pairs of customers that `rules` call one, most certain first, without those told apart.

        Takes minutes for a million customers and keeps no lock. Raises `Cancelled` when called off, `Refused`.
        """
        with self.store.read() as view:
            require_power(view, self.actor, Verb.SERVE, self.published(view))
            apart = _told_apart(view)
            found = scan(view, rules=rules, progress=progress, cancelled=cancelled)
        return [pair for pair in found if (pair.one, pair.other) not in apart]

    @use_case
    def tell_apart(self, *, one: CustomerId, other: CustomerId) -> Changes:
        """Remember that two customers are two, so that nobody is asked again; saying it twice changes nothing.

        Raises `Invalid` for the same customer twice, `NotFound`, `Refused`.
        """
        first, second = self._ordered(one, other)
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.SERVE, self.published(work))
            for customer in (first, second):
                require_customer(work, customer)
            remember_apart(work, first, second)
        return Changes.of("customer", first, second)

    @use_case
    def doubt_again(self, *, one: CustomerId, other: CustomerId) -> Changes:
        """Take back that two customers are two. Raises `NotFound` when nobody said so, `Refused`."""
        first, second = self._ordered(one, other)
        with self.store.write(self.actor.id) as work:
            require_power(work, self.actor, Verb.SERVE, self.published(work))
            if not work.run(_TAKE_BACK, one=first, second=second):
                raise NotFound(_("Nobody had told these two customers apart; nothing was changed."))
        return Changes.of("customer", first, second)

    @staticmethod
    def _ordered(one: UUID, other: UUID) -> tuple[CustomerId, CustomerId]:
        if one == other:
            raise Invalid(_("This is one customer, named twice; nothing was stored. Name two."))
        return CustomerId(min(one, other)), CustomerId(max(one, other))


def remember_apart(work: Writing, one: UUID, other: UUID) -> None:
    """Remember that two customers are two, unless that is known."""
    first, second = min(one, other), max(one, other)
    if work.row(_ONE, one=first, second=second) is None:
        work.run(
            _SAY,
            id=new_id(),
            customer_id=first,
            other_id=second,
            employee_id=work.actor,
            recorded_at=work.now,
        )


def _told_apart(view: Reading) -> set[tuple[UUID, UUID]]:
    """Return the pairs that are two; what was said of somebody counts for whom they were merged with."""
    now = dict(view.rows(_GONE))
    pairs = ((now.get(one, one), now.get(other, other)) for one, other in view.rows(_ALL))
    return {(min(pair), max(pair)) for pair in pairs}
