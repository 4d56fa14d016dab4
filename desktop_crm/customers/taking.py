"""Taking a few customers in, in one transaction: who is new is written together, who is known by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.combine import merged
from desktop_crm.customers.data import CustomerData, checked, content_digest
from desktop_crm.customers.recognise import CARD, CONTENT, OWN, REFERENCE, Incoming, names_of, who_is
from desktop_crm.customers.search import index_customer
from desktop_crm.customers.stored import read_customer
from desktop_crm.customers.tables import Customer, Identifier
from desktop_crm.customers.terms import Mode, Terms
from desktop_crm.customers.writing import (
    ADDITIONS,
    add_consents,
    add_files,
    change_customer_row,
    insert_customer,
    number_taken,
    replace_lists,
)
from desktop_crm.store.gathering import Gathering
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.search import Document, put_many
from desktop_crm.store.work import Reading, Writing


class Fate(StrEnum):
    """What became of a customer that was brought in."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one `Incoming`: its customer, or why it was rejected."""

    fate: Fate
    customer: CustomerId | None = None
    reason: str = ""


_ANY_ID = Prepared(select(Customer.id).where(Customer.id == bindparam("own")))
_KNOWN = Prepared(
    select(Identifier.id)
    .where(
        Identifier.customer_id == bindparam("whose"),
        Identifier.system == bindparam("named_by"),
        Identifier.code == bindparam("named"),
    )
    .limit(1)
)
_IDENTIFY = Prepared(insert(Identifier), [column.key for column in Identifier.__table__.columns])


class Taking:
    """Takes customers in, in one transaction.

    Those who are new wait to be written together, unless somebody who comes after may be one of them.
    """

    def __init__(self, work: Writing, run: UUID, terms: Terms) -> None:
        self._at_once, self._work = work, Gathering(work, (*ADDITIONS, _IDENTIFY))
        self._run, self._terms = run, terms
        self._unfound: list[Document] = []  # not in the search index yet
        self._names: set[tuple[str, str]] = set()
        self._numbers: set[str] = set()

    def take_all(self, customers: Sequence[Incoming]) -> list[Taken]:
        """Return what became of each, in their order."""
        taken = [guarded(self._take, one) for one in customers]
        self._settle()
        return taken

    def _settle(self) -> None:
        self._work.settle()
        put_many(self._work, self._unfound)
        self._unfound.clear()
        self._names.clear()
        self._numbers.clear()

    def _take(self, incoming: Incoming) -> Taken:
        work = self._work
        if self._may_wait(incoming):
            self._settle()
        customer = whom(work, incoming, self._terms)
        if customer is None:
            return Taken(Fate.CREATED, self._add(incoming))
        if self._terms.mode is Mode.CREATE:
            return Taken(Fate.UNCHANGED, customer)
        fate, after = judge(work, customer, incoming)
        if fate is Fate.UPDATED:
            self._settle()
            _bring_up_to_date(self._at_once, customer, after)
        self._remember(customer, incoming, known=True)
        return Taken(fate, customer)

    def _may_wait(self, incoming: Incoming) -> bool:
        """Tell whether somebody who waits to be written may be this one, or may have this one's number."""
        if any(name in self._names for name in _all_names(incoming, self._terms)):
            return True
        number = incoming.number
        return bool(self._numbers) and (
            not number or number in self._numbers or number_taken(self._work, number)
        )

    def _add(self, incoming: Incoming) -> CustomerId:
        work, own = self._work, incoming.own_id
        free = own if own and work.row(_ANY_ID, own=own) is None else None
        customer = insert_customer(
            work, incoming.data, wanted_id=free, wanted_number=incoming.number, later=self._unfound
        )
        self._remember(customer, incoming, known=False)
        self._names.update(_all_names(incoming, self._terms), [(OWN, str(customer))])
        if incoming.number:
            self._numbers.add(incoming.number)
        return customer

    def _remember(self, customer: CustomerId, incoming: Incoming, *, known: bool) -> None:
        """Keep by what somebody is recognised when they come again; of who is `known`, only what is new."""
        names = [(CONTENT, content_digest(incoming.data))]
        if incoming.card:
            names.append((CARD, incoming.card))
        for system, code in names:
            if known and self._work.row(_KNOWN, whose=customer, named_by=system, named=code) is not None:
                continue
            work = self._at_once if known else self._work
            work.run(
                _IDENTIFY,
                id=new_id(),
                customer_id=customer,
                system=system,
                code=code,
                import_id=self._run,
                recorded_at=work.now,
            )


def _all_names(incoming: Incoming, terms: Terms) -> list[tuple[str, str]]:
    """Return everything by which somebody may be asked for in the same transaction."""
    names = [*names_of(incoming, terms.match), (CONTENT, content_digest(incoming.data))]
    names += [(OWN, str(incoming.own_id))] if incoming.own_id else []
    names += [(CARD, incoming.card)] if incoming.card else []
    return names + ([(REFERENCE, incoming.data.reference)] if incoming.data.reference else [])


def guarded(take: Callable[[Incoming], Taken], incoming: Incoming) -> Taken:
    """Take somebody in whose data were checked; who can't be kept is rejected with the reason."""
    try:
        return take(replace(incoming, data=checked(incoming.data)))
    except Invalid as error:
        return Taken(Fate.REJECTED, reason=error.sentence)


def whom(view: Reading, incoming: Incoming, terms: Terms) -> CustomerId | None:
    """Return who is meant, None for somebody to add; raise `Invalid` where nobody is to be added."""
    customer = who_is(view, incoming, terms.match)
    if customer is None and terms.mode is Mode.UPDATE:
        raise Invalid(_("Nobody here is this one, and only who is known is brought up to date."))
    return customer


def judge(view: Reading, customer: CustomerId, incoming: Incoming) -> tuple[Fate, CustomerData]:
    """Unchanged: this very content came in before (whatever was edited since), or it says nothing new."""
    if view.row(_KNOWN, whose=customer, named_by=CONTENT, named=content_digest(incoming.data)) is not None:
        return Fate.UNCHANGED, incoming.data
    before = read_customer(view, customer).data
    after = merged(before, incoming.data)
    return (Fate.UNCHANGED if after == before else Fate.UPDATED), after


def _bring_up_to_date(work: Writing, customer: CustomerId, after: CustomerData) -> None:
    before = read_customer(work, customer).data
    change_customer_row(work, customer, checked(after))
    replace_lists(
        work,
        customer,
        points=after.points if after.points != before.points else None,
        addresses=after.addresses if after.addresses != before.addresses else None,
    )
    add_consents(work, customer, after.consents[len(before.consents) :])
    add_files(work, customer, after.files[len(before.files) :])
    index_customer(work, customer)
