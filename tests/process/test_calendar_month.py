"""A month of a calendar says of each day what its clocks count, and typing on a day changes that day alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.process.calendar_month import (
    DayWhy,
    month_day,
    month_days,
    moved_month,
    open_minutes,
    typed_day,
)
from desktop_crm.process.model import CalendarSpec
from desktop_crm.workflow.calendars import calendar_from_spec

FIRST = date(2026, 12, 1)
PUBLIC = {date(2026, 12, 25): "Kerst", date(2026, 12, 26): "Tweede kerstdag"}
OFFICE = CalendarSpec(
    "office",
    "The office",
    "UTC",
    dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("08:30", "12:00"), ("12:30", "17:00"))),
    country="NL",
    public=PUBLIC,
)
days = st.integers(0, 30).map(lambda number: FIRST + timedelta(days=number))
typed = st.sampled_from(
    ["", "closed", "09:00-12:00", "10:00-11:00, 13:00-14:30", "00:00-24:00", "08:30-12:00,12:30-17:00"]
)


def after(spec: CalendarSpec, changes: list[tuple[date, str]]) -> CalendarSpec:
    for day, text in changes:
        spec = replace(spec, **typed_day(spec, PUBLIC, day, text))
    return spec


@settings(max_examples=25)  # each makes a calendar ready to count
@given(st.lists(st.tuples(days, typed), max_size=8))
def test_what_a_month_shows_is_what_clocks_count(changes: list[tuple[date, str]]) -> None:
    spec = after(OFFICE, changes)
    shown = month_days(spec, PUBLIC, FIRST)
    calendar = calendar_from_spec(spec)
    start = datetime(2026, 12, 1, tzinfo=UTC)
    assert open_minutes(shown, FIRST) * 60 == calendar.elapsed(start, start + timedelta(days=31))


@given(st.lists(st.tuples(days, typed), max_size=8), days, typed)
def test_typing_on_a_day_changes_that_day_alone_and_deleting_lets_the_week_hold_again(
    changes: list[tuple[date, str]], day: date, text: str
) -> None:
    before = after(OFFICE, changes)
    there = after(before, [(day, text)])
    back = after(there, [(day, "")])
    assert month_day(back, PUBLIC, day) == month_day(OFFICE, PUBLIC, day)
    for other in (one for one in PUBLIC | {FIRST: ""} if one != day):
        assert month_day(there, PUBLIC, other) == month_day(before, PUBLIC, other)


def test_a_day_says_why_it_has_its_hours() -> None:
    spec = after(OFFICE, [(date(2026, 12, 24), "08:30-15:00"), (date(2026, 12, 31), "closed")])
    why = {one.day.day: (one.why, one.name) for one in month_days(spec, PUBLIC, FIRST) if one.day.month == 12}
    assert why[24] == (DayWhy.SPECIAL, "")
    assert why[25] == (DayWhy.PUBLIC, "Kerst")
    assert why[31] == (DayWhy.CLOSED, "")
    assert why[1] == (DayWhy.WEEK, "")


def test_a_holiday_may_be_worked_on() -> None:
    spec = after(OFFICE, [(date(2026, 12, 26), "10:00-14:00")])
    assert month_day(spec, PUBLIC, date(2026, 12, 26)).hours == (("10:00", "14:00"),)


@pytest.mark.parametrize("text", ["09:00-12:00, 11:00-13:00", "17:00-09:00", "nine to five", "09:00-25:00"])
def test_hours_that_overlap_or_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        typed_day(OFFICE, PUBLIC, FIRST, text)


def test_a_month_begins_on_a_monday_and_months_are_turned_within_what_calendars_count() -> None:
    shown = month_days(OFFICE, PUBLIC, date(2026, 11, 22))
    assert (shown[0].day, len(shown)) == (date(2026, 10, 26), 42)
    assert moved_month(date(2026, 12, 24), 1) == date(2027, 1, 1)
    assert moved_month(date(1900, 1, 31), -1) == date(1900, 1, 1)
