"""The figures of event logs agree with those of a peer to the millisecond, and hold laws of their own."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.bench.made_log import write_made_log
from desktop_crm.exchange.eventlog.reading import read_log
from desktop_crm.measures.log_figures import LogFigures, amount, log_figures
from desktop_crm.measures.logs import LogBuilder, unpacked

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PEER = json.loads((Path(__file__).parent / "peer_figures.json").read_text(encoding="utf-8"))["logs"]
MILLISECOND = 0.001


def figures_of(name: str, folder: Path) -> LogFigures:
    """Return our figures of a log that the peer measured: the sample, or one made by a seed."""
    if name == "sample":
        path = Path(os.environ["DESKTOP_CRM_SAMPLES"]) / "eventlog" / "running-example.xes"
    else:
        _made, seed, ending = name.split()
        path = folder / f"made.{ending}"
        write_made_log(path, events=600, seed=int(seed))
    return log_figures(read_log(path, now=NOW).log)


@pytest.fixture(params=list(PEER))
def both(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[LogFigures, dict[str, Any]]:
    return figures_of(request.param, tmp_path), PEER[request.param]


def test_counts_agree_with_the_peer(both: tuple[LogFigures, dict[str, Any]]) -> None:
    ours, peer = both
    found = (ours.cases, ours.events, ours.activities, len(ours.variants), ours.changes_of_hands)
    assert found == tuple(
        peer[name] for name in ("cases", "events", "activities", "variants", "changes_of_hands")
    )


def test_throughput_agrees_with_the_peer_to_the_millisecond(both: tuple[LogFigures, dict[str, Any]]) -> None:
    ours, peer = both
    for name, seconds in peer["throughput"].items():
        assert getattr(ours.throughput, name) == pytest.approx(seconds, abs=MILLISECOND)


def test_waiting_and_working_agree_with_the_peer_to_the_millisecond(
    both: tuple[LogFigures, dict[str, Any]],
) -> None:
    ours, peer = both
    for one in ours.per_activity:
        working, waiting = peer["working"][one.activity], peer["waiting"].get(one.activity)
        assert one.working.total == pytest.approx(working["sum"], abs=MILLISECOND)
        assert one.working.mean == pytest.approx(working["mean"], abs=MILLISECOND)
        assert one.working.median == pytest.approx(working["median"], abs=MILLISECOND)
        assert one.waiting.count == (waiting or {"count": 0})["count"]
        assert one.waiting.total == pytest.approx((waiting or {"sum": 0})["sum"], abs=MILLISECOND)


def test_hand_overs_between_roles_agree_with_the_peer(both: tuple[LogFigures, dict[str, Any]]) -> None:
    ours, peer = both
    assert {f"{one.origin} > {one.to}": one.count for one in ours.hand_overs} == peer["hand_overs"]


def log_of(*events: tuple[str, str, int]) -> LogBuilder:
    """Return a builder that holds events of case, activity and second."""
    builder = LogBuilder()
    for line, (case, activity, second) in enumerate(events, 1):
        builder.add(case, activity, second * 1_000_000, line=line)
    return builder


def test_events_stand_in_the_order_of_their_times_and_those_out_of_it_are_told() -> None:
    builder = log_of(("a", "one", 10), ("b", "one", 5), ("a", "three", 30), ("a", "two", 20), ("b", "one", 5))
    found = log_figures(builder.log())
    assert [one.activities for one in found.variants] == [("one", "one"), ("one", "two", "three")]
    assert (builder.late, builder.twice) == ([4], [5])


def test_work_that_begins_before_the_work_above_it_ends_did_not_wait() -> None:
    builder = LogBuilder()
    for activity, lifecycle, second in (
        ("one", "start", 0), ("two", "start", 5), ("one", "complete", 10), ("two", "complete", 30)
    ):  # fmt: skip
        builder.add("a", activity, second * 1_000_000, lifecycle=lifecycle)
    two = log_figures(builder.log()).per_activity[1]
    assert (two.waiting.total, two.working.total) == (0, 25)


def test_an_event_may_say_itself_when_its_work_began() -> None:
    builder = LogBuilder()
    builder.add("a", "one", 10_000_000, begun=4_000_000)
    builder.add("a", "two", 30_000_000, begun=12_000_000)
    found = log_figures(builder.log())
    assert found.throughput.total == 26
    assert [one.working.total for one in found.per_activity] == [6, 18]
    assert found.per_activity[1].waiting.total == 2


events = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["one", "two", "three"]), st.integers(0, 10**6)),
    min_size=1,
    max_size=40,
)


@given(events)
def test_a_log_that_was_packed_comes_back_as_it_was(told: list[tuple[str, str, int]]) -> None:
    log = log_of(*told).log()
    cases = [(name, log.packed(number)) for number, name in enumerate(log.cases)]
    again = unpacked(log.activities, log.roles, cases)
    assert log_figures(again) == log_figures(log)


@given(events)
def test_throughput_is_what_a_plain_count_gives(told: list[tuple[str, str, int]]) -> None:
    spans: dict[str, list[int]] = {}
    for case, _activity, second in told:
        spans.setdefault(case, []).append(second)
    found = log_figures(log_of(*told).log())
    assert found.throughput.total == sum(max(one) - min(one) for one in spans.values())
    waited = sum(later - earlier for one in spans.values() for earlier, later in pairwise(sorted(one)))
    assert sum(one.waiting.total for one in found.per_activity) == pytest.approx(waited)


def test_nothing_together_is_nothing() -> None:
    assert amount([]).count == 0
