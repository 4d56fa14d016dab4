"""Bringing a file of customers in: read as it goes, a few at a time, and all that is refused is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from desktop_crm.core import paths
from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.intake import IntakeService, Tally
from desktop_crm.customers.layouts import layout_of
from desktop_crm.customers.recognise import Related
from desktop_crm.customers.taking import Fate, Taken
from desktop_crm.customers.terms import USUAL, Terms
from desktop_crm.exchange.examining import layout_for, settled
from desktop_crm.exchange.layout import Layout, digest_of
from desktop_crm.exchange.reading import CHUNK, Read, reading
from desktop_crm.exchange.sources import Source, opened, source_of

# Seconds that a colleague may wait until some customers are written, and how few these may be: fewer, and most of
# the time of an import would go into ending transactions.
LONGEST_WAIT = 0.05
FEWEST = 50

# A file may be wrong in every line; so many are told one by one, all of them are counted and written out.
MOST_TOLD = 10_000


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


def import_file(
    intake: IntakeService,
    path: Path,
    *,
    terms: Terms = USUAL,
    layout: Layout | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Bring the customers of a .vcf or .csv file in; the same file again changes nothing.

    Args:
        intake: the service that takes them in, for the employee who acts.
        path: the file.
        terms: by what somebody is recognised, and what may happen then.
        layout: how a CSV file is read; None for what was remembered of its headings, or what it tells itself.
        dry_run: only tell what would happen.
        progress: told how many cards or rows were read, after each few.
        cancelled: asked after each few; what came in so far stays, and is recognised next time.

    Raises `Invalid` (the file can't be read at all), `Refused` (no right to import), `StoreProblem`.
    """
    chosen = layout
    layout = layout_for(path, partial(_remembered, intake)) if layout is None else settled(path, layout)
    with ExitStack() as stack:
        source = source_of(stack.enter_context(opened(path)), path, layout)
        # Before the first row is read, so that without the right nothing is read either.
        run = None if dry_run else intake.begin(file_name=path.name)
        if dry_run:
            intake.begin_trial()
        report = ImportReport(run)
        chunks = stack.enter_context(reading(path, layout, source, terms.match))
        count = _Importer(intake, terms, report, stack, source, path).take_all(chunks, progress, cancelled)
    if not count:
        raise Invalid(_("There is no customer in the file; nothing was imported."), where=path.name)
    if chosen is not None and source.headings and not dry_run:
        intake.remember_layout(headings=digest_of(source.headings), layout=chosen.lasting.as_json())
    return report


def _remembered(intake: IntakeService, headings: str) -> str:
    with intake.store.read() as view:
        return layout_of(view, headings)


@dataclass
class _Importer:
    """Takes pieces in and keeps account of them."""

    intake: IntakeService
    terms: Terms
    report: ImportReport
    stack: ExitStack
    source: Source
    path: Path
    related: list[tuple[CustomerId, Related]] = field(default_factory=list)
    rejects: BinaryIO | None = None
    at_once: int = FEWEST

    def take_all(
        self,
        chunks: Iterator[list[Read]],
        progress: Callable[[int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> int:
        """Take in all there is, some at a time; return how many cards or rows were read."""
        count = 0
        for pieces in chunks:
            self.take(pieces)
            count += len(pieces)
            if progress is not None:
                progress(count)
            if cancelled is not None and cancelled():
                self.report.cancelled = True
                break
        self.finish()
        return count

    def take(self, pieces: list[Read]) -> None:
        """Take some pieces in, in transactions as long as a colleague may be kept waiting."""
        done = 0
        while left := len(pieces) - done:
            # In equal parts: a few that are left over cost a transaction as many do.
            begun, count = time.monotonic(), -(-left // -(-left // self.at_once))
            self._take_together(pieces[done : done + count])
            done += count
            self.at_once = next_count(count, time.monotonic() - begun)

    def _take_together(self, pieces: list[Read]) -> None:
        customers = [piece.customer for piece in pieces if piece.customer is not None]
        if self.report.import_id is None:
            taken = self.intake.try_out(customers=customers, terms=self.terms)
        else:
            taken = self.intake.take_in(run=self.report.import_id, customers=customers, terms=self.terms)
        fates = iter(taken)
        for piece in pieces:
            refused = piece.customer is None
            self._account(piece, Taken(Fate.REJECTED, reason=piece.reason) if refused else next(fates))

    def _account(self, piece: Read, taken: Taken) -> None:
        report = self.report
        if taken.fate is Fate.REJECTED:
            report.rejected_count += 1
            if len(report.rejected) < MOST_TOLD:
                report.rejected.append(Rejection(piece.line, taken.reason))
            self._write_out(piece)
            return
        if piece.notes:
            room = MOST_TOLD - len(report.noted)
            report.noted += [Rejection(piece.line, note) for note in piece.notes[: max(0, room)]]
        setattr(report, str(taken.fate), getattr(report, str(taken.fate)) + 1)
        if taken.customer is not None and piece.customer is not None:
            if taken.fate is Fate.CREATED:
                report.ids.append(taken.customer)
            self.related += [(taken.customer, one) for one in piece.customer.related]

    def _write_out(self, piece: Read) -> None:
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


def next_count(count: int, seconds: float) -> int:
    """Return how many to write at once after `count` took so many seconds."""
    return max(FEWEST, min(CHUNK, int(count * LONGEST_WAIT / max(seconds, 1e-6))))


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
