"""Everything that is held on a customer, and what erasing them would do: frozen rows, whoever shows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from desktop_crm.access.reads import employees
from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Conflict, NotFound
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.tables import Attachment, Customer, CustomerMerge
from desktop_crm.privacy.record import copies, copies_in_words
from desktop_crm.store.forgetting import held_log, held_rows
from desktop_crm.store.personal import HOLDINGS
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case

_HEAD = Prepared(select(Customer.number, Customer.name).where(Customer.id == bindparam("whose")))
_MERGED = Prepared(
    select(CustomerMerge.kept_id, CustomerMerge.gone_id).where(
        or_(CustomerMerge.kept_id == bindparam("whose"), CustomerMerge.gone_id == bindparam("whose")),
        CustomerMerge.undone_at.is_(None),
    )
)
_RUNNING = Prepared(
    select(Case.number)
    .where(Case.customer_id == bindparam("whose"), Case.status == "running")
    .order_by(Case.number)
)
_CONTENT = Prepared(select(Attachment.content).where(Attachment.id == bindparam("document")))


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that is held on a customer, with the parts of one who was merged.

    Attributes:
        tables: the rows of each table as JSON values; bytes of documents are asked one by one (`store.document`).
        log: what the change log says of them, oldest first.
        names: of employees and related customers whose ids stand in the rows.
        elsewhere: the tables that hold nothing of a person, each with the reason.
        copies: where copies of the store are, with when they were made.
    """

    customer: CustomerId
    number: str
    name: str
    at: datetime
    who: str
    tables: Mapping[str, list[dict[str, Any]]]
    log: list[dict[str, Any]]
    names: Mapping[str, str]
    elsewhere: Mapping[str, str]
    copies: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What erasing somebody would do.

    Attributes:
        parts: how many customers were found to be them. `stays`: what is counted on, without a word in it.
        copies: copies of the store that will still hold them.
    """

    customer: CustomerId
    number: str
    name: str
    parts: int
    stays: Mapping[str, int]
    copies: tuple[dict[str, str], ...]

    def sentences(self) -> tuple[str, ...]:
        """Return what a person reads before they confirm."""
        told = [
            _(
                "Everything that tells who {number} {name} is goes: names, numbers, addresses, texts, documents, "
                "values, earlier values, and every word by which they are found."
            ).format(number=self.number, name=self.name),
            _(
                "What is counted stays, without a word in it (contacts: {contacts}; cases with their times: {cases}; "
                "transactions with their amounts: {trades}), and that {number} was erased, by whom and when."
            ).format(number=self.number, **self.stays),
        ]
        if self.parts > 1:
            told.append(
                _("All {count} customers who were found to be them go, for good.").format(count=self.parts)
            )
        told.append(
            _("What others typed about them on other customers’ files is not known to be theirs, and stays.")
        )
        if self.copies:
            told.append(copies_in_words(self.copies))
        told.append(_("This can’t be undone."))
        return tuple(told)


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing did.

    Attributes:
        removed, emptied: rows by table. `copies`: copies of the store that still hold them.
        pages: free pages that were overwritten. `freed`: whether nothing is left in the database's own files.
        noted: whether the journal beside the store says so too, for when a copy is put back.
    """

    number: str
    removed: Mapping[str, int]
    emptied: Mapping[str, int]
    copies: tuple[dict[str, str], ...]
    pages: int
    freed: bool
    noted: bool
    changes: Changes


def everything(view: Reading, customer: CustomerId, *, who: str, now: datetime) -> Held:
    """Return everything that is held on a customer; raises `NotFound`, and `Refused` on a server without the right."""
    people = parts_of(view, customer)
    number, name = head_of(view, customer)
    tables = held_rows(view, people)
    names = {str(one.id): one.name for one in employees(view)}
    for row in tables.get("relation", []):
        for side in (row["customer_id"], row["other_id"]):
            known = view.row(_HEAD, whose=UUID(side))
            names[side] = "" if known is None else f"{known[0]} {known[1]}"
    return Held(
        customer, number, name, now, who, tables, held_log(view, people), names,
        {name: one.why for name, one in HOLDINGS.items() if one.why}, copies_of(view),
    )  # fmt: skip


def parts_of(view: Reading, customer: CustomerId) -> tuple[UUID, ...]:
    """Return a customer with everybody who was found to be them, in the order of their ids."""
    found, new = {customer}, [customer]
    while new:
        whose = new.pop()
        met = {CustomerId(one) for row in view.rows(_MERGED, whose=whose) for one in row} - found
        found |= met
        new.extend(met)
    return tuple(sorted(found))


def copies_of(view: Reading) -> tuple[dict[str, str], ...]:
    """Return the copies of the store that were made up to now, as the record keeps them."""
    return tuple({"at": one.at.isoformat(), "place": one.place} for one in copies(view))


def read_content(view: Reading, document: UUID) -> bytes:
    """Return the bytes of a document that `PrivacyService.tell` told of; none where it went meanwhile."""
    found = view.row(_CONTENT, document=document)
    return b"" if found is None else bytes(found[0])


def head_of(view: Reading, customer: UUID) -> tuple[str, str]:
    """Return the number and name of a customer; raise `NotFound`."""
    found = view.row(_HEAD, whose=customer)
    if found is None:
        raise NotFound(_("There is no customer {id}; nothing was changed.").format(id=customer))
    return found[0], found[1]


def refuse_running(view: Reading, people: Collection[UUID]) -> None:
    """Raise `Conflict` while a case of theirs is running."""
    numbers = [number for one in people for (number,) in view.rows(_RUNNING, whose=one)]
    if numbers:
        raise Conflict(
            _(
                "A case of theirs is running ({numbers}); nothing was erased. Conclude or cancel it first."
            ).format(numbers=", ".join(numbers))
        )
