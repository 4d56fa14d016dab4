"""Words in contact history: what is asked of the index of a file, and of the texts themselves on a server.

A word is found where it begins one; capitals and small letters are the same. What has neither letters nor digits
is found wherever it stands.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, column, literal_column, or_, table

from desktop_crm.customers.tables import Contact
from desktop_crm.store.said import INDEX, NUMBERS, SHORT
from desktop_crm.store.schema import Id
from desktop_crm.store.search import fold

MOST_WORDS = 4
ENTRIES = table(INDEX, column("rowid"), column(INDEX))
OF_CONTACTS = table(NUMBERS, column("rid"), column("contact_id", Id))
MATCHES = ENTRIES.c[INDEX].op("MATCH")(bindparam("asked"))
# The index is gone through, each entry's contact looked up: never the other way round (the sign is for the planner).
OF_ENTRY = OF_CONTACTS.c.rid == literal_column(f"+{INDEX}.rowid")


def stands(name: str) -> Any:
    """Whether the pattern that is bound as `name` stands in what was said."""
    pattern: Any = bindparam(name)
    return or_(Contact.subject.ilike(pattern, escape="\\"), Contact.text.ilike(pattern, escape="\\"))


def is_said(word: str, *texts: str) -> bool:
    """Tell whether a word begins one in any of `texts`, as the index of a file tells."""
    folded = _folded(word)
    wanted = f" {folded}" + ("" if len(word) >= SHORT else " ")
    # Most texts haven't even its letters, and needn't be folded to tell.
    first = folded.partition(" ")[0]
    return any(wanted in f" {fold(text)} " for text in texts if not text.isascii() or first in text.lower())


_folded = lru_cache(maxsize=MOST_WORDS)(fold)


def anywhere(word: str) -> str:
    """Return the pattern of a word that may stand anywhere."""
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
