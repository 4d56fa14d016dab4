"""How cells and heads of the model's sheets are painted: letters in boxes, findings as a tint and a sign."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_crm.core.i18n import _
from desktop_crm.process.sheets import is_new
from desktop_crm.ui.modelling.grid_model import GridModel
from desktop_crm.ui.modelling.offer import Offer
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.line_edit import LineEdit

Index = QModelIndex | QPersistentModelIndex
TINTS = {
    "error": ("overdue_bg", "error", "overdue_shape"),
    "warning": ("at_risk_bg", "warning", "at_risk_shape"),
}
_FILLED = frozenset("RM")
_BOX = 18
NOTE = 84


def _wide(mark: str) -> int:
    """Return the width of a letter's box; a star beside it needs room."""
    return _BOX if len(mark) == 1 else _BOX + 8


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of a `GridModel`, and makes a line to type in."""

    def __init__(self, grid: GridModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._typed: Callable[[], bool] | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        look, area, grid = theme(), option.rect, self._grid
        row, column = grid.rows[index.row()], grid.columns[index.column()]
        line = look.colour("separator")
        if row.heading:
            painter.fillRect(area, look.colour("panel_alt"))
            if not grid.sheet.matrix and index.column() == 0:
                paint.text(painter, area.adjusted(12, 0, -8, 0), row.title, "strong", "text")
            painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), line)
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        sign = grid.signs.get((row.code, column.code), "")
        tint = TINTS.get(sign)
        if tint is not None:
            painter.fillRect(area, look.colour(tint[0]))
        if selected:
            painter.fillRect(area, look.colour("selection"))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), line)
        painter.fillRect(QRect(area.right(), area.top(), 1, area.height()), line)
        words = grid.text(index.row(), index.column())
        room = area.adjusted(8, 0, -8, -1)
        if tint is not None:
            paint.icon(painter, QRectF(area.right() - 20, area.center().y() - 7, 14, 14), tint[1], tint[2])
            room = room.adjusted(0, 0, -18, 0)
        if grid.sheet.matrix:
            self._marks(painter, room, words)
        elif is_new(row.code) and index.column() == 0:
            paint.text(painter, room, _("Type to add"), "body", "muted")
        else:
            ink = "selection_text" if selected else "muted" if column.code == "code" else "text"
            paint.text(painter, room, words, "body", ink)
        self._ring(painter, option, index)

    def _ring(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index == cast(QTableView, option.widget).currentIndex():
            area = QRect(option.rect)
            paint.box(
                painter, area.adjusted(0, 0, -1, -1), outline=theme().colour("focus"), radius=0, width=2
            )

    def _marks(self, painter: QPainter, room: QRect, words: str) -> None:
        """Paint each letter of a cell in a box; what has details shows them as far as there is room."""
        look, x = theme(), room.left()
        parts = [part for part in words.split(" | ") if part]
        if parts and not parts[0][0].isalpha():  # places of steps
            paint.text(painter, room, words, "body", "text")
            return
        if all(len(part) <= 2 for part in parts):
            x = room.center().x() - (sum(map(_wide, parts)) + 4 * (len(parts) - 1)) // 2
        for part in parts:
            mark, _colon, detail = part.partition(": ")
            box = QRect(x, room.center().y() - _BOX // 2 + 1, _wide(mark), _BOX)
            filled = mark[:1] in _FILLED
            accent = look.colour("accent")
            paint.box(painter, box, fill=accent if filled else look.colour("panel"), outline=accent, radius=3)
            painter.setFont(look.font("strong" if filled else "body"))
            painter.setPen(look.colour("accent_text" if filled else "accent_ink"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark)
            x += _wide(mark) + 4
            if detail:
                paint.text(
                    painter,
                    QRect(x, room.top(), max(0, room.right() - x), room.height()),
                    detail,
                    "caption",
                    "muted",
                )
                x += paint.width_of(detail, "caption") + 8

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


class RowHeads(QHeaderView):
    """The frozen heads of a matrix's rows: what it is called, and a word beside it."""

    def __init__(self, grid: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._grid = grid
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        """Return the width that was set; Qt would measure two hundred heads to find it."""
        return QSize(self.maximumWidth(), 0)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one head."""
        if not 0 <= section < len(self._grid.rows):
            return
        look, row = theme(), self._grid.rows[section]
        view = cast(QTableView, self.parentWidget())
        current = view.currentIndex().row() == section and not row.heading
        painter.fillRect(rect, look.colour("selection" if current else "panel_alt"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("separator"))
        sign = TINTS.get(self._grid.signs.get((row.code, ""), ""))
        if row.heading:
            paint.text(painter, rect.adjusted(16, 0, -4, 0), row.title, "strong", "text")
            return
        painter.fillRect(QRect(rect.right() - 1, rect.top(), 1, rect.height()), look.colour("border"))
        ink = "selection_text" if current else "text"
        right = NOTE if row.note else 8
        if sign is not None:
            paint.icon(painter, QRectF(rect.left() + 4, rect.center().y() - 7, 14, 14), sign[1], sign[2])
        paint.text(painter, rect.adjusted(20, 0, -right, 0), row.title, "body", ink)
        if row.note:
            paint.text(
                painter,
                QRect(rect.right() - NOTE + 4, rect.top(), NOTE - 8, rect.height()),
                row.note,
                "caption",
                "muted",
            )


class ColumnHeads(QHeaderView):
    """The frozen heads of columns; a matrix's are two lines high."""

    def __init__(self, grid: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grid = grid
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setFixedHeight(theme().height("matrix_head" if grid.sheet.matrix else "table_head"))

    def sizeHint(self) -> QSize:
        """Return the height that was set; Qt would measure two hundred heads to find it."""
        return QSize(0, self.maximumHeight())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one head."""
        if not 0 <= section < len(self._grid.columns):
            return
        look, column = theme(), self._grid.columns[section]
        view = cast(QTableView, self.parentWidget())
        current = view.currentIndex().column() == section and view.currentIndex().isValid()
        painter.fillRect(rect, look.colour("accent_soft" if current else "panel_alt"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.colour("separator"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), look.colour("separator"))
        painter.setFont(look.font("table_head"))
        painter.setPen(look.colour("accent_ink" if current else "muted"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        flags |= Qt.AlignmentFlag.AlignHCenter if self._grid.sheet.matrix else Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            rect.adjusted(8 if not self._grid.sheet.matrix else 4, 0, -4, 0), int(flags), column.title
        )


class Corner(QWidget):
    """The head above the heads of the rows: what the rows are."""

    def __init__(self, words: str, note: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._note = words, note

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words on the ground of a head."""
        painter, look = QPainter(self), theme()
        painter.fillRect(self.rect(), look.colour("panel_alt"))
        paint.line(painter, 0, self.height() - 1, self.width(), self.height() - 1, look.colour("separator"))
        painter.fillRect(QRect(self.width() - 2, 0, 1, self.height()), look.colour("border"))
        paint.text(painter, self.rect().adjusted(20, 0, -NOTE, 0), self._words, "table_head", "muted")
        place = QRect(self.width() - NOTE + 3, 0, NOTE - 8, self.height())
        paint.text(painter, place, self._note, "table_head", "muted")
