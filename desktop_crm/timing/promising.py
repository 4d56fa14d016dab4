"""What can honestly be promised: the time by which a share of comparable cases concluded, learned as they pass.

No one way of comparing suits every company: here the channel decides, there the load, elsewhere the weekday or
only what was done lately. So several plain ways each give a time, and the promise is their weighted mean. The
weights follow what each way would have saved in pinball loss on the cases before, by the polynomial weights of
Gaillard, Stoltz and van Erven (A second-order bound with excess losses, 2014): they need no setting, and in
the long run the mean is hardly worse than the best way, the plain percentile of all past cases among them.
Of few cases a percentile is much luck, so a way leaves what a wider one gives only as far as it is sure to: to the
nearer end of its own 80 % interval, whose ends are percentiles too (Thompson, On confidence ranges for the median
and other expectation distributions, 1936; the step is a soft threshold as of Donoho and Johnstone, Ideal spatial
adaptation by wavelet shrinkage, 1994). No way promises longer than any case took or has lasted.
A promise is judged when its time has come, kept or not, so that cases that conclude soon do not count sooner.

Then comes a correction as in conformal prediction (Candès, Lei and Ren, Conformalized survival analysis,
2023): where the promises before were kept significantly more or less often than the share says, the promise
goes half the way (on a scale of factors) towards what would have held. Last, it stays as near to the plain
percentile as the cases before give no reason to leave it (`timing.leaning`).
"""

from __future__ import annotations

import heapq
import math
from bisect import insort
from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from desktop_crm.timing.comparable import Cases, Column, Marks, Rhythm, plain_percentile, time_for_share
from desktop_crm.timing.leaning import Leaning
from desktop_crm.timing.model import ENOUGH

SHARE = 0.8
_GROUP = 15  # concluded cases in a group before it speaks for itself
_LONG, _RECENT, _LATELY, _OF_GROUP, _LAST_ENDED = 1_500, 400, 100, 200, 60
_LIKELY = 1.2816  # standard deviations to either side of a share that hold 80 % of chance
_HALF_TRUSTED = 100  # judged promises after which half of the promise is what was learned
_JUDGED = 200  # promises that the correction looks back on
_SURE = 2.0  # standard deviations of the share kept before anything is corrected
_FARTHEST = 2.25  # what held is believed up to so many times a promise, and gone half the way towards
_REMEMBERED = 0.998  # of what a way saved, from one judged promise to the next: companies change
_LOAD = 5  # cases added to every load, so that an empty desk is not a load of nothing
_DAY = 86_400.0
_ALIKE, _PLAIN = "alike in all", "all past cases"
_MEAN, _CORRECTED = "mean", "all past cases, corrected"


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be promised for one case.

    Attributes:
        seconds: from its opening until the promised time.
        cases: how many concluded cases it rests on.
        ways: the time that each way of comparing gave; ``mean`` and ``learned`` what was made of them.
    """

    seconds: float
    cases: int
    ways: dict[str, float] = field(repr=False)


class Promising:
    """Learns from cases as they open and conclude, in order of time, and offers promises.

    Attributes:
        share: the part of promises that shall be kept.
    """

    def __init__(self, share: float = SHARE) -> None:
        self.share = share
        self._cases = Cases()
        self._rhythm = Rhythm()
        self._number: dict[Hashable, int] = {}
        self._open = 0
        self._durations: list[float] = []
        self._ended: deque[float] = deque(maxlen=_RECENT)
        self._past: deque[int] = deque(maxlen=_LONG)
        self._groups: dict[Hashable, deque[int]] = {}
        self._judged = 0
        self._saved: dict[str, float] = {}
        self._spread: dict[str, float] = {}
        self._due: list[tuple[float, int, float, dict[str, float]]] = []
        self._promised: deque[tuple[int, dict[str, float]]] = deque(maxlen=_JUDGED)
        self._leaning = Leaning(share)
        self._compared: list[tuple[float, int, float, float]] = []

    @property
    def concluded(self) -> int:
        """How many cases have concluded."""
        return len(self._durations)

    def opened(self, case: Hashable, at: float, traits: Sequence[str] = ()) -> None:
        """A case opened; `traits` are what was known of it, the same kinds in the same order each time."""
        self._judge_until(at)
        self._rhythm.happened(at)
        number = self._number[case] = self._cases.add(at, self._open)
        self._open += 1
        self._past.append(number)
        for group in _groups(at, traits):
            self._groups.setdefault(group, deque(maxlen=_OF_GROUP)).append(number)

    def concluded_at(self, case: Hashable, at: float) -> None:
        """A case concluded."""
        self._judge_until(at)
        self._rhythm.happened(at)
        duration = self._cases.end(self._number.pop(case), at)
        self._open -= 1
        insort(self._durations, duration)
        self._ended.append(duration)

    def offer(self, at: float, traits: Sequence[str] = (), lasted: float = 0.0) -> Offer | None:
        """Return what can be promised at `at` for a case that has `lasted` so long; None without history."""
        if self.concluded < ENOUGH:
            return None
        self._judge_until(at)
        longest = max(lasted, self._longest(at))
        ways = {way: min(seconds, longest) for way, seconds in self._ways(at, traits, lasted)}
        mean = self._mean(ways)
        group = self._groups.get(_whole(traits), ())
        told = self._cases.concluded_among(group) if group else 0
        cases = told if told >= _GROUP else self._cases.concluded_among(self._past) or self.concluded
        plain, learned = ways[_PLAIN] * self._correction(at, _PLAIN), mean * self._correction(at, _MEAN)
        seconds = self._leaning.between(plain, learned)
        return Offer(
            max(lasted, seconds), cases, {**ways, _MEAN: mean, _CORRECTED: plain, "learned": learned}
        )

    def promise(self, case: Hashable, at: float, traits: Sequence[str] = ()) -> Offer | None:
        """Return what can be promised for a case that opened just now, and learn whether it is kept."""
        offer = self.offer(at, traits)
        if offer is not None:
            number, mean = self._number[case], offer.ways[_MEAN]
            self._promised.append((number, {way: offer.ways[way] for way in (_MEAN, _PLAIN)}))
            heapq.heappush(self._due, (at + mean, number, mean, offer.ways))
            plain, learned = offer.ways[_CORRECTED], offer.ways["learned"]
            heapq.heappush(self._compared, (at + max(plain, learned), number, plain, learned))
        return offer

    def _longest(self, at: float) -> float:
        """Return what the longest case took, or has lasted so far."""
        oldest = next(iter(self._number.values()), None)  # the first that opened of those still open
        lasts = 0.0 if oldest is None else at - float(self._cases.opened([oldest])[0])
        return max(self._durations[-1], lasts)

    # The ways of comparing ----------------------------------------------------------------------------

    def _ways(self, at: float, traits: Sequence[str], lasted: float) -> Iterator[tuple[str, float]]:
        """Yield the times that the ways of comparing give; one with too few cases gives a wider one's."""
        share, past = self.share, list(self._past)
        recent = past[-_RECENT:]
        plain = plain_percentile(self._durations, share, lasted) or lasted
        yield _PLAIN, plain
        for count in (_LAST_ENDED, _RECENT):
            ended = np.array(list(self._ended)[-count:])
            told = self._surely(ended, np.isfinite(ended), lasted, plain)
            yield f"last {count} concluded", plain if told is None else told
        yield "past, open ones too", self._of(past, at, lasted, plain)
        whole = self._of(recent, at, lasted, plain)
        yield "recent", whole
        lately = recent[-_LATELY:]
        yield "lately", self._of(lately, at, lasted, plain)
        done = self._cases.ended(lately) - self._cases.opened(lately)
        soon = sorted(done[np.isfinite(done)].tolist())
        yield "lately, concluded", plain_percentile(soon, share, lasted) or plain
        for group in _groups(at, traits):
            yield f"alike in {group[0]}", self._of_group(group, at, lasted, whole)
        yield "load", self._by_load(recent, lasted, plain)
        rhythmic = self._in_rhythm(recent, at, lasted, whole)
        yield "rhythm", rhythmic
        like = self._groups.get(_whole(traits), ())
        enough = len(like) >= _GROUP and self._cases.concluded_among(like) >= _GROUP
        yield "rhythm, alike", self._in_rhythm(like, at, lasted, rhythmic) if enough else rhythmic

    def _of(self, numbers: Sequence[int], at: float, lasted: float, otherwise: float) -> float:
        """Return what the share of these cases took; where too many are open, at least what those have lasted."""
        ended = self._cases.ended(numbers)
        durations = np.minimum(ended, at) - self._cases.opened(numbers)
        found = self._surely(durations, np.isfinite(ended), lasted, otherwise)
        return max(otherwise, float(durations.max())) if found is None else found

    def _of_group(self, group: Hashable, at: float, lasted: float, otherwise: float) -> float:
        numbers = self._groups.get(group, ())
        if len(numbers) < _GROUP or self._cases.concluded_among(numbers) < _GROUP:
            return otherwise
        return self._of(numbers, at, lasted, otherwise)

    def _by_load(self, numbers: Sequence[int], lasted: float, otherwise: float) -> float:
        """Compare by time for each case that was open: work that waits its turn takes as long as the queue."""
        took = self._cases.ended(numbers) - self._cases.opened(numbers)
        done = np.isfinite(took)
        if int(done.sum()) < _GROUP:
            return otherwise
        each = np.sort(took[done] / (self._cases.load(numbers)[done] + _LOAD))
        scale = self._open + _LOAD
        found = plain_percentile(each.tolist(), self.share, lasted / scale)
        return otherwise if found is None else found * scale

    def _in_rhythm(self, numbers: Sequence[int], at: float, lasted: float, otherwise: float) -> float:
        rhythm, ended = self._rhythm, self._cases.ended(numbers)
        opened = rhythm.from_clock(self._cases.opened(numbers))
        now, began = (float(one) for one in rhythm.from_clock(np.array([at, at - lasted])))
        durations = rhythm.from_clock(np.minimum(ended, at)) - opened
        found = self._share_of(durations, np.isfinite(ended), now - began)
        return otherwise if found is None else rhythm.to_clock(began + found) - (at - lasted)

    def _share_of(self, durations: Column, ended: Marks, lasted: float) -> float | None:
        return time_for_share(*_beyond(durations, ended, lasted), self.share)

    def _surely(self, durations: Column, ended: Marks, lasted: float, otherwise: float) -> float | None:
        """Return what the share of these cases took, as near to `otherwise` as they may as well have taken.

        None where too many are still open to tell.
        """
        durations, ended = _beyond(durations, ended, lasted)
        if time_for_share(durations, ended, self.share) is None:
            return None
        slack = _LIKELY * math.sqrt(self.share * (1.0 - self.share) / len(durations))
        least = time_for_share(durations, ended, max(0.01, self.share - slack))
        most = time_for_share(durations, ended, min(0.99, self.share + slack))
        at_least = otherwise if least is None else max(least, otherwise)
        return at_least if most is None else min(most, at_least)

    # Learning -----------------------------------------------------------------------------------------

    def _mean(self, ways: dict[str, float]) -> float:
        """Return the weighted mean; before much is learned it leans on the cases that are alike in all."""
        weights = {way: self._weight(way) for way in ways}
        whole = sum(weights.values())
        if whole <= 0.0:
            return ways[_ALIKE]
        learned = sum(weights[way] * seconds for way, seconds in ways.items()) / whole
        trust = self._judged / (self._judged + _HALF_TRUSTED)
        return trust * learned + (1.0 - trust) * ways[_ALIKE]

    def _weight(self, way: str) -> float:
        spread = self._spread.get(way, 0.0)
        return max(self._saved[way], 0.0) / spread if spread > 0.0 else 0.0

    def _judge_until(self, at: float) -> None:
        """Learn from the promises whose time has come: by the slope of the pinball loss where they stood."""
        while self._due and self._due[0][0] <= at:
            due, number, mean, ways = heapq.heappop(self._due)
            self._judged += 1
            kept = self._cases.ended([number])[0] <= due
            slope = (1.0 if kept else 0.0) - self.share
            for way, seconds in ways.items():
                saved = slope * (mean - seconds)
                self._saved[way] = self._saved.get(way, 0.0) * _REMEMBERED + saved
                self._spread[way] = self._spread.get(way, 0.0) * _REMEMBERED + saved * saved
        # Both stand by then, however long the case goes on.
        while self._compared and self._compared[0][0] <= at:
            due, number, plain, learned = heapq.heappop(self._compared)
            (ended,), (opened,) = self._cases.ended([number]), self._cases.opened([number])
            self._leaning.learn(plain, learned, float(min(ended, due) - opened))

    def _correction(self, at: float, way: str) -> float:
        """Return by what a way's promises are to be multiplied so that the ones before would have been kept."""
        if self._judged < _HALF_TRUSTED:
            return 1.0
        numbers = [number for number, _promised in self._promised]
        means = np.array([max(promised[way], 1.0) for _number, promised in self._promised])
        ended = self._cases.ended(numbers)
        part = (np.minimum(ended, at) - self._cases.opened(numbers)) / means
        done = np.isfinite(ended)
        slack = _SURE * math.sqrt(self.share * (1.0 - self.share) / len(numbers))
        least = time_for_share(part, done, max(0.01, self.share - slack))
        most = time_for_share(part, done, min(0.99, self.share + slack))
        if least is not None and least > 1.0:  # even a smaller share took longer than promised
            return math.sqrt(min(_FARTHEST, least))
        if most is not None and most < 1.0:
            return math.sqrt(max(1.0 / _FARTHEST, most))
        return 1.0


def _beyond(durations: Column, ended: Marks, lasted: float) -> tuple[Column, Marks]:
    """Return the cases that lasted longer than `lasted` seconds."""
    if lasted <= 0:
        return durations, ended
    longer = durations > lasted
    return durations[longer], ended[longer]


def _whole(traits: Sequence[str]) -> tuple[Hashable, ...]:
    return ("all", *traits)


def _groups(at: float, traits: Sequence[str]) -> Iterator[tuple[Hashable, ...]]:
    """Yield the groups that a case belongs to: by each trait, by all of them, and by the weekday it opened on."""
    yield from ((kind, trait) for kind, trait in enumerate(traits))
    yield _whole(traits)
    yield ("weekday", int(at // _DAY) % 7)
