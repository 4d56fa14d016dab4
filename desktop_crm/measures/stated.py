"""Stated against real: what customers did after a norm of theirs was met, and after it was missed.

Customers state that something matters; whether it does shows in what they do. Of each key success factor, and each
process, a customer counts once, by their first verdict of the period: whether they had stayed a customer, had bought
and had contacted us by a fixed number of days after it. Both groups are compared, with the interval in which the
difference lies. It is a difference between groups that nobody drew by lot, and is worded so.

The verdicts are those of which figures tell (`months`): what is left out there, since too few people are behind it, is
left out here, and nothing is told apart that isn't there. Only whole months after which all those days have passed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from heapq import nlargest
from statistics import fmean
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from desktop_crm.core.frozen import frozen
from desktop_crm.customers.tables import Contact, Customer, Trade
from desktop_crm.measures.cases_behind import MOST
from desktop_crm.measures.months import ToldCase, Verdict, begin_of, monday_before, month_of, told_verdicts
from desktop_crm.measures.statistics import mean_difference, share_difference
from desktop_crm.process.model import Model
from desktop_crm.store.changed_rows import status_changes
from desktop_crm.store.prepared import Prepared, placed, places
from desktop_crm.store.work import Reading

FEWEST_CUSTOMERS = 30  # in each group; below that an interval says nothing that anybody should act on
MOST_CUSTOMERS = 10_000  # whose doings are looked up; of more these are drawn, by their ids alone
MONTHS, DAYS = 12, 180
LEAST_DAYS, MOST_DAYS, MOST_MONTHS = 30, 730, 60
_FORMER = "former"
_NO_PURCHASE = frozenset(
    {"commission", "payout"}
)  # what we get of an insurer, and what a customer gets of us
_SOME = [bindparam(place, type_=Customer.id.type) for place in places()]
_STATUS = Prepared(select(Customer.id, Customer.status).where(Customer.id.in_(_SOME)))
_TRADES = Prepared(
    select(Trade.customer_id, Trade.happened_at, Trade.kind).where(
        Trade.customer_id.in_(_SOME),
        Trade.happened_at > bindparam("since"),
        Trade.happened_at <= bindparam("until"),
    )
)
_CONTACTS = Prepared(
    select(Contact.customer_id, Contact.happened_at).where(
        Contact.customer_id.in_(_SOME), Contact.happened_at > bindparam("since"),
        Contact.happened_at <= bindparam("until"), Contact.direction == "in", Contact.party == "customer",
    )
)  # fmt: skip


@frozen
class Comparison:
    """One thing that customers did, of those whose norm was met and of those whose norm was missed.

    Attributes:
        what: ``stayed`` and ``bought``, shares from 0 to 1; ``contacts``, how many a customer had with us.
        low, high: the interval in which `missed` less `met` lies with 95 % certainty.
    """

    what: str
    met: float
    missed: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """``less`` or ``more`` after a miss; ``open`` where chance alone could be the whole difference."""
        return "less" if self.high < 0 else "more" if self.low > 0 else "open"


@frozen
class StatedPart:
    """A key success factor, in one process or (`process` empty) in all, with how many customers are in each group.

    Attributes:
        words: in the customers' own words. `comparisons`: empty where a group has too few customers.
        behind: the cases that count here, the latest of them; nobody who worked on them is known by it.
    """

    ksf: str
    name: str
    words: str
    process: str
    process_name: str
    met: int
    missed: int
    comparisons: tuple[Comparison, ...]
    behind: tuple[ToldCase, ...] = ()


@frozen
class Stated:
    """What came of norms that were met and missed.

    Attributes:
        first, last: the days of the first and the last verdict that may count; `days` is how long was looked after.
        customers: of how many the doings were looked up; `drawn` tells whether they were drawn from more.
    """

    first: date
    last: date
    days: int
    customers: int
    drawn: bool
    fewest: int
    parts: tuple[StatedPart, ...]


class _Did(NamedTuple):
    """What a customer did after a verdict; `stayed` is None for who was no customer by then."""

    stayed: bool | None
    bought: bool
    contacts: int


def stated_against_real(
    view: Reading,
    model: Model,
    *,
    months: int,
    days: int,
    now: datetime,
    fewest: int,
    progress: Callable[[int, int], None] | None = None,
) -> Stated:
    """Return what customers did within `days` of their verdicts in the last `months` of which that can be told.

    Args:
        fewest: on how many people figures rest at least. `progress`: told how many months are read, of how many.
    """
    after = timedelta(days)
    end = month_of(monday_before(now) - after)  # the first month that is not looked at
    found: dict[tuple[str, str], dict[UUID, Verdict]] = {}
    for done, number in enumerate(range(end - months, end)):
        for verdict in sorted(told_verdicts(view, number, now, fewest), key=lambda one: one.stopped):
            for process in {"", verdict.process}:
                found.setdefault((verdict.ksf, process), {}).setdefault(verdict.customer, verdict)
        if progress is not None:
            progress(done + 1, months)
    everybody = {customer for group in found.values() for customer in group}
    looked = _drawn(everybody)
    since, until = begin_of(end - months), begin_of(end) + after
    life = _Lives(view, sorted(looked), since, until)
    parts = tuple(_parts(model, found, looked, life, after))
    return Stated(
        since.date(), begin_of(end).date() - timedelta(1), days, len(looked), len(looked) < len(everybody),
        FEWEST_CUSTOMERS, parts,
    )  # fmt: skip


def _drawn(everybody: set[UUID]) -> set[UUID]:
    """Return all, or of too many those whose ids end lowest: the end of an id is random, whoever it is."""
    if len(everybody) <= MOST_CUSTOMERS:
        return everybody
    return set(sorted(everybody, key=lambda one: one.bytes[8:])[:MOST_CUSTOMERS])


class _Lives:
    """What some customers did in a span of time, to be asked of any stretch in it."""

    def __init__(self, view: Reading, customers: Sequence[UUID], since: datetime, until: datetime) -> None:
        self._status: dict[UUID, str] = {}
        self._changes = status_changes(view, since)
        self._bought: dict[UUID, list[datetime]] = {}
        self._contacts: dict[UUID, list[datetime]] = {}
        for some in placed(customers):
            self._status.update(dict(view.rows(_STATUS, **some)))
            for whose, at, kind in view.rows(_TRADES, since=since, until=until, **some):
                if kind not in _NO_PURCHASE:
                    self._bought.setdefault(whose, []).append(at)
            for whose, at in view.rows(_CONTACTS, since=since, until=until, **some):
                self._contacts.setdefault(whose, []).append(at)
        for moments in (*self._bought.values(), *self._contacts.values()):
            moments.sort()

    def did(self, customer: UUID, since: datetime, until: datetime) -> _Did:
        """Return what a customer did after `since`, up to `until`."""
        was = self._status_at(customer, since) != _FORMER
        return _Did(
            self._status_at(customer, until) != _FORMER if was else None,
            _between(self._bought.get(customer, ()), since, until) > 0,
            _between(self._contacts.get(customer, ()), since, until),
        )

    def _status_at(self, customer: UUID, moment: datetime) -> str:
        later = (before for at, before in self._changes.get(customer, ()) if at > moment)
        return next(later, self._status.get(customer, _FORMER))


def _between(moments: Sequence[datetime], since: datetime, until: datetime) -> int:
    return bisect_right(moments, until) - bisect_right(moments, since)


def _parts(
    model: Model,
    found: Mapping[tuple[str, str], Mapping[UUID, Verdict]],
    looked: set[UUID],
    life: _Lives,
    after: timedelta,
) -> Iterable[StatedPart]:
    """Yield the parts in the order of the model: each KSF in all its processes together, then in each."""
    names = {one.code: one.name for one in model.processes}
    for ksf in model.ksfs:
        for process in ("", *names):
            group = found.get((ksf.code, process), {})
            did: dict[bool, list[_Did]] = {True: [], False: []}
            behind = []
            for customer, verdict in group.items():
                if customer in looked:
                    did[verdict.met].append(life.did(customer, verdict.stopped, verdict.stopped + after))
                    behind.append(ToldCase(verdict.case, verdict.met, verdict.stopped))
            met, missed = did[True], did[False]
            if met or missed:
                yield StatedPart(
                    ksf.code, ksf.name, ksf.text, process, names.get(process, ""), len(met), len(missed),
                    tuple(_comparisons(met, missed)),
                    tuple(nlargest(MOST, behind, key=lambda one: one.stopped)),
                )  # fmt: skip


def _comparisons(met: list[_Did], missed: list[_Did]) -> Iterator[Comparison]:
    """Yield what can be compared: each with enough customers in both groups."""
    if min(len(met), len(missed)) < FEWEST_CUSTOMERS:
        return
    stayed = [[one.stayed for one in group if one.stayed is not None] for group in (met, missed)]
    if min(map(len, stayed)) >= FEWEST_CUSTOMERS:
        yield _shares("stayed", *stayed)
    yield _shares("bought", [one.bought for one in met], [one.bought for one in missed])
    counts = [one.contacts for one in met], [one.contacts for one in missed]
    low, high = mean_difference(counts[1], counts[0])
    yield Comparison("contacts", fmean(counts[0]), fmean(counts[1]), low, high)


def _shares(what: str, met: Sequence[bool], missed: Sequence[bool]) -> Comparison:
    low, high = share_difference(sum(missed), len(missed), sum(met), len(met))
    return Comparison(what, fmean(met), fmean(missed), low, high)
