"""The interval of a share and the limits of a control chart, against published figures and their own laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.measures.statistics import FEWEST_POINTS, control_limits, wilson


@pytest.mark.parametrize(
    ("met", "count", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(met: int, count: int, low: float, high: float) -> None:
    assert wilson(met, count) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share_and_shrinks_with_more_of_the_same(
    count: int, data: st.DataObject
) -> None:
    met = data.draw(st.integers(0, count))
    low, high = wilson(met, count)
    assert 0 <= low <= met / count + 1e-12
    assert met / count - 1e-12 <= high <= 1
    more_low, more_high = wilson(met * 4, count * 4)
    assert more_high - more_low < high - low


def test_nothing_is_known_of_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_limits_lie_two_thirds_of_four_mean_ranges_from_the_centre() -> None:
    found = control_limits([10, 12, 11, 13, 10, 12, 11, 25])
    assert found is not None
    assert found.outside == (7,)
    even = control_limits([10, 12] * 4)
    assert even is not None
    assert (even.centre, even.upper) == (11, pytest.approx(11 + 2.66 * 2))


def test_few_points_have_no_limits_and_shares_none_beyond_all_or_nothing() -> None:
    assert control_limits([0.9] * (FEWEST_POINTS - 1)) is None
    found = control_limits([0.99, 0.9] * 4, least=0.0, most=1.0)
    assert found is not None
    assert found.upper == 1.0
