"""Whether a customer may be reached: the newest word on the channel and the purpose counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_crm.core.ids import new_id
from desktop_crm.customers.permitted import Word, said_of
from desktop_crm.customers.rows import ConsentRow
from tests.conftest import MONDAY_NINE

POST = {"post", "letter"}


def told(*words: str) -> list[ConsentRow]:
    """Words in the order in which they were said: ``yes post``, ``no post news``."""
    rows = []
    for day, word in enumerate(words):
        given, channel, *purpose = word.split()
        at = MONDAY_NINE + timedelta(days=day)
        rows.append(ConsentRow(new_id(), channel, " ".join(purpose), given == "yes", "", at))
    return rows


@pytest.mark.parametrize(
    ("words", "purpose", "served", "expected"),
    [
        ((), "", False, Word.UNSAID),
        ((), "", True, Word.SERVICE),
        ((), "news", True, Word.UNSAID),
        (("yes email",), "", False, Word.UNSAID),
        (("yes post",), "", False, Word.GIVEN),
        (("no Post",), "", False, Word.REFUSED),
        (("no post",), "", True, Word.REFUSED),
        (("no post", "yes post"), "", False, Word.GIVEN),
        (("yes post", "no letter"), "", False, Word.REFUSED),
        (("no post news",), "", False, Word.REFUSED),
        (("no post news",), "", True, Word.SERVICE),
        (("yes post news",), "", False, Word.UNSAID),
        (("yes post", "no post news"), "", False, Word.GIVEN),
        (("yes post", "no post news"), "News", False, Word.REFUSED),
        (("yes post", "no post news"), "offers", False, Word.GIVEN),
        (("yes post news", "no post"), "news", False, Word.REFUSED),
        (("no post", "yes post news"), "news", False, Word.GIVEN),
        (("no post news", "yes post"), "news", False, Word.REFUSED),
    ],
)
def test_the_word_that_counts(words: tuple[str, ...], purpose: str, served: bool, expected: Word) -> None:
    said = said_of(reversed(told(*words)), POST, purpose=purpose, served=served)
    assert said.word is expected
    assert said.may == (expected in (Word.GIVEN, Word.SERVICE))
    assert (said.consent is None) == (expected in (Word.SERVICE, Word.UNSAID))
