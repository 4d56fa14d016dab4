"""Laws that hold for every clock on every case, however it went and however it was recorded."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.timing import facts as said
from desktop_crm.timing.clocks import Norm, due_at, judge, judge_case
from desktop_crm.timing.display import Display, display
from desktop_crm.timing.model import ClockState, Grader, Judged, Measure, PauseReason, Target, Verdict
from tests.timing.builders import HOUR, OFFICE, at, named, norm

_START = at("mon 09:00")
_NOW = at("3 mon 09:00")
_names = st.sampled_from(["a", "b", "c"]).map(named)
_moments = st.integers(0, 13 * 24 * 4).map(lambda quarters: _START + timedelta(minutes=15 * quarters))


def _facts(kind: type[said.Fact], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[said.Fact]:
    return st.builds(
        lambda happened, lag, **given: kind(happened=happened, recorded=happened + lag, **given),
        _moments,
        st.sampled_from([0, 0, 1, 30 * HOUR]).map(lambda seconds: timedelta(seconds=seconds)),
        **fields,
    )


_cases = st.lists(
    st.one_of(
        _facts(
            said.ContactHappened,
            contact=_names,
            by=st.sampled_from(said.Party),
            in_person=st.booleans(),
            delivered=st.none() | _moments,
        ),
        _facts(said.QuestionRaised, question=_names, contact=st.none() | _names),
        _facts(said.QuestionAnswered, question=_names, contact=st.none() | _names),
        _facts(
            said.PauseStarted, reason=st.sampled_from(PauseReason), party=st.just("somebody"), until=_moments
        ),
        _facts(said.PauseEnded),
        _facts(said.PromiseMade, promise=st.uuids(), until=_moments, about=st.sampled_from(said.Promised)),
        _facts(said.CaseConcluded, contact=st.none() | _names),
        _facts(said.CaseReopened),
        _facts(said.StepOffered, step=st.just("s")),
        _facts(said.StepCompleted, step=st.just("s")),
        _facts(said.GradeGiven, grade=st.integers(1, 10), by=st.sampled_from(Grader)),
        _facts(said.CaseCancelled, merged_into=st.none() | _names),
        _facts(said.CaseAbsorbed, case=_names, started=_moments),
    ),
    max_size=14,
).map(lambda told: [said.CaseOpened(happened=_START, recorded=_START), *told])

_targets = st.builds(
    norm,
    st.sampled_from(Measure),
    st.integers(0, 40),
    judged=st.sampled_from(Judged),
    third_party_pauses=st.booleans(),
    to_event=st.sampled_from(["conclude", "s"]),
)


@given(_targets, _cases, _moments)
def test_the_two_numbers_and_the_ledger_agree(target: Target, facts: list[said.Fact], now: Any) -> None:
    for clock in judge(target, facts, OFFICE, now, look_back=False):
        assert 0 <= clock.net_seconds <= clock.customer_seconds
        if clock.started is None:
            continue
        end = clock.stopped or now
        assert clock.customer_seconds == (end - clock.started).total_seconds()
        intervals = clock.intervals
        edges = [clock.started, *(one.end for one in intervals)]
        assert [one.start for one in intervals] == edges[:-1]
        assert edges[-1] == end
        assert all(one.start < one.end for one in intervals)
        counted = sum((one.end - one.start for one in intervals if one.counted), timedelta())
        assert counted.total_seconds() == clock.net_seconds


@given(_targets, _cases, _moments)
def test_the_verdict_can_be_read_from_the_numbers(target: Target, facts: list[said.Fact], now: Any) -> None:
    for clock in judge(target, facts, OFFICE, now, look_back=False):
        if clock.measure in (Measure.GRADE, Measure.FIRST_CONTACT_RESOLUTION, Measure.PROMISE_KEPT):
            continue
        judged = clock.net_seconds if target.judged is Judged.NET else clock.customer_seconds
        if clock.verdict is not Verdict.VOID and clock.started is not None:
            assert (clock.verdict is Verdict.MISSED) == (judged > (target.norm_seconds or 0))
        if clock.state is ClockState.RUNNING:
            assert clock.due is not None
            assert now <= clock.due or OFFICE.elapsed(clock.due, now) == 0
        if clock.state is ClockState.PAUSED:
            assert clock.due is None
        assert display(clock, now) is not Display.OVERDUE or clock.verdict is Verdict.MISSED


@settings(max_examples=60)
@given(_targets, _cases, st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(target: Target, facts: list[said.Fact], chance: Any) -> None:
    told = judge(target, facts, OFFICE, _NOW)
    shuffled = list(facts)
    chance.shuffle(shuffled)

    assert judge(target, shuffled, OFFICE, _NOW) == told


@settings(max_examples=60)
@given(_targets, _cases)
def test_facts_recorded_when_they_happened_never_revise_a_verdict(
    target: Target, facts: list[said.Fact]
) -> None:
    in_time = [fact for fact in facts if fact.recorded == fact.happened]

    assert not any(clock.revised for clock in judge(target, in_time, OFFICE, _NOW))


@settings(max_examples=60)
@given(_targets, _cases, st.lists(_moments, min_size=2, max_size=6))
def test_without_late_facts_a_miss_stays_a_miss(
    target: Target, facts: list[said.Fact], moments: list[Any]
) -> None:
    in_time = [fact for fact in facts if fact.recorded == fact.happened]
    verdicts = [
        {clock.subject: clock.verdict for clock in judge(target, in_time, OFFICE, now, look_back=False)}
        for now in sorted(moments)
    ]

    for earlier, later in pairwise(verdicts):
        for subject, verdict in earlier.items():
            if verdict is Verdict.MISSED:
                assert later[subject] in (Verdict.MISSED, Verdict.VOID)


@given(_targets, _cases, _moments)
def test_the_due_time_is_where_the_norm_is_used_up(target: Target, facts: list[said.Fact], now: Any) -> None:
    for clock in judge(target, facts, OFFICE, now, look_back=False):
        if clock.due is None or clock.started is None or target.judged is Judged.CUSTOMER or not clock.gaps:
            continue
        if clock.measure is Measure.THROUGHPUT and clock.gaps[-1].end is not None:
            assert clock.due == due_at(target, clock.started, clock.gaps, OFFICE)
            used = sum(
                OFFICE.elapsed(min(start, clock.due), min(end, clock.due))
                for start, end in pairwise(
                    [
                        clock.started,
                        *(edge for gap in clock.gaps for edge in (gap.start, gap.end) if edge),
                        _END,
                    ]
                )
                if not any(gap.start == start and gap.end == end for gap in clock.gaps)
            )
            assert used == target.norm_seconds


_END = at("20 mon 09:00")


@given(st.lists(_targets, max_size=4), _cases, _moments)
def test_judging_norms_together_says_what_each_says_alone_late_facts_and_all(
    targets: list[Target], facts: list[said.Fact], now: Any
) -> None:
    together = judge_case([Norm(target, OFFICE) for target in targets], facts, now, look_back=True)

    assert together == tuple(clock for target in targets for clock in judge(target, facts, OFFICE, now))
