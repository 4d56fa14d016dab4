"""Statements of the search for customers, which are kept compiled (see `store.prepared`)."""

from __future__ import annotations

from sqlalchemy import BigInteger, bindparam, case, func, select, type_coerce

from desktop_crm.customers.tables import Contact, Customer
from desktop_crm.store.prepared import Prepared, places

_last_contact = (
    select(func.max(Contact.happened_at))
    .where(Contact.customer_id == Customer.id)
    .correlate(Customer)
    .scalar_subquery()
)
STANDING = Prepared(
    select(
        Customer.id,
        case((Customer.owner_id == bindparam("employee"), 0), else_=1),
        # As it is kept: a hundred of them are compared at each key.
        func.coalesce(type_coerce(_last_contact, BigInteger), 0),
    ).where(Customer.id.in_([bindparam(place, type_=Customer.id.type) for place in places()]))
)
