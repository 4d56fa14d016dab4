"""Promises tried on a log: what would have been promised to cases that follow in time, and whether it held.

The log is gone through in the order of its events. A case that opens is promised a time from nothing but what
had happened until then; the first half of the cases is only learned from, the second half is judged. Beside it
stands the plain 80th percentile of all past cases, from the same cases that had concluded by then. A promise
is judged by its pinball loss, the price at which the percentile is best, in seconds a case; by the share that
was kept; and by the median promised beside the median that cases took.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.bench.promise_log import Past, read_cases
from desktop_crm.bench.result import Result
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.timing.promising import SHARE, Promising

# Of long logs every so many-th case is promised something, so that a run takes a minute or so; all are learned from.
_PROMISED, _QUICKLY = 8_000, 2_000
_LEAST = 20  # judged cases: fewer say nothing about a share
_NEAR = 0.10
_INSTANT = 1e-3  # seconds: what is promised to the very moment is not broken by rounding


@dataclass(frozen=True, slots=True)
class Stay:
    """A case from some moment to its end, with what was known of it at that moment."""

    opened: float
    ended: float
    traits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A promise and what came of it, in seconds since the moment; `plain` is the reference."""

    promised: float
    plain: float
    took: float


def run(*, log: str, quick: bool = False) -> Result:
    """Return how promises would have held on the log in the file `log`, beside the plain percentile."""
    cases = read_cases(Path(log))
    result = Result("promise")
    most = _QUICKLY if quick else _PROMISED
    offers: list[float] = []
    opening = back_test([_from_event(case, 0) for case in cases], most, offers)
    if len(opening) < _LEAST:
        raise Invalid(
            _(
                "Too few cases of this log follow others that had concluded: {count}, of {least} at least."
            ).format(count=len(opening), least=_LEAST),
            where=log,
        )
    ours, plain, kept = _tell(result, "when a case opens", opening)
    asked = _asked_later(cases, most, offers)
    if len(asked) >= _LEAST:
        _tell(result, "when a customer asks halfway", asked)
    result.row("making one offer", len(cases), offers)
    result.notes.append(
        f"promised {_days(opening, 'promised')} in the median, took {_days(opening, 'took')}; "
        f"pinball loss {ours:.0f} s a case, plain 80th percentile {plain:.0f} s; kept {kept:.1%} of {len(opening)}"
    )
    result.goals.append(
        {
            "what": "pinball loss of the promise, in seconds a case, beside the plain percentile",
            "goal": f"below {plain:.3f}",
            "value": round(ours, 3),
            "met": ours < plain,
        }
    )
    result.goal("share of promises kept", SHARE - _NEAR, kept, most=False)
    result.goal("share of promises kept", SHARE + _NEAR, kept, most=True)
    return result


def back_test(stays: Sequence[Stay], most: int, offers: list[float]) -> list[Judged]:
    """Return what was promised to the later half of `stays`; `offers` gets the seconds that each offer took."""
    every = max(1, len(stays) // most)
    promising, judged = Promising(), []
    # A case that ends as it opens does so after it has opened; others make room first.
    events = sorted(
        event
        for number, stay in enumerate(stays)
        for event in ((stay.opened, 1, number), (stay.ended, 2 if stay.ended == stay.opened else 0, number))
    )
    order = sorted(range(len(stays)), key=lambda number: (stays[number].opened, number))
    later = set(order[len(order) // 2 :])
    for at, kind, number in events:
        stay = stays[number]
        if kind != 1:
            promising.concluded_at(number, at)
            continue
        promising.opened(number, at, stay.traits)
        if number % every:
            continue
        begun = time.perf_counter()
        offer = promising.promise(number, at, stay.traits)
        offers.append(time.perf_counter() - begun)
        if offer is not None and number in later:
            judged.append(Judged(offer.seconds, offer.ways["all past cases"], stay.ended - stay.opened))
    return judged


def pinball(promised: Iterable[float], took: Iterable[float]) -> float:
    """Return the mean pinball loss in seconds of promises that shall be kept in `SHARE` of cases."""
    return statistics.fmean(
        (actual - until) * SHARE if actual > until else (until - actual) * (1 - SHARE)
        for until, actual in zip(promised, took, strict=True)
    )


def _asked_later(cases: Sequence[Past], most: int, offers: list[float]) -> list[Judged]:
    """Return promises made at the middle event of each case, among cases that came to the same activity."""
    stays: dict[str, list[Stay]] = {}
    for case in cases:
        place = len(case.times) // 2
        if 0 < place < len(case.times) - 1:
            stays.setdefault(case.activities[place], []).append(_from_event(case, place))
    whole = sum(map(len, stays.values()))
    found: list[Judged] = []
    for same in stays.values():
        found += back_test(same, max(1, most * len(same) // whole), offers)
    return found


def _from_event(case: Past, place: int) -> Stay:
    return Stay(case.times[place], case.times[-1], case.traits)


def _kept(promised: Sequence[float], took: Sequence[float]) -> float:
    held = sum(actual <= until + _INSTANT for until, actual in zip(promised, took, strict=True))
    return held / len(took)


def _days(judged: Sequence[Judged], what: str) -> str:
    return f"{statistics.median(getattr(one, what) for one in judged) / 86_400:.2f} days"


def _tell(result: Result, when: str, judged: Sequence[Judged]) -> tuple[float, float, float]:
    """Add the rows of promises made at one kind of moment; return both losses and the share kept."""
    took = [one.took for one in judged]
    losses = []
    shares = []
    for what, promised in (
        ("promised", [one.promised for one in judged]),
        ("plain 80th percentile of all past cases", [one.plain for one in judged]),
    ):
        losses.append(pinball(promised, took))
        shares.append(_kept(promised, took))
        result.row(
            f"{what}, {when}",
            len(judged),
            promised,
            median_seconds=round(statistics.median(promised), 3),
            pinball_seconds=round(losses[-1], 3),
            kept=round(shares[-1], 4),
        )
    result.row(f"took, {when}", len(judged), took, median_seconds=round(statistics.median(took), 3))
    return losses[0], losses[1], shares[0]
