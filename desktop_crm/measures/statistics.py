"""How certain a share is, and which points of a series stand out: small formulas with their sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean, variance

# 95 % of a normal distribution lies within so many standard deviations.
Z95 = 1.959963984540054
# Three sigma from the mean moving range of two, and the largest range that chance gives (Wheeler, Understanding
# Variation, 1993: 3 / d2 and D4 for pairs).
_LIMITS, _LARGEST = 2.660, 3.267
FEWEST_POINTS = 6


def wilson(met: int, count: int, z: float = Z95) -> tuple[float, float]:
    """Return the interval in which a share of `met` of `count` lies (Wilson, 1927): 0 to 1 where nothing is known.

    Unlike the usual one it stays within 0 and 1 and holds for few observations.
    """
    if not count:
        return 0.0, 1.0
    share, square = met / count, z * z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = z * sqrt(share * (1 - share) / count + square / (4 * count * count)) / (1 + square / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def share_difference(met: int, count: int, other: int, others: int) -> tuple[float, float]:
    """Return the interval of the difference between two shares, `met` of `count` less `other` of `others`.

    Newcombe (1998), method 10: of the Wilson intervals of both, so that it holds for shares near 0 and 1.
    """
    first, second = met / count, other / others
    (low, high), (under, over) = wilson(met, count), wilson(other, others)
    below = sqrt((first - low) ** 2 + (over - second) ** 2)
    above = sqrt((high - first) ** 2 + (second - under) ** 2)
    return first - second - below, first - second + above


def mean_difference(values: Sequence[float], others: Sequence[float]) -> tuple[float, float]:
    """Return the interval of the difference between two means (Welch, 1947), for thirty values or more in each."""
    spread = sqrt(variance(values) / len(values) + variance(others) / len(others))
    apart = fmean(values) - fmean(others)
    return apart - Z95 * spread, apart + Z95 * spread


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a control chart of individual values and moving ranges (XmR).

    Attributes:
        outside: the places of the points beyond them: something other than chance was at work.
    """

    centre: float
    lower: float
    upper: float
    outside: tuple[int, ...]


def control_limits(
    values: Sequence[float], *, least: float = float("-inf"), most: float = float("inf")
) -> Limits | None:
    """Return the natural limits of a series; None for fewer than six points, which say too little.

    Args:
        least, most: what no value can go beyond, as a share can't.
    """
    if len(values) < FEWEST_POINTS:
        return None
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    # Once without the ranges that are no chance themselves: one jump would hide all others.
    within = [one for one in ranges if one <= _LARGEST * fmean(ranges)]
    centre, spread = fmean(values), _LIMITS * fmean(within)
    lower, upper = max(least, centre - spread), min(most, centre + spread)
    outside = tuple(place for place, value in enumerate(values) if not lower <= value <= upper)
    return Limits(centre, lower, upper, outside)
