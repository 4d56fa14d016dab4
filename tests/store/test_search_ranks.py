"""The search beside one written down plainly: who is found, in which order, with how many typing errors."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_crm.store import narrowing
from desktop_crm.store.find import find
from desktop_crm.store.fitting import Fit
from desktop_crm.store.narrowing import Narrowed, Weight, narrow
from desktop_crm.store.questions import FullText, Spelling
from desktop_crm.store.search import Document, broken_indexes, clear, put_many
from desktop_crm.store.spelling import variants
from desktop_crm.store.work import Store
from tests.store.documents import a_document, keep
from tests.store.plain_search import distance, plain_search

SOAK = os.environ.get("DESKTOP_CRM_SOAK") == "1"
WORD = st.text("abcd", min_size=2, max_size=9)


Name = tuple[str, str, str]


@st.composite
def names_and_words(draw: st.DrawFn) -> tuple[list[Name], str]:
    """Customers with much in common, and what somebody types: words of theirs, begun, with errors, or both."""
    rest = st.lists(WORD, max_size=2).map(" ".join)
    found = draw(st.lists(st.tuples(WORD, WORD, rest), min_size=1, max_size=12))
    words = sorted({word for name in found for part in name for word in part.split()})
    typed = []
    for word in draw(st.lists(st.sampled_from(words), min_size=1, max_size=3)):
        begun = word[: draw(st.integers(1, len(word)))]
        typed.append(draw(st.sampled_from([word, begun, *sorted(variants(begun))[::9]])))
    return found, " ".join(typed)


def in_place_of_all(store: Store, people: list[Document]) -> None:
    with store.write(None) as work:
        clear(work)
        put_many(work, people)


# Each example has customers of its own in the place of those before.
@settings(max_examples=400 if SOAK else 40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=names_and_words())
def test_whoever_has_the_words_is_found_and_then_whoever_has_them_almost(
    store: Store, asked: tuple[list[Name], str]
) -> None:
    found_as_plainly(store, *asked)


# As if one customer were very many: whatever the first who has its first letters has as well.
@pytest.mark.parametrize("dialect", ["sqlite"])  # a server has no other way for them
@settings(max_examples=400 if SOAK else 25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=names_and_words())
def test_words_that_very_many_have_are_found_as_others_are(
    store: Store, monkeypatch: pytest.MonkeyPatch, asked: tuple[list[Name], str]
) -> None:
    for name, few in {"_MANY": 0, "_SAMPLE": 1, "_HALF": 1}.items():
        monkeypatch.setattr(narrowing, name, few)
    found_as_plainly(store, *asked)


@pytest.mark.parametrize("dialect", ["sqlite"])
@settings(max_examples=400 if SOAK else 25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=names_and_words(), chance=st.randoms(use_true_random=False))
def test_whatever_words_weigh_whoever_has_them_is_found(
    store: Store, monkeypatch: pytest.MonkeyPatch, asked: tuple[list[Name], str], chance: random.Random
) -> None:
    def weighed(_driver: Any, beginnings: Collection[str]) -> dict[str, Weight]:
        return {
            one: Weight(0, chance.choice([10, 100, 1000]), chance.random() < 0.3)
            for one in sorted(beginnings)
        }

    monkeypatch.setattr(narrowing, "_weigh", weighed)
    found_as_plainly(store, *asked)


def found_as_plainly(store: Store, names: list[Name], typed: str) -> None:
    known = [a_document(given, family, rest=rest) for given, family, rest in names]
    in_place_of_all(store, known)
    with store.read() as view:
        found = find(view, typed)
    assert {match.customer: match.edits for match in found} == {
        one.customer: edits for one, edits in plain_search(known, typed).items()
    }
    assert found == tuple(sorted(found, key=lambda match: (match.edits, match.fit, match.row.sort_key)))


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_word_that_very_many_have_is_compared_in_the_rows_and_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "_MANY", 300)
    keep(store, *(a_document(f"Piet{number}", "Jansen", rest="piet example nl") for number in range(300)))
    keep(store, *(a_document(f"Piet{number}", "Exalto") for number in range(30)))
    with store.read() as view:
        words = [
            (Spelling("exampl"),),
            (Spelling("exalto"),),
            (Spelling("jansen", edits=1), Spelling("jan", True)),
        ]
        asked = FullText.words(view.driver, words, 100)
    assert asked.values["match"] == '("exa"*) AND ("exalto"*) AND ("jan"* OR "jan")'
    assert [asked.values[f"word_{place}"] for place in range(3)] == [" exampl", " jansen", " jan "]


def narrowed(store: Store, candidates: int) -> Narrowed:
    """Who may be meant by a light, a heavy and a very frequent word."""
    with store.read() as view:
        words = [(Spelling("jansen"),), (Spelling("8011a"),), (Spelling("example"),)]
        return narrow(view.driver, words, candidates)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_heavy_words_are_compared_in_the_rows_of_whoever_has_the_light_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavy = {
        "jansen": Weight(1, 10, False),
        "8011a": Weight(20, 200, False),
        "example": Weight(600, 600, True),
    }
    monkeypatch.setattr(narrowing, "_weigh", lambda _driver, _beginnings: heavy)
    keep(store, *(a_document("Piet", "Jansen", rest=f"801{place % 7}ab example") for place in range(40)))
    few = narrowed(store, 100)
    assert [few.values[f"word_{place}"] for place in range(2)] == [" 8011a", " example"]
    assert len(json.loads(few.values["rows"])) == 40
    # So many that not each is looked at, and hardly any of them has the word: then the index has to say who.
    monkeypatch.setattr(narrowing, "_HALF", 7)
    assert narrowed(store, 20).values["match"] == '("jansen"*) AND ("8011a"*) AND ("example"*)'
    monkeypatch.setattr(narrowing, "_HALF", 6)
    assert "rows" in narrowed(store, 20).values


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_what_an_index_has_of_a_word_is_weighed_by_its_pages(store: Store) -> None:
    people = [a_document(f"Piet{number}", "Jansen", rest=f"a{number:04}b example") for number in range(2000)]
    in_place_of_all(store, people)
    with store.read() as view:
        weights = narrowing._weigh(view.driver, {"exam", "a000", "a0", "a", "jansen", "nobody"})
    assert max(weights[one].gathered for one in ("nobody", "a000")) < 3
    assert weights["a"].gathered > 10
    assert not weights["exam"].of_most, "of so few customers no list is a page long"


def fits(store: Store, words: str) -> list[tuple[str, Fit, int]]:
    with store.read() as view:
        return [(match.row.words, match.fit, match.edits) for match in find(view, words)]


def test_the_best_come_first_exact_then_begun_then_by_name_then_by_anything_else(store: Store) -> None:
    whole, begun = a_document("Jan", "Smit"), a_document("Jan", "Smitshuizen")
    other = a_document("Janneke", "Peters", rest="smit example nl")
    inside, wrong = a_document("Jan", "Goudsmit"), a_document("Jan", "Smid")
    keep(store, wrong, inside, other, begun, whole)
    assert fits(store, "jan smit") == [
        ("jan smit", Fit.EXACT, 0),
        ("jan smitshuizen", Fit.BEGINS, 0),
        ("janneke peters smit example nl", Fit.SOMEWHERE, 0),
        ("jan goudsmit", Fit.INSIDE, 0),
        ("jan smid", Fit.EXACT, 1),
    ]
    assert fits(store, "smit jan")[0] == ("jan smit", Fit.EXACT, 0)


@pytest.mark.parametrize(
    ("typed", "edits"),
    [
        ("jnasen", 1),  # two letters changed places
        ("jansem", 1),
        ("jasen", 1),
        ("janssen", 1),
        ("jnase", 1),  # not yet typed to its end
        ("piet jnasen", 1),
        ("jnasen zwole", 2),  # one in each word
        ("jamssen", 2),
    ],
)
def test_typing_errors_are_forgiven(store: Store, typed: str, edits: int) -> None:
    jansen = a_document("Piet", "Jansen", rest="zwolle")
    keep(store, jansen, a_document("Zoë", "Gökçe"))
    with store.read() as view:
        found = find(view, typed)
    assert [(match.customer, match.edits) for match in found] == [(jansen.customer, edits)]


def test_a_word_that_is_somebody_else_s_name_is_taken_for_an_error_only_where_few_have_it(
    store: Store,
) -> None:
    hansen, jansen = a_document("Piet", "Hansen"), a_document("Piet", "Jansen")
    keep(store, hansen, jansen)
    assert [edits for _words, _fit, edits in fits(store, "hansen piet")] == [0, 1]
    keep(store, *(a_document(f"Piet{letter}", "Hansen") for letter in "abcdefghijk"))
    assert all(edits == 0 for _words, _fit, edits in fits(store, "hansen piet"))


def test_errors_in_other_alphabets_are_forgiven_too(store: Store) -> None:
    greek, russian = a_document("Γιάννης", "Παπαδόπουλος"), a_document("Иван", "Петров")
    keep(store, greek, russian)
    with store.read() as view:
        assert [match.customer for match in find(view, "παπαδοπυολος")] == [greek.customer]
        assert [match.customer for match in find(view, "пертов")] == [russian.customer]


@given(one=st.text("abc", max_size=7), other=st.text("abc", max_size=7))
def test_the_texts_one_edit_away_are_those_at_a_distance_of_one(one: str, other: str) -> None:
    near = {text for text in variants(one) if set(text) <= set("abc")}
    assert (other in near) == (distance(one, other) <= 1)


def words_known(store: Store) -> set[str]:
    with store.read() as view:
        return {row[0] for row in view.driver.execute("SELECT word FROM search_word")}


def test_the_vocabulary_follows_the_customers(store: Store) -> None:
    jan, piet = a_document("Jan", "Smit", rest="8011ab zwolle"), a_document("Piet", "Smit")
    keep(store, jan, piet)
    assert words_known(store) == {"jan", "smit", "zwolle", "piet"}
    keep(store, replace(jan, words="jan bosma", sort_key="bosma jan", bare_key="bosma jan"))
    assert words_known(store) == {"jan", "bosma", "smit", "piet"}
    keep(store, replace(piet, words="piet", sort_key="piet", bare_key="piet"))
    assert words_known(store) == {"jan", "bosma", "piet"}


@pytest.mark.parametrize("dialect", ["sqlite"])  # a server keeps its indexes up by itself
def test_each_index_follows_a_change_of_what_is_in_it(store: Store) -> None:
    jan = a_document("Jan", "Smit", rest="zwolle", digits="000123")
    keep(store, jan)
    for changed in (
        replace(jan, digits="000124"),
        replace(jan, words="jan smit kampen"),
        replace(jan, sort_key="smid jan"),
    ):
        keep(store, changed)
        with store.write(None) as work:
            assert broken_indexes(work.driver) == []
