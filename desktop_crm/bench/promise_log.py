"""Event logs as the back-test of promises reads them: when each case opened and ended, and what was known then.

Files, tables and times are read as `exchange.eventlog` reads them; besides, this keeps what an event says of
its case, such as a channel, since that is what cases are compared by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.etree import ElementTree

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.csv_rows import open_table
from desktop_crm.exchange.eventlog.csv_read import HEADINGS
from desktop_crm.exchange.eventlog.moments import Moments
from desktop_crm.exchange.eventlog.opening import opened
from desktop_crm.exchange.eventlog.taking import ACTIVITY, CASE, TIME
from desktop_crm.exchange.physical import in_utf8

# What is known of a case when it opens, by whatever name logs give it. Other attributes of a whole case may
# have been written when it ended, so that comparing by them would look into the future.
_OF_CASE = re.compile(r"channel|priority|categor|segment|product|kind|type|department|process", re.IGNORECASE)
_MOST_VALUES, _MOST_TRAITS = 40, 6
_PROBED = 500


class Event(NamedTuple):
    """One event of a log; `known` is what it says besides, `at` is seconds since 1970."""

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
        with opened(path) as stream:
            is_xml = stream.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
            cases = _cases(_xes(stream) if is_xml else _csv(in_utf8(stream)))
    except ElementTree.ParseError as problem:
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


def _xes(stream: BinaryIO) -> Iterator[Event]:
    seconds = _reader(Moments())
    unnamed = 0
    for _step, element in ElementTree.iterparse(stream, events=("end",)):
        if _local(element) != "trace":
            continue
        unnamed += 1
        whole = _attributes(element)
        case = whole.pop(ACTIVITY, f"#{unnamed}")
        of_case = {kind: value for kind, value in whole.items() if _OF_CASE.search(kind)}
        for child in element:
            told = _attributes(child) if _local(child) == "event" else {}
            activity, at = told.pop(ACTIVITY, ""), seconds(told.pop(TIME, ""))
            if activity and at is not None:
                yield Event(case, activity, at, {**of_case, **told})
        element.clear()


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    return {
        child.get("key", ""): child.get("value", "")
        for child in element
        if _local(child) in ("string", "date", "boolean")
    }


def _csv(stream: BinaryIO) -> Iterator[Event]:
    table = open_table(stream)
    plain = [re.sub(r"[^a-z0-9]", "", heading.lower()) for heading in table.headings]
    case, activity, time = (_column(plain, kind) for kind in (CASE, ACTIVITY, TIME))
    known = [
        (place, heading)
        for place, heading in enumerate(table.headings)
        if place not in (case, activity, time)
        and (not heading.lower().startswith("case") or _OF_CASE.search(heading.partition(":")[2]))
    ]
    head = list(islice(table.rows, _PROBED))
    seconds = _reader(Moments(row.texts[time] for row in head if len(row.texts) > time))
    for row in chain(head, table.rows):
        if row.broken or len(row.texts) < len(plain):
            continue
        at = seconds(row.texts[time])
        if at is not None and row.texts[activity]:
            told = {heading: row.texts[place] for place, heading in known}
            yield Event(row.texts[case], row.texts[activity], at, told)


def _column(plain: list[str], kind: str) -> int:
    found = next((name for name in HEADINGS[kind] if name in plain), None)
    if found is None:
        raise Invalid(
            _("No column of this log is called {name}; its columns are {columns}.").format(
                name=HEADINGS[kind][1], columns=", ".join(plain)
            )
        )
    return plain.index(found)


def _reader(moments: Moments) -> Callable[[str], float | None]:
    """Return what reads a time as seconds since 1970; None where it writes none, or none that can be true."""

    def seconds(text: str) -> float | None:
        try:
            micros = moments.micros(text)
        except (ValueError, OverflowError):
            return None
        return micros / 1e6 if micros > 0 else None

    return seconds
