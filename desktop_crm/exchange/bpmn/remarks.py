"""What a drawing says and a model does not, or says otherwise: listed by element, never dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

MOST_WORDS = 200


class Fate(StrEnum):
    """What became of an element: left out, or said in another way."""

    LEFT_OUT = "left-out"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class Remark:
    """What became of one element of a drawing, by its id and name, in a sentence."""

    fate: Fate
    element: str
    id: str
    name: str
    sentence: str

    @property
    def line(self) -> str:
        """The remark as people read it."""
        named = f" “{self.name}”" if self.name else ""
        number = f" ({self.id})" if self.id else ""
        return f"{self.element}{named}{number}: {self.sentence}"


@dataclass(slots=True)
class Remarks:
    """Gathers remarks, each once, in the order in which they were made."""

    _made: dict[Remark, None] = field(default_factory=dict)

    def left_out(self, element: str, id: str, name: str, sentence: str) -> None:
        """Note that an element has no counterpart."""
        self._made[Remark(Fate.LEFT_OUT, element, id, name[:MOST_WORDS], sentence)] = None

    def rewritten(self, element: str, id: str, name: str, sentence: str) -> None:
        """Note that an element is said in another way."""
        self._made[Remark(Fate.REWRITTEN, element, id, name[:MOST_WORDS], sentence)] = None

    def __iter__(self) -> Iterator[Remark]:
        return iter(self._made)
