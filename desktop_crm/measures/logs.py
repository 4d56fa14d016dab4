"""An event log in memory: what happened in which case and when, as columns; put together event by event.

Names stand once, events hold their places. Whoever did something is a number here: no name of a person is kept.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

# Beyond this a log is refused: it is held in memory while its figures are made.
MOST_EVENTS = 5_000_000
MOST_NAMES = 60_000  # different activities, or roles
# Between these lies all that can be asked for.
EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
NOBODY = -1  # no role, no resource, no instance

# How one event is kept in the store, packed: little-endian, so that a store can be moved between machines.
PACKED = np.dtype(
    [
        ("activity", "<u2"),
        ("role", "<i4"),
        ("resource", "<i4"),
        ("instance", "<i4"),
        ("lifecycle", "u1"),
        ("begun", "<i8"),
        ("moment", "<i8"),
    ]
)
# The transitions of the standard lifecycle (XES, extension `lifecycle`); all others count as the last.
LIFECYCLE = (
    "complete", "start", "schedule", "assign", "reassign", "suspend", "resume", "withdraw", "autoskip",
    "manualskip", "pi_abort", "ate_abort", "unknown",
)  # fmt: skip
COMPLETE, START, SCHEDULE, ASSIGN = range(4)
_PLACE = {name: place for place, name in enumerate(LIFECYCLE)}
_OTHER = len(LIFECYCLE) - 1

Columns = Any  # a structured array of `PACKED`
_COLUMNS = ("case", "line", *(PACKED.names or ()))
_MOMENTS = frozenset({"begun", "moment"})


@dataclass(frozen=True, slots=True)
class EventLog:
    """A log whose events stand case by case, in the order of their times.

    Attributes:
        activities, roles: their names, by their numbers in `events`. `cases`: the names of the cases.
        bounds: where each case begins in `events`, and at the end how many events there are.
        events: the packed events; `moment` and `begun` are microseconds since 1970 in UTC.
    """

    activities: tuple[str, ...]
    roles: tuple[str, ...]
    cases: tuple[str, ...]
    bounds: Any
    events: Columns

    def packed(self, case: int) -> bytes:
        """Return the events of one case as the store keeps them."""
        return bytes(self.events[self.bounds[case] : self.bounds[case + 1]].tobytes())


def unpacked(activities: Sequence[str], roles: Sequence[str], cases: Sequence[tuple[str, bytes]]) -> EventLog:
    """Return the log whose cases were packed; `cases` are their names and events."""
    events = np.frombuffer(b"".join(content for _name, content in cases), PACKED)
    counts = [len(content) // PACKED.itemsize for _name, content in cases]
    bounds = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    return EventLog(tuple(activities), tuple(roles), tuple(name for name, _content in cases), bounds, events)


class LogBuilder:
    """Takes events in any order and gives the log.

    Attributes:
        cases, activities, roles, resources, instances: what was named so far, with its number.
        late: the lines of events that stood after a later one of their case, and were put in their place.
        twice: the lines of events that say the same as one before.
    """

    def __init__(self) -> None:
        self.cases: dict[str, int] = {}
        self.activities: dict[str, int] = {}
        self.roles: dict[str, int] = {}
        self.resources: dict[str, int] = {}
        self.instances: dict[str, int] = {}
        self.late: list[int] = []
        self.twice: list[int] = []
        self._columns = {name: array("q" if name in _MOMENTS else "i") for name in _COLUMNS}
        # Looked up once: this runs for every event of a log.
        self._append = tuple(self._columns[name].append for name in _COLUMNS)

    def __len__(self) -> int:
        return len(self._columns["moment"])

    @property
    def is_full(self) -> bool:
        """Whether the log holds as much as it may."""
        return len(self) >= MOST_EVENTS or len(self.activities) >= MOST_NAMES or len(self.roles) >= MOST_NAMES

    def add(
        self,
        case: str,
        activity: str,
        moment: int,
        *,
        line: int = 0,
        begun: int | None = None,
        role: str = "",
        resource: str = "",
        instance: str = "",
        lifecycle: str = "",
    ) -> None:
        """Take an event in.

        Args:
            moment: when it happened; `begun` when the work that it completes began, where the same event says
                so. Microseconds since 1970 in UTC.
            lifecycle: a transition of the standard lifecycle; empty: `complete`.
        """
        (
            to_case,
            to_line,
            to_activity,
            to_role,
            to_resource,
            to_instance,
            to_lifecycle,
            to_begun,
            to_moment,
        ) = self._append
        to_case(_number(self.cases, case))
        to_line(line)
        to_activity(_number(self.activities, activity))
        to_role(_number(self.roles, role) if role else NOBODY)
        to_resource(_number(self.resources, resource) if resource else NOBODY)
        to_instance(_number(self.instances, instance) if instance else NOBODY)
        to_lifecycle(_PLACE[lifecycle] if lifecycle in _PLACE else _place(lifecycle))
        to_begun(moment if begun is None or begun > moment else begun)
        to_moment(moment)

    def log(self) -> EventLog:
        """Return the log: cases in the order in which they were first met, events by their times."""
        columns = {name: np.frombuffer(column, column.typecode) for name, column in self._columns.items()}
        count = len(self)
        case, moment = columns["case"], columns["moment"]
        order = np.lexsort((np.arange(count), moment, case))
        self._look_for_oddities(columns)
        events = np.empty(count, PACKED)
        for name in PACKED.names or ():
            events[name] = columns[name][order]
        counts = np.bincount(case, minlength=len(self.cases)) if count else np.zeros(0, np.int64)
        return EventLog(
            tuple(self.activities),
            tuple(self.roles),
            tuple(self.cases),
            np.concatenate(([0], np.cumsum(counts))),
            events,
        )

    def _look_for_oddities(self, columns: dict[str, Any]) -> None:
        case, moment, line = columns["case"], columns["moment"], columns["line"]
        told = np.argsort(case, kind="stable")
        back = (case[told][1:] == case[told][:-1]) & (moment[told][1:] < moment[told][:-1])
        self.late = line[told][1:][back].tolist()
        keys = [columns[name] for name in ("case", *(PACKED.names or ()))]
        alike = np.lexsort(keys)
        same = np.logical_and.reduce([key[alike][1:] == key[alike][:-1] for key in keys])
        self.twice = sorted(line[alike][1:][same].tolist())


def _number(known: dict[str, int], name: str) -> int:
    """Return the number of a name, the next one where it is new."""
    found = known.get(name)
    if found is None:
        found = known[name] = len(known)
    return found


def _place(lifecycle: str) -> int:
    return _PLACE.get(lifecycle.lower(), _OTHER) if lifecycle else COMPLETE
