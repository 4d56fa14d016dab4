"""Key success factors in figures: the share met with its certainty, durations, the course of the weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import bindparam, select

from desktop_crm.core.frozen import frozen
from desktop_crm.measures.crowds import ANY
from desktop_crm.measures.months import UNTOLD, WAYS, Month, monday_of, unpacked
from desktop_crm.measures.statistics import Limits, control_limits, wilson
from desktop_crm.measures.tables import MeasuredMonth
from desktop_crm.process.model import Ksf, Model
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Reading

_MONTHS = Prepared(
    select(
        MeasuredMonth.month, MeasuredMonth.until, MeasuredMonth.names, MeasuredMonth.withheld,
        MeasuredMonth.content,
    )
    .where(MeasuredMonth.month > 0, MeasuredMonth.month.between(bindparam("first"), bindparam("last")))
    .order_by(MeasuredMonth.month)
)  # fmt: skip
_PERCENTILES = (50, 90, 95)


@frozen
class Point:
    """One week: the Monday it begins on, how many verdicts, which share of them was met."""

    monday: date
    count: int
    share: float


@frozen
class Figures:
    """What verdicts say together; durations are seconds, as the KSF judges them, None where there are none.

    Attributes:
        low, high: the interval in which the share lies with 95 % certainty.
    """

    count: int
    share: float
    low: float
    high: float
    median: float | None
    p90: float | None
    p95: float | None


@frozen
class KsfTile:
    """One key success factor in a period.

    Attributes:
        words: in the customers' own words. `norm`: its share; `norm_seconds` what is to be met.
        judged: ``net`` or ``customer``.
        figures: None where too few people are behind it to tell anything.
        withheld: how many verdicts of the period are not in the figures, for that reason.
        points: the weeks that can be told by themselves. `limits`: of their shares, where there are enough.
    """

    ksf: str
    name: str
    words: str
    measure: str
    judged: str
    norm: float
    norm_seconds: int | None
    figures: Figures | None
    withheld: int
    points: tuple[Point, ...]
    limits: Limits | None

    @property
    def verdict(self) -> str:
        """``met``; ``just_below`` where chance alone could have kept it from it; ``below``; ``untold``."""
        if self.figures is None:
            return "untold"
        if self.figures.share >= self.norm:
            return "met"
        return "just_below" if self.figures.high >= self.norm else "below"


@frozen
class Part:
    """One process, team, channel or segment within a KSF; an empty `code`: what can't be told apart."""

    code: str
    name: str
    figures: Figures


@frozen
class Choice:
    """What is looked at: months by their numbers, first and last, and for some ways one value."""

    first: int
    last: int
    only: Mapping[str, str]


def read_months(view: Reading, choice: Choice) -> list[Month]:
    """Return the measured months of a period."""
    return [unpacked(row) for row in view.rows(_MONTHS, first=choice.first, last=choice.last)]


def ksf_tiles(months: list[Month], model: Model, choice: Choice) -> tuple[KsfTile, ...]:
    """Return a tile for each KSF that the model measures; those without a norm of their own too."""
    measured = {cell.ksf for cell in model.measurements}
    return tuple(_tile(months, ksf, choice) for ksf in model.ksfs if ksf.code in measured)


def parts_of(
    months: list[Month], ksf: Ksf, choice: Choice, way: str, names: Mapping[str, str]
) -> tuple[Part, ...]:
    """Return the figures of a KSF by ``process``, ``team``, ``channel`` or ``segment``; most verdicts first."""
    found: dict[str, list[Any]] = {}
    for month in months:
        records = _chosen(month, ksf.code, choice)
        for number in np.unique(records[way]).tolist():
            found.setdefault(month.names[way][number], []).append(records[records[way] == number])
    parts = [Part(code, names.get(code, code), _figures(_columns(some, ksf))) for code, some in found.items()]
    return tuple(sorted(parts, key=lambda one: (not one.code, -one.figures.count, one.name)))


def _tile(months: list[Month], ksf: Ksf, choice: Choice) -> KsfTile:
    columns = _columns([_chosen(month, ksf.code, choice) for month in months], ksf)
    points = _points(columns)
    shares = [point.share for point in points]
    return KsfTile(
        ksf.code, ksf.name, ksf.text, ksf.measure, ksf.judged, ksf.share, ksf.norm_seconds,
        _figures(columns) if len(columns.met) else None,
        sum(month.withheld.get(ksf.code, 0) for month in months),
        points, control_limits(shares, least=0.0, most=1.0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Columns:
    """Of some records what figures are made of, each column in one piece."""

    met: Any
    seconds: Any
    week: Any


def _columns(some: list[Any], ksf: Ksf) -> _Columns:
    judged = "wall" if ksf.judged == "customer" else "net"
    return _Columns(*(_joined([one[name] for one in some]) for name in ("met", judged, "week")))


def _joined(pieces: list[Any]) -> Any:
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int64)


def _chosen(month: Month, ksf: str, choice: Choice) -> Any:
    """Return the records of a KSF that lie wholly within what is looked at."""
    records, names = month.of_ksf(ksf), month.names
    wanted = None
    for way, code in choice.only.items():
        assert way in WAYS, "a way that is not told can't be chosen"
        there = records[way] == (names[way].index(code) if code in names[way] else -1)
        wanted = there if wanted is None else wanted & there
    return records if wanted is None else records[wanted]


def _figures(columns: _Columns) -> Figures:
    count, met = len(columns.met), int(np.count_nonzero(columns.met))
    low, high = wilson(met, count)
    seconds = columns.seconds[columns.seconds != UNTOLD]
    median, p90, p95 = np.percentile(seconds, _PERCENTILES).tolist() if len(seconds) else (None,) * 3
    return Figures(count, met / count, low, high, median, p90, p95)


def _points(columns: _Columns) -> tuple[Point, ...]:
    told = columns.week != ANY
    if not told.any():
        return ()
    first = int(columns.week[told].min())
    counts = np.bincount(columns.week[told] - first)
    met = np.bincount(columns.week[told & (columns.met != 0)] - first, minlength=len(counts))
    return tuple(
        Point(monday_of(first + place).date(), count, good / count)
        for place, (count, good) in enumerate(zip(counts.tolist(), met.tolist(), strict=True))
        if count
    )
