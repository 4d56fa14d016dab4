"""Waiting, holding and working: the times of a work item, whatever is done to the clock on the wall."""

from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.timing.worktimes import Act, Phase, WorkFact, work_times
from tests.timing.builders import HOUR, at, named

ANNA, BEN = named("Anna"), named("Ben")
LAPTOP, DESK = named("laptop"), named("desk")


def act(
    what: Act,
    when: str | datetime,
    *,
    who: UUID | None = None,
    session: UUID | None = None,
    reading: float = 0,
) -> WorkFact:
    """Return an act; `reading` is the monotonic clock of its session in seconds."""
    happened = at(when) if isinstance(when, str) else when
    monotonic = round(reading * 1_000_000_000) if session else None
    return WorkFact(act=what, happened=happened, session=session, monotonic_ns=monotonic, holder=who)


def test_a_work_item_waits_is_held_and_is_worked_on() -> None:
    times = work_times(
        [
            act(Act.OFFERED, "mon 09:00"),
            act(Act.CLAIMED, "mon 11:00", who=ANNA),
            act(Act.OPENED, "mon 12:00", session=DESK),
            act(Act.COMPLETED, "mon 12:30", session=DESK, reading=1800),
        ],
        at("fri 12:00"),
    )

    assert (times.waiting, times.holding, times.working) == (2 * HOUR, HOUR, HOUR / 2)
    assert [span.holder for span in times.spans] == [None, ANNA, ANNA]


def test_what_is_not_done_yet_counts_until_now() -> None:
    times = work_times([act(Act.OFFERED, "mon 09:00")], at("mon 12:00"))

    assert (times.waiting, times.spans[-1].end) == (3 * HOUR, at("mon 12:00"))


def test_leaving_the_window_keeps_the_work_item_held() -> None:
    times = work_times(
        [
            act(Act.OFFERED, "mon 09:00"),
            act(Act.OPENED, "mon 09:00", who=ANNA),
            act(Act.CLOSED, "mon 10:00"),
            act(Act.OPENED, "mon 12:00"),
            act(Act.COMPLETED, "mon 13:00"),
        ],
        at("tue 12:00"),
    )

    assert (times.holding, times.working) == (2 * HOUR, 2 * HOUR)


def test_giving_it_back_makes_it_wait_again() -> None:
    times = work_times(
        [
            act(Act.OFFERED, "mon 09:00"),
            act(Act.CLAIMED, "mon 10:00", who=ANNA),
            act(Act.RELEASED, "mon 12:00"),
            act(Act.CLAIMED, "mon 15:00", who=BEN),
        ],
        at("mon 16:00"),
    )

    assert (times.waiting, times.holding) == (4 * HOUR, 3 * HOUR)
    assert [span.holder for span in times.spans] == [None, ANNA, None, BEN]


def test_handed_over_to_a_colleague_it_is_held_and_to_a_queue_it_waits() -> None:
    times = work_times(
        [
            act(Act.OFFERED, "mon 09:00"),
            act(Act.CLAIMED, "mon 09:00", who=ANNA),
            act(Act.HANDED_OVER, "mon 10:00", who=BEN),
            act(Act.HANDED_OVER, "mon 12:00"),
        ],
        at("mon 15:00"),
    )

    assert [(span.phase, span.holder, span.seconds) for span in times.spans] == [
        (Phase.HOLDING, ANNA, HOUR),
        (Phase.HOLDING, BEN, 2 * HOUR),
        (Phase.WAITING, None, 3 * HOUR),
    ]


def test_a_pause_is_neither_waiting_nor_holding_and_ends_where_it_began() -> None:
    held = [act(Act.OFFERED, "mon 09:00"), act(Act.CLAIMED, "mon 09:00", who=ANNA)]
    pause = [act(Act.PAUSED, "mon 10:00"), act(Act.RESUMED, "mon 12:00")]

    times = work_times(held + pause, at("mon 13:00"))
    assert (times.holding, times.seconds(Phase.PAUSED), times.waiting) == (2 * HOUR, 2 * HOUR, 0)

    times = work_times(held[:1] + pause, at("mon 13:00"))
    assert (times.holding, times.seconds(Phase.PAUSED), times.waiting) == (0, 2 * HOUR, 2 * HOUR)


def test_setting_the_wall_clock_back_or_forth_changes_no_work() -> None:
    for wrong in ("mon 07:00", "fri 23:00"):
        times = work_times(
            [
                act(Act.OFFERED, "mon 09:00"),
                act(Act.OPENED, "mon 10:00", who=ANNA, session=DESK, reading=500),
                act(Act.COMPLETED, wrong, session=DESK, reading=500 + 60),
            ],
            at("2 fri 12:00"),
        )

        assert times.working == 60


def test_a_device_whose_clock_runs_behind_still_measures_its_own_work() -> None:
    times = work_times(
        [
            act(Act.OFFERED, "mon 10:00"),
            act(Act.OPENED, "mon 08:00", who=ANNA, session=LAPTOP, reading=10),
            act(Act.COMPLETED, "mon 08:05", session=LAPTOP, reading=310),
        ],
        at("mon 12:00"),
    )

    assert (times.waiting, times.working) == (0, 300)


def test_work_does_not_outlast_the_session_it_was_open_in() -> None:
    times = work_times(
        [
            act(Act.OFFERED, "mon 09:00"),
            act(Act.OPENED, "mon 10:00", who=ANNA, session=DESK, reading=0),
            act(Act.SEEN, "mon 10:05", session=DESK, reading=300),
            act(Act.OPENED, "tue 10:00", session=LAPTOP, reading=7),
            act(Act.COMPLETED, "tue 10:10", session=LAPTOP, reading=607),
        ],
        at("wed 12:00"),
    )

    assert times.working == 900
    assert times.holding == 24 * HOUR - 300


def test_a_work_item_nobody_offered_has_no_times() -> None:
    assert work_times([], at("mon 09:00")).spans == ()


_acts = st.lists(
    st.tuples(
        st.sampled_from(list(Act)),
        st.integers(-100_000, 100_000),
        st.sampled_from([None, LAPTOP, DESK]),
        st.integers(0, 100_000),
        st.sampled_from([None, ANNA, BEN]),
    ),
    max_size=12,
)


@given(_acts)
def test_no_phase_is_ever_negative_and_spans_follow_each_other(
    told: list[tuple[Act, int, UUID, int, UUID]],
) -> None:
    facts = [
        act(what, at("mon 09:00") + timedelta(seconds=shift), who=who, session=session, reading=reading)
        for what, shift, session, reading, who in told
    ]

    spans = work_times(facts, at("mon 09:00")).spans

    assert all(span.seconds > 0 and span.seconds == (span.end - span.start).total_seconds() for span in spans)
    assert all(one.end <= following.start for one, following in pairwise(spans))
