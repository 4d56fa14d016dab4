"""What a use case changed: kinds of thing and their ids, broadcast once so that screens can refresh."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

from desktop_crm.core.frozen import frozen

_T = TypeVar("_T")


@frozen
class Changes:
    """Which things of which kind changed in one transaction.

    Kinds are table-like nouns: ``case``, ``work_item``, ``contact``, ``customer``, ``value``, ``employee``,
    ``model``, ``model_draft``, ``clock``, ``draft``, ``proposal``.

    Attributes:
        things: ids by kind.
        marks: of what others changed on a server, `mark_of` the ids: who does not know an id learns none.
        whole: kinds of which so much changed, or may have, that nobody counted.
    """

    things: Mapping[str, frozenset[UUID]] = field(default_factory=lambda: MappingProxyType({}))
    marks: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    whole: frozenset[str] = frozenset()

    @staticmethod
    def of(kind: str, *ids: UUID) -> Changes:
        """Return changes of one kind."""
        return Changes(MappingProxyType({kind: frozenset(ids)}))

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            MappingProxyType(_merged(self.things, other.things)),
            MappingProxyType(_merged(self.marks, other.marks)),
            self.whole | other.whole,
        )

    def __bool__(self) -> bool:
        return bool(self.whole) or any(self.things.values()) or any(self.marks.values())

    def __iter__(self) -> Iterator[str]:
        return iter({**self.things, **self.marks, **dict.fromkeys(self.whole)})

    def ids(self, kind: str) -> frozenset[UUID]:
        """Return the ids of one kind that are known; empty when none changed."""
        return self.things.get(kind, frozenset())

    def touches(self, *kinds: str) -> bool:
        """Tell whether anything of these kinds changed."""
        return any(kind in self.whole or self.things.get(kind) or self.marks.get(kind) for kind in kinds)

    def about(self, kind: str, *ids: UUID) -> bool:
        """Tell whether one of these things changed, or may have."""
        if kind in self.whole or not self.ids(kind).isdisjoint(ids):
            return True
        marks = self.marks.get(kind, frozenset())
        return bool(marks) and any(mark_of(one) in marks for one in ids)


def mark_of(thing: UUID) -> str:
    """Return what stands for an id where others listen: 16 hexadecimal digits that don't lead back to it."""
    return hashlib.sha256(str(thing).encode("ascii")).hexdigest()[:16]


def _merged(one: Mapping[str, frozenset[_T]], other: Mapping[str, frozenset[_T]]) -> dict[str, frozenset[_T]]:
    merged = dict(one)
    for kind, ids in other.items():
        merged[kind] = merged.get(kind, frozenset()) | ids
    return merged
