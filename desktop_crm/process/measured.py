"""What the company measured, as far as a model is judged by it; who reads the store hands it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Achieved:
    """How fast one clock ever was: `best` of `count` cases, in seconds of the time it is judged on."""

    best: int
    count: int


@dataclass(frozen=True)
class Measured:
    """Facts of the cases that ran.

    Attributes:
        achieved: by process and key success factor.
        days: over how many days the use of information was counted.
        collected: how many values of an item were registered in those days.
        shown: the activities whose windows were opened in those days while the item had a value there.
    """

    achieved: Mapping[tuple[str, str], Achieved] = field(default_factory=dict)
    days: int = 90
    collected: Mapping[str, int] = field(default_factory=dict)
    shown: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOTHING = Measured()
