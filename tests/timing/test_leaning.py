"""Between the plain percentile and what was learned: halfway without reasons, the whole way with them."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.timing.leaning import Leaning

times = st.floats(1, 1e8)


def after(count: int, plain: float, learned: float, *, mean: float = 100.0) -> Leaning:
    """Return what was learned from cases that took between 0 and twice the mean."""
    chance, leaning = Random(2), Leaning(0.8)
    for _case in range(count):
        leaning.learn(plain, learned, chance.uniform(0, 2 * mean))
    return leaning


def test_without_any_judged_promise_it_is_halfway_on_a_scale_of_factors() -> None:
    assert Leaning(0.8).between(100.0, 400.0) == pytest.approx(200.0)


def test_it_goes_the_whole_way_to_what_proved_better() -> None:
    assert after(400, plain=1_000.0, learned=160.0).between(100.0, 400.0) > 380.0


def test_it_stays_at_the_plain_percentile_where_that_proved_better() -> None:
    assert after(400, plain=160.0, learned=1_000.0).between(100.0, 400.0) < 110.0


def test_where_neither_is_better_it_stays_about_halfway() -> None:
    assert 150.0 < after(400, plain=150.0, learned=170.0).between(100.0, 400.0) < 270.0


def test_what_was_long_ago_is_forgotten() -> None:
    leaning = after(400, plain=1_000.0, learned=160.0)
    for _case in range(2_000):
        leaning.learn(160.0, 1_000.0, 100.0)
    assert leaning.between(100.0, 400.0) < 110.0


@given(st.lists(st.tuples(times, times, times), max_size=30), st.sampled_from((60.0, 86_400.0)))
def test_it_is_the_same_in_any_unit_of_time(cases: list[tuple[float, float, float]], unit: float) -> None:
    one, other = Leaning(0.8), Leaning(0.8)
    for plain, learned, took in cases:
        one.learn(plain, learned, took)
        other.learn(plain * unit, learned * unit, took * unit)
    found = one.between(100.0, 400.0)
    assert 100.0 - 1e-6 <= found <= 400.0 + 1e-6
    assert found == pytest.approx(other.between(100.0, 400.0), rel=1e-6)
