"""Bringing a file of customers in: read as it goes, a few at a time, and all that is refused is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from desktop_crm.core import paths
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.intake import Fate, IntakeService, Taken, Tally
from desktop_crm.customers.recognise import Incoming
from desktop_crm.exchange.csv_read import read_rows
from desktop_crm.exchange.physical import open_file
from desktop_crm.exchange.vcard_read import read_cards

# Some at a time, so that a colleague's act never waits longer than it takes to write these.
CHUNK = 25
# A file may be wrong in every line; so many are told one by one, all of them are counted and written out.
MOST_TOLD = 10_000
_CARD_ENDINGS = {".vcf", ".vcard"}


@dataclass(frozen=True, slots=True)
class Rejection:
    """What was refused: where it begins in the file, and why."""

    line: int
    reason: str


@dataclass
class ImportReport:
    """What an import did, or a trial of one would do.

    Attributes:
        import_id: None for a trial.
        ids: of the customers that were added.
        rejected: the first ten thousand; `rejected_count` counts all.
        noted: what could not be read of those that came in, and was kept as it stood; the first ten thousand.
        rejected_file: where the refused rows or cards were written, as they stood in the file.
    """

    import_id: UUID | None
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected_count: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    noted: list[Rejection] = field(default_factory=list)
    ids: list[CustomerId] = field(default_factory=list)
    rejected_file: Path | None = None
    cancelled: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the shape that the command line promises."""
        return {
            "import_id": str(self.import_id) if self.import_id else None,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [{"line": one.line, "reason": one.reason} for one in self.rejected],
            "noted": [{"line": one.line, "reason": one.reason} for one in self.noted],
            "rejected_count": self.rejected_count,
            "rejected_file": str(self.rejected_file) if self.rejected_file else None,
            "ids": [str(one) for one in self.ids],
        }


@dataclass(frozen=True, slots=True)
class _Piece:
    """A card or row, whichever the file holds."""

    line: int
    incoming: Incoming | None
    reason: str
    raw: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Source:
    """A file of customers: what its rejected ones are written with in front, and their file's ending."""

    head: bytes
    ending: str
    pieces: Iterator[_Piece]


def import_file(
    intake: IntakeService,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Bring the customers of a .vcf or .csv file in; the same file again changes nothing.

    Args:
        intake: the service that takes them in, for the employee who acts.
        path: the file.
        dry_run: only tell what would happen.
        progress: told how many cards or rows were read, after each few.
        cancelled: asked after each few; what came in so far stays, and is recognised next time.

    Raises `Invalid` (the file can't be read at all), `Refused` (no right to import), `StoreProblem`.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(_opened(path))
        source = _source(stream, path)
        # Before the first row is read, so that without the right nothing is read either.
        run = None if dry_run else intake.begin(file_name=path.name)
        if dry_run:
            intake.try_out(customers=[])
        report = ImportReport(run)
        importer = _Importer(intake, report, stack, source, path)
        count = 0
        for pieces in _chunks(source.pieces):
            importer.take(pieces)
            count += len(pieces)
            if progress is not None:
                progress(count)
            if cancelled is not None and cancelled():
                report.cancelled = True
                break
        importer.finish()
    if not count:
        raise Invalid(_("There is no customer in the file; nothing was imported."), where=path.name)
    return report


def _opened(path: Path) -> BinaryIO:
    if path.exists() and not path.is_file():
        raise Invalid(_("This is not a file; name a .vcf or .csv file."), where=str(path))
    return open_file(path)


def _source(stream: BinaryIO, path: Path) -> _Source:
    """Tell by its beginning what the file is, whatever its name says."""
    head = stream.read(64)
    stream.seek(-len(head), 1)
    _refuse_other_kinds(head, path)
    if head.lstrip().upper().startswith(b"BEGIN:VCARD") or path.suffix.lower() in _CARD_ENDINGS:
        cards = (
            _Piece(card.line, card.incoming, card.reason, b"\r\n".join([*card.raw, b""]))
            for card in read_cards(stream)
        )
        return _Source(b"", ".vcf", cards)
    try:
        table = read_rows(stream)
    except Invalid as error:
        raise Invalid(error.sentence, where=path.name) from error
    rows = (_Piece(row.line, row.incoming, row.reason, row.raw, row.notes) for row in table.rows)
    return _Source(table.head, ".csv", rows)


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


def _chunks(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    chunk: list[_Piece] = []
    for piece in pieces:
        chunk.append(piece)
        if len(chunk) == CHUNK or len(piece.raw) > 1_000_000:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


@dataclass
class _Importer:
    """Takes pieces in and keeps account of them."""

    intake: IntakeService
    report: ImportReport
    stack: ExitStack
    source: _Source
    path: Path
    related: list[tuple[CustomerId, str, str]] = field(default_factory=list)
    rejects: BinaryIO | None = None

    def take(self, pieces: list[_Piece]) -> None:
        """Take some pieces in, in one transaction."""
        good = [piece for piece in pieces if piece.incoming is not None]
        customers = [piece.incoming for piece in good if piece.incoming is not None]
        if self.report.import_id is None:
            taken = self.intake.try_out(customers=customers)
        else:
            taken = self.intake.take_in(run=self.report.import_id, customers=customers)
        fates = dict(zip((piece.line for piece in good), taken, strict=True))
        for piece in pieces:
            self._account(piece, fates.get(piece.line) or Taken(Fate.REJECTED, reason=piece.reason))

    def _account(self, piece: _Piece, taken: Taken) -> None:
        report = self.report
        if taken.fate is Fate.REJECTED:
            report.rejected_count += 1
            if len(report.rejected) < MOST_TOLD:
                report.rejected.append(Rejection(piece.line, taken.reason))
            self._write_out(piece)
            return
        room = MOST_TOLD - len(report.noted)
        report.noted += [Rejection(piece.line, note) for note in piece.notes[: max(0, room)]]
        setattr(report, str(taken.fate), getattr(report, str(taken.fate)) + 1)
        if taken.customer is not None and piece.incoming is not None:
            if taken.fate is Fate.CREATED:
                report.ids.append(taken.customer)
            self.related += [(taken.customer, kind, named) for kind, named in piece.incoming.related]

    def _write_out(self, piece: _Piece) -> None:
        """Write a refused piece as it stood, so that it can be mended and imported again."""
        if self.report.import_id is None:
            return
        if self.rejects is None:
            self.rejects, self.report.rejected_file = _rejects_file(self.path, self.source.ending)
            self.stack.enter_context(self.rejects)
            self.rejects.write(self.source.head)
        self.rejects.write(piece.raw if piece.raw.endswith(b"\n") else piece.raw + b"\r\n")

    def finish(self) -> None:
        """Register how it ended."""
        report = self.report
        if report.import_id is not None:
            tally = Tally(report.created, report.updated, report.unchanged, report.rejected_count)
            self.intake.finish(run=report.import_id, tally=tally, related=self.related)


def _rejects_file(path: Path, ending: str) -> tuple[BinaryIO, Path]:
    """Open the file of refused rows beside the imported one; where that can't be, in the data folder."""
    name = f"{path.stem}.rejected{ending}"
    for folder in (path.parent, paths.data_folder()):
        target = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return target.open("wb"), target
        except OSError:
            continue
    raise Invalid(
        _("The refused rows can't be written beside the file or in the data folder; make room there."),
        where=name,
    )
