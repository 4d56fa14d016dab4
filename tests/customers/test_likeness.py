"""What speaks for and against two customers being one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.customers.evidence import Commonness, Field, How, how_alike
from desktop_crm.customers.likeness import Traits, compare
from desktop_crm.customers.places import Place
from desktop_crm.customers.rules import Rules, holds
from desktop_crm.customers.traits import firm, pack, place_of, unpack

HOME = place_of("Assendorperstraat 88", "", "8012 CB", "Zwolle")
JAN = Traits(
    "jan", "wijnalda", born="19700203", emails=("jan@wijnalda.nl",), phones=("+31384217706",), places=(HOME,)
)
COMMON = Commonness(
    10_000, {Field.GIVEN: {"jan": 300, "piet": 150}, Field.FAMILY: {"vries": 120, "wijnalda": 3}}
)


def says(rules: Rules, one: Traits, other: Traits) -> bool:
    return holds(rules, compare(one, other, COMMON), COMMON)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (JAN._replace(family="wijnada"), "a letter is missing"),
        (JAN._replace(given="wijnalda", family="jan"), "the names the wrong way round"),
        (JAN._replace(born="19700302"), "day and month the wrong way round"),
        (JAN._replace(born="19700203", places=()), "moved, and nobody knows where to"),
        (JAN._replace(given="", phones=()), "no given name"),
        (Traits("", "wijnalda", emails=JAN.emails), "only a surname and an e-mail address"),
        (Traits("jan", "", born=JAN.born, phones=JAN.phones), "no surname"),
    ],
)
def test_broad_rules_find_one_person_although(other: Traits, why: str) -> None:
    assert says(Rules.BROAD, JAN, other), why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Traits("jan", "vries"), "only a common given name"),
        (
            JAN._replace(given="marieke", born="19720915", emails=()),
            "the wife, in one house with one telephone",
        ),
        (JAN._replace(given="fleur", born="19980110", emails=("fleur@wijnalda.nl",)), "the daughter"),
        (
            Traits("jan", "wijnalda", born="19451130", emails=("j.w@example.org",)),
            "a namesake of another age",
        ),
    ],
)
def test_broad_rules_leave_two_persons_two(other: Traits, why: str) -> None:
    assert not says(Rules.BROAD, JAN, other), why


def test_strict_rules_act_on_one_typing_error_beside_a_birth_date() -> None:
    assert says(Rules.STRICT, JAN, JAN._replace(family="wijnada"))


def test_strict_rules_ask_about_a_father_and_a_son_of_one_name() -> None:
    son = JAN._replace(born="19990203", emails=())
    assert not says(Rules.STRICT, JAN, son)
    assert not says(Rules.STRICT, JAN, JAN._replace(born="", emails=()))


def test_two_boxes_that_differ_in_figures_are_no_typing_error() -> None:
    common = Commonness(10_000, {Field.HOST: {"example.org": 4_000}})
    one = Traits("jan", "smit", emails=("jan.smit31@example.org",))
    other = Traits("jan", "smit", emails=("jan.smit57@example.org",))
    (piece,) = [piece for piece in compare(one, other, common).evidence if piece.field is Field.EMAIL]
    assert piece.bits == 0


def test_a_rare_name_says_more_than_a_common_one() -> None:
    rare = compare(Traits("", "wijnalda"), Traits("", "wijnalda"), COMMON)
    common = compare(Traits("", "vries"), Traits("", "vries"), COMMON)
    assert rare.bits > common.bits + 3


def test_shops_of_one_chain_at_two_addresses_are_two() -> None:
    one = Traits(organisation="bakkerij smit", places=(place_of("Dorpsstraat 1", "", "8011 AA", "Zwolle"),))
    other = Traits(organisation="bakkerij smit", places=(place_of("Kade 40", "", "7411 BB", "Deventer"),))
    assert not says(Rules.BROAD, one, other)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("jansen", "jansen", How.EQUAL),
        ("jansen", "jannsen", How.TYPO),
        ("jansen", "janesn", How.TYPO),
        ("robert", "rob", How.ALIKE),
        ("meijer", "meyer", How.TYPO),
        ("jansen", "pietersen", How.DIFFERENT),
        ("al", "el", How.DIFFERENT),
    ],
)
def test_two_words_agree_in_one_of_four_ways(one: str, other: str, how: How) -> None:
    assert how_alike(one, other) is how
    assert how_alike(other, one) is how


@pytest.mark.parametrize(
    ("street", "number", "road"),
    [
        ("Assendorperstraat 88", "88", "assendorperstraat"),
        ("Assendorperstraat 88-a", "88a", "assendorperstraat"),
        ("6 Tullaroop Street", "6", "tullaroopstreet"),
        ("Plein 1944 12", "12", "plein1944"),
        ("Markt", "", "markt"),
        ("1940", "", "1940"),
    ],
)
def test_a_house_number_stands_at_either_end(street: str, number: str, road: str) -> None:
    assert place_of(street, "", "", "")[:2] == (number, road)


def test_a_legal_form_is_no_part_of_a_firm_s_name() -> None:
    assert firm("Bakkerij Smit B.V.") == firm("bakkerij smit") == "bakkerij smit"
    assert firm("BV") == "bv"


WORDS = st.sampled_from(["", "jan", "piet", "wijnalda", "vries", "wijnada", "é", "smit"])
PLACES = st.builds(Place, WORDS, WORDS, WORDS, WORDS, WORDS)
TRAITS = st.builds(
    Traits,
    WORDS,
    WORDS,
    WORDS,
    st.sampled_from(["", "19700203", "19700302", "19991231"]),
    st.lists(st.sampled_from(["jan@wijnalda.nl", "piet@smit.nl", "jan2@wijnalda.nl"]), max_size=2).map(tuple),
    st.lists(st.sampled_from(["+31384217706", "+31384217707"]), max_size=2).map(tuple),
    st.lists(PLACES, max_size=2).map(tuple),
)


@given(TRAITS, TRAITS)
def test_neither_of_two_customers_is_the_first(one: Traits, other: Traits) -> None:
    assert compare(one, other, COMMON).bits == pytest.approx(compare(other, one, COMMON).bits)


@given(TRAITS)
def test_nothing_speaks_against_being_oneself(one: Traits) -> None:
    assert all(piece.bits >= -0.3 for piece in compare(one, one, COMMON).evidence)


@given(TRAITS)
def test_packed_traits_come_back_as_they_were(one: Traits) -> None:
    assert unpack(pack(one)) == one


def test_an_initial_is_no_other_name() -> None:
    common = Commonness(10_000, {})
    alone, written_out = Traits(given="j", family="wijnalda"), Traits(given="jan", family="wijnalda")
    evidence = {piece.field: piece for piece in compare(alone, written_out, common).evidence}
    assert (evidence[Field.GIVEN].how, evidence[Field.GIVEN].bits) == (How.ALIKE, 1.0)
    other = compare(alone, Traits(given="piet", family="wijnalda"), common)
    assert How.DIFFERENT in {piece.how for piece in other.evidence}
