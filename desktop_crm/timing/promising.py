"""What can honestly be promised: the time by which a share of comparable cases concluded, learned as they pass.

No one way of comparing suits every company: here the channel decides, there the load, elsewhere the weekday, the
hour or only what was done lately. So several plain ways each give a time, and the promise is their weighted mean. The
weights follow what each way would have saved in pinball loss on the cases before, by the polynomial weights of
Gaillard, Stoltz and van Erven (A second-order bound with excess losses, 2014): they need no setting, and in
the long run the mean is hardly worse than the best way, the plain percentile of all past cases among them.
Of few cases a percentile is much luck, so a way leaves what a wider one gives only as far as it is sure to: to the
nearer end of its own 80 % interval, whose ends are percentiles too (Thompson, On confidence ranges for the median
and other expectation distributions, 1936; the step is a soft threshold as of Donoho and Johnstone, Ideal spatial
adaptation by wavelet shrinkage, 1994). No way promises longer than any case took or has lasted.
A promise is judged when its time has come, kept or not, so that cases that conclude soon do not count sooner.

Then comes a correction as in conformal prediction (Candès, Lei and Ren, Conformalized survival analysis,
2023): where the last 100 or 200 promises were kept significantly more or less often than the share says, the
promise goes towards what would have held, as far as such corrections have paid before. Last, it stays as near to
the plain percentile as the cases before give no reason to leave it, and is never longer than any case took. How
far to go is learned in all these places in the same way (`timing.leaning`).
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
_JUDGED = (100, 200)  # promises that the correction looks back on: what changed shows sooner in fewer
_SURE = 2.0  # standard deviations of the share kept before anything is corrected
_FARTHEST = 2.25  # what held is believed up to so many times a promise
_REMEMBERED = 0.998  # of what a way saved, from one judged promise to the next: companies change
_LOAD = 5  # cases added to every load, so that an empty desk is not a load of nothing
_DAY, _HOURS = 86_400.0, 4 * 3_600.0  # a day has six parts
_LAST_LOADS, _TIDE = 200, 10  # cases whose loads are few, usual or many; the last ones that say how it goes
_ALIKE, _PLAIN = "alike in all", "all past cases"
_MEAN, _CORRECTED = "mean", "all past cases, corrected"
# Of promises, plain and learned: one for each place where we lean from the one to the other.
_Pairs = tuple[tuple[float, float], ...]


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
        self._promised: deque[tuple[int, dict[str, float]]] = deque(maxlen=max(_JUDGED))
        # How far corrections go, of the plain percentile and of the mean; how far from the one to the other.
        self._leanings = tuple(Leaning(share) for _place in range(3))
        self._compared: list[tuple[float, int, _Pairs]] = []

    @property
    def concluded(self) -> int:
        """How many cases have concluded."""
        return len(self._durations)

    def opened(self, case: Hashable, at: float, traits: Sequence[str] = ()) -> None:
        """A case opened; `traits` are what was known of it, the same kinds in the same order each time."""
        self._judge_until(at)
        self._rhythm.happened(at)
        groups = (*_groups(at, traits), *self._circumstances(self._open))
        number = self._number[case] = self._cases.add(at, self._open)
        self._open += 1
        self._past.append(number)
        for group in groups:
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
        made = self._offered(at, traits, lasted, self._open)
        return None if made is None else made[0]

    def promise(self, case: Hashable, at: float, traits: Sequence[str] = ()) -> Offer | None:
        """Return what can be promised for a case that opened just now, and learn whether it is kept."""
        made = self._offered(at, traits, 0.0, self._open - 1)
        if made is None:
            return None
        offer, pairs = made
        number, mean = self._number[case], offer.ways[_MEAN]
        self._promised.append((number, {way: offer.ways[way] for way in (_MEAN, _PLAIN)}))
        heapq.heappush(self._due, (at + mean, number, mean, offer.ways))
        heapq.heappush(self._compared, (at + max(map(max, pairs)), number, pairs))
        return offer

    def _offered(
        self, at: float, traits: Sequence[str], lasted: float, others: int
    ) -> tuple[Offer, _Pairs] | None:
        """Return an offer while `others` are open, and between which promises it stands."""
        if self.concluded < ENOUGH:
            return None
        self._judge_until(at)
        longest = max(lasted, self._longest(at))
        ways = {way: min(seconds, longest) for way, seconds in self._ways(at, traits, lasted, others)}
        mean = self._mean(ways)
        group = self._groups.get(_whole(traits), ())
        told = self._cases.concluded_among(group) if group else 0
        cases = told if told >= _GROUP else self._cases.concluded_among(self._past) or self.concluded
        corrected = tuple(
            (seconds, seconds * self._correction(at, way))
            for way, seconds in ((_PLAIN, ways[_PLAIN]), (_MEAN, mean))
        )
        plain, learned = (
            leaning.between(*pair) for leaning, pair in zip(self._leanings, corrected, strict=False)
        )
        seconds = min(longest, self._leanings[-1].between(plain, learned))
        offer = Offer(
            max(lasted, seconds), cases, {**ways, _MEAN: mean, _CORRECTED: plain, "learned": learned}
        )
        return offer, (*corrected, (plain, learned))

    def _longest(self, at: float) -> float:
        """Return what the longest case took, or has lasted so far."""
        oldest = next(iter(self._number.values()), None)  # the first that opened of those still open
        lasts = 0.0 if oldest is None else at - float(self._cases.opened([oldest])[0])
        return max(self._durations[-1], lasts)

    # The ways of comparing ----------------------------------------------------------------------------

    def _ways(
        self, at: float, traits: Sequence[str], lasted: float, others: int
    ) -> Iterator[tuple[str, float]]:
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
        for group in (*_groups(at, traits), *self._circumstances(others)):
            yield f"alike in {group[0]}", self._of_group(group, at, lasted, whole)
        yield "load", self._by_load(recent, lasted, plain)
        rhythmic = self._in_rhythm(recent, at, lasted, whole)
        yield "rhythm", rhythmic
        like = self._groups.get(_whole(traits), ())
        enough = len(like) >= _GROUP and self._cases.concluded_among(like) >= _GROUP
        yield "rhythm, alike", self._in_rhythm(like, at, lasted, rhythmic) if enough else rhythmic

    def _circumstances(self, others: int) -> Iterator[tuple[Hashable, ...]]:
        """Yield the groups of a case that opens now: by how many `others` are open, and by how the last ones went."""
        loads = self._cases.load(list(self._past)[-_LAST_LOADS:])
        if self.concluded < ENOUGH or len(loads) < 2 * _GROUP:
            return
        few, many = np.quantile(loads, (1 / 3, 2 / 3))
        yield "open", int(others >= few) + int(others > many)
        usual = self._durations[len(self._durations) // 2]
        slow = sum(duration > usual for duration in list(self._ended)[-_TIDE:])
        yield "tide", int(slow > 0.35 * _TIDE) + int(slow > 0.65 * _TIDE)

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
        # All of them stand by then, however long the case goes on.
        while self._compared and self._compared[0][0] <= at:
            due, number, pairs = heapq.heappop(self._compared)
            (ended,), (opened,) = self._cases.ended([number]), self._cases.opened([number])
            for leaning, pair in zip(self._leanings, pairs, strict=True):
                leaning.learn(*pair, float(min(ended, due) - opened))

    def _correction(self, at: float, way: str) -> float:
        """Return by what a way's promises are to be multiplied so that the ones before would have been kept."""
        if self._judged < _HALF_TRUSTED:
            return 1.0
        numbers = [number for number, _promised in self._promised]
        means = np.array([max(promised[way], 1.0) for _number, promised in self._promised])
        ended = self._cases.ended(numbers)
        part = (np.minimum(ended, at) - self._cases.opened(numbers)) / means
        done = np.isfinite(ended)
        factors = (self._would_hold(part[-count:], done[-count:]) for count in _JUDGED)
        return max(factors, key=lambda factor: abs(math.log(factor)))

    def _would_hold(self, part: Column, done: Marks) -> float:
        """Return by what promises had to be multiplied that lasted such a `part` of the time promised."""
        slack = _SURE * math.sqrt(self.share * (1.0 - self.share) / len(part))
        least = time_for_share(part, done, max(0.01, self.share - slack))
        most = time_for_share(part, done, min(0.99, self.share + slack))
        if least is not None and least > 1.0:  # even a smaller share took longer than promised
            return min(_FARTHEST, least)
        if most is not None and most < 1.0:
            return max(1.0 / _FARTHEST, most)
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
    """Yield the groups that a case belongs to: by each trait, by all of them, by weekday and part of the day."""
    yield from ((kind, trait) for kind, trait in enumerate(traits))
    yield _whole(traits)
    yield ("weekday", int(at // _DAY) % 7)
    yield ("hour", int(at % _DAY // _HOURS))
