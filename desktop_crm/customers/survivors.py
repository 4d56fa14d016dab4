"""Who a customer became: an id, a number or a reference that a merge took leads to the one who was kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from desktop_crm.access.tables import Employee
from desktop_crm.core.errors import NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.tables import Customer, CustomerMerge
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

_NEXT = Prepared(
    select(CustomerMerge.kept_id).where(
        CustomerMerge.gone_id == bindparam("whose"), CustomerMerge.undone_at.is_(None)
    )
)
_NAMED = Prepared(
    select(Customer.id)
    .join(CustomerMerge, CustomerMerge.gone_id == Customer.id)
    .where(
        or_(Customer.number == bindparam("named"), Customer.reference == bindparam("named")),
        CustomerMerge.undone_at.is_(None),
    )
    .order_by(Customer.number != bindparam("named"), Customer.id)
    .limit(2)
)
_gone, _kept = aliased(Customer), aliased(Customer)
_by, _back = aliased(Employee), aliased(Employee)


def _merges(*conditions: Any) -> Prepared:
    return Prepared(
        select(
            CustomerMerge.id,
            CustomerMerge.kept_id,
            _kept.number,
            _kept.name,
            CustomerMerge.gone_id,
            _gone.number,
            _gone.name,
            CustomerMerge.customer_id,
            CustomerMerge.merged_at,
            func.coalesce(_by.name, ""),
            CustomerMerge.undone_at,
            func.coalesce(_back.name, ""),
        )
        .join(_kept, _kept.id == CustomerMerge.kept_id)
        .join(_gone, _gone.id == CustomerMerge.gone_id)
        .outerjoin(_by, _by.id == CustomerMerge.merged_by)
        .outerjoin(_back, _back.id == CustomerMerge.undone_by)
        .where(*conditions)
        .order_by(CustomerMerge.id.desc())
    )


_ONE = _merges(CustomerMerge.id == bindparam("of_merge"))
_OF = _merges(
    or_(
        CustomerMerge.customer_id == bindparam("whose"),
        CustomerMerge.kept_id == bindparam("whose"),
        CustomerMerge.gone_id == bindparam("whose"),
    )
)


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One merge: who was kept, who went, when and by whom; and the same of its being taken back.

    Attributes:
        holder: who holds the things of the one who went: `kept`, or whom that one was merged with.
    """

    id: UUID
    kept: CustomerId
    kept_number: str
    kept_name: str
    gone: CustomerId
    gone_number: str
    gone_name: str
    holder: CustomerId
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None
    undone_by: str


def survivor(view: Reading, customer: CustomerId) -> CustomerId:
    """Return who a customer is by now: themselves, unless they were merged with somebody."""
    while (found := view.row(_NEXT, whose=customer)) is not None:
        customer = CustomerId(found[0])
    return customer


def merged_name(view: Reading, named: str) -> CustomerId | None:
    """Return the merged customer who had this number or reference; None when nobody had, or several had it."""
    found = view.rows(_NAMED, named=named)
    several = len(found) > 1 and survivor(view, found[0][0]) != survivor(view, found[1][0])
    return CustomerId(found[0][0]) if found and not several else None


def read_merge(view: Reading, merge: UUID) -> MergeRow:
    """Return one merge; raise `NotFound`."""
    found = view.row(_ONE, of_merge=merge)
    if found is None:
        raise NotFound(_("There is no merge {id}.").format(id=merge))
    return MergeRow(*found)


def merges_of(view: Reading, customer: CustomerId) -> tuple[MergeRow, ...]:
    """Return the merges that a customer had to do with, the latest first, those taken back too."""
    return tuple(MergeRow(*row) for row in view.rows(_OF, whose=customer))


def still_merged(merges: Collection[MergeRow], holder: CustomerId) -> tuple[MergeRow, ...]:
    """Return those of `merges` that brought something to `holder` and were not taken back."""
    return tuple(one for one in merges if one.undone_at is None and one.holder == holder)
