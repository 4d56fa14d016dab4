"""Making a store: it stands at its place only when all that belongs in it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_crm.bootstrap import Office

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_crm.core.clock import TimeSource
    from desktop_crm.store.server.address import Address, Location


@contextmanager
def making_office(
    location: Location, key: bytes | None = None, time: TimeSource | None = None
) -> Iterator[Office]:
    """Give the office of a new store that stands at `location` only when the block ends without an error.

    Close the office in the block before anything else takes hold of its file.
    """
    from desktop_crm.store.server.address import Address

    with (
        _making_on_server(location, time)
        if isinstance(location, Address)
        else _making_file(location, key, time) as office
    ):
        yield office


@contextmanager
def _making_file(path: Path, key: bytes | None, time: TimeSource | None) -> Iterator[Office]:
    from desktop_crm.store.create import create_store
    from desktop_crm.store.files import put_in_place, refuse_existing, scratch_beside

    refuse_existing(path)
    with scratch_beside(path) as scratch:
        office = Office(create_store(scratch, key, time))
        try:
            yield office
        finally:
            office.close()
        put_in_place(scratch, path)


@contextmanager
def _making_on_server(address: Address, time: TimeSource | None) -> Iterator[Office]:
    from desktop_crm.store.server.create import begun_store

    with begun_store(address, time) as store:
        office = Office(store)
        try:
            yield office
        finally:
            office.close()
