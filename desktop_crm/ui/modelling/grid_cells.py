"""How the cells of the model's sheets are typed in: a line over the cell, which offers what may stand there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_crm.ui.modelling.grid_model import GridModel
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.offer import Offer

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Makes a line to type in for the cells of a `GridModel`."""

    def __init__(self, grid: GridModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._typed: Callable[[], bool] | None = None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Make a line to type in, which offers what a cell may hold."""
        line = LineEdit(parent=parent)
        line.setMinimumHeight(0)
        words = self._grid.sheet.words(self._grid.bench.model, self._grid.columns[index.column()].code)
        if words:
            line.setCompleter(Offer(words, line))
            line.setPlaceholderText(", ".join(words[:4]))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put what stands in the cell into the line, unless somebody is typing there: findings come meanwhile."""
        line = cast(LineEdit, editor)
        if not line.isModified():
            line.setText(self._grid.text(index.row(), index.column()))
            line.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Keep what was typed until the line is closed.

        A change may add rows, and that would close the line under the view's hands.
        """
        cell, text = self._grid.cell(index), cast(LineEdit, editor).text()
        if cell is not None and text != self._grid.text(index.row(), index.column()):
            self._typed = partial(self._grid.take, cell, text)

    def take_typed(self) -> None:
        """Give what was typed to the model; the line is closed."""
        typed, self._typed = self._typed, None
        if typed is not None:
            typed()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Lay the line over the cell, wide enough to type in."""
        area = QRect(option.rect)
        area.setWidth(max(area.width(), 200))
        editor.setGeometry(area)
