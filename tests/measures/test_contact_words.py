"""Words in contact history: found as a plain reading of all texts finds them, and gone with the contact."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.core.ids import new_id
from desktop_crm.measures.contact_history import HistoryFilter
from desktop_crm.measures.looking_back import HistoryService
from desktop_crm.store.said import INDEX, NUMBERS, rebuild
from desktop_crm.store.search import fold
from desktop_crm.store.work import Store
from tests.naughty import naughty_strings
from tests.sampling import examples
from tests.workflow.small_company import Company

_INSERT = (
    "INSERT INTO contact (id, customer_id, channel, direction, party, by_person, happened_at, recorded_at, "
    "subject, text) VALUES (?, ?, ?, ?, 'customer', 1, ?, ?, ?, ?)"
)
_SAYINGS = (
    "Roof",
    "roofing",
    "a letter",
    "re-sent",
    "No 12",
    "12-b",
    "Über uns",
    "x",
    "proof",
    "leak; roof.",
)


def history(company: Company) -> HistoryService:
    return HistoryService(company.store, company.people["greet"], company.plans)


def whole(company: Company) -> HistoryFilter:
    return HistoryFilter(company.now - timedelta(days=900), company.now + timedelta(days=1))


def add(company: Company, *contacts: tuple[str, str, dict[str, Any]]) -> list[UUID]:
    """Add contacts of a subject and a text, some milliseconds apart; return their ids."""
    made = []
    with company.store.write(None) as work:
        place = "%s" if work.dialect == "postgresql" else "?"
        for number, (subject, text, more) in enumerate(contacts):
            key = new_id()
            at = more.get("at", company.now + timedelta(milliseconds=number))
            micros = round(at.timestamp() * 1e6)
            customer = more.get("customer")
            plain = work.dialect == "sqlite"
            work.driver.execute(
                _INSERT.replace("?", place) if plain else _INSERT.replace("?", place).replace(" 1,", " true,"),
                (key.bytes if plain else key, customer and (customer.bytes if plain else customer),
                 more.get("channel", "telephone"), more.get("direction", "in"), micros, micros, subject, text),
            )  # fmt: skip
            made.append(key)
    return made


def found(company: Company, words: str = "", **more: Any) -> list[UUID]:
    """Return what is found, all pages of three together."""
    pages: list[Any] = []
    narrowed = replace(whole(company), words=words, **more)
    while not pages or len(pages) % 3 == 0:
        before = {"before": (pages[-1].at, pages[-1].id)} if pages else {}
        page = history(company).page(narrowed, size=3, **before)
        pages += page
        if not page:
            break
    return [one.id for one in pages]


def begins_one(word: str, text: str) -> bool:
    """Whether a word begins one in a text; of one or two letters, whether it is one."""
    if not fold(word):
        return word in text
    end = r"(\W|$)" if len(word) < 3 else ""
    return re.search(rf"(^|\W){re.escape(word)}{end}", text, re.IGNORECASE) is not None


def test_words_narrow_contacts_down_as_a_reading_of_all_of_them_does(company: Company) -> None:
    chance = Random(5)
    customers = [None, *company.customers.values()]
    said = [
        (chance.choice(_SAYINGS), chance.choice(_SAYINGS),
         {"customer": chance.choice(customers), "channel": chance.choice(("telephone", "letter")),
          "direction": chance.choice(("in", "out"))})
        for _number in range(40)
    ]  # fmt: skip
    ids = add(company, *said)
    for _try in range(25):
        words = chance.sample(("roof", "ROOF", "let", "re-sent", "12", "x", "proof", "no", ";", "zzz"), 2)
        asked: dict[str, Any] = {}
        if chance.random() < 0.5:
            asked["channel"] = chance.choice(("telephone", "letter"))
        if chance.random() < 0.3:
            asked["direction"] = "out"
        if chance.random() < 0.3:
            asked["customer"] = company.customers["smit"]
        used = words[: chance.randrange(3)]
        expected = [
            key
            for key, (subject, text, more) in zip(ids, said, strict=True)
            if all(begins_one(word, subject) or begins_one(word, text) for word in used)
            and all(more[name] == wanted for name, wanted in asked.items())
        ]
        assert found(company, " ".join(used), **asked) == expected[::-1], (used, asked)


def test_many_contacts_of_one_moment_are_each_shown_once(company: Company) -> None:
    made = add(company, *(("Roof", f"leak {number}", {"at": company.now}) for number in range(8)))
    pages = found(company, "roof")
    assert len(pages) == 8
    assert set(pages) == set(made)


@pytest.mark.server_in_soak
def test_any_words_may_be_asked_for(company: Company) -> None:
    add(company, ("Roof", "leak", {}))
    for words in naughty_strings():
        assert len(history(company).page(replace(whole(company), words=words))) <= 1
    assert history(company).page(replace(whole(company), words="leak\0")) == []
    assert history(company).page(replace(whole(company), words="leak\ud800")) == []


# The index of a file --------------------------------------------------------------------------------------


def entries(store: Store) -> tuple[list[Any], list[Any], bytes]:
    """Return the words of the index with where they stand, the contacts in it, and its pages."""
    with store.write(None) as work:
        driver = work.driver
        driver.execute(f"CREATE VIRTUAL TABLE temp.held USING fts5vocab('main', '{INDEX}', 'instance')")
        words = driver.execute("SELECT * FROM temp.held").fetchall()
        driver.execute("DROP TABLE temp.held")
        numbers = driver.execute(f"SELECT contact_id FROM {NUMBERS} ORDER BY rid").fetchall()
        pages = driver.execute(f"SELECT block FROM {INDEX}_data").fetchall()
        return words, numbers, b"".join(page for (page,) in pages)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_a_contact_that_is_erased_leaves_no_word_in_the_index(company: Company) -> None:
    kept, gone, emptied = add(
        company, ("Roof", "stays", {}), ("Wall", "quixotic", {}), ("Door", "zymurgy", {})
    )
    with company.store.write(None) as work:
        work.driver.execute("DROP TRIGGER guard_contact_text")
        work.driver.execute("DELETE FROM contact WHERE id = ?", (gone.bytes,))
        work.driver.execute("UPDATE contact SET subject = '', text = '' WHERE id = ?", (emptied.bytes,))
    words, numbers, pages = entries(company.store)
    assert {word for word, *_where in words} == {"roof", "stays", "telephone", "in"}
    assert numbers == [(kept.bytes,), (emptied.bytes,)]
    assert b"quixotic" not in pages
    assert b"zymurgy" not in pages


acts = st.lists(
    st.tuples(st.sampled_from("adu"), st.integers(0, 5), st.sampled_from(_SAYINGS), st.integers(0, 2)),
    max_size=12,
)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_an_index_that_was_kept_in_step_is_as_one_made_anew(company: Company) -> None:
    @settings(max_examples=examples(15, soak=200))
    @given(acts)
    def holds(act: list[tuple[str, int, str, int]]) -> None:
        ids = []
        for kind, which, text, at in act:
            if kind == "a" or not ids:
                ids += add(company, (text, text, {"at": company.now + timedelta(milliseconds=at)}))
                continue
            key = ids[which % len(ids)]
            with company.store.write(None) as work:
                if kind == "d":
                    ids.remove(key)
                    work.driver.execute("DELETE FROM contact WHERE id = ?", (key.bytes,))
                else:
                    work.driver.execute("UPDATE contact SET subject = ? WHERE id = ?", (text, key.bytes))
        before = said_by(company.store)
        with company.store.write(None) as work:
            rebuild(work.driver)
        assert said_by(company.store) == before

    holds()


def said_by(store: Store) -> list[tuple[Any, ...]]:
    """Return which contact has which word, in which column and place; its number may be another."""
    words, _numbers, _pages = entries(store)
    with store.read() as view:
        whose = dict(view.driver.execute(f"SELECT rid, contact_id FROM {NUMBERS}").fetchall())
    return sorted((word, whose[number], *where) for word, number, *where in words)


@pytest.mark.server_in_soak
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("uber", "Über uns"),
        ("ÜBER", "über uns"),
        ("cafe", "Café de Zon"),
        ("école", "l'ECOLE"),
        ("αθή", "στην ΑΘΉΝΑ"),
        ("МОСК", "Москва"),
        ("re-sent", "It was re sent."),
        ("12-b", "No 12-B!"),
        ("1e5", "of 1E5 euros"),
        ("x", "by x, once"),
    ],
)
def test_letters_are_the_same_with_and_without_accents_and_capitals(
    company: Company, word: str, said: str
) -> None:
    expected, *_others = add(company, (said, "", {}), ("re", "sent cafx xy 13-b", {}))
    assert found(company, word) == [expected]


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_the_words_of_a_server_are_looked_for_in_their_index(company: Company) -> None:
    with company.store.write(None) as work:
        work.driver.execute("SET LOCAL enable_seqscan = off")
        plan = work.driver.execute(
            "EXPLAIN SELECT id FROM contact WHERE said_words(subject, text) @@ 'roof:*'::tsquery"
        ).fetchall()
    assert any(INDEX in line for (line,) in plan), plan
