"""What generated rows are made of: names, places and talk from the resources, picked by weight."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Any, TypeVar

from desktop_crm.core.paths import resources

_T = TypeVar("_T")
_SIZE = 1024


@lru_cache(maxsize=2)
def load(name: str) -> dict[str, Any]:
    """Return a file of the sample company (``people`` or ``talk``), parsed."""
    text = (resources() / "sample" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def spread(choices: Sequence[_T], weights: Sequence[float]) -> tuple[_T, ...]:
    """Return a table of about a thousand entries in which each choice stands as often as it weighs.

    Picking from it is one multiplication, where `Random.choices` costs a bisection and a list.
    """
    total = sum(weights)
    table: list[_T] = []
    for choice, weight in zip(choices, weights, strict=True):
        table.extend([choice] * max(1, round(_SIZE * weight / total)))
    return tuple(table)


def fading(choices: Sequence[_T], half: float) -> tuple[_T, ...]:
    """Return such a table in which the first are common; every `half` places on the weight is halved."""
    return spread(choices, [0.5 ** (index / half) for index in range(len(choices))])


def picker(random: Random) -> Callable[[Sequence[_T]], _T]:
    """Return a function that picks one of a sequence, evenly; quicker than `Random.choice`."""
    draw = random.random

    def pick(choices: Sequence[_T]) -> _T:
        return choices[int(draw() * len(choices))]

    return pick
