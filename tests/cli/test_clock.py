"""`clock`: working-time arithmetic from the command line, held against the vectors of other libraries."""

from __future__ import annotations

import csv
import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.run import Shell

WEEK = {"timezone": "Europe/Amsterdam", "weekly": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}}


@pytest.fixture
def calendar(tmp_path: Path) -> str:
    path = tmp_path / "calendar.json"
    path.write_text(json.dumps(WEEK))
    return str(path)


def test_elapsed_counts_the_open_seconds(shell: Shell, calendar: str) -> None:
    times = ["--from", "2026-11-23T16:00:00+01:00", "--to", "2026-11-24T10:00:00+01:00"]
    assert shell("clock", "elapsed", "--calendar", calendar, *times, "--json").json == {"seconds": 7200}


@pytest.mark.parametrize(
    ("seconds", "at"),
    [
        ("3600", "2026-11-23T17:00:00+01:00"),
        ("7200", "2026-11-24T10:00:00+01:00"),
        ("0", "2026-11-23T16:00:00+01:00"),
        ("-3600", "2026-11-23T15:00:00+01:00"),
        ("0.5", "2026-11-23T16:00:00.500000+01:00"),
    ],
)
def test_add_tells_when_the_seconds_are_used_up(shell: Shell, calendar: str, seconds: str, at: str) -> None:
    argv = [
        "clock",
        "add",
        "--calendar",
        calendar,
        "--from",
        "2026-11-23T16:00:00+01:00",
        f"--seconds={seconds}",
    ]
    assert shell(*argv, "--json").json == {"at": at}
    assert shell(*argv).out == at + "\n"


@pytest.mark.parametrize(
    ("option", "bad"),
    [
        ("--from", "yesterday"),
        ("--from", "2026-11-23T16:00:00"),
        ("--from", "2026-11-23"),
        ("--seconds", "soon"),
        ("--seconds", "nan"),
        ("--seconds", "1e400"),
        ("--seconds", "9" * 30),
        ("--calendar", "nowhere.json"),
        ("--calendar", "/"),
    ],
)
def test_what_can_t_be_read_is_refused_with_the_option_or_file(
    shell: Shell, calendar: str, option: str, bad: str
) -> None:
    given = {"--calendar": calendar, "--from": "2026-11-23T16:00:00+01:00", "--seconds": "60"} | {option: bad}
    argv = [word for pair in given.items() for word in pair]
    assert shell.refused("clock", "add", *argv)


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "\ufeff{}", '{"timezone": "Mars/Base", "weekly": {}}', "[" * 100_000]
)
def test_a_calendar_that_is_none_is_refused_with_its_name(shell: Shell, tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content)
    times = ["--from", "2026-11-23T16:00:00Z", "--to", "2026-11-24T10:00:00Z"]
    assert "broken.json" in shell.refused("clock", "elapsed", "--calendar", str(path), *times)


def test_bytes_that_are_no_text_are_refused(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "binary.json"
    path.write_bytes(b"\xff\x00\xfe")
    times = ["--from", "2026-11-23T16:00:00Z", "--to", "2026-11-24T10:00:00Z"]
    assert "UTF-8" in shell.refused("clock", "elapsed", "--calendar", str(path), *times)


def _vectors() -> list[dict[str, str]]:
    ours = Path(__file__).parent.parent / "timing" / "vectors.csv"
    samples = Path(os.environ.get("DESKTOP_CRM_SAMPLES", "")) / "worktime" / "vectors.csv"
    found = []
    for path in (ours, samples):
        if path.is_file():
            with path.open(newline="", encoding="utf-8") as file:
                found += list(csv.DictReader(file))
    return found


@pytest.mark.parametrize("vector", _vectors(), ids=lambda vector: vector["id"])
def test_the_command_agrees_with_the_vectors(shell: Shell, tmp_path: Path, vector: dict[str, str]) -> None:
    path = tmp_path / "calendar.json"
    columns = ("weekly", "holidays", "special_days", "pauses")
    path.write_text(
        json.dumps(
            {"timezone": vector["timezone"]} | {column: json.loads(vector[column]) for column in columns}
        )
    )
    common = ["--calendar", str(path), "--from", vector["start"], "--json"]
    seconds = float(vector["working_seconds"])
    match vector["op"]:
        case "elapsed":
            assert shell("clock", "elapsed", *common, "--to", vector["end"]).json == {"seconds": seconds}
        case "add" | "add_zero_next_open" | "subtract" as op:
            amount = -seconds if op == "subtract" else seconds
            at = shell("clock", "add", *common, f"--seconds={amount}").json["at"]
            assert datetime.fromisoformat(at) == datetime.fromisoformat(vector["end"])
        case unknown:
            pytest.fail(f"unknown operation {unknown}")
