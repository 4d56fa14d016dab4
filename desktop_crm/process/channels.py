"""The channel between two columns: where the lines of the arcs that pass it turn, so that none lies on another.

Lines run level in the rows and upright in the tracks of a channel, as wires do between the rows of a chip
(Hashimoto and Stevens 1971; where two wait for each other, one is bent once more, as Deutsch 1976 does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

_APART = 6  # pixels between a bend's own level and the lines of the rows


@dataclass(frozen=True, slots=True)
class Wire:
    """What one arc does in a channel: from a level at one side to a level at the same or the other side.

    Attributes:
        begin, end: levels, in pixels from the top. `begins_left`, `ends_left`: at which side they are.
        source, target: what names the places at its ends; wires that share one may run together.
    """

    begin: int
    end: int
    begins_left: bool
    ends_left: bool
    source: int
    target: int

    @property
    def straight(self) -> bool:
        """Whether it passes without a bend."""
        return self.begin == self.end and self.begins_left != self.ends_left


@dataclass
class _Net:
    """Wires that share a track: the levels at which they come from the left and go to the right."""

    wires: list[int]
    left: set[int] = field(default_factory=set)
    right: set[int] = field(default_factory=set)
    waits_for: int = 0

    @property
    def span(self) -> tuple[int, int]:
        levels = self.left | self.right
        return min(levels), max(levels)


def tracks(wires: Sequence[Wire]) -> tuple[list[tuple[tuple[int, int], ...]], int]:
    """Return for each wire its turns, (track, the level it goes to there), and how many tracks there are.

    A straight wire has no turn; one that had to be bent once more has two.
    """
    waiting = _Waiting(_nets(wires))
    busy: list[list[tuple[int, int]]] = []
    while waiting.rest:
        number = waiting.next()
        waiting.place(number, _free(busy, waiting.nets[number].span, waiting.least[number]))
    turns: list[tuple[tuple[int, int], ...]] = [()] * len(wires)
    for number in range(waiting.whole):
        for wire in waiting.nets[number].wires:
            turns[wire] = _turns(wires[wire], waiting, number)
    return turns, len(busy)


def _turns(wire: Wire, waiting: _Waiting, number: int) -> tuple[tuple[int, int], ...]:
    left = right = waiting.track[number]
    if number in waiting.bent:
        second, level = waiting.bent[number]
        right = waiting.track[second]
        if wire.begins_left and not wire.ends_left:
            return (left, level), (right, wire.end)
        if wire.ends_left and not wire.begins_left:
            return (right, level), (left, wire.end)
    return ((left if wire.begins_left else right, wire.end),)


def _nets(wires: Sequence[Wire]) -> list[_Net]:
    """Put wires together that come from one place, or else go to one: such lines read as one that forks."""
    bent = [number for number, wire in enumerate(wires) if not wire.straight]
    leaving: dict[int, list[int]] = {}
    for number in bent:
        leaving.setdefault(wires[number].source, []).append(number)
    groups = [group for group in leaving.values() if len(group) > 1]
    arriving: dict[int, list[int]] = {}
    for group in leaving.values():
        if len(group) == 1:
            arriving.setdefault(wires[group[0]].target, []).append(group[0])
    found = []
    for group in (*groups, *arriving.values()):
        net = _Net(group)
        for wire in (wires[number] for number in group):
            (net.left if wire.begins_left else net.right).add(wire.begin)
            (net.left if wire.ends_left else net.right).add(wire.end)
        found.append(net)
    found.sort(key=lambda net: net.wires[0])
    return found


class _Waiting:
    """Nets that still have no track, and which have to be left of which.

    A net that comes in at a level is left of one that goes out at that level: else they would lie on each
    other between the two tracks.
    """

    def __init__(self, nets: list[_Net]) -> None:
        self.nets = nets
        self.whole = len(nets)
        self.rest = set(range(len(nets)))
        self.least = [0] * len(nets)
        self.track = [0] * len(nets)
        self.bent: dict[int, tuple[int, int]] = {}  # the second half of a net, and the level between them
        self._levels = {level for net in nets for level in net.left | net.right}
        self._after: list[set[int]] = [set() for _net in nets]
        coming: dict[int, list[int]] = {}
        for number, net in enumerate(nets):
            for level in net.left:
                coming.setdefault(level, []).append(number)
        for number, net in enumerate(nets):
            for other in {one for level in net.right for one in coming.get(level, ())} - {number}:
                self._after[other].add(number)
                net.waits_for += 1
        self._ready = [number for number, net in enumerate(nets) if not net.waits_for]
        heapify(self._ready)

    def next(self) -> int:
        """Return the net that comes next; where all wait for each other, the first half of one."""
        if self._ready:
            return heappop(self._ready)
        number = min(
            (one for one in self.rest if self._after[one] & self.rest),
            key=lambda one: (self.nets[one].waits_for, one),
        )
        self._bend(number)
        return number

    def _bend(self, number: int) -> None:
        """Cut a net in two at a level of its own: the second half waits for the first and for what it waited for."""
        whole, second = self.nets[number], len(self.nets)
        level = self._own_level(whole.span)
        self.bent[number] = second, level
        self.nets[number] = _Net(whole.wires, whole.left, {level})
        self.nets.append(_Net(whole.wires, {level}, whole.right, whole.waits_for + 1))
        for after in self._after:
            if number in after:
                after.remove(number)
                after.add(second)
        self._after[number].add(second)
        self._after.append(set())
        self.least.append(self.least[number])
        self.track.append(0)
        self.rest.add(second)

    def _own_level(self, span: tuple[int, int]) -> int:
        middle, step = sum(span) // 2, 0
        while any(abs(middle + step - level) < _APART for level in self._levels):
            step = -step if step > 0 else 2 - step
        self._levels.add(middle + step)
        return middle + step

    def place(self, number: int, track: int) -> None:
        """Give a net its track: what waited for it comes right of it."""
        self.rest.discard(number)
        self.track[number] = track
        for other in sorted(self._after[number]):
            self.least[other] = max(self.least[other], track + 1)
            self.nets[other].waits_for -= 1
            if not self.nets[other].waits_for:
                heappush(self._ready, other)


def _free(busy: list[list[tuple[int, int]]], span: tuple[int, int], least: int) -> int:
    """Return the first track from `least` on in which nothing is where `span` is, and take that place."""
    top, bottom = span
    for track in range(least, len(busy)):
        if all(bottom + _APART < begin or end + _APART < top for begin, end in busy[track]):
            busy[track].append(span)
            return track
    while len(busy) <= least:
        busy.append([])
    if busy[-1]:
        busy.append([])
    busy[-1].append(span)
    return len(busy) - 1
