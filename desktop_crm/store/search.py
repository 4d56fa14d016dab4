"""The search index kept up: a document per customer, in a B-tree, a full-text and a trigram index at once.

The full-text indexes refer to `search_doc` by its `rid` and hold no text themselves, so an entry is taken out
by telling them the old text, before the row changes. They note that it is out, and keep the old entry until they
merge: taking it out of its page at once took twenty times as long at a million customers. Whoever erases a person
does that, and writes the indexes anew (`write_anew`) where an earlier entry is left. `desktop_crm.store.find` asks
them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlcipher3.dbapi2 import DatabaseError

from desktop_crm.core.frozen import frozen
from desktop_crm.store import said, vocabulary
from desktop_crm.store.leftover import left_of
from desktop_crm.store.prepared import kept
from desktop_crm.store.vocabulary import words_of
from desktop_crm.store.work import Writing

# The full-text indexes over `search_doc` and what is in them: words; parts of names and numbers.
WORDS = "search_fts"
_INDEXED = {WORDS: ("words",), "search_part": ("sort_key", "digits")}
INDEXES = tuple(_INDEXED)
# The indexes don't merge by themselves, which took a twentieth of a second every now and then: one change in so many
# merges so many pages, and what adds customers in bulk as many pages as customers.
_SELDOM, _TIDIED = 32, 256
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


def put_document(work: Writing, document: Document) -> None:
    """Make a customer findable by `document`, in place of what was known before."""
    texts = _texts(document)
    found = work.row(_RID, customer=document.customer)
    if found is None:
        added = work.row(_ADD, customer_id=document.customer, **texts)
        assert added is not None, "an insert that succeeded returns its key"
        _into_full_text(work, added[0], INDEXES)
        vocabulary.learn(work, words_of(document.words.split()))
    elif tuple(found[2:]) != tuple(texts.values()):
        known = dict(zip(texts, found[2:], strict=True))
        # Taking an entry out costs most of a save.
        changed = [name for name, held in _INDEXED.items() if any(texts[one] != known[one] for one in held)]
        _out_of_full_text(work, found[0], changed)
        work.run(_CHANGE, row=found[0], **texts)
        _into_full_text(work, found[0], changed)
        before, after = words_of(found[4].split()), words_of(document.words.split())
        vocabulary.learn(work, after - before)
        vocabulary.forget(work, before - after)
        if found[0] % _SELDOM == 0:
            _tidy(work, _TIDIED)


def _texts(document: Document) -> dict[str, str]:
    return {
        "sort_key": document.sort_key,
        "bare_key": document.bare_key,
        "words": document.words,
        "digits": document.digits,
    }


def remove_document(work: Writing, customer: UUID) -> None:
    """Make a customer unfindable; the full-text indexes of a file keep their words until they merge."""
    found = work.row(_RID, customer=customer)
    if found is not None:
        _out_of_full_text(work, found[0], INDEXES)
        work.run(_REMOVE, row=found[0])
        vocabulary.forget(work, words_of(found[4].split()))


def overwrite_document(work: Writing, customer: UUID) -> bool:
    """Make a customer unfindable for good: their entries are taken out of the pages of a file's indexes.

    Tells whether nothing of theirs is left there; else an entry that they had before is, and `write_anew` removes it.
    """
    if work.dialect != "sqlite":
        remove_document(work, customer)
        return True
    found = work.row(_RID, customer=customer)
    if found is None:
        return False  # they were taken out before, as one is who may come back
    _take_out_at_once(work.driver, at_once=True)
    remove_document(work, customer)
    for index in INDEXES:
        work.driver.execute(f"INSERT INTO {index} ({index}) VALUES ('flush')")
    _take_out_at_once(work.driver, at_once=False)
    return not left_of(work.driver, WORDS, set(found[4].split()))


def _take_out_at_once(driver: Any, *, at_once: bool) -> None:
    for index in INDEXES:
        driver.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('secure-delete', ?)", (int(at_once),))


def write_anew(work: Writing) -> None:
    """Let the full-text indexes of a file keep no word of whoever left them; a quarter of a minute for a million."""
    if work.dialect == "sqlite":
        for index in INDEXES:
            work.driver.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")


def _tidy(work: Writing, pages: int) -> None:
    """Merge what was written to the full-text indexes of a file with what stood there, so many pages of it."""
    if work.dialect == "sqlite":
        for index in INDEXES:
            work.driver.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)", (pages,))


def clear(work: Writing) -> None:
    """Empty the index, so that it can be filled anew."""
    if work.dialect == "sqlite":
        for table in INDEXES:
            work.driver.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
    work.driver.execute("DELETE FROM search_doc")
    vocabulary.forget_all(work)


def put_many(work: Writing, documents: Sequence[Document]) -> None:
    """Add documents of customers that are not in the index yet; the bulk form of `put_document`."""
    if work.dialect == "sqlite":
        _put_many_in_file(work, documents)
    else:
        work.run_many(_ADD, ({"customer_id": one.customer, **_texts(one)} for one in documents))
    vocabulary.learn(work, vocabulary.words_in(document.words for document in documents))
    if len(documents) > 1:
        _tidy(work, len(documents))


def _put_many_in_file(work: Writing, documents: Iterable[Document]) -> None:
    last = work.driver.execute("SELECT coalesce(max(rid), 0) FROM search_doc").fetchone()[0]
    work.run_plain(
        "INSERT INTO search_doc (customer_id, sort_key, bare_key, words, digits) VALUES (?, ?, ?, ?, ?)",
        [[d.customer.bytes, d.sort_key, d.bare_key, d.words, d.digits] for d in documents],
    )
    for index in INDEXES:
        work.driver.execute(_entering(index, ">"), (last,))


def _entering(index: str, these: str) -> str:
    columns = ", ".join(_INDEXED[index])
    return f"INSERT INTO {index} (rowid, {columns}) SELECT rid, {columns} FROM search_doc WHERE rid {these} ?"


def _into_full_text(work: Writing, rid: int, indexes: Iterable[str]) -> None:
    if work.dialect == "sqlite":  # PostgreSQL keeps its indexes up by itself
        for index in indexes:
            work.driver.execute(_entering(index, "="), (rid,))


def _out_of_full_text(work: Writing, rid: int, indexes: Iterable[str]) -> None:
    if work.dialect == "sqlite":
        for index in indexes:
            columns = ", ".join(_INDEXED[index])
            work.driver.execute(
                f"INSERT INTO {index} ({index}, rowid, {columns}) "
                f"SELECT 'delete', rid, {columns} FROM search_doc WHERE rid = ?",
                (rid,),
            )


def broken_indexes(driver: Any) -> list[str]:
    """Return the full-text indexes that don't match what they index, and the vocabulary if that doesn't.

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
    if not said.is_complete(driver):
        broken.append(said.INDEX)
    return broken if vocabulary.is_complete(driver) else [*broken, vocabulary.TABLE]


def rebuild_indexes(driver: Any) -> None:
    """Fill the full-text indexes and the vocabulary anew, from the documents of customers and the contacts."""
    for index in INDEXES:
        driver.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
        # In one piece: of a dozen large ones the next hundred saves would make one, and the last wait for seconds.
        driver.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
    vocabulary.learn_all(driver)
    said.rebuild(driver)
