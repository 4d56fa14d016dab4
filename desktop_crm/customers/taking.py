"""Taking a few customers in, in one transaction: who is new is written together, who is known by themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.combine import merged
from desktop_crm.customers.data import CustomerData, checked
from desktop_crm.customers.filed import IDENTIFY, add_filed, lacking, refuse_taken
from desktop_crm.customers.filed_data import Filed, IdentifierData
from desktop_crm.customers.known import Known
from desktop_crm.customers.ready import Ready
from desktop_crm.customers.recognise import CARD, CONTENT, OWN, Name, who_is
from desktop_crm.customers.search import index_customer
from desktop_crm.customers.stored import read_customer
from desktop_crm.customers.terms import Mode, Terms
from desktop_crm.customers.writing import (
    Newcomer,
    add_consents,
    add_files,
    change_customer_row,
    insert_customers,
    replace_lists,
)
from desktop_crm.store.work import Reading, Writing


class Fate(StrEnum):
    """What became of a customer that was brought in."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one who came in: their customer, or why they were rejected."""

    fate: Fate
    customer: CustomerId | None = None
    reason: str = ""


_IDENTIFIER = ("id", "customer_id", "system", "code", "import_id", "recorded_at")


class Taking:
    """Takes customers in, in one transaction.

    Those who are new wait to be written together, unless somebody who comes after may be one of them.
    """

    def __init__(self, work: Writing, run: UUID, terms: Terms) -> None:
        self._work, self._run, self._terms = work, run, terms
        self._known = Known(work, ())
        self._waiting: list[Newcomer] = []
        self._names: set[Name] = set()  # of those who wait
        self._identifiers: list[tuple[CustomerId, Name]] = []
        self._elsewhere: set[IdentifierData] = set()  # names in other systems of those who wait

    def take_all(self, customers: Sequence[Ready]) -> list[Taken]:
        """Return what became of each, in their order."""
        self._known = names_known(self._work, customers)
        taken = [guarded(self._take, one) for one in customers]
        self._settle()
        return taken

    def _settle(self) -> None:
        """Write who waits."""
        work = self._work
        insert_customers(work, self._waiting)
        rows = [(new_id(), customer, *name, self._run, work.now) for customer, name in self._identifiers]
        work.run_rows(IDENTIFY, _IDENTIFIER, rows)
        self._known.add(self._names)
        self._waiting.clear()
        self._elsewhere.clear()
        self._identifiers.clear()
        self._names.clear()

    def _take(self, one: Ready) -> Taken:
        if not self._names.isdisjoint(one.all_names):  # perhaps they are one who waits
            self._settle()
        customer = whom(self._work, one, self._terms, self._known)
        if customer is None:
            return Taken(Fate.CREATED, self._add(one))
        if self._terms.mode is Mode.CREATE:
            return Taken(Fate.UNCHANGED, customer)
        fate, after = judge(self._work, customer, one, self._known)
        if after is not None:
            self._settle()
            _bring_up_to_date(self._work, customer, after)
            self._known.change(customer, one.all_names)
        self._remember(customer, one)
        return Taken(fate, customer)

    def _add(self, one: Ready) -> CustomerId:
        elsewhere = one.sheet.filed.identifiers
        if not self._elsewhere.isdisjoint(elsewhere):
            self._settle()
        refuse_taken(self._work, elsewhere)
        self._elsewhere.update(elsewhere)
        free = one.own_id if one.own_id and self._known.is_free((OWN, str(one.own_id))) else None
        customer = CustomerId(free or new_id())
        self._waiting.append(Newcomer(customer, one.sheet, one.number))
        self._names.update(one.all_names)  # their own id too, where they have one: a new one nobody knows
        self._remember(customer, one)
        return customer

    def _remember(self, customer: CustomerId, one: Ready) -> None:
        """Keep by what somebody is recognised when they come again, unless that is known of them."""
        for name in ((CONTENT, one.digest), (CARD, one.card)):
            if name[1] and not self._known.identified(customer, name):
                self._known.identify(customer, name)
                self._identifiers.append((customer, name))
                self._names.add(name)


def names_known(view: Reading, customers: Sequence[Ready]) -> Known:
    """Ask for everybody who goes by any of the names of those who come in."""
    return Known(view, (name for one in customers for name in one.all_names))


def guarded(take: Callable[[Ready], Taken], one: Ready) -> Taken:
    """Take somebody in; who can't be kept is rejected with the reason."""
    try:
        return take(one)
    except Invalid as error:
        return Taken(Fate.REJECTED, reason=error.sentence)


def whom(view: Reading, one: Ready, terms: Terms, known: Known) -> CustomerId | None:
    """Return who is meant, None for somebody to add; raise `Invalid` where nobody is to be added."""
    customer = who_is(view, one.names, known)
    if customer is None and terms.mode is Mode.UPDATE:
        raise Invalid(_("Nobody here is this one, and only who is known is brought up to date."))
    return customer


def judge(view: Reading, customer: CustomerId, one: Ready, known: Known) -> tuple[Fate, CustomerData | None]:
    """Return what becomes of somebody who is known, and what they are to be now.

    Unchanged: this very content came in before (whatever was edited since), or it says nothing new.
    """
    if known.identified(customer, (CONTENT, one.digest)):
        return Fate.UNCHANGED, None
    before = read_customer(view, customer).data
    after = merged(before, one.data)
    return (Fate.UNCHANGED, None) if after == before else (Fate.UPDATED, after)


def _bring_up_to_date(work: Writing, customer: CustomerId, after: CustomerData) -> None:
    before = read_customer(work, customer).data
    added = Filed(
        lacking(before.tags, after.tags),
        lacking(before.statements, after.statements),
        lacking(before.identifiers, after.identifiers),
    )
    refuse_taken(work, added.identifiers, customer)
    change_customer_row(work, customer, checked(after))
    replace_lists(
        work,
        customer,
        points=after.points if after.points != before.points else None,
        addresses=after.addresses if after.addresses != before.addresses else None,
    )
    add_consents(work, customer, after.consents[len(before.consents) :])
    add_files(work, customer, after.files[len(before.files) :])
    add_filed(work, customer, added)
    index_customer(work, customer)
