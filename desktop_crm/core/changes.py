"""What a use case changed: kinds of thing and their ids, broadcast once so that screens can refresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from types import MappingProxyType
from uuid import UUID

from desktop_crm.core.frozen import frozen


@frozen
class Changes:
    """Which things of which kind changed in one transaction.

    Kinds are table-like nouns: ``case``, ``work_item``, ``contact``, ``customer``, ``value``, ``employee``,
    ``model``, ``model_draft``, ``clock``, ``draft``, ``proposal``.
    """

    things: Mapping[str, frozenset[UUID]] = field(default_factory=lambda: MappingProxyType({}))

    @staticmethod
    def of(kind: str, *ids: UUID) -> Changes:
        """Return changes of one kind."""
        return Changes(MappingProxyType({kind: frozenset(ids)}))

    def __or__(self, other: Changes) -> Changes:
        merged = dict(self.things)
        for kind, ids in other.things.items():
            merged[kind] = merged.get(kind, frozenset()) | ids
        return Changes(MappingProxyType(merged))

    def __bool__(self) -> bool:
        return any(self.things.values())

    def __iter__(self) -> Iterator[str]:
        return iter(self.things)

    def ids(self, kind: str) -> frozenset[UUID]:
        """Return the ids of one kind; empty when none changed."""
        return self.things.get(kind, frozenset())

    def touches(self, *kinds: str) -> bool:
        """Tell whether anything of these kinds changed."""
        return any(self.things.get(kind) for kind in kinds)
