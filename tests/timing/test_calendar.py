"""Calendar arithmetic: laws that hold for every calendar, and the edges."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.timing.calendar import WEEKDAYS, Calendar
from desktop_crm.timing.calendar_file import calendar_from_json
from tests.timing.builders import HOUR, OFFICE, at

# Each of these changes its clocks within the years below, Lord Howe by half an hour.
ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "UTC")
_FIRST = datetime(2025, 1, 1, tzinfo=UTC)
_YEARS = 3 * 365 * 86_400 * 1_000_000


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


_hours = st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True).map(
    lambda quarters: [
        [_time(15 * start), _time(15 * end)]
        for start, end in zip(sorted(quarters)[::2], sorted(quarters)[1::2], strict=False)
    ]
)
_moments = st.integers(0, _YEARS).map(lambda micros: _FIRST + timedelta(microseconds=micros))
_dates = st.dates(_FIRST.date(), _FIRST.date() + timedelta(days=3 * 365)).map(lambda day: day.isoformat())


@st.composite
def _calendars(draw: st.DrawFn) -> Calendar:
    pauses = draw(st.lists(st.tuples(_moments, st.integers(1, 200 * HOUR)), max_size=3))
    return calendar_from_json(
        {
            "timezone": draw(st.sampled_from(ZONES)),
            "weekly": draw(st.dictionaries(st.sampled_from(WEEKDAYS), _hours, min_size=1)),
            "holidays": draw(st.lists(_dates, max_size=5)),
            "special_days": draw(st.dictionaries(_dates, st.just([]) | _hours, max_size=3)),
            "pauses": [
                [start.isoformat(), (start + timedelta(seconds=length)).isoformat()]
                for start, length in pauses
            ],
        }
    )


_amounts = st.integers(0, 500 * HOUR) | st.integers(1, 9).map(lambda micros: micros / 1_000_000)


@given(_calendars(), _moments, _amounts)
def test_what_was_added_has_elapsed(calendar: Calendar, start: datetime, seconds: float) -> None:
    assert calendar.elapsed(start, calendar.add(start, seconds)) == seconds


@given(_calendars(), _moments, _amounts)
def test_what_was_subtracted_elapses_again(calendar: Calendar, start: datetime, seconds: float) -> None:
    begun = calendar.subtract(start, seconds)

    assert begun <= start
    assert calendar.elapsed(begun, start) == seconds
    assert calendar.add(start, -seconds) == (begun if seconds else calendar.next_open(start))


@given(_calendars(), _moments, st.integers(1, 500 * HOUR))
def test_the_sum_is_the_earliest_and_the_difference_the_latest(
    calendar: Calendar, start: datetime, seconds: int
) -> None:
    instant = timedelta(microseconds=1)

    assert calendar.elapsed(start, calendar.add(start, seconds) - instant) < seconds
    assert calendar.elapsed(calendar.subtract(start, seconds) + instant, start) < seconds


@given(_calendars(), _moments, _moments, _moments)
def test_an_interval_split_adds_up_and_elapsed_time_never_shrinks(
    calendar: Calendar, one: datetime, two: datetime, three: datetime
) -> None:
    start, middle, end = sorted((one, two, three))
    first, second = calendar.elapsed(start, middle), calendar.elapsed(middle, end)

    assert 0 <= first <= (middle - start).total_seconds()
    assert calendar.elapsed(start, end) == pytest.approx(first + second, abs=2e-9, rel=1e-12)
    assert calendar.elapsed(start, end) >= first


@given(_calendars(), _moments, _amounts, _amounts)
def test_adding_in_two_parts_is_adding_at_once(
    calendar: Calendar, start: datetime, one: float, two: float
) -> None:
    assume(two)

    assert calendar.add(calendar.add(start, one), two) == calendar.add(start, round((one + two) * 1e6) / 1e6)


@given(_calendars(), _moments, st.integers(0, 400 * HOUR))
def test_intervals_tile_the_time_and_the_open_ones_add_up(
    calendar: Calendar, start: datetime, length: int
) -> None:
    end = start + timedelta(seconds=length)
    intervals = list(calendar.intervals(start, end))

    edges = [start, *(one.end for one in intervals)]
    assert [one.start for one in intervals] == edges[:-1]
    assert edges[-1] == end
    opened = sum((one.end - one.start for one in intervals if one.counted), timedelta())
    assert opened.total_seconds() == calendar.elapsed(start, end)
    assert all(
        (one.counted, one.reason) != (following.counted, following.reason)
        for one, following in pairwise(intervals)
    )


@given(_calendars(), _moments)
@example(
    calendar_from_json({"timezone": "Europe/Amsterdam", "weekly": {"sun": [["02:15", "02:45"]]}}),
    datetime(2026, 10, 24, 12, tzinfo=UTC),
)
@example(
    calendar_from_json({"timezone": "Australia/Lord_Howe", "weekly": {"sun": [["01:45", "02:15"]]}}),
    datetime(2026, 4, 4, 2, tzinfo=UTC),
)
def test_a_quarter_of_an_hour_is_open_exactly_when_the_wall_says_so(
    calendar: Calendar, start: datetime
) -> None:
    assume(not calendar.pauses)
    zone = ZoneInfo(calendar.timezone)
    quarter = start.replace(minute=0, second=0, microsecond=0)
    expected = 0
    for _number in range(4 * 48):
        wall = quarter.astimezone(zone)
        micros = (wall.hour * 60 + wall.minute) * 60 * 1_000_000
        day = wall.date()
        hours = calendar.special_days.get(day)
        if hours is None:
            hours = () if day in calendar.holidays else calendar.weekly[day.weekday()]
        expected += 900 * any(opens <= micros < closes for opens, closes in hours)
        quarter += timedelta(minutes=15)

    assert calendar.elapsed(quarter - timedelta(hours=48), quarter) == expected


def test_a_reversed_interval_is_an_error_not_a_negative() -> None:
    with pytest.raises(Invalid, match="before it starts"):
        OFFICE.elapsed(at("tue 09:00"), at("mon 09:00"))
    with pytest.raises(Invalid, match="before it starts"):
        list(OFFICE.intervals(at("tue 09:00"), at("mon 09:00")))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="has no time zone"):
        OFFICE.add(datetime(2026, 6, 1, 9), 1)  # noqa: DTZ001 - the point of this test


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_a_time_far_from_ours_is_refused_at_once(year: int) -> None:
    with pytest.raises(Invalid, match="lies outside the years 1900 to 2199"):
        OFFICE.elapsed(*sorted([datetime(year, 6, 1, tzinfo=UTC), at("mon 09:00")]))


@pytest.mark.parametrize("seconds", [10**18, -(10**18), 1e300])
def test_an_amount_beyond_all_opening_hours_is_refused(seconds: float) -> None:
    with pytest.raises(Invalid, match="isn't open for so long"):
        OFFICE.add(at("mon 09:00"), seconds)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), float("-inf")])
def test_an_amount_that_is_no_number_is_refused(seconds: float) -> None:
    with pytest.raises(Invalid, match="not an amount"):
        OFFICE.add(at("mon 09:00"), seconds)
    with pytest.raises(Invalid, match="not an amount"):
        OFFICE.subtract(at("mon 09:00"), seconds)


def test_subtracting_nothing_gives_the_last_open_instant_and_a_negative_amount_adds() -> None:
    assert OFFICE.subtract(at("sat 12:00"), 0) == at("fri 17:00")
    assert OFFICE.subtract(at("mon 12:00"), 0) == at("mon 12:00")
    assert OFFICE.subtract(at("fri 16:00"), -2 * HOUR) == at("2 mon 10:00")


def test_an_amount_that_runs_out_at_closing_ends_there_and_a_microsecond_more_does_not() -> None:
    assert OFFICE.add(at("fri 16:00"), HOUR) == at("fri 17:00")
    assert OFFICE.add(at("fri 16:00"), HOUR + 0.000001) == at("2 mon 09:00") + timedelta(microseconds=1)


def test_whole_seconds_are_whole_numbers() -> None:
    assert isinstance(OFFICE.elapsed(at("mon 09:00"), at("mon 10:00")), int)
    assert OFFICE.elapsed(at("mon 09:00"), at("mon 09:00") + timedelta(microseconds=1)) == 0.000001


def test_a_calendar_is_open_from_its_opening_until_its_closing() -> None:
    moments = ("mon 08:59", "mon 09:00", "mon 16:59", "mon 17:00", "sat 12:00")

    assert [OFFICE.is_open(at(moment)) for moment in moments] == [False, True, True, False, False]


def test_a_calendar_that_seldom_opens_is_found_open_in_another_century() -> None:
    calendar = calendar_from_json(
        {"timezone": "UTC", "weekly": {}, "special_days": {"2150-01-01": [["00:00", "24:00"]]}}
    )

    assert calendar.next_open(datetime(1950, 1, 1, tzinfo=UTC)) == datetime(2150, 1, 1, tzinfo=UTC)
    assert calendar.subtract(datetime(2199, 1, 1, tzinfo=UTC), HOUR) == datetime(2150, 1, 1, 23, tzinfo=UTC)


def test_one_working_day_is_the_calendars_own_day() -> None:
    uneven = calendar_from_json(
        {
            "timezone": "UTC",
            "weekly": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "wed": [["09:00", "21:00"]]},
        }
    )

    assert OFFICE.working_day_seconds() == 8 * HOUR
    assert uneven.working_day_seconds() == 8 * HOUR


def test_a_calendar_without_weekly_hours_has_no_day_of_its_own() -> None:
    calendar = calendar_from_json(
        {
            "timezone": "UTC",
            "name": "Fair",
            "weekly": {},
            "special_days": {"2026-05-01": [["10:00", "12:00"]]},
        }
    )

    with pytest.raises(Invalid, match="“Fair” has no weekly hours"):
        calendar.working_day_seconds()


def test_every_kind_of_closed_time_has_its_reason() -> None:
    calendar = calendar_from_json(
        {
            "timezone": "Europe/Amsterdam",
            "weekly": {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]},
            "holidays": ["2026-06-02", {"date": "2026-06-03", "name": "Town feast"}],
            "special_days": {"2026-06-06": [["10:00", "12:00"]], "2026-06-08": []},
            "pauses": [["2026-06-04T10:00:00", "2026-06-04T11:00:00"]],
        }
    )

    found = {
        (one.start, one.counted, one.reason) for one in calendar.intervals(at("mon 09:00"), at("2 tue 09:00"))
    }

    assert found >= {
        (at("mon 09:00"), True, "working hours"),
        (at("mon 17:00"), False, "closed"),
        (at("tue 00:00"), False, "holiday"),
        (at("wed 00:00"), False, "holiday Town feast"),
        (at("thu 10:00"), False, "pause"),
        (at("sat 10:00"), True, "special day"),
        (at("sun 00:00"), False, "weekend"),
        (at("2 mon 00:00"), False, "special day"),
    }
