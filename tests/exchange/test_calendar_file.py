"""Calendar files: appointments in, planned contacts out, and in again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.core.errors import Invalid
from desktop_crm.core.ids import new_id
from desktop_crm.exchange.calendar_file import Appointment, Planned, calendar_of, read_calendar

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def read(tmp_path: Path, *lines: str, end: str = "\r\n") -> tuple[Appointment, ...]:
    path = tmp_path / "a.ics"
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR"]
    path.write_bytes(end.join(whole).encode() + end.encode())
    return read_calendar(path, AMSTERDAM)


def event(*lines: str) -> list[str]:
    return ["BEGIN:VEVENT", *lines, "END:VEVENT"]


@pytest.mark.parametrize(
    ("begins", "at"),
    [
        ("DTSTART:20261201T090000Z", datetime(2026, 12, 1, 9, 0, tzinfo=UTC)),
        ("DTSTART;TZID=America/New_York:20261201T090000", datetime(2026, 12, 1, 14, 0, tzinfo=UTC)),
        ('DTSTART;TZID="W. Europe Standard Time":20260701T090000', datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        ("DTSTART:20261201T090000", datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
        ("DTSTART;VALUE=DATE:20261201", datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
    ],
)
def test_the_time_of_an_appointment_is_read_in_the_zone_that_it_names(
    tmp_path: Path, begins: str, at: datetime
) -> None:
    (one,) = read(tmp_path, *event(begins, "SUMMARY:Bezoek"))
    assert (one.at, one.subject) == (at, "Bezoek")


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_folded_lines_escaped_signs_and_who_attends_are_read(tmp_path: Path, end: str) -> None:
    (one,) = read(
        tmp_path,
        *event(
            "DTSTART:20261201T090000Z",
            "SUMMARY;LANGUAGE=nl:Bezoek\\, met",
            "  koffie",
            "DESCRIPTION:een\\ntwee",
            'ATTENDEE;CN="Smit; Jan":mailto:jan@example.nl',
            "ORGANIZER:MAILTO:els@example.nl",
            "RRULE:FREQ=DAILY",
            "BEGIN:VALARM",
            "SUMMARY:not this",
            "END:VALARM",
        ),
        end=end,
    )
    assert (one.subject, one.text, one.repeats) == ("Bezoek, met koffie", "een\ntwee", True)
    assert one.addresses == ("jan@example.nl", "els@example.nl")


def test_what_is_cancelled_or_has_no_time_is_passed_over(tmp_path: Path) -> None:
    kept = event("DTSTART:20261201T090000Z", "SUMMARY:kept")
    off = event("DTSTART:20261201T090000Z", "STATUS:CANCELLED")
    (one,) = read(tmp_path, *off, *event("SUMMARY:when?"), *event("DTSTART:someday"), *kept)
    assert one.subject == "kept"


def test_a_file_without_an_appointment_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no appointment"):
        read(tmp_path)
    path = tmp_path / "b.ics"
    path.write_text("BEGIN:VCARD", encoding="utf-8")
    with pytest.raises(Invalid, match="no calendar file"):
        read_calendar(path, AMSTERDAM)


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=80).map(
    lambda text: " ".join(text.split())
)


@given(st.lists(st.tuples(WORDS, st.integers(0, 10**6)), min_size=1, max_size=3))
def test_planned_contacts_written_and_read_again_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, several: list[tuple[str, int]]
) -> None:
    planned = [
        Planned(new_id(), new_id(), subject, "Jan Smit", datetime.fromtimestamp(1_800_000_000 + at, UTC))
        for subject, at in several
    ]
    path = tmp_path_factory.mktemp("calendar") / "out.ics"
    path.write_bytes(calendar_of(planned, NOW))
    assert max(map(len, path.read_bytes().split(b"\r\n"))) <= 75
    found = read_calendar(path, AMSTERDAM)
    assert [(one.at, one.customer) for one in found] == [(one.at, one.customer) for one in planned]
    assert [one.subject.removesuffix(" (Jan Smit)") for one in found] == [
        one.subject or "Jan Smit" for one in planned
    ]
