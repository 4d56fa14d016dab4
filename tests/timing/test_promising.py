"""What can be promised: shares of comparable cases with open ones among them, and weights learned as cases pass."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.timing.comparable import Rhythm, plain_percentile, time_for_share
from desktop_crm.timing.model import ENOUGH
from desktop_crm.timing.promising import Promising

HOUR, DAY = 3_600.0, 86_400.0

durations = st.lists(st.floats(0, 1e7), min_size=1, max_size=60)


@given(durations, st.floats(0.05, 0.95))
def test_where_every_case_concluded_the_time_is_the_plain_percentile(took: list[float], share: float) -> None:
    found = time_for_share(np.array(took), np.ones(len(took), dtype=bool), share)
    exact = share * len(took)
    if abs(exact - round(exact)) > 1e-6:  # between two cases, where rounding decides nothing
        assert found == plain_percentile(sorted(took), share)


@given(durations, st.data())
def test_a_case_that_is_still_open_never_makes_a_promise_shorter(
    took: list[float], chance: st.DataObject
) -> None:
    ended = np.array(chance.draw(st.lists(st.booleans(), min_size=len(took), max_size=len(took))), dtype=bool)
    whole = time_for_share(np.array(took), np.ones(len(took), dtype=bool), 0.8)
    found = time_for_share(np.array(took), ended, 0.8)
    assert whole is not None
    assert found is None or found >= whole


def test_the_share_of_cases_with_open_ones_is_that_of_kaplan_and_meier() -> None:
    # Remissions of 21 patients in weeks, of which 9 ended: the example of Gehan (1965); the estimate falls to
    # 0.690 at 13, 0.627 at 16, 0.538 at 22 and 0.448 at 23.
    weeks = np.array(
        [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], dtype=float
    )
    open_ones = {3, 5, 7, 8, 11, 12, 13, 16, 17, 18, 19, 20}
    ended = np.array([place not in open_ones for place in range(21)])
    assert [time_for_share(weeks, ended, share) for share in (0.30, 0.32, 0.40, 0.50, 0.56)] == [
        13,
        16,
        22,
        23,
        None,
    ]


@given(st.lists(st.floats(0, 4e9), max_size=400), st.floats(0, 4e9))
def test_an_instant_in_the_rhythm_of_the_week_comes_back(happened: list[float], at: float) -> None:
    rhythm = Rhythm()
    for moment in happened:
        rhythm.happened(moment)
    (weeks,) = rhythm.from_clock(np.array([at]))
    assert rhythm.to_clock(float(weeks)) == pytest.approx(at, abs=1.0)


def a_history(cases: int, took: dict[str, float], *, seed: int = 1) -> Promising:
    """Return what was learned from cases every hour that take about so long by their channel."""
    chance, promising = Random(seed), Promising()
    events: list[tuple[float, int, int, str]] = []
    for number in range(cases):
        channel = chance.choice(list(took))
        opened = number * HOUR
        events.append((opened, 1, number, channel))
        events.append((opened + took[channel] * math.exp(chance.gauss(0, 0.3)), 0, number, channel))
    for at, opens, number, channel in sorted(events):
        if at > cases * HOUR:
            break
        if opens:
            promising.opened(number, at, (channel,))
            promising.promise(number, at, (channel,))
        else:
            promising.concluded_at(number, at)
    return promising


def test_nothing_is_promised_from_the_luck_of_a_few_cases() -> None:
    promising = Promising()
    for number in range(ENOUGH):
        assert promising.offer(number * DAY) is None
        promising.opened(number, number * DAY)
        promising.concluded_at(number, number * DAY + HOUR)
    found = promising.offer(ENOUGH * DAY)
    assert found is not None
    assert found.seconds == pytest.approx(HOUR)
    assert found.cases == ENOUGH


def test_what_sets_cases_apart_is_found_out_from_the_cases() -> None:
    promising = a_history(600, {"desk": HOUR, "letter": 5 * DAY})
    soon, late = (promising.offer(600 * HOUR, (channel,)) for channel in ("desk", "letter"))
    assert soon is not None
    assert late is not None
    assert HOUR < soon.seconds < 3 * HOUR
    assert 5 * DAY < late.seconds < 10 * DAY


def test_who_asks_later_is_promised_what_such_cases_took_from_there() -> None:
    promising = a_history(400, {"desk": 10 * HOUR})
    first, later, last = (
        promising.offer(400 * HOUR, ("desk",), lasted) for lasted in (0.0, 11 * HOUR, 400 * HOUR)
    )
    assert first is not None
    assert later is not None
    assert last is not None
    assert first.seconds < later.seconds < 30 * HOUR
    assert last.seconds == 400 * HOUR  # none took so long: nothing is known but that


def test_cases_in_one_burst_are_promised_no_more_than_any_case_took() -> None:
    promising = Promising()
    for number in range(60):  # a minute of work each; the rest of the week nothing happens
        at = number // 20 * 7 * DAY + number % 20 * 60
        promising.opened(number, at)
        promising.promise(number, at)
        promising.concluded_at(number, at + 30 + number % 7)
    found = promising.offer(3 * 7 * DAY)
    assert found is not None
    assert found.seconds <= 36


def test_chance_alone_is_not_taken_for_what_sets_cases_apart() -> None:
    chance, promising = Random(3), Promising()
    for number in range(200):  # the last ones a little longer, as chance has it
        promising.opened(number, number * DAY)
        promising.concluded_at(number, number * DAY + HOUR * chance.uniform(1, 10 if number < 170 else 12))
    found = promising.offer(200 * DAY)
    assert found is not None
    plain = found.ways["all past cases"]
    assert found.ways["last 60 concluded"] == plain
    assert found.ways["lately"] == plain


def test_a_promise_that_was_broken_while_its_case_is_open_counts_at_once() -> None:
    promising = a_history(300, {"desk": HOUR})
    before = promising.offer(300 * HOUR, ("desk",))
    for number in range(300, 500):  # nothing is concluded any more
        promising.opened(number, number * HOUR, ("desk",))
        promising.promise(number, number * HOUR, ("desk",))
    after = promising.offer(500 * HOUR, ("desk",))
    assert before is not None
    assert after is not None
    assert after.seconds > 1.5 * before.seconds


def test_what_takes_ever_longer_is_promised_later() -> None:
    chance, promising, kept = Random(5), Promising(), []
    events: list[tuple[float, int, int]] = []
    for number in range(360):
        took = 20 * HOUR * math.exp(chance.gauss(number / 150, 0.8))
        events += [(number * HOUR, 1, number), (number * HOUR + took, 0, number)]
    ends = {number: at for at, opens, number in events if not opens}
    for at, opens, number in sorted(events):
        if not opens:
            promising.concluded_at(number, at)
            continue
        promising.opened(number, at)
        offer = promising.promise(number, at)
        if offer is not None and number >= 180:
            kept.append((offer.seconds, offer.ways["all past cases"], ends[number] - at))
    ours, plain = (sum(one[way] >= one[2] for one in kept) / len(kept) for way in (0, 1))
    assert plain < 0.5
    assert ours > plain + 0.15


def test_cases_that_open_at_night_are_compared_with_those_of_the_night() -> None:
    chance, promising = Random(7), Promising()
    for number in range(200):  # at noon and at midnight; what comes at night waits for the day
        at = number * DAY / 2
        took = HOUR * math.exp(chance.gauss(0, 0.2)) * (10 if number % 2 == 0 else 1)
        promising.opened(number, at)
        promising.promise(number, at)
        promising.concluded_at(number, at + took)
    night, noon = (promising.offer(200 * DAY / 2 + more) for more in (0.0, DAY / 2))
    assert night is not None
    assert noon is not None
    assert noon.seconds < 5 * HOUR < 8 * HOUR < night.seconds
