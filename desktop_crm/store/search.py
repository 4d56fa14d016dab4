"""The search index kept up: a document per customer, in a B-tree, a full-text and a trigram index at once.

The full-text indexes refer to `search_doc` by its `rid` and hold no text themselves, so an entry is taken out
by telling them the old text, before the row changes. `desktop_crm.store.find` asks them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlcipher3.dbapi2 import DatabaseError

from desktop_crm.core.frozen import frozen
from desktop_crm.store.prepared import kept
from desktop_crm.store.work import Writing

# The full-text indexes over `search_doc`: words, and parts of names and numbers.
INDEXES = ("search_fts", "search_part")
_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart, as people without them on the keyboard type them.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n", "þ": "th", "æ": "ae", "œ": "oe"}
)


@frozen
class Document:
    """What the search box looks in for one customer; every text folded by `fold`.

    Attributes:
        sort_key: the name as it is sorted, family name first.
        bare_key: the same without the particle of the surname, so that "vries" finds "de Vries".
        words: the name as shown first, then everything else worth finding, a blank between two.
        digits: telephone numbers and the customer number, digits only, a blank between two.
    """

    customer: UUID
    sort_key: str
    bare_key: str
    words: str
    digits: str


def fold(words: str) -> str:
    """Return `words` in lower case, without accents and punctuation, one blank between two words."""
    if words.isascii():  # nine names in ten: there is nothing to take apart
        return " ".join(_WORD.findall(words.lower()))
    apart = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_PLAIN)
    return " ".join(_WORD.findall(plain))


_RID = kept("store", "SEARCH_ROW")
_ADD = kept("store", "SEARCH_ADD")
_CHANGE = kept("store", "SEARCH_CHANGE")
_REMOVE = kept("store", "SEARCH_REMOVE")
_ENTER = (
    "INSERT INTO search_fts (rowid, words) SELECT rid, words FROM search_doc WHERE rid {these} ?",
    "INSERT INTO search_part (rowid, sort_key, digits) "
    "SELECT rid, sort_key, digits FROM search_doc WHERE rid {these} ?",
)
_LEAVE = (
    "INSERT INTO search_fts (search_fts, rowid, words) "
    "SELECT 'delete', rid, words FROM search_doc WHERE rid = ?",
    "INSERT INTO search_part (search_part, rowid, sort_key, digits) "
    "SELECT 'delete', rid, sort_key, digits FROM search_doc WHERE rid = ?",
)


def put_document(work: Writing, document: Document) -> None:
    """Make a customer findable by `document`, in place of what was known before."""
    texts = _texts(document)
    found = work.row(_RID, customer=document.customer)
    if found is None:
        added = work.row(_ADD, customer_id=document.customer, **texts)
        assert added is not None, "an insert that succeeded returns its key"
        _into_full_text(work, added[0])
    elif tuple(found[2:]) != tuple(texts.values()):
        _out_of_full_text(work, found[0])
        work.run(_CHANGE, row=found[0], **texts)
        _into_full_text(work, found[0])


def _texts(document: Document) -> dict[str, str]:
    return {
        "sort_key": document.sort_key,
        "bare_key": document.bare_key,
        "words": document.words,
        "digits": document.digits,
    }


def remove_document(work: Writing, customer: UUID) -> None:
    """Make a customer unfindable; the index keeps none of their words."""
    found = work.row(_RID, customer=customer)
    if found is not None:
        _out_of_full_text(work, found[0])
        work.run(_REMOVE, row=found[0])


def clear(work: Writing) -> None:
    """Empty the index, so that it can be filled anew."""
    if work.dialect == "sqlite":
        for table in INDEXES:
            work.driver.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
    work.driver.execute("DELETE FROM search_doc")


def put_many(work: Writing, documents: Iterable[Document]) -> None:
    """Add documents of customers that are not in the index yet; the bulk form of `put_document`."""
    if work.dialect != "sqlite":
        work.run_many(_ADD, ({"customer_id": one.customer, **_texts(one)} for one in documents))
        return
    last = work.driver.execute("SELECT coalesce(max(rid), 0) FROM search_doc").fetchone()[0]
    work.driver.executemany(
        "INSERT INTO search_doc (customer_id, sort_key, bare_key, words, digits) VALUES (?, ?, ?, ?, ?)",
        ((d.customer.bytes, d.sort_key, d.bare_key, d.words, d.digits) for d in documents),
    )
    for statement in _ENTER:
        work.driver.execute(statement.format(these=">"), (last,))


def _into_full_text(work: Writing, rid: int) -> None:
    if work.dialect != "sqlite":  # PostgreSQL keeps its indexes up by itself
        return
    for statement in _ENTER:
        work.driver.execute(statement.format(these="="), (rid,))


def _out_of_full_text(work: Writing, rid: int) -> None:
    if work.dialect != "sqlite":
        return
    for statement in _LEAVE:
        work.driver.execute(statement, (rid,))


def broken_indexes(driver: Any) -> list[str]:
    """Return the full-text indexes that don't match `search_doc`.

    The question has the form of an INSERT, so it needs a connection that may write; it changes nothing.
    """
    broken = []
    for index in INDEXES:
        try:
            driver.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        except DatabaseError as error:
            if "malformed" not in str(error):
                raise
            broken.append(index)
    return broken


def rebuild_indexes(driver: Any) -> None:
    """Fill the full-text indexes from `search_doc` anew."""
    for index in INDEXES:
        driver.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
