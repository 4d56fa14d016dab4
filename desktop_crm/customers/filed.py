"""What is filed with a customer, written and read with the whole customer: tags, statements, names elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.filed_data import Filed, IdentifierData, StatementData
from desktop_crm.customers.hanging import by_customer, hanging
from desktop_crm.customers.said_tables import CustomerTag, Statement
from desktop_crm.customers.tables import Customer, Identifier
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading, Writing

# By these an import recognises whom it brought: the import's business, not a name that somebody goes by.
RECOGNISED = ("content", "card", "reference")

TAG = Prepared(insert(CustomerTag), ["id", "customer_id", "tag"])
STATEMENT = Prepared(insert(Statement), [column.key for column in Statement.__table__.columns])
IDENTIFY = Prepared(insert(Identifier), [column.key for column in Identifier.__table__.columns])
_SO_CALLED = Prepared(
    select(Customer.id, Customer.number, Customer.name)
    .join(Identifier, Identifier.customer_id == Customer.id)
    .where(Identifier.system == bindparam("where"), Identifier.code == bindparam("so"))
    .limit(1)
)
_TAGS = hanging(CustomerTag, ("tag",), "id")
_STATEMENTS = hanging(Statement, ("kind", "text", "said_at"), "said_at", "id")
_IDENTIFIERS = hanging(
    Identifier, ("system", "code"), "id", where=[Identifier.system != one for one in RECOGNISED]
)


def add_filed(work: Writing, customer: CustomerId, filed: Filed) -> None:
    """Insert what is filed with a customer; that no name elsewhere is somebody else's was asked before."""
    for tag in filed.tags:
        work.run(TAG, id=new_id(), customer_id=customer, tag=tag)
    for said in filed.statements:
        work.run(
            STATEMENT,
            id=new_id(),
            customer_id=customer,
            kind=said.kind,
            text=said.text,
            said_at=said.said_at,
            contact_id=None,
            employee_id=None,
            recorded_at=work.now,
        )
    for name in filed.identifiers:
        work.run(
            IDENTIFY,
            id=new_id(),
            customer_id=customer,
            system=name.system,
            code=name.code,
            import_id=None,
            recorded_at=work.now,
        )


def refuse_taken(view: Reading, names: Iterable[IdentifierData], customer: CustomerId | None = None) -> None:
    """Raise `Invalid` for a name elsewhere by which somebody else goes than `customer` (None: than nobody)."""
    for name in names:
        found = view.row(_SO_CALLED, where=name.system, so=name.code)
        if found is not None and found[0] != customer:
            raise Invalid(
                _("{code} of {system} is {number} {name}; nothing was changed.").format(
                    code=name.code, system=name.system, number=found[1], name=found[2]
                )
            )


def read_filed(view: Reading, customers: Collection[UUID]) -> dict[UUID, Filed]:
    """Return what is filed with customers, in the order in which `checked` puts it, from three statements."""
    tags = by_customer(view, _TAGS, customers, str)
    statements = by_customer(view, _STATEMENTS, customers, StatementData)
    identifiers = by_customer(view, _IDENTIFIERS, customers, IdentifierData)
    return {
        one: Filed(
            tuple(sorted(tags.get(one, ()))),
            tuple(statements.get(one, ())),
            tuple(sorted(identifiers.get(one, ()), key=lambda name: (name.system, name.code))),
        )
        for one in {*tags, *statements, *identifiers}
    }


def lacking(before: Iterable[Any], after: Iterable[Any]) -> tuple[Any, ...]:
    """Return what `after` has and `before` has not."""
    known = set(before)
    return tuple(one for one in after if one not in known)
