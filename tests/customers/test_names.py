"""Names: particles, the name as shown, what lists are sorted by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.customers.names import (
    display_name,
    join_surname,
    sort_key,
    split_full_name,
    split_surname,
)


@pytest.mark.parametrize(
    ("surname", "particle", "family"),
    [
        ("Vries", "", "Vries"),
        ("de Vries", "de", "Vries"),
        ("Van den Berg", "Van den", "Berg"),
        ("in 't Veld", "in 't", "Veld"),
        ("'t Hooft", "'t", "Hooft"),
        ("Smit-de Boer", "", "Smit-de Boer"),
        ("Boer de Vries", "", "Boer de Vries"),
        ("van", "", "van"),
        ("E Vries", "", "E Vries"),
        ("", "", ""),
    ],
)
def test_a_particle_is_split_from_the_surname(surname: str, particle: str, family: str) -> None:
    assert split_surname(surname) == (particle, family)


@given(st.text())
def test_splitting_and_joining_a_surname_gives_it_back_unchanged(surname: str) -> None:
    particle, family = split_surname(surname)
    assert join_surname(particle, family) == surname


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Jan de Vries", ("Jan", "de", "Vries")),
        ("Jan Peter van den Berg", ("Jan Peter", "van den", "Berg")),
        ("A. de Boer-Smit", ("A.", "de", "Boer-Smit")),
        ("Anna Maria Smit", ("Anna Maria", "", "Smit")),
        ("Madonna", ("", "", "Madonna")),
        ("  ", ("", "", "")),
    ],
)
def test_a_name_written_out_is_taken_apart(name: str, parts: tuple[str, str, str]) -> None:
    assert split_full_name(name) == parts


def test_a_name_is_shown_with_its_particle_before_the_family_name() -> None:
    assert display_name(prefix="Mr.", given="Jan", particle="de", family="Vries") == "Mr. Jan de Vries"


def test_lists_sort_by_family_name_then_particle_then_given_name_without_accents() -> None:
    assert sort_key(family="Vriés", particle="de", given="Jan") == "vries, de, jan"
    assert sort_key(name="Bakkerij Smit B.V.") == "bakkerij smit b v"


@given(st.text(min_size=1).filter(str.strip))
def test_every_visible_name_has_something_to_be_sorted_by(name: str) -> None:
    assert sort_key(name=name)
