"""Making sure that nothing is left of what was erased, by who keeps the store: it stands on the record."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.privacy.record import mark_freed
from desktop_crm.store.compacting import compact
from desktop_crm.store.work import Store


@dataclass(frozen=True, slots=True)
class Freed:
    """What was written anew (see `store.compacting`), and of how many erasures the record now says so."""

    tables: tuple[str, ...]
    before: int
    after: int
    freed: int


def compact_store(store: Store) -> Freed:
    """Write a store anew without what was deleted, and state that of every erasure up to now."""
    done = compact(store)
    with store.write(None) as work:
        freed = mark_freed(work)
    return Freed(done.tables, done.before, done.after, freed)
