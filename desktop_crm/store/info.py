"""What a store says of itself: who it is, when it was made, how much it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from desktop_crm.store.copying import row_counts
from desktop_crm.store.files import SIDE_FILES
from desktop_crm.store.identity import HEAD, read_facts
from desktop_crm.store.server.address import Address, Location
from desktop_crm.store.work import Reading, Store


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """A description of an open store. `size` is in bytes, with what is not yet folded into the file."""

    location: Location
    store: UUID
    created: datetime
    release: str
    revision: str
    encrypted: bool
    size: int
    rows: dict[str, int]


def describe(store: Store) -> StoreInfo:
    """Return what there is to say of an open store; counts every row."""
    location = store.location
    with store.read() as view:
        facts = read_facts(view.driver)
        if isinstance(location, Address):
            rows, size = _of_database(view)
        else:
            rows, size = row_counts(view.driver), _size(location)
    return StoreInfo(
        location=location,
        store=store.replica,
        created=datetime.fromisoformat(facts["created"]),
        release=facts["release"],
        revision=HEAD,
        encrypted=store.encrypted,
        size=size,
        rows=rows,
    )


def _size(path: Path) -> int:
    files = [path.with_name(path.name + suffix) for suffix in ("", *SIDE_FILES)]
    return sum(file.stat().st_size for file in files if file.exists())


def _of_database(view: Reading) -> tuple[dict[str, int], int]:
    from desktop_crm.store.server import identity

    size = view.driver.execute("SELECT pg_database_size(current_database())").fetchone()[0]
    return identity.row_counts(view.driver), int(size)
