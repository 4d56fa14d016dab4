"""What an estimate goes by, and what it says: arrivals, durations, staff, branches; times, waiting, use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from desktop_crm.core.errors import Known
from desktop_crm.process.model import Activity, Model, Performer, Process, Role

MINUTE, HOUR = 60.0, 3_600.0
ASSUMED_WORK = 10 * MINUTE  # of an activity that nobody ever measured, nor stated
ASSUMED_WAIT = 24 * HOUR  # of a customer's or a partner's step
ASSUMED_ARRIVALS = 4.0  # a working day


class Stopped(Known):
    """Somebody stopped the estimate before it was done; nothing is kept of it."""


class Source(StrEnum):
    """Where a figure comes from."""

    MEASURED = "measured"
    STATED = "stated"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something takes: drawn from what was measured, or from a distribution with a mean.

    Attributes:
        mean: seconds; working time of an activity, time on the wall of a step outside the house.
        samples: measured seconds; drawn with replacement where there are any.
        exact: it always takes the mean; otherwise, without samples, exponential with that mean.
    """

    mean: float
    samples: tuple[float, ...] = ()
    exact: bool = False
    source: Source = Source.STATED

    def draw(self, chance: Random) -> float:
        """Return one duration in seconds."""
        if self.samples:
            return self.samples[int(chance.random() * len(self.samples))]
        if self.exact or self.mean <= 0:
            return max(0.0, self.mean)
        return chance.expovariate(1 / self.mean)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many cases of a process begin a working day; exponential in between, in open time."""

    per_day: float
    source: Source = Source.STATED


@dataclass(frozen=True, slots=True)
class Staff:
    """How many people of a role work at the same time."""

    people: int
    source: Source = Source.STATED


Branch = tuple[str, str]  # a process and one of its steps


@dataclass(frozen=True)
class Inputs:
    """All that an estimate goes by; whatever is not in here is assumed.

    Attributes:
        arrivals: by process. `work`: by activity. `staff`: by role.
        branches: for a step, how often each following step was taken, by its code.
        passed: for a step that does not always apply, in which part of the cases it was passed over.
        takers: for an activity, how often each role did it.
    """

    arrivals: Mapping[str, Rate] = field(default_factory=dict)
    work: Mapping[str, Spread] = field(default_factory=dict)
    staff: Mapping[str, Staff] = field(default_factory=dict)
    branches: Mapping[Branch, Mapping[str, float]] = field(default_factory=dict)
    passed: Mapping[Branch, float] = field(default_factory=dict)
    takers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """How long and how often is simulated.

    Attributes:
        days: days on the calendar in which cases arrive, after `warm_up` days that are not counted.
        replications: independent runs; confidence comes from their differences.
        seed: the same seed gives the same figures, whatever the machine.
    """

    days: int = 60
    warm_up: int = 10
    replications: int = 8
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over the replications, with half the width of its 95 % confidence interval."""

    value: float
    within: float = 0.0


@dataclass(frozen=True, slots=True)
class ProcessFigures:
    """What was estimated of a process; times are open seconds of the calendar, from arrival to conclusion.

    Attributes:
        per_day: cases concluded a working day. `waiting`: the part of their time in which work waits for us.
        outside: the part in which we wait for the customer or a partner.
        unfinished: the part of the cases that was not concluded when the estimate ended.
    """

    process: str
    name: str
    per_day: Figure
    median: Figure
    p90: Figure
    waiting: Figure
    outside: Figure
    unfinished: float
    cases: int


@dataclass(frozen=True, slots=True)
class RoleFigures:
    """In which part of its open time a role works, and how long work waits for it, in open seconds."""

    role: str
    name: str
    people: int
    busy: Figure
    wait: Figure


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one version would do."""

    processes: tuple[ProcessFigures, ...]
    roles: tuple[RoleFigures, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The draft beside the version in use; either may be missing."""

    draft: Estimate | None
    today: Estimate | None
    scope: Scope


@dataclass(frozen=True, slots=True)
class InputLine:
    """One figure that an estimate goes by: cases a working day, mean seconds, or people."""

    code: str
    name: str
    value: float
    source: Source


def inputs_of(inputs: Inputs, *models: Model) -> dict[str, list[InputLine]]:
    """Return what an estimate of these versions goes by, the assumed figures among it, in the models' order."""
    processes = {one.code: one for model in models for one in model.processes}
    activities = {one.code: one for model in models for one in model.activities}
    roles = {one.role for model in models for one in model.responsibilities}
    known = {one.code: one for model in models for one in model.roles if one.code in roles}
    return {
        "arrivals": [_line(one, arrivals_of(inputs, one.code), "per_day") for one in processes.values()],
        "work": [
            _line(one, work_of(inputs, one), "mean")
            for one in activities.values()
            if one.performer is not Performer.SYSTEM
        ],
        "staff": [_line(one, staff_of(inputs, one.code), "people") for one in known.values()],
    }


def _line(thing: Process | Activity | Role, figure: Rate | Spread | Staff, value: str) -> InputLine:
    return InputLine(thing.code, thing.name, float(getattr(figure, value)), figure.source)


def arrivals_of(inputs: Inputs, process: str) -> Rate:
    """Return how many cases of a process begin a working day, assumed where nobody knows."""
    return inputs.arrivals.get(process, Rate(ASSUMED_ARRIVALS, Source.ASSUMED))


def work_of(inputs: Inputs, activity: Activity) -> Spread:
    """Return how long an activity takes, assumed where nobody knows."""
    outside = activity.performer in (Performer.CUSTOMER, Performer.PARTNER)
    assumed = Spread(ASSUMED_WAIT if outside else ASSUMED_WORK, source=Source.ASSUMED)
    return inputs.work.get(activity.code, assumed)


def staff_of(inputs: Inputs, role: str) -> Staff:
    """Return how many people of a role work at a time, one where nobody knows."""
    return inputs.staff.get(role, Staff(1, Source.ASSUMED))
