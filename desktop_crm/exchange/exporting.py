"""Taking customers out into a file: all of them or some, complete before it appears under its name."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_crm.access.check import require_power, use_case
from desktop_crm.access.model import Actor, Verb
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.service import Version
from desktop_crm.customers.stored import (
    StoredCustomer,
    all_customers,
    read_customers,
    read_relations,
)
from desktop_crm.exchange.csv_write import customer_row, head_row
from desktop_crm.exchange.json_customers import FOOT, HEAD, record_of
from desktop_crm.exchange.sources import JSON_ENDINGS
from desktop_crm.exchange.vcard_write import card_of
from desktop_crm.store.work import Reading, Store

CARDS, ROWS = frozenset({".vcf", ".vcard"}), frozenset({".csv"})


@dataclass(frozen=True)
class ExportService:
    """What an employee may take out of the store."""

    store: Store
    actor: Actor
    published: Version

    @use_case
    def export_customers(
        self, *, path: Path, customers: Collection[CustomerId] | None = None, version: str = "4.0"
    ) -> int:
        """Write customers to a .vcf, .csv or .json file, by its ending; return how many. JSON loses nothing.

        None means all of them. A file that is there already is replaced in one step, and not touched when
        anything fails. Raises `Refused` without the power to export, `Invalid` for a place that can't be
        written or another ending.
        """
        ending = path.suffix.lower()
        if ending not in CARDS | ROWS | JSON_ENDINGS:
            raise Invalid(
                _("Customers are exported to .vcf, .csv or .json; choose such a name."), where=path.name
            )
        with self.store.read() as view:
            require_power(view, self.actor, Verb.EXPORT, self.published(view))
            pieces = _pieces(view, customers, ending, version)
            return written(path, pieces, foot=FOOT if ending in JSON_ENDINGS else b"")


def _pieces(
    view: Reading, customers: Collection[CustomerId] | None, ending: str, version: str
) -> Iterator[bytes]:
    """The head of the file, then a piece a customer."""
    files = ending not in ROWS
    found = all_customers(view, files=files) if customers is None else iter(read_customers(view, customers))
    if ending in ROWS:
        yield head_row()
        for customer in found:
            yield customer_row(customer)
        return
    yield HEAD if ending in JSON_ENDINGS else b""
    for customer in found:
        if ending in JSON_ENDINGS:
            yield record_of(customer, read_relations(view, customer.id))
        else:
            yield _card(view, customer, version)


def _card(view: Reading, customer: StoredCustomer, version: str) -> bytes:
    return card_of(customer, version=version, related=read_relations(view, customer.id))


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place in one step; raise `Invalid` when it can't be written."""
    written(path, iter((b"", content)))


def written(path: Path, pieces: Iterator[bytes], *, foot: bytes = b"") -> int:
    """Write the pieces beside the file and put them in its place; return how many came between head and `foot`."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        with scratch.open("wb") as stream:
            count = _write(stream, pieces, foot)
        os.replace(scratch, path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise Invalid(
            _("The file can't be written ({reason}); nothing was exported. Choose another place.").format(
                reason=error.strerror or str(error)
            ),
            where=str(path),
        ) from error
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    return count


def _write(stream: BinaryIO, pieces: Iterator[bytes], foot: bytes) -> int:
    stream.write(next(pieces))
    count = 0
    for piece in pieces:
        stream.write(piece)
        count += 1
    stream.write(foot)
    stream.flush()
    os.fsync(stream.fileno())
    return count
