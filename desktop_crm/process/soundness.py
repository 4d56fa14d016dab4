"""Can a process run? Its token game is played in every way, so the answer is exact.

A process is a Petri net whose arcs are places (van der Aalst, "The Application of Petri Nets to Workflow
Management", 1998): sound when from every reachable marking the end can be reached, and no step is dead. Each
branch of a choice counts as possible, whatever its conditions say.

Steps side by side can be done in so many orders that visiting all is out of reach (twelve branches of two
steps: half a million markings). No step takes another's token, so the order decides nothing but whether a step
is offered twice at once: past a number of markings the game is played with one step at a time preferred, as in
Valmari, "Stubborn Sets for Reduced State Space Generation" (1991). Nothing dead, stuck or endless is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from desktop_crm.process.model import Join, Process, Split, Step

MOST_ORDERS = 20_000
MOST_MARKINGS = 50_000
# At each marking every step is tried; where it leads costs twenty times as much, and all costs more the longer
# markings are. Of processes with a thousand steps and more, fewer are visited, so that no check takes minutes.
MOST_TRIED = 4_000_000
_FOLLOWED = 20
_LONG = 500
START = "«start»"


@dataclass
class Soundness:
    """What the token game of a process shows.

    Attributes:
        fired: the steps that can be reached and done.
        arrived: the steps at which a token can arrive, though they need more than one.
        stuck: joins that wait for ever on some way through the process.
        endless: steps on a way from which the end can't be reached though steps go on.
        twice: steps that can be offered a second time while the first still waits.
        left_over: joins at which a token can still wait for the rest when the case is concluded.
        every_order: False where `twice` and `left_over` tell only of some orders of what is side by side.
        complete: False where even so there were too many markings to visit.
    """

    fired: set[str] = field(default_factory=set)
    arrived: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    endless: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    left_over: set[str] = field(default_factory=set)
    every_order: bool = True
    complete: bool = True


@lru_cache(maxsize=256)  # a change on the screen touches one process; of the others the answer is known
def examine(process: Process) -> Soundness:
    """Return what every way through `process` shows; to be read only."""
    net = _Net(process)
    whole = _Game(net, MOST_ORDERS, in_order=False).play()
    if whole.complete:
        return whole
    found = _Game(net, MOST_MARKINGS, in_order=True).play()
    found.every_order = False
    found.twice |= whole.twice
    found.left_over |= whole.left_over
    return found


def examine_from(
    process: Process, offered: Iterable[str], waiting: Iterable[tuple[str, str]]
) -> Soundness | None:
    """Return what every way shows that leads on from where a case stands; None where that is no place of `process`.

    Args:
        offered: the steps that are open. `waiting`: the (from, to) pairs that have arrived at joins.
    """
    net = _Net(replace(process, start=tuple(offered)))
    for arc in waiting:
        target = net.steps.get(arc[1])
        if arc not in net.arcs or target is None or target.join is not Join.ALL:
            return None
        net.initial += net.arcs[arc]
    whole = _Game(net, MOST_ORDERS, in_order=False).play()
    return whole if whole.complete else _Game(net, MOST_MARKINGS, in_order=True).play()


@dataclass(frozen=True, slots=True)
class _Firing:
    """One way to do a step: the arcs it takes a token from, and for each outcome those it puts one on."""

    step: str
    takes: int
    outcomes: tuple[int, ...]
    ends: bool
    required: bool


class _Net:
    """A process as numbers: two bits of a marking count the tokens of an arc.

    None, one or two: a third token shows nothing that a second does not. Flows to steps that don't exist are
    reported elsewhere and left out.
    """

    def __init__(self, process: Process) -> None:
        self.steps = process.by_code
        self.arcs: dict[tuple[str, str], int] = {}
        for code in process.start:
            if code in self.steps:
                self._arc(START, code)
        self.initial = sum(self.arcs.values())
        for step in process.steps:
            for target in self._targets(step):
                self._arc(step.code, target)
        self.low = sum(self.arcs.values())
        self.into: dict[str, list[int]] = {code: [] for code in self.steps}
        for (_source, target), bit in self.arcs.items():
            self.into[target].append(bit)
        self.firings = [firing for step in self.steps.values() for firing in self._firings(step)]

    def _arc(self, source: str, target: str) -> int:
        return self.arcs.setdefault((source, target), 1 << 2 * len(self.arcs))

    def _targets(self, step: Step) -> list[str]:
        return list(dict.fromkeys(flow.to for flow in step.flows if flow.to in self.steps))

    def _firings(self, step: Step) -> Iterator[_Firing]:
        follows = [self.arcs[step.code, target] for target in self._targets(step)]
        outcomes = tuple(follows if step.split is Split.ONE else [sum(follows)]) if follows else ()
        begun = self.arcs.get((START, step.code))
        joined = [bit for bit in self.into[step.code] if bit != begun]
        # A start step has no token to wait for but its own, however it joins.
        takes = [sum(joined)] if step.join is Join.ALL and joined else joined
        for bits in (*takes, *([] if begun is None else [begun])):
            yield _Firing(
                step.code,
                bits,
                () if step.concluding else outcomes,
                step.concluding or not outcomes,
                not (step.skippable or step.concluding),
            )

    def marked(self, marking: int) -> int:
        """Return the arcs that hold a token, one bit each."""
        return (marking | marking >> 1) & self.low

    def enabled(self, marking: int) -> list[_Firing]:
        """Return the ways in which a step can be done now."""
        marked = self.marked(marking)
        return [one for one in self.firings if one.takes & marked == one.takes]

    def may_end(self, left: int) -> bool:
        """Tell whether a case may be concluded now: not while a required step is open (`workflow.model`)."""
        return not any(one.required for one in self.enabled(left))

    def in_vain(self, left: int) -> int:
        """Return the arcs whose token waits for others that have not come."""
        waiting = self.marked(left)
        for one in self.enabled(left):
            waiting &= ~one.takes
        return waiting

    def after(self, marking: int, firing: _Firing) -> list[int]:
        """Return the markings that doing a step leads to, one for each outcome."""
        left = marking - firing.takes
        room = ~(left >> 1 & self.low)
        return [left + (outcome & room) for outcome in firing.outcomes]

    def targets(self, arcs: int) -> set[str]:
        """Return the steps that a set of arcs leads to."""
        return {target for (_source, target), bit in self.arcs.items() if arcs & bit}


class _Game:
    """One exploration; `in_order` does one step at a time where that decides nothing."""

    def __init__(self, net: _Net, most: int, *, in_order: bool) -> None:
        self.net = net
        self.most = most
        self.in_order = in_order
        self.found = Soundness()
        self.follows: dict[int, list[int]] = {}
        self.tried = 0
        self._weight = 1 + len(net.arcs) // _LONG
        self.finite: list[int] = []  # where the case can be concluded, or stands still
        self.arrived = self.stuck = self.left_over = 0
        self._meetings = [
            (code, sum(bits))
            for code, bits in net.into.items()
            if net.steps[code].join is Join.ANY and len(bits) > 1
        ]

    def play(self) -> Soundness:
        """Visit the markings depth first and return what they show."""
        net, found = self.net, self.found
        path: set[int] = set()
        waiting: list[tuple[int, bool]] = [(net.initial, False)]
        while waiting:
            marking, done = waiting.pop()
            if done:
                path.discard(marking)
                continue
            if marking in self.follows:
                continue
            if len(self.follows) >= self.most or self.tried > MOST_TRIED:
                found.complete = False
                break
            path.add(marking)
            self.follows[marking] = self._visit(marking, path)
            waiting.append((marking, True))
            waiting.extend((after, False) for after in self.follows[marking])
        found.arrived = net.targets(self.arrived)
        found.stuck = net.targets(self.stuck)
        found.left_over = net.targets(self.left_over)
        if found.complete:
            self._note_endless()
        return found

    def _visit(self, marking: int, path: set[int]) -> list[int]:
        net = self.net
        self.arrived |= net.marked(marking)
        self._note_twice(marking)
        enabled = net.enabled(marking)
        going_on: list[list[int]] = []
        finite = not enabled
        for firing in enabled:
            self.found.fired.add(firing.step)
            left = marking - firing.takes
            if not firing.ends:
                going_on.append(net.after(marking, firing))
            elif not net.steps[firing.step].concluding or net.may_end(left):
                finite = True
                self.left_over |= net.in_vain(left)
        ended = len(enabled) - len(going_on)  # for each of which it was looked what could still be done
        self.tried += self._weight * (len(net.firings) * (1 + 2 * ended) + _FOLLOWED * len(going_on))
        if finite:
            self.finite.append(marking)
        if not enabled:
            self.stuck |= net.marked(marking)
        if self.in_order:
            # A step that leads back into its own past, preferred for ever, would keep the others waiting.
            first = next((ways for ways in going_on if path.isdisjoint(ways)), None)
            going_on = going_on if first is None else [first]
        return [after for ways in going_on for after in ways]

    def _note_twice(self, marking: int) -> None:
        doubled = marking >> 1 & self.net.low
        if doubled:
            self.found.twice |= self.net.targets(doubled)
        marked = self.net.marked(marking)
        for code, bits in self._meetings:
            here = marked & bits
            if here & (here - 1):
                self.found.twice.add(code)

    def _note_endless(self) -> None:
        """Mark what goes on without ever coming to an end: neither the conclusion nor a standstill."""
        before: dict[int, list[int]] = {}
        for marking, follows in self.follows.items():
            for after in follows:
                before.setdefault(after, []).append(marking)
        finite: set[int] = set()
        waiting = list(self.finite)
        while waiting:
            marking = waiting.pop()
            if marking not in finite:
                finite.add(marking)
                waiting.extend(before.get(marking, ()))
        for marking in self.follows.keys() - finite:
            self.found.endless.update(firing.step for firing in self.net.enabled(marking))
