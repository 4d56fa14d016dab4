"""A sheet of the model as a table that views show; every cell is text, and typing goes to the bench."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_crm.core.i18n import _
from desktop_crm.process.sheets import Cell, Head, Sheet, is_new, toggled
from desktop_crm.ui.modelling.bench import Bench

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole
_FEW = 60  # cells that are told one by one
# Made once: a table of cells asks for them a thousand times when it is painted.
_NONE = Qt.ItemFlag.NoItemFlags
_READ = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_EDIT = _READ | Qt.ItemFlag.ItemIsEditable


class GridModel(QAbstractTableModel):
    """Shows one sheet of what is on the bench.

    Attributes:
        sheet: what it shows. `rows` and `columns`: the heads that are shown.
        signs: for a cell's or a row's codes the severity of the worst finding there.
        shown: asked for the places that a view shows; None: all may be shown.
    """

    def __init__(self, bench: Bench, sheet: Sheet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bench, self.sheet = bench, sheet
        self.rows: tuple[Head, ...] = ()
        self.columns: tuple[Head, ...] = ()
        self.signs: dict[tuple[str, str], str] = {}
        self.shown: Callable[[], Iterable[tuple[int, int]]] | None = None
        self._filter = ""
        self._flags = _READ
        self._texts: dict[tuple[int, int], str] = {}
        self.follow()

    def follow(self) -> None:
        """Show the model that is on the bench now; heads that stay keep the view where it is."""
        self._flags = _EDIT if self.bench.editable else _READ
        rows, columns = self._heads()
        if [one.code for one in rows] != [one.code for one in self.rows] or columns != self.columns:
            self.beginResetModel()
            self.rows, self.columns, self._texts = rows, columns, {}
            self.endResetModel()
            return
        renamed = [number for number, row in enumerate(rows) if row != self.rows[number]]
        before, self._texts = self._texts, {}
        self.rows = rows
        if self.shown is None:
            self.tell()
            return
        # Painting a matrix takes longer than finding out which of its cells changed.
        self._tell_cells(
            [place for place in self.shown() if place in before and self.text(*place) != before[place]]
        )
        for number in renamed:
            self._tell_row(number)

    def _tell_cells(self, places: Sequence[tuple[int, int]]) -> None:
        if len(places) > _FEW:
            self.tell()
            return
        for row, column in places:
            index = self.index(row, column)
            self.dataChanged.emit(index, index)

    def _tell_row(self, row: int) -> None:
        if self.columns:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, row, row)

    def _heads(self) -> tuple[tuple[Head, ...], tuple[Head, ...]]:
        model = self.bench.model
        rows, columns = self.sheet.rows(model), self.sheet.columns(model)
        if not self.bench.editable:
            rows = tuple(row for row in rows if not is_new(row.code))
        if self._filter:
            rows = tuple(row for row in rows if not row.heading and self._matches(row, columns))
        return rows, columns

    def _matches(self, row: Head, columns: tuple[Head, ...]) -> bool:
        words = row.title
        if not self.sheet.matrix:
            words += " ".join(self.sheet.text(self.bench.model, row.code, one.code) for one in columns)
        return self._filter in words.casefold()

    def set_filter(self, text: str) -> None:
        """Show only rows that hold a text."""
        self._filter = text.strip().casefold()
        self.follow()

    def set_signs(self, signs: dict[tuple[str, str], str]) -> None:
        """Mark rows and cells with the severity of what was found there."""
        other = {place for place, _sign in signs.items() ^ self.signs.items()}
        self.signs = signs
        rows = {row.code: number for number, row in enumerate(self.rows)}
        columns = {column.code: number for number, column in enumerate(self.columns)}
        self._tell_cells([(rows[row], columns[one]) for row, one in other if row in rows and one in columns])
        for row in {row for row, one in other if not one and row in rows}:
            self._tell_row(rows[row])

    def tell(self) -> None:
        """Let views paint everything again."""
        if self.rows and self.columns:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.rows) - 1)

    def place_of(self, row: str, column: str) -> QModelIndex:
        """Return where a row and column stand; an empty column is the first."""
        rows = [one.code for one in self.rows]
        columns = [one.code for one in self.columns]
        if row not in rows or not columns:
            return QModelIndex()
        return self.index(rows.index(row), columns.index(column) if column in columns else 0)

    def cell(self, index: Index) -> tuple[Head, Head] | None:
        """Return the heads of a cell; None where there is none."""
        if not index.isValid() or self.rows[index.row()].heading:
            return None
        return self.rows[index.row()], self.columns[index.column()]

    def text(self, row: int, column: int) -> str:
        """Return what a cell says."""
        found = self._texts.get((row, column))
        if found is None:
            head = self.rows[row]
            if head.heading:
                found = head.title if column == 0 else ""
            else:
                found = self.sheet.text(self.bench.model, head.code, self.columns[column].code)
            self._texts[row, column] = found
        return found

    def toggle(self, index: Index, mark: str) -> bool:
        """Set a mark in a cell, or take it away."""
        cell = self.cell(index)
        if cell is None:
            return False
        row, column = cell
        return self.bench.edit(
            _("{mark} in {row}").format(mark=mark, row=row.title),
            lambda model: toggled(self.sheet, model, row.code, column.code, mark),
        )

    def put(self, top: int, left: int, lines: list[list[str]]) -> bool:
        """Put a block of texts into the cells from one on, all or none; rows beyond the last add new ones."""

        def paste(model: Any) -> Any:
            for new, aimed in groupby(self._aimed(top, left, lines), key=lambda one: is_new(one[0])):
                if not new:
                    model = self.sheet.write_all(model, (cell for _row, cells in aimed for cell in cells))
                    continue
                for _row, cells in aimed:
                    model = self._with_new(model, cells)
            return model

        return bool(self.rows) and self.bench.edit(_("paste"), paste)

    def _aimed(self, top: int, left: int, lines: list[list[str]]) -> Iterator[tuple[str, list[Cell]]]:
        """Yield for each line the row that takes it, with its cells; the last row takes more only if it is new."""
        shown = [row.code for row in self.rows[top:] if not row.heading]
        for number, line in enumerate(lines):
            row = shown[min(number, len(shown) - 1)]
            if number < len(shown) or is_new(row):
                heads = self.columns[left:]
                yield row, [(row, head.code, text) for head, text in zip(heads, line, strict=False)]

    def _with_new(self, model: Any, cells: list[Cell]) -> Any:
        """Return the model with a thing more: the first text makes it, the others are told of it."""
        known = {one.code for one in self.sheet.rows(model)}
        for number, (row, column, text) in enumerate(cells):
            model = self.sheet.write(model, row, column, text)
            made = next((one.code for one in self.sheet.rows(model) if one.code not in known), None)
            if made is not None:
                return self.sheet.write_all(model, ((made, *cell[1:]) for cell in cells[number + 1 :]))
        return model

    def clear(self, cells: list[QModelIndex]) -> bool:
        """Empty cells, all or none."""
        places = [
            cell for index in cells if (cell := self.cell(index)) is not None and not is_new(cell[0].code)
        ]

        def empty(model: Any) -> Any:
            return self.sheet.write_all(model, ((row.code, column.code, "") for row, column in places))

        return bool(places) and self.bench.edit(_("clear"), empty)

    # What views ask -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return what a cell says."""
        if not index.isValid():
            return None
        if role in (_Role.DisplayRole, _Role.EditRole):
            return self.text(index.row(), index.column())
        cell = self.cell(index)
        if role == _Role.AccessibleTextRole and cell is not None:
            said = self.text(index.row(), index.column())
            return f"{cell[0].title}, {cell[1].title}: {said or _('empty')}"
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        """Take what was typed."""
        cell = self.cell(index)
        if role != _Role.EditRole or cell is None or str(value) == self.text(index.row(), index.column()):
            return False
        return self.take(cell, str(value))

    def take(self, cell: tuple[Head, Head], text: str) -> bool:
        """Take a text for the cell of these heads."""
        row, column = cell
        words = _("{column} of {row}").format(column=column.title, row=row.title)
        return self.bench.edit(words, lambda model: self.sheet.write(model, row.code, column.code, text))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell: headings are only read."""
        if not index.isValid() or self.rows[index.row()].heading:
            return _NONE
        return self._flags

    def headerData(self, section: int, side: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Return the title of a row or column."""
        heads = self.columns if side is Qt.Orientation.Horizontal else self.rows
        if role == _Role.DisplayRole and 0 <= section < len(heads):
            return heads[section].title
        return None
