"""Norms as people write them, read into seconds and written the same way again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.process.durations import read_duration, working_day_seconds, write_duration
from desktop_crm.process.model import CalendarSpec

_EIGHT_HALF = (("08:30", "17:00"),)
OFFICE = CalendarSpec(
    "office",
    "Office",
    "Europe/Amsterdam",
    {"mon": _EIGHT_HALF, "tue": _EIGHT_HALF, "wed": (("08:30", "12:00"), ("13:00", "20:00")), "sat": ()},
)
CLOSED = CalendarSpec("closed", "Closed", "Europe/Amsterdam", {"mon": ()})


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [
        ("90 s", "", 90),
        ("30 min", "", 1_800),
        ("4 h", "hours", 14_400),
        ("24 h", "hours", 86_400),
        ("1 day", "", 86_400),
        ("14 days", "days", 1_209_600),
        ("1 working day", "working days", 30_600),
        ("2 working days", "working days", 61_200),
        ("120 min", "minutes", 7_200),
    ],
)
def test_a_norm_is_read_and_written_in_its_own_unit(text: str, unit: str, seconds: int) -> None:
    assert read_duration(text, OFFICE, "ksf settled") == seconds
    assert write_duration(seconds, OFFICE, unit) == text


def test_a_working_day_is_the_calendars_most_usual_day() -> None:
    assert working_day_seconds(OFFICE) == 30_600


@pytest.mark.parametrize("text", ["soon", "4", "h", "-1 h", "1.5 h", "4 hours and more", "٤ h", "99999999 h"])
def test_what_is_no_norm_is_refused_with_its_place_and_an_example(text: str) -> None:
    with pytest.raises(Invalid, match=r"ksf settled: .*2 working days"):
        read_duration(text, OFFICE, "ksf settled")


@pytest.mark.parametrize("calendar", [None, CLOSED])
def test_working_days_need_a_calendar_that_opens(calendar: CalendarSpec | None) -> None:
    with pytest.raises(Invalid):
        read_duration("2 working days", calendar, "ksf settled")


@given(
    st.integers(0, 9_999_999),
    st.sampled_from([None, OFFICE, CLOSED]),
    st.sampled_from(["", "hours", "minutes", "seconds", "days", "working days", "grades"]),
)
def test_any_norm_is_read_back_as_the_same_seconds(
    seconds: int, calendar: CalendarSpec | None, unit: str
) -> None:
    assert read_duration(write_duration(seconds, calendar, unit), calendar, "ksf") == seconds
