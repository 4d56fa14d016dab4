"""Where a case goes in an estimate: the rules of the engine, with chance in place of what people register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from desktop_crm.estimate.model import Inputs
from desktop_crm.process.model import Join, Process, Split, Step

MOST_STEPS = 1_000  # of one case: a loop that chance keeps turning ends some day


class Route:
    """The way of one case through its process.

    Attributes:
        steps: how many steps it has taken.
    """

    def __init__(self, process: Process, inputs: Inputs, chance: Random) -> None:
        self._process, self._inputs, self._chance = process, inputs, chance
        self._arrived: Counter[tuple[str, str]] = Counter()
        self.steps = 0

    def start(self) -> Iterator[Step]:
        """Yield the steps that are offered when the case opens."""
        for code in self._process.start:
            yield from self._reach("", code)

    def after(self, step: Step) -> Iterator[Step]:
        """Yield the steps that are offered once `step` is done."""
        for code in self._followed(step):
            yield from self._reach(step.code, code)

    def _followed(self, step: Step) -> tuple[str, ...]:
        known = [flow.to for flow in step.flows if flow.to in self._process.by_code]
        if step.split is Split.ALL or len(known) < 2:
            return tuple(known)
        counted = self._inputs.branches.get((self._process.code, step.code), {})
        weights = [counted.get(to, 0.0) for to in known]
        if sum(weights) <= 0:  # nobody knows: each as likely as the other
            weights = [1.0] * len(known)
        return (self._chance.choices(known, weights)[0],)

    def _reach(self, origin: str, code: str) -> Iterator[Step]:
        """Yield the step, or what follows where it only routes, waits for others or does not apply."""
        waiting = [(origin, code)]
        while waiting and self.steps < MOST_STEPS:
            origin, code = waiting.pop(0)
            step = self._process.by_code[code]
            if step.join is Join.ALL and not self._joined(origin, step):
                continue
            self.steps += 1
            if step.activity and not self._passes(step):
                yield step
            else:
                waiting += [(code, to) for to in self._followed(step)]

    def _joined(self, origin: str, step: Step) -> bool:
        sources = self._process.incoming[step.code]
        self._arrived[origin, step.code] += 1
        if not all(self._arrived[source, step.code] for source in sources):
            return False
        for source in sources:
            self._arrived[source, step.code] -= 1
        return True

    def _passes(self, step: Step) -> bool:
        part = self._inputs.passed.get((self._process.code, step.code), 0.0)
        return bool(step.only_when) and self._chance.random() < part
