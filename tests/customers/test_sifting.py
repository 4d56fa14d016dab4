"""Strangers are passed over at a glance, and nobody else."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.customers.evidence import Commonness, Field
from desktop_crm.customers.likeness import Traits, compare_above
from desktop_crm.customers.places import Place
from desktop_crm.customers.sifting import Columns, Sieve

NAMES = st.sampled_from(
    [
        "",
        "j",
        "jan",
        "jann",
        "jannetje",
        "piet",
        "pieter",
        "wijnalda",
        "wijnada",
        "vries",
        "smit",
        "smits",
        "é",
    ]
)
FIRMS = st.sampled_from(["", "bakkerij smit", "smit bakkerij", "bakkerij de smit", "hanzepoort"])
DAYS = st.sampled_from(["", "19700203", "19700302", "19710203", "19700204", "19991231", "19790203"])
MAILS = st.sampled_from(
    [
        "jan@wijnalda.nl",
        "jan@wijnada.nl",
        "piet@smit.nl",
        "jan.wijnalda12@wijnalda.example",
        "jan@smit.nl",
        "jan",
        "jan.wijnalda34@wijnalda.example",
        "wijnalda@large.example",
        "wijnalda@other.example",
    ]
)
PHONES = st.sampled_from(["+31384217706", "+31384217707", "+31612345678", "112"])
STREETS = st.sampled_from(["", "kade", "kades", "assendorperstraat", "asendorperstraat", "markt"])
PLACES = st.builds(
    Place,
    st.sampled_from(["", "8", "88", "12a"]),
    STREETS,
    STREETS,
    st.sampled_from(["", "8012cb", "8012cd", "7411bb"]),
    st.sampled_from(["", "zwolle", "zwole", "deventer"]),
)
TRAITS = st.builds(
    Traits,
    NAMES,
    NAMES,
    FIRMS,
    DAYS,
    st.lists(MAILS, max_size=2, unique=True).map(tuple),
    st.lists(PHONES, max_size=2, unique=True).map(tuple),
    st.lists(PLACES, max_size=2).map(tuple),
)
COMMON = Commonness(
    50_000,
    {Field.GIVEN: {"jan": 3_000}, Field.FAMILY: {"vries": 900}, Field.HOST: {"large.example": 20_000}}
    | {Field.TOWN: {"zwolle": 8_000}, Field.NUMBER: {"8": 900}},
)


def sifted(people: list[Traits], least: float) -> set[tuple[int, int]]:
    """Return which of all pairs are let through."""
    columns = Columns()
    for one in people:
        columns.add(one)
    codes = np.array([one << 32 | other for one, other in combinations(range(len(people)), 2)], np.uint64)
    through = Sieve(columns, COMMON, least).through(codes).tolist()
    return {(code >> 32, code & 0xFFFFFFFF) for code in through}


@given(st.lists(TRAITS, min_size=2, max_size=9), st.integers(-12, 45))
def test_whoever_may_be_one_is_let_through(people: list[Traits], least: int) -> None:
    alike = {
        (one, other)
        for one, other in combinations(range(len(people)), 2)
        if compare_above(people[one], people[other], COMMON, least=least) is not None
    }
    assert alike <= sifted(people, least)


def test_namesakes_of_another_age_in_another_house_are_passed_over() -> None:
    one = Traits(
        "jan", "vries", born="19700203", emails=("jan.vries@large.example",), phones=("+31384217706",)
    )
    other = one._replace(born="19861117", emails=("j.devries88@other.example",), phones=("+31612345678",))
    here, there = Place("8", "kade", "", "8012cb", "zwolle"), Place("31", "hofweg", "", "6711ax", "ede")
    people = [one._replace(places=(here,)), other._replace(places=(there,))]
    assert sifted(people, 16.0) == set()
    assert sifted([people[0], people[0]], 16.0) == {(0, 1)}
