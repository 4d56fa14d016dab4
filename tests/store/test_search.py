"""Finding customers by letters, words, parts and digits."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.store import leftover, search
from desktop_crm.store.find import find
from desktop_crm.store.search import (
    Document,
    clear,
    overwrite_document,
    put_many,
    remove_document,
    write_anew,
)
from desktop_crm.store.work import Store
from tests.naughty import naughty_strings
from tests.store.documents import BAKERY, JAN, ZOE, a_document, found, keep, strangers


@pytest.mark.parametrize(
    "words",
    [
        "v",
        "vr",
        "VR",
        "de",
        "vries",
        "de vries",
        "jan vries",
        "Vries, Jan",
        "devr",
        "8011ab",
        "8011 ab",
        "zwo",
    ],
)
def test_a_person_is_found_by_the_beginning_of_any_word(store: Store, words: str) -> None:
    keep(store, JAN, ZOE, BAKERY)
    assert JAN.customer in found(store, words)


@pytest.mark.parametrize("words", ["zoe", "ZOË", "gokce", "lukasz", "strasse", "gök"])
def test_accents_and_case_do_not_count(store: Store, words: str) -> None:
    keep(store, JAN, ZOE, BAKERY)
    assert found(store, words) == [ZOE.customer]


@pytest.mark.parametrize(
    "words",
    [
        "0612345678",
        "06 1234",
        "+31 6 1234 5678",
        "+31 (0)6 1234",
        "0031 6 12 34 56",
        "345678",
        "(06) 12-34",
        "06/1234.5678",
        "000123",
        "vries 1234",
    ],
)
def test_digits_find_telephone_and_customer_numbers(store: Store, words: str) -> None:
    keep(store, JAN, ZOE, BAKERY)
    assert found(store, words) == [JAN.customer]


@pytest.mark.parametrize("words", ["kkerij", "ukas", "smi kkerij"])
def test_parts_of_a_name_are_found_when_no_word_begins_so(store: Store, words: str) -> None:
    keep(store, JAN, ZOE, BAKERY)
    assert len(found(store, words)) == 1


@pytest.mark.parametrize(
    "words", ["", "  ", "-", "((", '"', "*", "xyzzy", "999999", "vries AND NOT", "NEAR(a b)"]
)
def test_what_stands_nowhere_finds_nobody_and_breaks_nothing(store: Store, words: str) -> None:
    keep(store, JAN, ZOE, BAKERY)
    assert found(store, words) == []


def test_whole_names_come_before_beginnings_and_those_before_the_rest(store: Store) -> None:
    whole, longer = a_document("", "Bak"), a_document("", "Bakker")
    elsewhere = a_document("Piet", "Aal", rest="bak")
    keep(store, elsewhere, longer, whole)
    assert found(store, "bak") == [whole.customer, longer.customer, elsewhere.customer]


def test_the_words_that_matched_are_told(store: Store) -> None:
    keep(store, JAN)
    with store.read() as view:
        assert find(view, "vri jan")[0].matched == "vries jan"
        assert find(view, "1234")[0].matched == "0612345678"


def test_a_changed_customer_is_found_by_the_new_words_only(store: Store) -> None:
    keep(store, JAN)
    married = Document(JAN.customer, "bosma jan", "bosma jan", "jan bosma", "0699999999")
    keep(store, married)
    assert found(store, "bosma") == found(store, "9999") == found(store, "osma") == [JAN.customer]
    assert found(store, "vries") == found(store, "345678") == found(store, "vr") == []


@pytest.mark.parametrize("dialect", ["sqlite"])  # a server's indexes have no older pieces
def test_what_an_index_keeps_of_who_left_is_found_on_its_pages(store: Store) -> None:
    people = [*strangers(300), JAN, ZOE, BAKERY]
    with store.write(None) as work:
        put_many(work, people[:250])
    keep(store, *people[250:])
    words = {word for one in people for word in one.words.split()}
    with store.write(None) as work:
        index = functools.partial(leftover._has, work.driver, search.WORDS)
        pieces = [row[0] for row in work.driver.execute("SELECT DISTINCT segid FROM search_fts_idx")]
        there = {word for word in words if any(index(piece, word) for piece in pieces)}
        assert there == words
        assert not any(index(piece, word + "x") for word in words for piece in pieces)
        assert not leftover.left_of(work.driver, search.WORDS, words)
        assert overwrite_document(work, ZOE.customer)
        remove_document(work, JAN.customer)
        for one in search.INDEXES:
            work.driver.execute(f"INSERT INTO {one} ({one}) VALUES ('flush')")
        assert leftover.left_of(work.driver, search.WORDS, JAN.words.split())
        assert not leftover.left_of(work.driver, search.WORDS, ZOE.words.split())
        assert not overwrite_document(work, JAN.customer), "whoever was taken out before left something"


@pytest.mark.parametrize("dialect", ["sqlite"])  # a server's files are its administrator's
def test_a_removed_customer_leaves_no_word_in_the_file_once_its_indexes_are_written_anew(
    store: Store, store_path: Path
) -> None:
    rare = a_document("Quirinus", "Zwjkxqqv", digits="0687654321")
    earlier = Document(
        rare.customer, "xwqbbzy quirinus", "xwqbbzy quirinus", "quirinus xwqbbzy", "0612312312"
    )
    keep(store, earlier, JAN)
    keep(store, rare)
    with store.write(None) as work:
        remove_document(work, rare.customer)
    assert found(store, "zwjkxqqv") == []
    with store.write(None) as work:
        write_anew(work)
    store.close()
    kept = store_path.read_bytes()
    gone = (b"zwjkxqqv", b"0687654321", b"xwqbbzy", b"0612312312")
    assert [word for word in gone if word in kept] == []
    assert b"vries" in kept


def test_many_at_once_are_found_as_if_they_came_one_by_one(store: Store) -> None:
    keep(store, BAKERY)
    with store.write(None) as work:
        put_many(work, [JAN, ZOE])
    assert found(store, "lukasz") == [ZOE.customer]
    assert found(store, "jan") == [JAN.customer]
    with store.write(None) as work:
        clear(work)
    assert found(store, "jan") == found(store, "0612") == found(store, "ba") == []


def test_a_postcode_s_digits_are_found_as_well_as_a_number_s(store: Store) -> None:
    number = a_document("Piet", "Smit", digits="0380118011")
    keep(store, JAN, number)
    assert found(store, "8011") == [JAN.customer, number.customer]


def test_naughty_strings_are_only_words(store: Store) -> None:
    keep(store, JAN, ZOE, BAKERY)
    listed = naughty_strings()
    with store.read() as view:
        for words in [*listed, *(f"jan {one}" for one in listed), "jan " * 50_000]:
            find(view, words)
        assert find(view, "jan")[0].customer == JAN.customer


@given(st.text(max_size=40))
def test_anything_typed_gives_an_answer(searched: Store, words: str) -> None:
    with searched.read() as view:
        find(view, words)


@pytest.fixture(scope="module")
def searched(empty_store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    copy = tmp_path_factory.mktemp("searched") / "a.store"
    copy.write_bytes(empty_store_file.read_bytes())
    store = Store(copy)
    keep(store, JAN, ZOE, BAKERY)
    yield store
    store.close()


def test_every_prefix_of_every_word_finds_its_customer_among_many(store: Store) -> None:
    people = strangers(300)
    with store.write(None) as work:
        put_many(work, people)
    for person in random.Random(4).sample(people, 40):
        surname = person.bare_key.split()[0]
        for length in range(1, len(surname) + 1):
            assert person.customer in found(store, surname[:length], limit=300)
