"""Can a process run? Every marking of its token game is visited, so the answer is exact.

A process is a Petri net whose arcs are places (van der Aalst, "The Application of Petri Nets to Workflow
Management", 1998): sound when from every reachable marking the end can be reached, and no step is dead. Each
branch of a choice counts as possible, whatever its conditions say.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop_crm.process.model import Join, Process, Split, Step

MOST_MARKINGS = 50_000
# A third token on one arc shows nothing that a second does not.
MOST_TOKENS = 2
START = "«start»"

Arc = tuple[str, str]
Marking = tuple[tuple[Arc, int], ...]
END: Marking = ((("", ""), 0),)


@dataclass
class Soundness:
    """What the token game of a process shows.

    Attributes:
        fired: the steps that can be reached and done.
        stuck: joins that wait for ever on some way through the process.
        endless: steps on a way from which the end can't be reached though steps go on.
        twice: steps that can be offered a second time while the first still waits.
        left_over: steps that can still be open when a concluding step is reached.
        complete: False where there were too many markings to visit.
    """

    fired: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    endless: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    left_over: set[str] = field(default_factory=set)
    complete: bool = True


class _Net:
    """The arcs of a process; flows to steps that don't exist are reported elsewhere and left out."""

    def __init__(self, process: Process) -> None:
        self.steps = process.by_code
        self.initial: Marking = tuple(
            sorted(((START, code), 1) for code in set(process.start) & self.steps.keys())
        )
        self.incoming: dict[str, list[Arc]] = {code: [] for code in self.steps}
        for arc, _count in self.initial:
            self.incoming[arc[1]].append(arc)
        for step in process.steps:
            for target in self.targets(step):
                if (step.code, target) not in self.incoming[target]:
                    self.incoming[target].append((step.code, target))

    def targets(self, step: Step) -> list[str]:
        return [flow.to for flow in step.flows if flow.to in self.steps]

    def firings(self, marking: dict[Arc, int]) -> Iterator[tuple[str, dict[Arc, int]]]:
        """Yield each step that can be done in a marking, with the tokens left once its own are taken."""
        for code, arcs in self.incoming.items():
            # A start step has no token to wait for but its own, however it joins.
            joined = [arc for arc in arcs if arc[0] != START]
            ready = [arc for arc in arcs if marking.get(arc)]
            if self.steps[code].join is Join.ALL and joined:
                if all(marking.get(arc) for arc in joined):
                    yield code, _without(marking, joined)
                ready = [arc for arc in ready if arc[0] == START]
            for arc in ready:
                yield code, _without(marking, [arc])

    def results(self, step: Step, left: dict[Arc, int]) -> Iterator[dict[Arc, int]]:
        """Yield the markings that doing a step can lead to."""
        targets = self.targets(step)
        choices = [targets] if step.split is Split.ALL else [[target] for target in targets]
        for chosen in choices:
            after = dict(left)
            for target in chosen:
                after[step.code, target] = min(after.get((step.code, target), 0) + 1, MOST_TOKENS)
            yield after


def _without(marking: dict[Arc, int], arcs: list[Arc]) -> dict[Arc, int]:
    left = dict(marking)
    for arc in arcs:
        left[arc] -= 1
        if not left[arc]:
            del left[arc]
    return left


def examine(process: Process) -> Soundness:
    """Return what every way through `process` shows."""
    net, found = _Net(process), Soundness()
    before: dict[Marking, set[Marking]] = {net.initial: set()}
    waiting = deque([net.initial])
    ends: set[Marking] = set()
    while waiting:
        marking = waiting.popleft()
        held = dict(marking)
        _note_twice(net, held, found)
        moved = False
        for code, left in net.firings(held):
            moved = True
            found.fired.add(code)
            step = net.steps[code]
            if step.concluding or not net.targets(step):
                found.left_over.update(arc[1] for arc in left)
                before.setdefault(END, set()).add(marking)
                continue
            for after in net.results(step, left):
                key: Marking = tuple(sorted(after.items()))
                if key not in before:
                    if len(before) >= MOST_MARKINGS:
                        found.complete = False
                        continue
                    before[key] = set()
                    waiting.append(key)
                before[key].add(marking)
        if not moved:
            ends.add(marking)
            found.stuck.update(arc[1] for arc in held)
    if found.complete:
        _note_endless(net, before, ends, found)
    return found


def _note_twice(net: _Net, held: dict[Arc, int], found: Soundness) -> None:
    for code, arcs in net.incoming.items():
        tokens = [held.get(arc, 0) for arc in arcs]
        joins = net.steps[code].join is Join.ALL and len(arcs) > 1
        if max(tokens, default=0) >= MOST_TOKENS or (not joins and sum(tokens) >= MOST_TOKENS):
            found.twice.add(code)


def _note_endless(
    net: _Net, before: dict[Marking, set[Marking]], ends: set[Marking], found: Soundness
) -> None:
    """Mark what goes on without ever coming to an end: neither the conclusion nor a standstill."""
    finite: set[Marking] = set()
    waiting = [*ends, *([END] if END in before else [])]
    while waiting:
        marking = waiting.pop()
        if marking not in finite:
            finite.add(marking)
            waiting.extend(before.get(marking, ()))
    for marking in before:
        if marking not in finite:
            found.endless.update(code for code, _left in net.firings(dict(marking)))
