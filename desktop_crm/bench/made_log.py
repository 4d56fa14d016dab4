"""A made-up event log of a claims process, the same for the same seed: roles, overlapping work, work done twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

_BEGIN = datetime(2024, 1, 8, 8, 0, tzinfo=UTC)
_WAY = (
    ("Receive report", "Front office"), ("Register damage", "Front office"), ("Check cover", "Claims"),
    ("Appoint repairer", "Claims"), ("Assess damage", "Specialist"), ("Decide", "Claims"),
    ("Tell customer", "Front office"),
)  # fmt: skip
_PEOPLE = {"Front office": 9, "Claims": 7, "Specialist": 5}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xmlns="http://www.xes-standard.org/">
"""


class MadeEvent(NamedTuple):
    """One event of the log."""

    case: str
    activity: str
    role: str
    person: str
    lifecycle: str
    instance: int
    moment: datetime


def made_events(seed: int) -> Iterator[list[MadeEvent]]:
    """Yield cases without end, each as its events in the order of their times."""
    random, moment = Random(seed), _BEGIN
    for number in count(1):
        moment += timedelta(milliseconds=random.randrange(60_000, 3_600_000))
        yield sorted(_case(random, f"C-{number:06d}", moment), key=lambda event: event.moment)


def _case(random: Random, case: str, moment: datetime) -> Iterator[MadeEvent]:
    free = moment
    for number, (activity, role) in enumerate(_walk(random), 1):
        person = f"{role} {random.randrange(_PEOPLE[role])}"
        start = free + timedelta(milliseconds=int(random.expovariate(1 / 9_000_000)))
        end = start + timedelta(milliseconds=int(random.expovariate(1 / 1_500_000)))
        yield MadeEvent(case, activity, role, person, "start", number, start)
        yield MadeEvent(case, activity, role, person, "complete", number, end)
        # Now and then the next piece of work begins while this one still runs.
        free = start + (end - start) / 2 if random.random() < 0.15 else end


def _walk(random: Random) -> Iterator[tuple[str, str]]:
    for step in _WAY:
        if step[0] == "Appoint repairer" and random.random() < 0.4:
            continue
        yield step
        while step[0] == "Check cover" and random.random() < 0.2:
            yield step


def write_made_log(path: Path, *, events: int, seed: int = 1999) -> int:
    """Write at least this many events, as whole cases, to an .xes or .csv file; return how many."""
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        rows = path.suffix == ".csv"
        stream.write("case id,activity,lifecycle,time,role,resource,instance\n" if rows else _HEAD)
        for case in made_events(seed):
            stream.write("".join(map(_row, case)) if rows else _trace(case))
            written += len(case)
            if written >= events:
                break
        stream.write("" if rows else "</log>\n")
    return written


def _row(event: MadeEvent) -> str:
    at = event.moment.isoformat(timespec="milliseconds")
    return (
        f"{event.case},{event.activity},{event.lifecycle},{at},{event.role},{event.person},{event.instance}\n"
    )


def _trace(case: list[MadeEvent]) -> str:
    return (
        f'<trace>\n<string key="concept:name" value="{case[0].case}"/>\n'
        + "".join(
            "<event>\n"
            f'<string key="concept:name" value="{event.activity}"/>\n'
            f'<string key="org:role" value="{event.role}"/>\n'
            f'<string key="org:resource" value="{event.person}"/>\n'
            f'<string key="lifecycle:transition" value="{event.lifecycle}"/>\n'
            f'<string key="concept:instance" value="{event.instance}"/>\n'
            f'<date key="time:timestamp" value="{event.moment.isoformat(timespec="milliseconds")}"/>\n'
            "</event>\n"
            for event in case
        )
        + "</trace>\n"
    )
