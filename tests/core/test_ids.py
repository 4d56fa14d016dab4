"""Row identifiers: version 7 by the book, and in the order in which they were made."""

from __future__ import annotations

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.ids import from_parts, new_id, uuid_of

MILLIS = st.integers(0, (1 << 48) - 1)
TAILS = st.integers(0, (1 << 74) - 1)


@given(MILLIS, TAILS)
def test_an_id_says_its_version_its_variant_and_its_moment(millis: int, tail: int) -> None:
    made = from_parts(millis, tail)
    assert (made.version, made.variant, made.int >> 80) == (7, RFC_4122, millis)


@given(st.tuples(MILLIS, TAILS), st.tuples(MILLIS, TAILS))
def test_ids_sort_as_their_moments_and_tails_do(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (from_parts(*one) < from_parts(*other)) == (one < other)


@given(st.integers(0, (1 << 128) - 1))
def test_an_id_of_a_number_is_the_one_that_the_constructor_makes(number: int) -> None:
    made, known = uuid_of(number), UUID(int=number)
    assert (made, hash(made), str(made), made.is_safe) == (known, hash(known), str(known), known.is_safe)


def test_ids_are_made_in_their_order() -> None:
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(set(made))
