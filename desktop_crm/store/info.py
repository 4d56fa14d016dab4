"""What a store says of itself: who it is, when it was made, how much it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from desktop_crm.store.copying import row_counts
from desktop_crm.store.files import SIDE_FILES
from desktop_crm.store.identity import HEAD, read_facts
from desktop_crm.store.work import Store


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """A description of an open store. `size` is in bytes, with what is not yet folded into the file."""

    location: Path
    store: UUID
    created: datetime
    release: str
    revision: str
    encrypted: bool
    size: int
    rows: dict[str, int]


def describe(store: Store) -> StoreInfo:
    """Return what there is to say of an open store; counts every row."""
    with store.read() as view:
        facts = read_facts(view.driver)
        rows = row_counts(view.driver)
    files = [store.location.with_name(store.location.name + suffix) for suffix in ("", *SIDE_FILES)]
    return StoreInfo(
        location=store.location,
        store=store.replica,
        created=datetime.fromisoformat(facts["created"]),
        release=facts["release"],
        revision=HEAD,
        encrypted=store.encrypted,
        size=sum(file.stat().st_size for file in files if file.exists()),
        rows=rows,
    )
