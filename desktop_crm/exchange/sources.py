"""Files of customers, whatever they hold: opened, recognised, and given piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.customers.recognise import Incoming
from desktop_crm.exchange.csv_read import read_rows
from desktop_crm.exchange.json_customers import HEAD, holds_records, read_records
from desktop_crm.exchange.layout import AS_TOLD, Layout
from desktop_crm.exchange.physical import LONGEST_LINE, open_file
from desktop_crm.exchange.vcard_read import read_cards

_CARD_ENDINGS = {".vcf", ".vcard"}
JSON_ENDINGS = frozenset({".json"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A card or row, whichever the file holds."""

    line: int
    incoming: Incoming | None
    reason: str
    raw: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A file of customers.

    Attributes:
        head: what its rejected ones are written with in front; `ending`: of their file.
        headings: of its columns; none for cards.
    """

    head: bytes
    ending: str
    pieces: Iterator[Piece]
    headings: tuple[str, ...] = ()


def opened(path: Path) -> BinaryIO:
    """Open a file of customers; raise `Invalid` when it can't be."""
    if path.exists() and not path.is_file():
        raise Invalid(_("This is not a file; name a .vcf, .csv or .json file."), where=str(path))
    return open_file(path)


def source_of(stream: BinaryIO, path: Path, layout: Layout = AS_TOLD, *, skip: int = 0) -> Source:
    """Tell by its beginning what the file is, whatever its name says; raises `Invalid` for another kind.

    `skip` leaves out so many pieces, which somebody else has read.
    """
    if holds_json(path):
        records = (
            Piece(one.line, one.incoming, one.reason, one.raw)
            for one in islice(read_records(stream, LONGEST_LINE), skip, None)
        )
        return Source(HEAD, ".json", records)
    if holds_cards(path):
        cards = (
            Piece(card.line, card.incoming, card.reason, b"\r\n".join([*card.raw, b""]))
            for card in read_cards(stream, skip=skip)
        )
        return Source(b"", ".vcf", cards)
    try:
        table = read_rows(stream, layout, skip=skip)
    except Invalid as error:
        raise Invalid(error.sentence, where=path.name) from error
    rows = (Piece(row.line, row.incoming, row.reason, row.raw, row.notes) for row in table.rows)
    return Source(table.head, ".csv", rows, table.headings)


def holds_json(path: Path) -> bool:
    """Tell whether a file holds customers as JSON of ours; raise `Invalid` for JSON that is something else."""
    with opened(path) as stream:
        head = stream.read(64)
    if not holds_records(head) and path.suffix.lower() in JSON_ENDINGS:
        raise Invalid(
            _("This is JSON, but no export of customers by this program; nothing was imported."),
            where=path.name,
        )
    return holds_records(head)


def needs_no_layout(path: Path) -> bool:
    """Tell whether a file says itself what each of its texts is."""
    return holds_json(path) or holds_cards(path)


def holds_cards(path: Path) -> bool:
    """Tell whether a file holds vCards rather than rows; raise `Invalid` when it holds neither."""
    with opened(path) as stream:
        head = stream.read(64)
    _refuse_other_kinds(head, path)
    return head.lstrip().upper().startswith(b"BEGIN:VCARD") or path.suffix.lower() in _CARD_ENDINGS


def _refuse_other_kinds(head: bytes, path: Path) -> None:
    """Raise `Invalid` for a file that is something else altogether."""
    kinds = (
        (b"PK\x03\x04", _("a zip archive or office document")),
        (b"%PDF", _("a PDF document")),
        (b"\x89PNG", _("a picture")),
        (b"\xff\xd8\xff", _("a picture")),
        (b"GIF8", _("a picture")),
        (b"\x1f\x8b", _("a compressed file")),
        (b"SQLite format 3\0", _("a database")),
        (b"\xd0\xcf\x11\xe0", _("an old office document")),
        (b"\x7fELF", _("a program")),
    )
    for beginning, kind in kinds:
        if head.startswith(beginning):
            raise Invalid(
                _("This is {kind}, not a list of customers; export it as .vcf or .csv first.").format(
                    kind=kind
                ),
                where=path.name,
            )
