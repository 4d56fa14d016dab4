"""The estimate itself: a discrete-event simulation in SimPy of cases that wait for people and for the world.

Time is seconds since the simulation began, on the wall; whoever works does so in the open time of the calendar,
and goes on the next day with what closing time interrupted. Work waits in the order in which it was offered.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

from desktop_crm.core.clock import to_micros
from desktop_crm.core.i18n import _
from desktop_crm.estimate.model import Inputs, Scope, Stopped, arrivals_of, staff_of, work_of
from desktop_crm.estimate.route import Route
from desktop_crm.process.model import Duty, Model, Performer, Process, Step
from desktop_crm.timing.calendar import Calendar

if TYPE_CHECKING:
    import simpy

Stop = Callable[[], bool]
_DAY, _SECOND = 86_400.0, 1_000_000
_OUTSIDE = frozenset({Performer.CUSTOMER, Performer.PARTNER})


@dataclass(slots=True)
class CaseLog:
    """One case: when it began and ended, and how its open seconds were spent, added up over its steps."""

    process: str
    began: float
    counted: bool
    ended: float | None = None
    seconds: float = 0.0
    waiting: float = 0.0
    working: float = 0.0
    outside: float = 0.0


@dataclass(slots=True)
class RunLog:
    """One replication: its cases, and for each role its busy open seconds and each wait for it."""

    cases: list[CaseLog] = field(default_factory=list)
    busy: dict[str, float] = field(default_factory=dict)
    waits: dict[str, list[float]] = field(default_factory=dict)
    open_seconds: float = 0.0


@dataclass
class _Case:
    log: CaseLog
    route: Route
    process: Process
    over: bool = False


class Run:
    """One replication of one version."""

    def __init__(
        self, model: Model, inputs: Inputs, scope: Scope, calendar: Calendar, begins: datetime, number: int
    ) -> None:
        import simpy  # only who estimates waits for it

        self._model, self._inputs, self._scope, self._number = model, inputs, scope, number
        self._open, self._origin = calendar.open_time, to_micros(begins)
        self._day_seconds = calendar.working_day_seconds()
        self._env = simpy.Environment()
        self._people = {
            role.code: simpy.Resource(self._env, max(1, staff_of(inputs, role.code).people))
            for role in model.roles
        }
        self._chances: dict[str, Random] = {}
        self._warm = scope.warm_up * _DAY
        self._end = (scope.warm_up + scope.days) * _DAY
        self.log = RunLog(open_seconds=self._elapsed(self._warm, self._end))

    def go(self, stop: Stop) -> RunLog:
        """Run until the last case ended, or as long again; raise `Stopped` when `stop` says so."""
        for process in self._model.processes:
            self._env.process(self._arrivals(process))
        day = 0.0
        while day < 2 * self._end and self._env.peek() < float("inf"):
            if stop():
                raise Stopped(_("The estimate was stopped."))
            day += _DAY
            self._env.run(until=day)
        return self.log

    # Time ---------------------------------------------------------------------------------------------

    def _elapsed(self, start: float, end: float) -> float:
        """Return the open seconds between two moments."""
        first, last = (self._origin + round(at * _SECOND) for at in (start, end))
        return self._open.elapsed(first, last) / _SECOND

    def _forward(self, start: float, seconds: float) -> float:
        """Return the moment by which open seconds are used up."""
        at = self._open.forward(self._origin + round(start * _SECOND), round(seconds * _SECOND))
        return (at - self._origin) / _SECOND

    def _chance(self, of: str) -> Random:
        """Return a stream of chance of its own: what one version adds leaves the others' as they are."""
        found = self._chances.get(of)
        if found is None:
            found = self._chances[of] = Random(f"{self._scope.seed}/{self._number}/{of}")
        return found

    # Cases --------------------------------------------------------------------------------------------

    def _arrivals(self, process: Process) -> Generator[simpy.Event, Any, None]:
        rate = arrivals_of(self._inputs, process.code)
        if rate.per_day <= 0:
            return
        chance = self._chance(f"arrivals/{process.code}")
        while True:
            gap = chance.expovariate(rate.per_day / self._day_seconds)
            at = self._forward(self._env.now, gap)
            if at >= self._end:
                return
            yield self._env.timeout(max(0.0, at - self._env.now))
            self._begin(process)

    def _begin(self, process: Process) -> None:
        now = self._env.now
        log = CaseLog(process.code, now, counted=now >= self._warm)
        self.log.cases.append(log)
        case = _Case(log, Route(process, self._inputs, self._chance(f"ways/{process.code}")), process)
        for step in case.route.start():
            self._env.process(self._step(case, step, None))

    def _step(
        self, case: _Case, step: Step, held: tuple[str, Any] | None
    ) -> Generator[simpy.Event, Any, None]:
        """Do a step; `held` is the role and the request of whoever did the one before and can go on."""
        activity = self._model.activity.get(step.activity)
        performer = activity.performer if activity is not None else Performer.SYSTEM
        role = "" if performer is not Performer.EMPLOYEE else self._taker(step.activity)
        if held is not None and held[0] != role:
            self._release(held)
            held = None
        if performer in _OUTSIDE:
            yield from self._wait_outside(case, step.activity)
        elif role:
            held = yield from self._work(case, step.activity, role, held)
        if case.over:
            self._release(held)
            return
        if step.concluding:
            case.over = True
            case.log.ended = self._env.now
            case.log.seconds = self._elapsed(case.log.began, self._env.now)
            self._release(held)
            return
        self._go_on(case, case.route.after(step), held)

    def _go_on(self, case: _Case, following: Iterator[Step], held: tuple[str, Any] | None) -> None:
        for step in following:  # the first of them is where whoever is at it goes on
            self._env.process(self._step(case, step, held))
            held = None
        self._release(held)

    def _wait_outside(self, case: _Case, activity: str) -> Generator[simpy.Event, Any, None]:
        spread, began = work_of(self._inputs, self._model.activity[activity]), self._env.now
        yield self._env.timeout(spread.draw(self._chance(f"work/{activity}")))
        case.log.outside += self._elapsed(began, self._env.now)

    def _work(
        self, case: _Case, activity: str, role: str, held: tuple[str, Any] | None
    ) -> Generator[simpy.Event, Any, tuple[str, Any]]:
        spread = work_of(self._inputs, self._model.activity[activity])
        offered = self._env.now
        if held is None:
            request = self._people[role].request()
            yield request
            held = (role, request)
        waited = self._elapsed(offered, self._env.now)
        self.log.waits.setdefault(role, []).append(waited)
        case.log.waiting += waited
        if case.over:
            return held
        seconds, began = spread.draw(self._chance(f"work/{activity}")), self._env.now
        done = self._forward(began, seconds)
        yield self._env.timeout(max(0.0, done - began))
        case.log.working += seconds
        low, high = max(began, self._warm), min(done, self._end)
        if low < high:
            self.log.busy[role] = self.log.busy.get(role, 0.0) + self._elapsed(low, high)
        return held

    def _release(self, held: tuple[str, Any] | None) -> None:
        if held is not None:
            self._people[held[0]].release(held[1])

    def _taker(self, activity: str) -> str:
        """Return the role that does it this time: as often as measured, else the first responsible one."""
        able = [one.role for one in self._model.duties.get(activity, ()) if one.duty is Duty.RESPONSIBLE]
        able = [one for one in able if one in self._people]
        if len(able) < 2:
            return able[0] if able else ""
        counted = self._inputs.takers.get(activity, {})
        weights = [counted.get(one, 0.0) for one in able]
        return self._chance(f"takers/{activity}").choices(able, weights)[0] if sum(weights) > 0 else able[0]
