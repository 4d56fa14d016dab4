"""Customers to search for, and the search itself, as tests ask for them."""

from __future__ import annotations

import random
from uuid import UUID

from desktop_crm.core.ids import new_id
from desktop_crm.store.find import find
from desktop_crm.store.search import Document, fold, put_document
from desktop_crm.store.work import Store


def a_document(given: str, family: str, particle: str = "", rest: str = "", digits: str = "") -> Document:
    return Document(
        customer=new_id(),
        sort_key=fold(f"{particle} {family} {given}"),
        bare_key=fold(f"{family} {given}"),
        words=fold(f"{given} {particle} {family} {rest}"),
        digits=digits,
    )


def keep(store: Store, *documents: Document) -> None:
    with store.write(None) as work:
        for document in documents:
            put_document(work, document)


def found(store: Store, words: str, limit: int = 50) -> list[UUID]:
    with store.read() as view:
        return [match.customer for match in find(view, words, limit)]


JAN = a_document(
    "Jan", "Vries", "de", "Zwolle 8011 ab 8011ab jan.devries@example.nl", "000123 0612345678 31612345678"
)
ZOE = a_document("Zoë", "Gökçe-Łukasz", rest="Straße 5", digits="000124 0384210000")
BAKERY = a_document("", "Bakkerij Smit B.V.", rest="Kampen", digits="000125")


def strangers(count: int) -> list[Document]:
    """Make customers with short names that have much in common, the same each time but for their ids."""
    chance = random.Random(4)
    letters = "abcdeë"
    return [
        a_document("".join(chance.choices(letters, k=3)), "".join(chance.choices(letters, k=6)))
        for _ in range(count)
    ]
