"""Calendars as JSON: taken exactly, or refused in one sentence with the place."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.core.public_holidays import public_holidays
from desktop_crm.timing.calendar_file import calendar_from_json, calendar_to_json, read_calendar

MONDAY = {"mon": [["09:00", "17:00"]]}
GOOD: dict[str, Any] = {"timezone": "Europe/Amsterdam", "weekly": MONDAY}


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone", "no time zone “Mars/Olympus”"),
        ({"timezone": "Europe"}, "timezone", "no time zone"),
        ({"timezone": "../../etc/passwd"}, "timezone", "no time zone"),
        ({"timezone": "a\0b"}, "timezone", "no time zone"),
        ({"timezone": "x" * 5000}, "timezone", "no time zone"),
        ({"timezone": ""}, "timezone", "no time zone"),
        ({"timezone": 7}, "timezone", "Expected a text"),
        ({"weekly": {}}, "weekly", "never opens"),
        ({"weekly": {"mon": []}}, "weekly", "never opens"),
        ({"weekly": []}, "weekly", "Expected an object"),
        ({"weekly": {"monday": [["09:00", "17:00"]]}}, "weekly", "not a weekday"),
        ({"weekly": {"mon": [["09:00", "12:00"], ["11:59", "17:00"]]}}, "weekly.mon", "overlap"),
        ({"weekly": {"mon": [["17:00", "09:00"]]}}, "weekly.mon[0]", "ends before it starts"),
        ({"weekly": {"mon": [["09:00", "09:00"]]}}, "weekly.mon[0]", "ends before it starts"),
        ({"weekly": {"mon": [["09:00", "24:01"]]}}, "weekly.mon[0]", "not a time"),
        ({"weekly": {"mon": [["09:60", "17:00"]]}}, "weekly.mon[0]", "not a time"),
        ({"weekly": {"mon": [["nine", "17:00"]]}}, "weekly.mon[0]", "not a time"),
        ({"weekly": {"mon": [["٠٩:00", "17:00"]]}}, "weekly.mon[0]", "not a time"),
        ({"weekly": {"mon": [[9, 17]]}}, "weekly.mon[0]", "not a time"),
        ({"weekly": {"mon": [["09:00"]]}}, "weekly.mon[0]", "pair of times"),
        ({"weekly": {"mon": "09:00-17:00"}}, "weekly.mon", "Expected a list"),
        ({"holidays": ["2026-02-30"]}, "holidays[0]", "not a date"),
        ({"holidays": "2026-02-03"}, "holidays", "Expected a list"),
        ({"holidays": [{"name": "Christmas"}]}, "holidays[0]", "not a date"),
        ({"special_days": {"Christmas": []}}, "special_days", "not a date"),
        ({"special_days": {"2026-12-24": [["13:00", "12:00"]]}}, "special_days.2026-12-24[0]", "ends before"),
        (
            {"pauses": [["2026-01-01T10:00:00+00:00", "2026-01-01T09:00:00+00:00"]]},
            "pauses[0]",
            "ends before",
        ),
        ({"pauses": [["soon", "later"]]}, "pauses[0]", "not a time"),
        ({"pauses": [["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]]}, "pauses[0]", "not a time"),
        ({"country": "Narnia"}, "country", "No public holidays are known for “Narnia”"),
        ({"public_years": [2000]}, "public_years", "first and a last year"),
        ({"public_years": [2000, "x"]}, "public_years", "first and a last year"),
        ({"country": "DE", "region": "XX"}, "country", "No public holidays are known for “DE-XX”"),
        ({"version": 0}, "version", "Expected a version"),
        ({"version": True}, "version", "Expected a version"),
        ({"name": []}, "name", "Expected a text"),
        ({"special_day": {}}, "", "“special_day” is not part of a calendar"),
    ],
)
def test_a_bad_calendar_is_refused_with_its_place(change: dict[str, Any], place: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        calendar_from_json(GOOD | change, where="office.json")

    assert refused.value.where == (f"office.json: {place}" if place else "office.json")
    assert words in refused.value.sentence
    assert "\n" not in refused.value.sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"timezone": "UTC",\n "weekly": }', "line 2, column 12"),
        ("", "line 1, column 1"),
        ("[" * 100_000, "nested too deep"),
        ('{"version": ' + "9" * 10_000 + "}", "number too long"),
        ('{"timezone": "UTC", "timezone": "UTC"}', "“timezone” is written twice"),
        ("[]", "Expected an object"),
        ('{"timezone": "UTC"}', "needs “timezone” and “weekly”"),
    ],
)
def test_text_that_is_no_calendar_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_calendar(text, where="office.json")

    assert words in refused.value.sentence
    assert refused.value.where == "office.json"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from(["timezone", "weekly", "holidays", "special_days", "pauses", "version", "name"]), _json
)
def test_any_value_in_any_field_is_taken_or_refused_in_a_sentence(field: str, value: object) -> None:
    place = ""
    try:
        calendar = calendar_from_json(GOOD | {field: value})
    except Invalid as refused:
        place = refused.where
    else:
        place = field
        assert calendar_from_json(calendar_to_json(calendar)) == calendar
    assert place.startswith(field)


def test_hours_may_stand_in_any_order_and_touch() -> None:
    weekly = {"mon": [["13:00", "17:00"], ["09:00", "13:00"]]}
    calendar = calendar_from_json(GOOD | {"weekly": weekly})

    assert calendar_to_json(calendar)["weekly"] == {"mon": [["09:00", "13:00"], ["13:00", "17:00"]]}


def test_special_days_alone_make_a_calendar() -> None:
    calendar = calendar_from_json(
        {"timezone": "UTC", "weekly": {}, "special_days": {"2026-07-04": [["10:00", "12:00"]]}}
    )

    assert calendar.next_open(datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2026, 7, 4, 10, tzinfo=UTC)


def test_pauses_are_sorted_and_joined_and_take_the_calendars_zone_when_they_name_none() -> None:
    hours = [(12, 14), (9, 10), (13, 15), (20, 20)]
    pauses = [[f"2026-07-06T{start:02d}:00:00", f"2026-07-06T{end:02d}:00:00"] for start, end in hours]
    random.Random(1).shuffle(pauses)

    found = calendar_from_json(GOOD | {"pauses": pauses}).pauses

    assert found == tuple(
        (datetime(2026, 7, 6, start, tzinfo=UTC), datetime(2026, 7, 6, end, tzinfo=UTC))
        for start, end in [(7, 8), (10, 13)]
    )


def test_the_public_holidays_of_a_country_are_closed_and_named_in_its_language() -> None:
    calendar = calendar_from_json(
        GOOD | {"country": "NL", "holidays": [{"date": "2026-04-13", "name": "Picnic"}]}
    )

    reasons = {
        one.reason
        for one in calendar.intervals(datetime(2026, 4, 6, tzinfo=UTC), datetime(2026, 4, 14, tzinfo=UTC))
    }

    assert {"holiday Tweede paasdag", "holiday Picnic"} <= reasons
    assert calendar.holidays[date(2026, 4, 27)] == "Koningsdag"


def test_a_region_has_holidays_of_its_own() -> None:
    everywhere, bavaria = (
        public_holidays("DE", years=range(2026, 2027)),
        public_holidays("DE", "BY", years=range(2026, 2027)),
    )

    assert date(2026, 1, 6) in bavaria
    assert date(2026, 1, 6) not in everywhere


def test_a_written_calendar_keeps_its_holidays_without_the_library() -> None:
    written = json.loads(json.dumps(calendar_to_json(calendar_from_json(GOOD | {"country": "NL"}))))

    assert "country" not in written
    assert {"date": "2026-04-27", "name": "Koningsdag"} in written["holidays"]
    assert calendar_from_json(written) == calendar_from_json(GOOD | {"country": "NL"})


def test_hours_of_a_year_whose_public_holidays_are_unknown_say_so() -> None:
    calendar = calendar_from_json(GOOD | {"country": "NL"})

    def reasons(year: int) -> set[str]:
        new_year = datetime(year, 1, 1, tzinfo=UTC)
        return {one.reason for one in calendar.intervals(new_year, new_year + timedelta(days=14))}

    unsure = "working hours; the public holidays of this year are not known"
    assert "working hours" in reasons(2060)
    assert unsure not in reasons(2060)
    assert unsure in reasons(2061)
    assert "working hours" not in reasons(2061)


def test_a_calendar_that_keeps_public_holidays_of_no_year_vouches_for_none() -> None:
    calendar = calendar_from_json(GOOD | {"public_years": []})

    monday = datetime(2026, 7, 6, tzinfo=UTC)
    assert "working hours" not in {
        one.reason for one in calendar.intervals(monday, monday + timedelta(days=1))
    }
    assert calendar_from_json(calendar_to_json(calendar)) == calendar
