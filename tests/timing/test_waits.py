"""Each wait of a case comes to the end that comes first, however many waits there were."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.timing import facts as said
from desktop_crm.timing.case_history import History, Pause
from desktop_crm.timing.model import PauseReason
from tests.timing.builders import at, named

_START, _NOW = at("mon 09:00"), at("2 mon 09:00")
# Few moments and few names, so that facts meet.
_moments = st.integers(0, 30).map(lambda hours: _START + timedelta(hours=6 * hours))
_names = st.none() | st.sampled_from(["a", "b", "c"]).map(named)


def _told(happened: datetime, kind: type[said.Fact], late: bool, **fields: object) -> said.Fact:
    return kind(happened=happened, recorded=happened + timedelta(hours=7 if late else 0), **fields)


_facts = st.lists(
    st.one_of(
        st.builds(
            _told,
            _moments,
            st.just(said.PauseStarted),
            st.booleans(),
            reason=st.sampled_from(PauseReason),
            party=st.just("somebody"),
            until=_moments,
            pause=_names,
        ),
        st.builds(_told, _moments, st.just(said.PauseEnded), st.booleans(), pause=_names),
        st.builds(
            _told,
            _moments,
            st.just(said.ContactHappened),
            st.booleans(),
            contact=_names.filter(bool),
            by=st.sampled_from(said.Party),
            in_person=st.booleans(),
        ),
        st.builds(_told, _moments, st.just(said.CaseConcluded), st.booleans()),
        st.builds(_told, _moments, st.just(said.CaseReopened), st.booleans()),
    ),
    max_size=30,
)


def _walked(history: History, started: said.PauseStarted) -> Pause:
    """The rule of the clocks read aloud: look at everything that may end a wait, take what came first."""
    start = started.happened
    ends = [max(started.until, start)]
    ends += [one.happened for one in history.inbound if one.happened > start]
    ends += [one.concluded for one in history.closures if one.concluded >= start]
    for one in history.of(said.PauseEnded):
        if one.pause is None:
            went_on = (one.happened, one.recorded) > (start, started.recorded)
        else:
            went_on = one.pause == started.pause and one.happened >= start
        ends += [one.happened] if went_on else []
    end = min(ends)
    return Pause(start, end if end <= history.now else None, started.reason, started.party)


@given(_facts)
def test_every_wait_has_the_end_that_a_walk_through_all_facts_finds(facts: list[said.Fact]) -> None:
    history = History(facts, _NOW)
    assert history.pauses == [_walked(history, started) for started in history.of(said.PauseStarted)]


def test_a_case_of_many_waits_looks_at_each_fact_once() -> None:
    looked = 0

    class Counted(datetime):
        def __lt__(self, other: datetime) -> bool:
            nonlocal looked
            looked += 1
            return datetime.__lt__(self, other)

    def moment(hours: float) -> datetime:
        told = _START + timedelta(hours=hours)
        return Counted(*told.timetuple()[:6], tzinfo=told.tzinfo)

    def compared(count: int) -> int:
        nonlocal looked
        facts: list[said.Fact] = []
        for number in range(count):
            began, ended = moment(number / 10), moment(number / 10 + 0.01)
            name = named(str(number))
            facts.append(
                said.PauseStarted(
                    happened=began,
                    recorded=began,
                    reason=PauseReason.CUSTOMER,
                    party="them",
                    until=moment(number / 10 + 0.05),
                    pause=name,
                )
            )
            facts.append(said.PauseEnded(happened=ended, recorded=ended, pause=name))
            facts.append(said.PauseEnded(happened=ended, recorded=ended))
        history = History(facts, _NOW)
        looked = 0
        assert len(history.pauses) == count
        return looked

    few, many = compared(50), compared(500)
    assert few
    assert many < 20 * few
