"""Which cases there will be: when each begins, of which process, for which customer, under which number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from desktop_crm.bench.generator.agenda import DAY, Agenda
from desktop_crm.bench.generator.sources import spread
from desktop_crm.bench.generator.world import PROCESSES, SEASONS

# Cases for each customer in two years; and how many begin in the last weeks, so that a small company too has
# work on its desks: those are the ones that are still running today.
CASES_PER_CUSTOMER = 0.16
RECENT_DAYS = 14
MOST_RECENT = 120
# So many of the newest cases are being worked on at the present instant, if they still run.
_ON_SCREEN = 6


class Fate(StrEnum):
    """What becomes of a case besides its process."""

    USUAL = "usual"
    CANCELLED = "cancelled"
    REOPENED = "reopened"
    ON_SCREEN = "on screen"
    NAMELESS = "nameless"  # never says who they are, where the process needs no name


@dataclass(frozen=True, slots=True)
class Planned:
    """A case to be walked. Numbers follow the order in which cases begin."""

    process: str
    starts: int
    number: str
    fate: Fate = Fate.USUAL


def _fate(index: int, of: int) -> Fate:
    """One case in fifty is given up, one in twenty-five comes back; in turn: a small store has both."""
    if index >= of - _ON_SCREEN:
        return Fate.ON_SCREEN
    return {0: Fate.NAMELESS, 13: Fate.CANCELLED, 7: Fate.REOPENED, 32: Fate.REOPENED}.get(
        index % 50, Fate.USUAL
    )


def plan_cases(agenda: Agenda, customers: int, processes: list[str]) -> dict[int, list[Planned]]:
    """Return the cases by the index of their customer, each list in the order of time.

    Every process occurs, however few customers there are; most customers have no case at all.
    """
    random = agenda.random
    known = [code for code in PROCESSES if code in processes] + [
        code for code in processes if code not in PROCESSES
    ]
    tables = [_of_month(known, month) for month in range(1, 13)]
    recent = min(MOST_RECENT, max(3 * len(known), customers // 5))
    usual = max(3 * len(known), round(customers * CASES_PER_CUSTOMER))
    starts = [agenda.open_moment(random.random()) for _index in range(usual)]
    share = agenda.share_since(agenda.last - RECENT_DAYS * DAY)
    starts += [agenda.open_moment(1 - random.random() ** 2 * share) for _index in range(recent)]
    starts.sort()
    found: dict[int, list[Planned]] = defaultdict(list)
    counts: dict[int, int] = defaultdict(int)
    for index, at in enumerate(starts):
        # The first and the last of them go round all processes; chance would leave rare ones out.
        forced = index < len(known) or index >= len(starts) - 2 * len(known)
        day = agenda.day_of(at)
        table = tables[day.month - 1]
        process = known[index % len(known)] if forced else table[int(random.random() * len(table))]
        counts[day.year] += 1
        found[int(random.random() * customers)].append(
            Planned(process, at, f"{day.year}-{counts[day.year]:04d}", _fate(index, len(starts)))
        )
    return dict(found)


def _of_month(processes: list[str], month: int) -> tuple[str, ...]:
    """Return a table of processes, each as often as it begins in this month."""
    usual = {code: PROCESSES.get(code, 5.0) for code in processes}
    return spread(processes, [usual[code] * SEASONS.get(code, {}).get(month, 1.0) for code in processes])
