"""Event logs as the back-test of promises reads them: when each case opened and ended, and what was known then.

Files, tables and times are read as `exchange.eventlog` reads them, and refused as it refuses them; besides, this
keeps what the first event of a case says of it, such as a channel, since that is what cases are compared by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.csv_rows import open_table
from desktop_crm.exchange.eventlog.csv_read import HEADINGS
from desktop_crm.exchange.eventlog.moments import Moments
from desktop_crm.exchange.eventlog.opening import Decoded, opened
from desktop_crm.exchange.eventlog.taking import ACTIVITY, CASE, LONGEST_NAME, TIME, too_full
from desktop_crm.exchange.eventlog.xes_read import Said, read_traces
from desktop_crm.exchange.physical import in_utf8
from desktop_crm.measures.logs import MOST_EVENTS

# What is known of a case when it opens, by whatever name logs give it. Other attributes of a whole case may
# have been written when it ended, so that comparing by them would look into the future.
_OF_CASE = re.compile(r"channel|priority|categor|segment|product|kind|type|department|process", re.IGNORECASE)
_MOST_VALUES, _MOST_TRAITS = 40, 6
_PROBED = 500


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
    gathered = _Gathered()
    with opened(path) as stream:
        is_xml = (
            stream.peek(64)[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
        )
        try:
            (_xes if is_xml else _csv)(stream, gathered)
        except Invalid as problem:
            where = ", ".join(filter(None, (path.name, problem.where)))
            raise Invalid(problem.sentence, where=where) from problem
    if not gathered.events:
        raise Invalid(_("No event of this log names a case, an activity and a time."), where=str(path))
    return gathered.cases()


class _Gathered:
    """The events of a log by case; what they say besides is kept of the first of each case alone.

    Attributes:
        events: when each event of a case happened, and what it was.
    """

    def __init__(self) -> None:
        self.events: dict[str, list[tuple[float, str]]] = {}
        self._known: dict[str, tuple[float, dict[str, str]]] = {}
        self._count = 0

    def add(self, case: str, activity: str, at: float, known: Mapping[str, str]) -> None:
        """Take an event in, at seconds since 1970; raise `Invalid` when the log holds more than it may."""
        self._count += 1
        if self._count > MOST_EVENTS:
            raise too_full()
        self.events.setdefault(case, []).append((at, activity))
        if case not in self._known or at < self._known[case][0]:
            short = {kind: value for kind, value in known.items() if len(value) <= LONGEST_NAME}
            self._known[case] = (at, short)

    def cases(self) -> list[Past]:
        """Return the cases in the order in which they opened, with what is worth comparing them by."""
        order = sorted(self.events, key=lambda case: self._known[case][0])
        kinds = _kinds(self._known[case][1] for case in order[: max(1, len(order) // 2)])
        return [self._past(case, kinds) for case in order]

    def _past(self, case: str, kinds: list[str]) -> Past:
        times, activities = zip(*sorted(self.events[case], key=itemgetter(0)), strict=True)
        known = self._known[case][1]
        return Past(case, activities, times, (activities[0], *(known.get(kind, "") for kind in kinds)))


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


def _xes(stream: BufferedReader, gathered: _Gathered) -> None:
    seconds = _reader(Moments())
    unnamed = 0

    def give(whole: dict[str, str], events: list[Said]) -> None:
        nonlocal unnamed
        unnamed += 1
        case = whole.pop(ACTIVITY, f"#{unnamed}")
        of_case = {kind: value for kind, value in whole.items() if _OF_CASE.search(kind)}
        for _line, told in events:
            activity, at = told.pop(ACTIVITY, ""), seconds(told.pop(TIME, ""))
            if activity and at is not None:
                gathered.add(case, activity, at, {**of_case, **told})

    read_traces(Decoded(stream), give, lambda _line: None)


def _csv(stream: BufferedReader, gathered: _Gathered) -> None:
    table = open_table(in_utf8(stream))
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
            gathered.add(row.texts[case], row.texts[activity], at, told)


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
