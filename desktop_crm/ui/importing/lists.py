"""The lists of the Import page: first rows as they come in, rows that were rejected, earlier imports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject

from desktop_crm.core.i18n import _
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.imports import RunRow
from desktop_crm.customers.points import DIALLED, PointKind
from desktop_crm.exchange.importing import Rejection
from desktop_crm.exchange.sources import Piece
from desktop_crm.ui import wording
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the file in words; `id` is its line."""

    id: int
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    born: str = ""
    wrong: str = ""


def shown(piece: Piece) -> ShownRow:
    """Return what a row will be, or why it will not."""
    if piece.incoming is None:
        return ShownRow(piece.line, wrong=piece.reason)
    data = piece.incoming.data
    first = data.addresses[0] if data.addresses else None
    parts = () if first is None else (first.street, first.postcode, first.town)
    return ShownRow(
        piece.line,
        data.name,
        _points(data, DIALLED),
        _points(data, {PointKind.EMAIL}),
        ", ".join(part for part in parts if part),
        data.birth_date.isoformat() if data.birth_date else "",
        " ".join(piece.notes),
    )


def _points(data: CustomerData, kinds: Iterable[PointKind]) -> str:
    return ", ".join(one.content for one in data.points if one.kind in kinds)


def preview_model(parent: QObject) -> PagedTableModel:
    """Return the model of the first rows."""
    columns = (
        Column("line", _("Line"), lambda row: str(row.id), 56, "muted", right=True),
        Column("name", _("Name"), lambda row: row.name, 150, "strong"),
        Column("phone", _("Telephone"), lambda row: row.phone, 120),
        Column("email", _("E-mail"), lambda row: row.email, 160),
        Column("address", _("Address"), lambda row: row.address, 160, stretch=True),
        Column("born", _("Born"), lambda row: row.born, 104, right=True),  # a date is never cut
        Column(
            "wrong", _("What is wrong"), lambda row: row.wrong, 160, stretch=True, tip=lambda row: row.wrong
        ),
    )
    return PagedTableModel(columns, parent=parent)


@dataclass(frozen=True, slots=True)
class ToldRow:
    """What became of somebody: rejected, kept with a remark, or left when an import was taken back."""

    id: int
    where: str
    reason: str


def rejected_rows(rejected: Iterable[Rejection], noted: Iterable[Rejection]) -> list[ToldRow]:
    """Return the rejected rows, then those that came in with a remark."""
    told = [(one.line, one.reason) for one in rejected]
    told += [(one.line, _("Came in, but {reason}").format(reason=one.reason)) for one in noted]
    lines = _("line {number}")
    return [ToldRow(place, lines.format(number=line), reason) for place, (line, reason) in enumerate(told)]


def told_model(parent: QObject) -> PagedTableModel:
    """Return the model of what became of single rows."""
    columns = (
        Column("where", _("Which"), lambda row: row.where, 160),
        Column("reason", _("Why"), lambda row: row.reason, 300, stretch=True, tip=lambda row: row.reason),
    )
    return PagedTableModel(columns, parent=parent)


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """An earlier import in words."""

    id: UUID
    run: RunRow
    at: str

    @property
    def did(self) -> str:
        """What it did."""
        words = _("{created} created, {updated} updated, {rejected} rejected")
        run = self.run
        return words.format(created=run.created, updated=run.updated, rejected=run.rejected)

    @property
    def state(self) -> str:
        """Whether it was taken back."""
        return _("taken back") if self.run.undone_at is not None else ""


def earlier_rows(runs: Iterable[RunRow]) -> list[EarlierRow]:
    """Return earlier imports as they are shown."""
    return [EarlierRow(run.id, run, wording.when_exactly(run.happened_at)) for run in runs]


def earlier_model(parent: QObject) -> PagedTableModel:
    """Return the model of earlier imports."""
    columns = (
        Column("file", _("File"), lambda row: row.run.file_name, 220, "strong", stretch=True),
        Column("at", _("When"), lambda row: row.at, 150, order=lambda row: row.run.happened_at),
        Column("by", _("By"), lambda row: row.run.employee, 140),
        Column("did", _("What it did"), lambda row: row.did, 280),
        Column("state", "", lambda row: row.state, 100, "muted"),
    )
    return PagedTableModel(columns, parent=parent)
