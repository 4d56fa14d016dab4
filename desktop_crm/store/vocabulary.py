"""The words of all customers, each once: by them a misspelt word is known and the right one found.

Words of letters alone: a number with a wrong digit is another number. A word that the last customer loses is
forgotten, so that an erased person leaves none behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from desktop_crm.store.work import Writing

TABLE = "search_word"
# Letters in a word that is worth looking for, and in one that may be indexed.
LEAST, MOST = 3, 40
_LETTERS = re.compile(rf"[^\W\d_]{{{LEAST},{MOST}}}")
_AMONG = re.compile(rf"(?<!\S){_LETTERS.pattern}(?!\S)")
_LEARN = "INSERT OR IGNORE INTO search_word (word, backwards) VALUES (?, ?)"
_IN_USE = "SELECT 1 FROM search_fts WHERE search_fts MATCH ? LIMIT 1"


def words_of(words: Iterable[str]) -> set[str]:
    """Return which of some folded words the vocabulary holds."""
    return {word for word in words if _LETTERS.fullmatch(word)}


def words_in(texts: Iterable[str]) -> set[str]:
    """Return which words of some folded texts the vocabulary holds."""
    return set(_AMONG.findall(" ".join(texts)))


def learn(work: Writing, words: Iterable[str]) -> None:
    """Enter words that may be in the vocabulary already."""
    if work.dialect == "sqlite":
        work.run_plain(_LEARN, [[word, word[::-1]] for word in words])
    else:
        work.driver.execute("SELECT crm_learn(%s::text[])", ([*words],))


def forget(work: Writing, words: Iterable[str]) -> None:
    """Take words out that no customer has any more; the search index is up to date already."""
    if work.dialect != "sqlite":
        work.driver.execute("SELECT crm_forget(%s::text[])", ([*words],))
        return
    for word in words:
        if work.driver.execute(_IN_USE, (f'"{word}"',)).fetchone() is None:
            work.driver.execute("DELETE FROM search_word WHERE word = ?", (word,))


def forget_all(work: Writing) -> None:
    """Empty the vocabulary, when no customer can be found any more."""
    work.driver.execute("DELETE FROM search_word" if work.dialect == "sqlite" else "SELECT crm_forget(NULL)")


def learn_all(driver: Any) -> None:
    """Fill the vocabulary of a SQLite store anew, from the search documents."""
    driver.execute("DELETE FROM search_word")
    driver.executemany(_LEARN, ((word, word[::-1]) for word in sorted(_in_documents(driver))))


def is_complete(driver: Any) -> bool:
    """Tell whether the vocabulary of a SQLite store holds every word of the customers, and no other."""
    return _in_documents(driver) == {row[0] for row in driver.execute("SELECT word FROM search_word")}


def _in_documents(driver: Any) -> set[str]:
    words: set[str] = set()
    for (text,) in driver.execute("SELECT words FROM search_doc"):
        words.update(text.split())
    return words_of(words)
