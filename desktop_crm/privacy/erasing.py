"""Erasing inside somebody's transaction, with its entry in the record; and what follows once that is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.tables import Contact
from desktop_crm.privacy.held import copies_of, head_of, refuse_running
from desktop_crm.privacy.journal import note_erasures
from desktop_crm.privacy.record import Kind, mark_freed, put_on_record
from desktop_crm.store.forgetting import erase_older, erase_rows, forget_said, free_pages
from desktop_crm.store.personal import HOLDINGS
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.search import fold, overwrite_document, write_anew
from desktop_crm.store.tables import SearchDoc
from desktop_crm.store.work import Reading, Store, Writing

WORDS = "words"
_SAID = Prepared(select(Contact.subject, Contact.text).where(Contact.customer_id == bindparam("whose")))
_FOUND_BY = Prepared(select(SearchDoc.words).where(SearchDoc.customer_id == bindparam("whose")))


@dataclass(frozen=True, slots=True)
class Gone:
    """What went of whom: rows by table, and the copies of the store that still hold it."""

    number: str
    removed: Mapping[str, int]
    emptied: Mapping[str, int]
    copies: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the database's files and of the journal beside them.

    Attributes:
        pages: free pages that were overwritten. `done`: nothing is left in the files.
        noted: the journal of erasures says so too.
    """

    pages: int
    done: bool
    noted: bool


def erase_people(
    work: Writing, customer: CustomerId, people: Sequence[UUID], said: Mapping[str, Any] | None = None
) -> Gone:
    """Erase a customer with all who were found to be them; the record keeps what is `said` of it besides.

    Raises `Conflict` while a case of theirs is running.
    """
    refuse_running(work, people)
    number, _name = head_of(work, customer)
    words = _said_words(work, people)
    clean = [overwrite_document(work, one) for one in people]
    removed, emptied = _counted(erase_rows(work, people))
    if not all(clean):
        write_anew(work)
    forget_said(work, words)
    older = copies_of(work)
    detail = {
        "removed": removed, "emptied": emptied, "copies": list(older), "people": [str(one) for one in people],
    }  # fmt: skip
    put_on_record(work, customer=customer, number=number, kind=Kind.ERASED, detail=detail | dict(said or {}))
    return Gone(number, removed, emptied, older)


def erase_older_of(
    work: Writing, customer: CustomerId, what: str, before: datetime, said: Mapping[str, Any] | None = None
) -> str:
    """Erase what a customer's rows of a kind say that are older; return their number. Raises as `erase_people`."""
    refuse_running(work, [customer])
    number, _name = head_of(work, customer)
    words = _said_words(work, [customer]) if what == WORDS else set()
    touched = erase_older(work, customer, what, before)
    if words:
        forget_said(work, words)
    detail = {"what": what, "before": before.date().isoformat(), "until": before.isoformat(), "rows": touched}
    put_on_record(work, customer=customer, number=number, kind=Kind.AGED, detail=detail | dict(said or {}))
    return number


def settle(store: Store, actor: UUID | None) -> Settled:
    """After an erasure is kept: overwrite what the files still hold of it, and bring the journal up to the record."""
    freed = free_pages(store)
    if freed.done:
        with store.write(actor) as work:
            mark_freed(work)
    return Settled(freed.pages, freed.done, note_erasures(store))


def _counted(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    removed = {name: count for name, count in counts.items() if HOLDINGS[name].goes}
    return removed, {name: count for name, count in counts.items() if HOLDINGS[name].emptied}


def _said_words(view: Reading, people: Collection[UUID]) -> set[str]:
    """Return the folded words by which people and what they said are found."""
    words: set[str] = set()
    for one in people:
        for statement in (_FOUND_BY, _SAID):
            words.update(
                word for row in view.rows(statement, whose=one) for text in row for word in fold(text).split()
            )
    return words
