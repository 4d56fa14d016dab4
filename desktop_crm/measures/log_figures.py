"""The figures of an event log: cases, variants, throughput, waiting and working per activity, hand-overs.

Work on an activity runs from its `start` to the next `complete` of the same activity (and instance) in the case;
an event without a start took no time of its own. Waiting runs from the completion of the work before, in the order
in which work began, to the start; where both overlap nobody waited. Times are wall time, in seconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from desktop_crm.measures.logs import COMPLETE, NOBODY, START, EventLog

_MICRO = 1e6
_BETWEEN = "\x1f"  # stands in no name of an activity


@dataclass(frozen=True, slots=True)
class Amount:
    """Some durations together, in seconds; all zero where there are none."""

    count: int = 0
    total: float = 0.0
    mean: float = 0.0
    median: float = 0.0
    p90: float = 0.0


@dataclass(frozen=True, slots=True)
class ActivityFigures:
    """How long one activity waited and was worked on. `events` counts its events of every kind."""

    activity: str
    events: int
    waiting: Amount
    working: Amount


@dataclass(frozen=True, slots=True)
class HandOver:
    """How often work went from one role to another, and how long it waited there altogether, in seconds."""

    origin: str
    to: str
    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which cases ran: its activities in order, one an event, and how many cases took it."""

    activities: tuple[str, ...]
    cases: int


@dataclass(frozen=True, slots=True)
class LogFigures:
    """What a log says.

    Attributes:
        throughput: from the first to the last event of each case.
        hand_overs: between different roles; `changes_of_hands` counts those between different people.
        waiting_share: which part of waiting and working is waiting, 0 to 1; None where both are nothing.
    """

    cases: int
    events: int
    activities: int
    variants: tuple[Variant, ...]
    throughput: Amount
    per_activity: tuple[ActivityFigures, ...]
    hand_overs: tuple[HandOver, ...]
    changes_of_hands: int
    waiting_share: float | None


@dataclass(frozen=True, slots=True)
class Spans:
    """Work on activities, case by case in the order in which it began; columns of the same length.

    Attributes:
        waited: microseconds since the work before ended; -1 for the first of a case.
    """

    case: Any
    activity: Any
    role: Any
    resource: Any
    begun: Any
    ended: Any
    waited: Any


def log_figures(log: EventLog) -> LogFigures:
    """Return the figures of a log."""
    spans = work_in(log)
    per_activity = _per_activity(log, spans)
    waiting = sum(one.waiting.total for one in per_activity)
    working = sum(one.working.total for one in per_activity)
    return LogFigures(
        cases=len(log.cases),
        events=len(log.events),
        activities=len(log.activities),
        variants=_variants(log),
        throughput=amount(_durations(log)),
        per_activity=per_activity,
        hand_overs=_hand_overs(log, spans),
        changes_of_hands=int(np.count_nonzero(_goes_over(spans, spans.resource))),
        waiting_share=waiting / (waiting + working) if waiting + working else None,
    )


def amount(micros: Any) -> Amount:
    """Return durations in microseconds together; percentiles lie between the two nearest, in proportion."""
    if not len(micros):
        return Amount()
    median, p90 = np.percentile(micros, (50, 90))
    total = int(micros.sum(dtype=np.int64))
    return Amount(
        len(micros), total / _MICRO, total / len(micros) / _MICRO, float(median) / _MICRO, float(p90) / _MICRO
    )


def _durations(log: EventLog) -> Any:
    """How long each case took: its events stand in the order of their times."""
    moments, bounds = log.events["moment"], log.bounds
    first = np.minimum.reduceat(log.events["begun"], bounds[:-1]) if len(moments) else moments
    return moments[bounds[1:] - 1] - first


def _variants(log: EventLog) -> tuple[Variant, ...]:
    activities, bounds = log.events["activity"].astype("<u2"), log.bounds.tolist()
    ways = Counter(activities[start:end].tobytes() for start, end in pairwise(bounds))
    found = [
        Variant(tuple(log.activities[place] for place in np.frombuffer(way, "<u2")), count)
        for way, count in ways.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.cases, one.activities)))


def way_code(activities: Sequence[str]) -> str:
    """Return what names a variant, to ask for the cases that ran so."""
    return _BETWEEN.join(activities)


def cases_of(log: EventLog, *, way: str, activity: str, hand_over: tuple[str, str]) -> list[int]:
    """Return the cases that ran a way, had an activity or a hand-over between roles; all where none is named."""
    if way:
        places, bounds = log.events["activity"].tolist(), log.bounds.tolist()
        return [
            number
            for number, (start, end) in enumerate(pairwise(bounds))
            if way_code([log.activities[place] for place in places[start:end]]) == way
        ]
    if activity:
        place = log.activities.index(activity) if activity in log.activities else -1
        there = np.flatnonzero(log.events["activity"] == place)
        found: list[int] = np.unique(np.searchsorted(log.bounds, there, side="right") - 1).tolist()
        return found
    if any(hand_over):
        spans = work_in(log)
        there = np.flatnonzero(_goes_over(spans, spans.role))
        both = zip(
            spans.role[there].tolist(),
            spans.role[there + 1].tolist(),
            spans.case[there].tolist(),
            strict=True,
        )
        return sorted({case for origin, to, case in both if (log.roles[origin], log.roles[to]) == hand_over})
    return list(range(len(log.cases)))


def work_in(log: EventLog) -> Spans:
    """Return the work on activities that a log tells of."""
    events = log.events
    case = np.repeat(np.arange(len(log.cases)), np.diff(log.bounds))
    done = np.flatnonzero(events["lifecycle"] == COMPLETE)
    begun = events["begun"][done].copy()
    if (events["lifecycle"] == START).any():
        _pair(events, case, done, begun)
    order = np.lexsort((np.arange(len(done)), events["moment"][done], begun, case[done]))
    done, begun = done[order], begun[order]
    of_case, ended = case[done], events["moment"][done]
    waited = np.full(len(done), -1, np.int64)
    follows = of_case[1:] == of_case[:-1]
    waited[1:][follows] = np.maximum(begun[1:] - ended[:-1], 0)[follows]
    return Spans(
        of_case,
        events["activity"][done],
        events["role"][done],
        events["resource"][done],
        begun,
        ended,
        waited,
    )


def _pair(events: Any, case: Any, done: Any, begun: Any) -> None:
    """Write into `begun` the start of each completion: the oldest of its activity that has none yet."""
    wanted = np.flatnonzero(events["lifecycle"] <= START)
    columns = zip(
        case[wanted].tolist(),
        events["activity"][wanted].tolist(),
        events["instance"][wanted].tolist(),
        events["lifecycle"][wanted].tolist(),
        events["moment"][wanted].tolist(),
        strict=True,
    )
    open_starts: defaultdict[tuple[int, int, int], deque[int]] = defaultdict(deque)
    place = 0
    for of_case, activity, instance, lifecycle, moment in columns:
        key = (of_case, activity, instance)
        if lifecycle == START:
            open_starts[key].append(moment)
            continue
        if waiting := open_starts.get(key):
            begun[place] = waiting.popleft()
        place += 1
    assert place == len(done), "every completion was met once"


def _per_activity(log: EventLog, spans: Spans) -> tuple[ActivityFigures, ...]:
    counts = np.bincount(log.events["activity"], minlength=len(log.activities))
    by = np.argsort(spans.activity, kind="stable")
    cuts = np.searchsorted(spans.activity[by], np.arange(len(log.activities) + 1))
    found = []
    for place, name in enumerate(log.activities):
        rows = by[cuts[place] : cuts[place + 1]]
        waited = spans.waited[rows]
        found.append(
            ActivityFigures(
                name,
                int(counts[place]),
                amount(waited[waited >= 0]),
                amount(spans.ended[rows] - spans.begun[rows]),
            )
        )
    return tuple(found)


def _goes_over(spans: Spans, hands: Any) -> Any:
    """Which pieces of work came from other hands: both known, and different."""
    follows = spans.waited[1:] >= 0
    known = (hands[1:] != NOBODY) & (hands[:-1] != NOBODY)
    return follows & known & (hands[1:] != hands[:-1])


def _hand_overs(log: EventLog, spans: Spans) -> tuple[HandOver, ...]:
    there = np.flatnonzero(_goes_over(spans, spans.role))
    pairs: dict[tuple[int, int], list[int]] = {}
    for origin, to, waited in zip(
        spans.role[there].tolist(),
        spans.role[there + 1].tolist(),
        spans.waited[there + 1].tolist(),
        strict=True,
    ):
        both = pairs.setdefault((origin, to), [0, 0])
        both[0] += 1
        both[1] += waited
    found = [
        HandOver(log.roles[origin], log.roles[to], count, micros / _MICRO)
        for (origin, to), (count, micros) in pairs.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.origin, one.to)))
