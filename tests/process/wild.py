"""Random models that hang together in nothing but their types: what a file can say, and worse.

`readable_models()` can be written and read back; `wild_models()` may also repeat codes and refer to anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from desktop_crm.process import model as spec

_T = TypeVar("_T")

CODES = ("a", "b", "c", "d_1", "other")
_code = st.sampled_from(CODES)
_any_code = _code | st.sampled_from(["", "nowhere", "start", "conclude"])
_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
_hour = st.sampled_from(["00:00", "08:30", "12:00", "17:00", "24:00"])
_hours = st.lists(st.tuples(_hour, _hour), max_size=2).map(tuple)
_days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
_weekdays = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_seconds = (
    st.none() | st.integers(0, 400) | st.sampled_from([3_600, 30_600, 86_400, 172_800, 1_209_600, 61_200])
)


def _conditions() -> SearchStrategy[tuple[spec.Condition, ...]]:
    def values(operator: spec.Operator) -> SearchStrategy[spec.Condition]:
        least, most = 1, 1
        if operator in (spec.Operator.KNOWN, spec.Operator.NOT_KNOWN):
            least, most = 0, 0
        elif operator in (spec.Operator.ONE_OF, spec.Operator.NONE_OF):
            most = 3
        texts = st.sampled_from(["yes", "no", "1", "2026-11-24", "12.50 EUR", "a"]) | _words
        several = st.lists(texts, min_size=least, max_size=most).map(tuple)
        return st.builds(spec.Condition, _code, st.just(operator), several)

    return st.lists(st.sampled_from(spec.Operator).flatmap(values), max_size=2).map(tuple)


_when = _conditions()
_channel = st.builds(spec.Channel, _code, _words, st.sampled_from(spec.Family), st.booleans())
_segment = st.builds(spec.Segment, _code, _words)
_calendar = st.builds(
    spec.CalendarSpec,
    _code,
    _words,
    st.sampled_from(["Europe/Amsterdam", "UTC", "Mars/Base", "Europe", "", "/etc", "a" * 300]) | _words,
    st.dictionaries(st.sampled_from(_weekdays), _hours, max_size=3),
    st.sampled_from(["", "NL", "DE", "XX"]),
    st.sampled_from(["", "BY", "nowhere"]),
    st.lists(_days, max_size=2).map(tuple),
    st.dictionaries(_days, _hours, max_size=2),
    st.integers(1, 5),
)
_powers = st.sampled_from(["supervise", "administer", "model", "import", "export"]) | _words
_role = st.builds(spec.Role, _code, _words, _words, st.lists(_powers, max_size=2).map(tuple))
_choices = st.lists(st.builds(spec.Choice, _code, _words), max_size=3).map(tuple)
_term = st.none() | st.integers(1, 4_000)
_item = st.builds(
    spec.Item, _code, _words, st.sampled_from(spec.ItemType), st.sampled_from(spec.Scope), _choices, _term,
    st.booleans(), _term, _words, _words,
)  # fmt: skip
_ksf = st.builds(
    spec.Ksf, _code, _words, _words,
    measure=st.sampled_from(["reaction", "response", "throughput", "promise_kept", "grade", "luck"]),
    unit=st.sampled_from(["", "hours", "minutes", "days", "working days", "seconds"]),
    norm_seconds=_seconds,
    norm_grade=st.none() | st.floats(1, 10),
    share=st.floats(0, 1),
    judged=st.sampled_from(["net", "customer", "never"]),
    calendar=_any_code,
    weight=st.integers(0, 9),
    segment=_any_code,
    channel=_any_code,
    customer=_words,
    third_party_pauses=st.booleans(),
    evidence=_words,
    proposals=st.lists(st.uuids().map(str), max_size=2).map(tuple),
)  # fmt: skip
_rule = st.none() | st.builds(spec.ContactRule, st.sampled_from(["in", "out"]), _code, st.booleans())
_some_codes = st.lists(_any_code, max_size=2).map(tuple)
_activity = st.builds(
    spec.Activity, _code, _words, _words, st.sampled_from(spec.Performer), _some_codes,
    st.none() | st.integers(-100, 10**9), _words, st.booleans(), _rule,
)  # fmt: skip
_event = st.builds(spec.Event, _words, st.sampled_from(["in", "out"]), _some_codes)
_step = st.builds(
    spec.Step, _code, _any_code, _words, st.lists(st.builds(spec.Flow, _code, _when), max_size=3).map(tuple),
    st.sampled_from(spec.Split), st.sampled_from(spec.Join), _when, st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


def _by_code(things: SearchStrategy[_T], *, once: bool, most: int = 3) -> SearchStrategy[tuple[_T, ...]]:
    """Several things of a kind; `once`: no two have one code."""
    unique = (lambda thing: thing.code) if once else None
    return st.lists(things, max_size=most, unique_by=unique).map(tuple)


def _process(*, once: bool) -> SearchStrategy[spec.Process]:
    return st.builds(
        spec.Process, _code, _words, _event, _event, _some_codes, _by_code(_step, once=once, most=4), _words,
        st.integers(0, 400),
    )  # fmt: skip


def _measurement(process: str) -> SearchStrategy[spec.Measurement]:
    event = _any_code.filter(bool)
    return st.builds(spec.Measurement, _code, st.just(process), event, event, _seconds, _seconds)


def _responsibility(activity: str) -> SearchStrategy[spec.Responsibility]:
    return st.builds(spec.Responsibility, _code, st.just(activity), st.sampled_from(spec.Duty), _when)


def _use(activity: str) -> SearchStrategy[spec.Use]:
    return st.builds(
        spec.Use, st.just(activity), _code, st.sampled_from(spec.Direction), st.booleans(), _when
    )


_KINDS = ["", *spec.Duty, *spec.Direction]


def _cells(
    draw: DrawFn,
    owners: Sequence[str],
    make: Callable[[str], SearchStrategy[_T]],
    of: Callable[[_T], tuple[str, str]],
) -> tuple[_T, ...]:
    """Cells of a matrix as a file has them: with their owner, one kind after the other, none twice."""
    found: list[_T] = []
    for owner in owners:
        cells = draw(st.lists(make(owner), max_size=3, unique_by=of))
        found += sorted(cells, key=lambda cell: _KINDS.index(of(cell)[0]))
    return tuple(found)


@st.composite
def readable_models(draw: DrawFn) -> spec.Model:
    """Draw a model that can be written in the interchange form; most refer to things that aren't there."""
    activities = draw(_by_code(_activity, once=True))
    processes = draw(_by_code(_process(once=True), once=True))
    of_activity, of_process = [one.code for one in activities], [one.code for one in processes]
    return spec.Model(
        draw(_words),
        ksfs=draw(_by_code(_ksf, once=True)),
        processes=processes,
        activities=activities,
        roles=draw(_by_code(_role, once=True)),
        items=draw(_by_code(_item, once=True)),
        channels=draw(_by_code(_channel, once=True)),
        segments=draw(_by_code(_segment, once=True)),
        calendars=draw(_by_code(_calendar, once=True)),
        measurements=_cells(draw, of_process, _measurement, lambda one: ("", one.ksf)),
        responsibilities=_cells(draw, of_activity, _responsibility, lambda one: (one.duty, one.role)),
        uses=_cells(draw, of_activity, _use, lambda one: (one.direction, one.item)),
    )


def wild_models() -> SearchStrategy[spec.Model]:
    """Models that only code can make: codes used twice, cells of activities and processes that aren't there."""
    return st.builds(
        spec.Model,
        _words,
        ksfs=_by_code(_ksf, once=False),
        processes=_by_code(_process(once=False), once=False),
        activities=_by_code(_activity, once=False),
        roles=_by_code(_role, once=False),
        items=_by_code(_item, once=False, most=6),
        channels=_by_code(_channel, once=False),
        segments=_by_code(_segment, once=False),
        calendars=_by_code(_calendar, once=False),
        measurements=st.lists(_code.flatmap(_measurement), max_size=4).map(tuple),
        responsibilities=st.lists(_code.flatmap(_responsibility), max_size=6).map(tuple),
        uses=st.lists(_code.flatmap(_use), max_size=8).map(tuple),
    )
