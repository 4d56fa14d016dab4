"""The grid: a sheet under the keyboard, with copy and paste as a spreadsheet does them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from desktop_crm.core.i18n import _
from desktop_crm.process.sheets import is_new
from desktop_crm.ui.modelling.grid_cells import CellDelegate
from desktop_crm.ui.modelling.grid_heads import NOTE, ColumnHeads, Corner, RowHeads
from desktop_crm.ui.modelling.grid_model import GridModel
from desktop_crm.ui.modelling.grid_paint import CellPainter
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.cells import dress_as_panel

Index = QModelIndex | QPersistentModelIndex
_MATRIX_COLUMN = 88
_ROW_HEAD = 256
_Key = Qt.Key


class GridView(QTableView):
    """Shows a `GridModel`.

    Signals:
        cell_changed: another cell is the current one.
        find_wanted: Ctrl+F.
    """

    cell_changed = Signal()
    find_wanted = Signal()

    def __init__(self, grid: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = grid
        self._cells = CellDelegate(grid, self)
        self.setItemDelegate(self._cells)
        self._painter = CellPainter(self, grid)
        # Before there is a model: Qt's own heads would measure every title of it.
        self.setHorizontalHeader(ColumnHeads(grid, self))
        self.setVerticalHeader(RowHeads(grid, self))
        self.setModel(grid)
        self.setAccessibleName(grid.sheet.title)
        self._set_up()
        self._corner = self._make_corner()
        grid.shown = self._places_shown
        grid.modelReset.connect(self._arrange)
        self._arrange()
        self._dress()
        # A method, not a closure: it is let go of with the view, while the theme lives on.
        theme().changed.connect(self._dress)

    def _places_shown(self) -> Iterator[tuple[int, int]]:
        """Yield the places of the cells in view."""
        area = self.viewport().rect()
        top, left = self.rowAt(0), self.columnAt(0)
        if top < 0 or left < 0:
            return
        bottom, right = self.rowAt(area.bottom()), self.columnAt(area.right())
        rows = range(top, (bottom if bottom >= 0 else len(self.grid.rows) - 1) + 1)
        columns = range(left, (right if right >= 0 else len(self.grid.columns) - 1) + 1)
        yield from product(rows, columns)

    def _dress(self) -> None:
        self._painter.forget()
        dress_as_panel(self)

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        triggers = QAbstractItemView.EditTrigger
        keys = triggers.EditKeyPressed | triggers.DoubleClicked
        self.setEditTriggers(keys if self.grid.sheet.matrix else keys | triggers.AnyKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        upright = self.verticalHeader()
        high = theme().height("row_compact") if self.grid.sheet.matrix else 28
        upright.setMinimumSectionSize(high)
        upright.setDefaultSectionSize(high)
        upright.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        upright.setVisible(self.grid.sheet.matrix)
        upright.setFixedWidth(_ROW_HEAD + NOTE)

    def _make_corner(self) -> Corner:
        of_activities = self.grid.sheet.key != "measurements"
        corner = Corner(
            _("Activity") if of_activities else _("Key success factor"),
            _("Done by") if of_activities else _("Measure"),
            self,
        )
        corner.setVisible(self.grid.sheet.matrix)
        corner.setGeometry(0, 0, _ROW_HEAD + NOTE, self.horizontalHeader().height())
        return corner

    def _arrange(self) -> None:
        """Give columns their widths."""
        if self.grid.sheet.matrix:
            self.horizontalHeader().setDefaultSectionSize(_MATRIX_COLUMN)
        for number, column in enumerate(self.grid.columns):
            if column.width:
                self.setColumnWidth(number, column.width)

    def go(self, row: str, column: str) -> bool:
        """Make a cell the current one; tell whether it is shown."""
        index = self.grid.place_of(row, column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        return index.isValid()

    def begin(self) -> None:
        """Put the keyboard on a cell."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.currentIndex().isValid():
            first = next((n for n, row in enumerate(self.grid.rows) if not row.heading), -1)
            self.setCurrentIndex(self.grid.index(first, 0))

    def follow(self) -> None:
        """Show the model again and stay on the cell."""
        here = self.grid.cell(self.currentIndex())
        self.grid.follow()
        if here is not None and not self.currentIndex().isValid():
            index = self.grid.place_of(here[0].code, here[1].code)
            if index.isValid():
                self.setCurrentIndex(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which cell is the current one, and show its heads."""
        super().currentChanged(current, previous)
        upright, level = self.verticalHeader(), self.horizontalHeader()
        if current.row() != previous.row():
            for row in (previous.row(), current.row()):
                upright.updateSection(row)
        if current.column() != previous.column():
            for column in (previous.column(), current.column()):
                level.updateSection(column)
        self.cell_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells that show, all at once."""
        self._painter.paint(QPainter(self.viewport()), event.region())

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close the line one typed in, then take what it held, at once: the next key may come already."""
        super().closeEditor(editor, hint)
        self._cells.take_typed()

    # Keys ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Set marks by their letters, clear, copy, paste, move and take out rows, edit with Enter."""
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # what the line did not want, such as the Enter that ended it
            return
        standard = QKeySequence.StandardKey
        key, with_keys = _Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(standard.Copy):
            self.copy()
        elif event.matches(standard.Cut):
            self.copy()
            self.grid.clear(self.selectedIndexes())
        elif event.matches(standard.Paste):
            self.paste()
        elif event.matches(standard.Find):
            self.find_wanted.emit()
        elif (
            key in (_Key.Key_Delete, _Key.Key_Backspace) and with_keys == Qt.KeyboardModifier.ControlModifier
        ):
            self.remove_row()
        elif key in (_Key.Key_Delete, _Key.Key_Backspace) and not with_keys:
            self.grid.clear(self.selectedIndexes())
        elif key in (_Key.Key_Up, _Key.Key_Down) and with_keys == Qt.KeyboardModifier.AltModifier:
            self.move_row(-1 if key is _Key.Key_Up else 1)
        elif key in (_Key.Key_Return, _Key.Key_Enter) and not with_keys:
            self.edit(self.currentIndex())
        elif not self._mark(event):
            super().keyPressEvent(event)

    def _mark(self, event: QKeyEvent) -> bool:
        """Take a letter as a mark; a digit begins to type a place."""
        sheet = self.grid.sheet
        typed = event.text().upper()
        if not sheet.matrix or not typed:
            return False
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        if typed in {mark for mark, _words in sheet.marks}:
            self.grid.toggle(self.currentIndex(), typed)
            return True
        if typed.isdigit() and not sheet.marks:
            self.grid.setData(self.currentIndex(), typed)
            return True
        return False

    def copy(self) -> None:
        """Put the selected cells on the clipboard, columns apart by tabs."""
        cells = self.selectedIndexes()
        rows, columns = sorted({one.row() for one in cells}), sorted({one.column() for one in cells})
        lines = ["\t".join(" ".join(self.grid.text(row, one).split()) for one in columns) for row in rows]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self) -> None:
        """Put what a spreadsheet copied into the cells from the current one on."""
        text = QGuiApplication.clipboard().text().rstrip("\r\n")
        at = self.currentIndex()
        if text and at.isValid():
            lines = [line.split("\t") for line in text.splitlines()]
            cells = self.selectedIndexes()
            if len(lines) == 1 and len(lines[0]) == 1 and len(cells) > 1:  # one value into all that is marked
                wide = len({one.column() for one in cells})
                lines = [lines[0] * wide for _row in {one.row() for one in cells}]
                at = min(cells, key=lambda one: (one.row(), one.column()))
            self.grid.put(at.row(), at.column(), lines)

    def remove_row(self) -> None:
        """Take the thing of the current row out of the model."""
        cell = self.grid.cell(self.currentIndex())
        if cell is not None and not is_new(cell[0].code):
            row = cell[0]
            at = self.currentIndex()
            words = _("{row} taken out").format(row=row.title)
            if self.grid.bench.edit(words, lambda model: self.grid.sheet.remove(model, row.code)):
                self.setCurrentIndex(self.grid.index(min(at.row(), len(self.grid.rows) - 1), at.column()))

    def move_row(self, by: int) -> None:
        """Move the thing of the current row up or down, and go with it."""
        cell = self.grid.cell(self.currentIndex())
        if cell is not None and not is_new(cell[0].code):
            row, column = cell
            words = _("{row} moved").format(row=row.title)
            if self.grid.bench.edit(words, lambda model: self.grid.sheet.move(model, row.code, by)):
                self.go(row.code, column.code)
