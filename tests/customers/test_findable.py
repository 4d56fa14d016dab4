"""What the search box looks in: every word once, whatever number a customer is given."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.customers.data import AddressData, CustomerData
from desktop_crm.customers.search import findable
from desktop_crm.store.search import fold
from desktop_crm.store.vocabulary import words_in, words_of

WORDS = st.lists(st.sampled_from(["Jan", "de", "12", "000012", "É-7", "Zo"]), max_size=3).map(" ".join)


@given(name=WORDS, nickname=WORDS, reference=WORDS, street=WORDS, phone=WORDS, number=WORDS)
def test_every_word_stands_once_behind_the_name_and_every_number_once(
    name: str, nickname: str, reference: str, street: str, phone: str, number: str
) -> None:
    person = CustomerData(name=name, nickname=nickname, reference=reference)
    found = findable(person, [("phone", phone, phone)], [AddressData(street=street)])
    document = found.document(UUID(int=1), number)
    said = [word for text in (nickname, number, reference, street) for word in fold(text).split()]
    others = dict.fromkeys(word for word in said if word not in fold(name).split())
    assert document.words.split() == [*fold(name).split(), *others]
    digits = ["".join(filter(str.isdecimal, text)) for text in (number, phone)]
    assert document.digits.split() == [*dict.fromkeys(filter(None, digits))]


@given(st.lists(st.text(st.sampled_from("abé1²_ x"), max_size=12)))
def test_the_words_of_texts_are_those_of_each(texts: list[str]) -> None:
    assert words_in(texts) == words_of(word for text in texts for word in text.split())
