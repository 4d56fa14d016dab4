"""Working-time arithmetic held against vectors from well-known libraries, and against our own."""

import csv
import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from desktop_crm.timing.calendar import Calendar
from desktop_crm.timing.calendar_file import calendar_from_json, calendar_to_json

Vector = dict[str, str]
_HERE = Path(__file__).parent
_SAMPLES = Path(os.environ.get("DESKTOP_CRM_SAMPLES") or _HERE.parents[2] / "shared" / "samples")
_SAMPLE = _SAMPLES / "worktime" / "vectors.csv"


def _read(path: Path) -> list[Vector]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _vectors() -> list[Vector]:
    """Return our vectors and, where the samples are at hand, those of the libraries."""
    return _read(_HERE / "vectors.csv") + (_read(_SAMPLE) if _SAMPLE.is_file() else [])


def _calendar(vector: Vector) -> Calendar:
    columns = ("weekly", "holidays", "special_days", "pauses")
    return calendar_from_json(
        {"timezone": vector["timezone"]} | {column: json.loads(vector[column]) for column in columns}
    )


@pytest.mark.parametrize("vector", _vectors(), ids=lambda vector: vector["id"])
def test_the_vector_holds(vector: Vector) -> None:
    calendar = _calendar(vector)
    start, end = datetime.fromisoformat(vector["start"]), datetime.fromisoformat(vector["end"])
    seconds = float(vector["working_seconds"])

    match vector["op"]:
        case "elapsed":
            assert calendar.elapsed(start, end) == seconds
        case "add":
            assert calendar.add(start, seconds) == end
        case "subtract":
            assert calendar.subtract(start, seconds) == end
            assert calendar.add(start, -seconds) == end
        case "add_zero_next_open":
            assert calendar.next_open(start) == calendar.add(start, 0) == end
        case unknown:
            pytest.fail(f"unknown operation {unknown}")


@pytest.mark.parametrize("vector", _vectors(), ids=lambda vector: vector["id"])
def test_the_calendar_of_the_vector_survives_being_written_and_read(vector: Vector) -> None:
    calendar = _calendar(vector)

    assert calendar_from_json(json.loads(json.dumps(calendar_to_json(calendar)))) == calendar


_SOURCE = "with the libraries' vectors" if _SAMPLE.is_file() else "ours alone, the samples are not there"


@pytest.mark.parametrize("vectors", [_vectors()], ids=[_SOURCE])
def test_vectors_of_every_operation_are_held(vectors: list[Vector]) -> None:
    assert {vector["op"] for vector in vectors} == {"elapsed", "add", "subtract", "add_zero_next_open"}
