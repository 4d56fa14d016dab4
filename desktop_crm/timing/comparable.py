"""Comparable cases as columns, and the time by which a share of them had concluded, open ones counted rightly.

Instants and durations are seconds as floats. A case that is still open says that it takes at least as long as
it has lasted; leaving it out would make every promise too early, since short cases conclude first. So shares
are those of Kaplan and Meier (Nonparametric estimation from incomplete observations, 1958).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Marks = NDArray[np.bool_]

_HOUR = 3_600.0
_WEEK_HOURS = 168
_WEEK = _WEEK_HOURS * _HOUR
_REBUILT_EVERY = 200  # moments: the rhythm of a company changes slowly


class Cases:
    """Every case seen, by the number it came with; columns double as they fill.

    Attributes:
        count: how many cases there are; they are numbered from 0.
    """

    def __init__(self) -> None:
        self.count = 0
        self._opened = np.empty(256)
        self._ended = np.empty(256)
        self._load = np.empty(256)

    def add(self, at: float, load: int) -> int:
        """Add a case that opened while `load` others were open; return its number."""
        number = self.count
        if number == len(self._opened):
            self._opened, self._ended, self._load = (
                np.concatenate([column, np.empty(number)])
                for column in (self._opened, self._ended, self._load)
            )
        self._opened[number], self._ended[number], self._load[number] = at, math.inf, load
        self.count += 1
        return number

    def end(self, number: int, at: float) -> float:
        """Say that a case concluded; return how long it took."""
        self._ended[number] = at
        return at - float(self._opened[number])

    def opened(self, numbers: Sequence[int]) -> Column:
        """Return when these cases opened."""
        return self._opened[list(numbers)]

    def ended(self, numbers: Sequence[int]) -> Column:
        """Return when these cases concluded; infinity for open ones."""
        return self._ended[list(numbers)]

    def load(self, numbers: Sequence[int]) -> Column:
        """Return how many others were open when these cases opened."""
        return self._load[list(numbers)]

    def concluded_among(self, numbers: Sequence[int]) -> int:
        """Return how many of these cases have concluded."""
        return int(np.isfinite(self.ended(numbers)).sum())


class Rhythm:
    """At which hours of the week things happen: time that runs fast at work and hardly at night.

    Measured in weeks; the hours of a week are those of UTC, which is exact enough for a rhythm.
    """

    def __init__(self) -> None:
        self._hours = np.ones(_WEEK_HOURS)  # one of each, so that no hour stands still
        self._seen = 0
        self._grid = np.arange(_WEEK_HOURS + 1) * _HOUR
        self._share = np.arange(_WEEK_HOURS + 1) / _WEEK_HOURS

    def happened(self, at: float) -> None:
        """Note that something happened."""
        self._hours[int(at % _WEEK // _HOUR)] += 1
        self._seen += 1
        if self._seen % _REBUILT_EVERY == 0:
            self._share = np.concatenate([[0.0], np.cumsum(self._hours) / self._hours.sum()])

    def from_clock(self, at: Column) -> Column:
        """Return instants as weeks of this rhythm."""
        weeks = np.floor_divide(at, _WEEK)
        return weeks + np.interp(at - weeks * _WEEK, self._grid, self._share)

    def to_clock(self, at: float) -> float:
        """Return the instant of a week of this rhythm."""
        weeks = math.floor(at)
        return weeks * _WEEK + float(np.interp(at - weeks, self._share, self._grid))


def time_for_share(durations: Column, ended: Marks, share: float) -> float | None:
    """Return the duration within which `share` of cases concluded; None where too many are still open.

    `durations` of cases that have not `ended` are how long they have lasted so far.
    """
    count = len(durations)
    if count == 0:
        return None
    # Of one duration, those that ended come first: the open ones lasted longer.
    order = np.lexsort((~ended, durations))
    left = np.cumprod(1.0 - ended[order] / (count - np.arange(count)))
    place = int(np.searchsorted(-left, -(1.0 - share) - 1e-9))
    return float(durations[order][place]) if place < count else None


def plain_percentile(ordered: Sequence[float], share: float, beyond: float = 0.0) -> float | None:
    """Return the percentile of sorted durations of which each is longer than `beyond`; None where none is."""
    first = bisect_right(ordered, beyond) if beyond > 0 else 0
    count = len(ordered) - first
    return ordered[first + max(0, math.ceil(share * count) - 1)] if count else None
