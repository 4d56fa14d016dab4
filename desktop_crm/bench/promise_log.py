"""Event logs as the back-test of promises reads them: when each case opened and ended, and what was known then."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree import ElementTree

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

_CASE = ("caseconceptname", "caseid", "case", "traceid", "ticketid", "incidentid")
_ACTIVITY = ("conceptname", "activity", "activityname", "task", "event", "eventname", "action", "step")
_TIME = ("timetimestamp", "timestamp", "completetimestamp", "endtimestamp", "time", "datetime", "date")
# What is known of a case when it opens, by whatever name logs give it. Other attributes of a whole case may
# have been written when it ended, so that comparing by them would look into the future.
_OF_CASE = re.compile(r"channel|priority|categor|segment|product|kind|type|department|process", re.IGNORECASE)
_MOST_VALUES, _MOST_TRAITS = 40, 6
_DAYS_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(.*)")


class Event(NamedTuple):
    """One event of a log; `known` are the attributes that tell cases apart, `at` is seconds since 1970."""

    case: str
    activity: str
    at: float
    known: dict[str, str]


@dataclass(frozen=True, slots=True)
class Past:
    """One case of a log: its events in order of time, and what was known when it opened."""

    name: str
    activities: tuple[str, ...]
    times: tuple[float, ...]
    traits: tuple[str, ...]


def read_cases(path: Path) -> list[Past]:
    """Return the cases of an .xes, .xes.gz or .csv log in the order in which they opened.

    Raises `Invalid` where the file is no log.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.peek(2)[:2] == b"\x1f\x8b"
            content = io.BufferedReader(gzip.GzipFile(fileobj=raw) if packed else raw)
            is_xml = content.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
            cases = _cases(_xes(content) if is_xml else _csv(content))
    except (OSError, EOFError, UnicodeDecodeError, ElementTree.ParseError, csv.Error) as problem:
        raise Invalid(
            _("The log can't be read: {problem}.").format(problem=problem), where=str(path)
        ) from problem
    if not cases:
        raise Invalid(_("No event of this log names a case, an activity and a time."), where=str(path))
    return cases


def _cases(events: Iterable[Event]) -> list[Past]:
    by_case: dict[str, list[Event]] = {}
    for event in events:
        by_case.setdefault(event.case, []).append(event)
    ordered = sorted(
        (sorted(case, key=lambda one: one.at) for case in by_case.values()), key=lambda case: case[0].at
    )
    kinds = _kinds(case[0].known for case in ordered[: max(1, len(ordered) // 2)])
    return [
        Past(
            case[0].case,
            tuple(one.activity for one in case),
            tuple(one.at for one in case),
            (case[0].activity, *(case[0].known.get(kind, "") for kind in kinds)),
        )
        for case in ordered
    ]


def _kinds(known: Iterable[dict[str, str]]) -> list[str]:
    """Return the attributes worth comparing by: with some values but not one of its own for every case."""
    values: dict[str, Counter[str]] = {}
    for attributes in known:
        for kind, value in attributes.items():
            values.setdefault(kind, Counter())[value] += 1
    worth = {kind: told for kind, told in values.items() if 2 <= len(told) <= _MOST_VALUES}
    return sorted(worth, key=lambda kind: (_OF_CASE.search(kind) is None, len(worth[kind]), kind))[
        :_MOST_TRAITS
    ]


# XES --------------------------------------------------------------------------------------------------


def _xes(stream: IO[bytes]) -> Iterator[Event]:
    steps = ElementTree.iterparse(stream, events=("start", "end"))
    unnamed = 0
    for step, element in steps:
        if step != "end" or _local(element) != "trace":
            continue
        unnamed += 1
        whole = _attributes(element)
        case = whole.pop("concept:name", f"#{unnamed}")
        of_case = {kind: value for kind, value in whole.items() if _OF_CASE.search(kind)}
        for child in element:
            if _local(child) == "event":
                event = _event(case, _attributes(child), of_case)
                if event is not None:
                    yield event
        element.clear()


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    return {
        child.get("key", ""): child.get("value", "")
        for child in element
        if _local(child) in ("string", "date", "boolean")
    }


def _event(case: str, told: dict[str, str], of_case: dict[str, str]) -> Event | None:
    activity, at = told.pop("concept:name", ""), _seconds(told.pop("time:timestamp", ""))
    return Event(case, activity, at, {**of_case, **told}) if activity and at is not None else None


# CSV --------------------------------------------------------------------------------------------------


def _csv(stream: IO[bytes]) -> Iterator[Event]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        yield from _rows(text)
    finally:
        text.detach()  # whoever opened the file closes it


def _rows(text: IO[str]) -> Iterator[Event]:
    first = text.readline()
    separator = max(",;\t|", key=first.count)
    headings = next(csv.reader([first], delimiter=separator), [])
    plain = [re.sub(r"[^a-z0-9]", "", heading.lower()) for heading in headings]
    case, activity, time = (_column(plain, names) for names in (_CASE, _ACTIVITY, _TIME))
    known = [
        (place, heading)
        for place, heading in enumerate(headings)
        if place not in (case, activity, time)
        and (not heading.lower().startswith("case") or _OF_CASE.search(heading.partition(":")[2]))
    ]
    for row in csv.reader(text, delimiter=separator):
        at = _seconds(row[time]) if len(row) >= len(headings) else None
        if at is not None and row[activity]:
            yield Event(row[case], row[activity], at, {heading: row[place] for place, heading in known})


def _column(plain: list[str], names: tuple[str, ...]) -> int:
    found = next((name for name in names if name in plain), None)
    if found is None:
        raise Invalid(
            _("No column of this log is called {names}; its columns are {columns}.").format(
                names=names[0], columns=", ".join(plain)
            )
        )
    return plain.index(found)


def _seconds(text: str) -> float | None:
    """Return the seconds since 1970 that `text` writes; None where it writes none, or none that can be true."""
    days_first = _DAYS_FIRST.fullmatch(text.strip())
    if days_first is not None:
        day, month, year, rest = days_first.groups()
        text = f"{year}-{month:0>2}-{day:0>2}{rest.replace(':', ' ', 1) if rest.startswith(':') else rest}"
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return None
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return seconds if seconds > 0 else None
