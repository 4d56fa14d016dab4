"""How the cells of a list are painted: rows of one line, chips of clocks, a line below each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.style_lists import selection_bar
from desktop_crm.ui.widgets.clock_chip import ClockFace, natural_width, paint_in_row
from desktop_crm.ui.widgets.paged_model import ROW, Column, PagedTableModel

_SIDE = 8
_FIRST = 15
_PARTS, _LOW, _STEP = ("chart_holding", "chart_working", "at_risk_shape"), 8, 3
Index = QModelIndex | QPersistentModelIndex


def dress_as_panel(view: QAbstractItemView) -> None:
    """Give a list the panel's ground: one reads there, one does not type there."""
    palette = view.palette()
    palette.setColor(QPalette.ColorRole.Base, theme().colour("panel"))
    view.setPalette(palette)
    view.viewport().update()


def _paint_bar(painter: QPainter, room: QRect, parts: Sequence[float]) -> None:
    """Paint the parts of a bar, each by how much of the room it takes; the later ones stand higher, too."""
    x = room.x()
    for place, (part, ink) in enumerate(zip(parts, _PARTS, strict=False)):
        wide, high = round(part * room.width()), _LOW + place * _STEP
        if part:
            area = QRect(x, room.center().y() + _LOW - high, max(2, wide), high)
            painter.fillRect(area, theme().colour(ink))
            x += area.width()


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of a `PagedTableModel` without asking the model role by role."""

    def __init__(
        self, model: PagedTableModel, parent: QObject | None = None, *, row_height: int = 32
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._height = row_height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the row's height and what its text takes."""
        column = self._model.columns[index.column()]
        row = index.data(ROW)
        words = column.text(row) if row is not None else ""
        wide = paint.width_of(words, "body") + 2 * _SIDE + 8
        if column.kind == "clock" and row is not None and column.face is not None:
            wide = natural_width(column.face(row), in_row=True) + 2 * _SIDE
        return QSize(wide, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        look, area = theme(), option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, look.colour("selection"))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), look.colour("separator"))
        first = index.column() == 0
        if selected and first:
            selection_bar(painter, area)
        column = self._model.columns[index.column()]
        row = self._model.row_at(index.row())
        room = area.adjusted(_FIRST if first else _SIDE, 0, -_SIDE, 0)
        if row is None:
            paint.text(painter, room, "…", "body", "muted")
        elif column.kind == "clock" and column.face is not None:
            self._paint_clock(painter, room, column.face(row))
        elif column.kind == "bar" and column.face is not None:
            _paint_bar(painter, room, column.face(row))
        else:
            self._paint_text(painter, room, column, row, selected=selected)

    def _paint_clock(self, painter: QPainter, room: QRect, face: ClockFace | None) -> None:
        if face is not None:
            # The shape stands under the head's word; a filled chip reaches eight pixels to its left.
            paint_in_row(painter, room.adjusted(-_SIDE, 0, _SIDE, -1), face)

    def _paint_text(
        self, painter: QPainter, room: QRect, column: Column, row: Any, *, selected: bool
    ) -> None:
        words = column.text(row)
        inks = {"muted": "muted", "link": "link"}
        ink = "selection_text" if selected else inks.get(column.kind, "text")
        bold = column.kind == "strong" and selected
        # Customers' words may hold line ends; a row has one line.
        line = " ".join(words.split()) if "\n" in words else words
        font, room = "strong" if bold else "body", room.adjusted(0, 0, 0, -1)
        if column.marks is not None:
            paint.marks(painter, room, line, font, column.marks(row))
        paint.text(painter, room, line, font, ink, right=column.right)

    def displayText(self, value: object, locale: object) -> str:
        """Return what a cell says, as the model gives it."""
        return str(value)
