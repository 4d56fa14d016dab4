"""The verdicts of clocks month by month, packed so that figures over millions of them take a moment.

Each record says of one clock which way it went and how long it took, and no more of where (week, process, team,
channel, segment) than rests on enough people; see `crowds`. A week is told when it is over; weeks on which too few
worked are told together when their month is, or not at all. So what was told once stays as it was, and nothing
isolates fewer people when it is compared with what is told later. Only verdicts that are revised change it.

Months are built anew when the change log says that a clock in them changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from sqlalchemy import bindparam, or_, select

from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.measures.crowds import ANY, count_people, generalised
from desktop_crm.store.plain import id_of, plain
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading
from desktop_crm.workflow.tables import Case, ClockRow, WorkItem

_YEAR_ONE = 12
WEEK = 7 * 86_400_000_000
_MONDAY = 4 * 86_400_000_000  # 1970 began on a Thursday: its first Monday
WAYS = ("process", "team", "channel", "segment")
RECORD = np.dtype(
    [
        ("ksf", "<u2"),
        ("met", "u1"),
        ("week", "<i4"),
        *((way, "<u2") for way in WAYS),
        ("net", "<i4"),
        ("wall", "<i4"),
    ]
)
UNTOLD = -1  # a verdict without a duration
_COLUMNS, _STOPPED_AT, _CASE = 11, 2, 5  # of `_VERDICTS`
# In one order, whatever the database did in between: what is built anew is then what was followed, to the bit.
_VERDICTS = Prepared(
    select(
        ClockRow.ksf, ClockRow.state, plain(ClockRow.stopped_at), ClockRow.net_seconds,
        ClockRow.customer_seconds, plain(ClockRow.case_id), Case.process, Case.channel, Case.segment,
        plain(Case.owner_id), plain(ClockRow.customer_id),
    )
    .join(Case, Case.id == ClockRow.case_id)
    .where(
        ClockRow.stopped_at >= bindparam("since"), ClockRow.stopped_at < bindparam("until"),
        or_(ClockRow.state == "met", ClockRow.state == "missed"),
    )
    .order_by(ClockRow.stopped_at, ClockRow.id)
)  # fmt: skip
# Who did the last piece of work of each case: their role is the team, and they are who is behind the record.
_WORK = Prepared(
    select(plain(WorkItem.case_id), WorkItem.role, plain(WorkItem.ended_by))
    .where(
        WorkItem.case_id.in_(
            select(ClockRow.case_id).where(
                ClockRow.stopped_at >= bindparam("since"), ClockRow.stopped_at < bindparam("until")
            )
        ),
        WorkItem.state == "completed",
    )
    .order_by(WorkItem.ended_at, WorkItem.id)
)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of verdicts.

    Attributes:
        names: for each way, and for ``ksf``, the codes by their numbers; the first is none.
        withheld: for each KSF how many verdicts are not told of, since too few people are behind them.
    """

    number: int
    until: datetime
    names: dict[str, list[str]]
    withheld: dict[str, int]
    records: Any

    def of_ksf(self, code: str) -> Any:
        """Return the records of one KSF: they stand together, in the order of its names."""
        if code not in self.names["ksf"]:
            return self.records[:0]
        place = self.names["ksf"].index(code)
        first, end = np.searchsorted(self.records["ksf"], (place, place + 1))
        return self.records[first:end]


def month_of(moment: datetime) -> int:
    """Return the number of the month that an instant (UTC) lies in."""
    return moment.year * 12 + moment.month - 1


def months_of(moments: Iterable[int]) -> Any:
    """Return the numbers of the months that instants (microseconds since 1970 UTC) lie in."""
    months = np.array(list(moments), "datetime64[us]").astype("datetime64[M]")
    return months.astype(np.int64) + 12 * 1970


def begin_of(month: int) -> datetime:
    """Return when a month begins, in UTC; of one before all calendars, when those begin."""
    month = max(month, _YEAR_ONE)
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def end_of(month: int, now: datetime) -> datetime:
    """Return up to when a month can be told: its end, or the last Monday if that is earlier."""
    return min(begin_of(month + 1), monday_before(now))


def monday_before(moment: datetime) -> datetime:
    """Return the latest Monday at midnight (UTC) that is not after `moment`."""
    return from_micros((to_micros(moment) - _MONDAY) // WEEK * WEEK + _MONDAY)


def monday_of(week: int) -> datetime:
    """Return the Monday on which a week begins, by its number in a record."""
    return from_micros((week - 1) * WEEK + _MONDAY)


def week_of(monday: date) -> int:
    """Return the number that a week has in a record, by its Monday."""
    return (to_micros(datetime.combine(monday, time(), UTC)) - _MONDAY) // WEEK + 1


def build_month(view: Reading, number: int, now: datetime, fewest: int) -> Month | None:
    """Return a month's verdicts as they may be told; None while nothing of it can be."""
    until = end_of(number, now)
    if until <= begin_of(number):
        return None
    gathered, _rows = _read_verdicts(view, number, now)
    told: list[Any] = []
    withheld: dict[str, int] = {}
    for ksf, count, parts in _by_ksf(gathered, fewest, over=until == begin_of(number + 1)):
        told += [found for _places, found in parts]
        left = count - sum(len(found) for _places, found in parts)
        withheld |= {ksf: left} if left else {}
    records = np.concatenate(told) if told else np.zeros(0, RECORD)
    return Month(number, until, gathered.names, withheld, records)


class Verdict(NamedTuple):
    """What a KSF came to for a customer in a case; an empty `process`: it can't be told apart."""

    ksf: str
    process: str
    met: bool
    customer: UUID
    stopped: datetime
    case: UUID


def told_verdicts(view: Reading, number: int, now: datetime, fewest: int) -> Iterable[Verdict]:
    """Yield the verdicts of customers in a month that is over: those the figures tell of, with no more of each."""
    gathered, rows = _read_verdicts(view, number, now)
    processes = gathered.names["process"]
    for ksf, _count, parts in _by_ksf(gathered, fewest, over=True):
        for places, found in parts:
            for place, process, met in zip(
                places.tolist(), found["process"].tolist(), found["met"].tolist(), strict=True
            ):
                stopped, customer = rows[place][_STOPPED_AT], rows[place][-1]
                if customer is not None:
                    yield Verdict(
                        ksf, processes[process], bool(met), id_of(customer), from_micros(stopped),
                        id_of(rows[place][_CASE]),
                    )  # fmt: skip


class ToldCase(NamedTuple):
    """A case behind the figures of a KSF."""

    case: UUID
    met: bool
    stopped: datetime


def told_cases(
    view: Reading,
    number: int,
    now: datetime,
    fewest: int,
    *,
    ksf: str,
    only: Mapping[str, str],
    week: date | None = None,
) -> list[ToldCase]:
    """Return the cases behind a KSF's figures in a month: exactly those that the records of `build_month` count.

    Args:
        only: for some of `WAYS` the one value that is looked at; an empty one is what can't be told apart.
        week: the Monday of the one week that is looked at; None for the whole month.
    """
    until = end_of(number, now)
    if until <= begin_of(number):
        return []
    gathered, rows = _read_verdicts(view, number, now)
    names, cases = gathered.names, []
    wanted = {way: names[way].index(code) for way, code in only.items() if code in names[way]}
    if len(wanted) < len(only):
        return []
    for _ksf, _count, parts in _by_ksf(gathered, fewest, over=until == begin_of(number + 1), only=ksf):
        for places, found in parts:
            there = np.ones(len(found), bool)
            for way, value in wanted.items():
                there &= found[way] == value
            if week is not None:
                there &= found["week"] == week_of(week)
            cases += [
                ToldCase(id_of(rows[place][_CASE]), bool(met), from_micros(rows[place][_STOPPED_AT]))
                for place, met in zip(places[there].tolist(), found["met"][there].tolist(), strict=True)
            ]
    return cases


def _read_verdicts(view: Reading, number: int, now: datetime) -> tuple[_Gathered, list[tuple[Any, ...]]]:
    """Return the verdicts of a month as columns, and the rows behind them."""
    since, until = begin_of(number), end_of(number, now)
    rows = view.rows(_VERDICTS, since=since, until=until)
    last = {case: (role, who) for case, role, who in view.rows(_WORK, since=since, until=until)}
    return _gathered(rows, last), rows


def _by_ksf(
    gathered: _Gathered, fewest: int, *, over: bool, only: str = ""
) -> Iterable[tuple[str, int, list[tuple[Any, Any]]]]:
    """Yield each KSF with how many verdicts it has, and those that may be told: their places, and what is told."""
    columns, people = gathered.columns, gathered.people
    for number, ksf in enumerate(gathered.names["ksf"]):
        if only and ksf != only:
            continue
        places = np.flatnonzero(columns["ksf"] == number) if ksf else np.zeros(0, np.int64)
        if len(places):
            parts = _told(columns[places], people[places], fewest, over=over)
            yield ksf, len(places), [(places[rows], found) for rows, found in parts]


@dataclass(frozen=True, slots=True)
class _Gathered:
    names: dict[str, list[str]]
    columns: Any
    people: Any


def _gathered(rows: list[tuple[Any, ...]], last: Mapping[Any, tuple[str, Any]]) -> _Gathered:
    """Return the rows as columns of numbers."""
    found = zip(*rows, strict=True) if rows else iter([()] * _COLUMNS)
    ksfs, states, stopped, net, wall, cases, processes, channels, segments, owners, _whose = found
    work = [last.get(case, ("", None)) for case in cases]
    codes = (ksfs, processes, [role for role, _worker in work], channels, segments)
    names: dict[str, list[str]] = {}
    columns = np.zeros(len(rows), RECORD)
    for way, some in zip(("ksf", *WAYS), codes, strict=True):
        names[way], columns[way] = _numbered("", some)
    columns["met"] = [state == "met" for state in states]
    columns["week"] = (np.array(stopped, np.int64) - _MONDAY) // WEEK + 1
    for way, seconds in (("net", net), ("wall", wall)):
        columns[way] = [UNTOLD if one is None else one for one in seconds]
    behind = (worker or owner for (_role, worker), owner in zip(work, owners, strict=True))
    _people, people = _numbered(None, behind)
    return _Gathered(names, columns, np.array(people, np.int64))


def _numbered(nothing: Any, values: Iterable[Any]) -> tuple[list[Any], list[int]]:
    """Return the different values, `nothing` before all, and for each of `values` its place among them."""
    known = {nothing: ANY}
    places = [known.setdefault(value, len(known)) for value in values]
    return list(known), places


def _told(columns: Any, people: Any, fewest: int, *, over: bool) -> Iterable[tuple[Any, Any]]:
    """Yield the records of one KSF that may be told: their places, and each with no more than may be said of it."""
    weeks = columns["week"]
    small = []
    for week in np.unique(weeks):
        rows = np.flatnonzero(weeks == week)
        if count_people(people[rows]) >= fewest:
            yield _cells(rows, columns[rows], people[rows], fewest)
        else:
            small.append(rows)
    if small and over:
        rows = np.concatenate(small)
        rest = columns[rows]
        rest["week"] = ANY
        yield _cells(rows, rest, people[rows], fewest)


def _cells(rows: Any, columns: Any, people: Any, fewest: int) -> tuple[Any, Any]:
    told, kept = generalised([columns[way].astype(np.int64) for way in WAYS], people, fewest)
    found = columns.copy()
    for way, values in zip(WAYS, told, strict=True):
        found[way] = values
    return rows[kept], found[kept]


def packed(month: Month) -> dict[str, Any]:
    """Return a month as its row in the store keeps it."""
    return {
        "month": month.number,
        "until": month.until,
        "names": json.dumps(month.names, ensure_ascii=False),
        "withheld": json.dumps(month.withheld, ensure_ascii=False),
        "content": month.records.tobytes(),
        "seq": 0,
    }


def unpacked(row: tuple[int, datetime, str, str, bytes]) -> Month:
    """Return the month of a row."""
    number, until, names, withheld, content = row
    return Month(number, until, json.loads(names), json.loads(withheld), np.frombuffer(content, RECORD))
