"""How the cells of the model's sheets are painted: letters in boxes, findings as a tint and a sign.

A delegate is asked cell by cell, and each cell crosses into Qt some twenty times. Here all that shows is painted
at once: grounds and lines by the row and the column, letters from pictures made once; an empty cell costs a look
into a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple, cast

from PySide6.QtCore import QItemSelectionRange, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QTableView

from desktop_crm.core.i18n import _
from desktop_crm.process.sheets import is_new
from desktop_crm.ui.modelling.grid_model import GridModel
from desktop_crm.ui.theme import paint, theme

TINTS = {
    "error": ("overdue_bg", "error", "overdue_shape"),
    "warning": ("at_risk_bg", "warning", "at_risk_shape"),
}
_FILLED = frozenset("RM")
_BOX, _GAP = 18, 4
_FEW = 12  # areas that are painted one by one; more of them as one


class _Strip(NamedTuple):
    """A row or a column that shows: its number, where it begins and how far it reaches, in pixels."""

    number: int
    start: int
    size: int


class _Shown(NamedTuple):
    """The rows and columns that reach into an area."""

    rows: list[_Strip]
    columns: list[_Strip]

    def cells(self) -> Iterator[tuple[int, int, QRect]]:
        """Yield each cell's row, column and place."""
        for row, column in product(self.rows, self.columns):
            yield row.number, column.number, QRect(column.start, row.start, column.size, row.size)

    def whole(self) -> QRect:
        """Return the place of all of them."""
        (first, last), (left, right) = (self.rows[0], self.rows[-1]), (self.columns[0], self.columns[-1])
        return QRect(
            left.start,
            first.start,
            right.start + right.size - left.start,
            last.start + last.size - first.start,
        )


class CellPainter:
    """Paints the cells of a view on a `GridModel`."""

    def __init__(self, view: QTableView, grid: GridModel) -> None:
        self._view, self._grid = view, grid
        self._stamps: dict[tuple[str, float], QPixmap] = {}

    def forget(self) -> None:
        """Let go of the pictures of letters: colours or fonts are other ones now."""
        self._stamps.clear()

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint what reaches into a region of the viewport."""
        areas = [region.boundingRect()] if region.rectCount() > _FEW else cast(Iterable[QRect], region)
        for area in areas:
            shown = self._shown(area)
            if shown is not None:
                painter.setClipRect(area)
                self._paint(painter, shown)

    def _shown(self, area: QRect) -> _Shown | None:
        view, grid = self._view, self._grid
        top, left = view.rowAt(area.top()), view.columnAt(area.left())
        if top < 0 or left < 0:
            return None
        bottom, right = view.rowAt(area.bottom()), view.columnAt(area.right())
        rows = range(top, (bottom if bottom >= 0 else len(grid.rows) - 1) + 1)
        columns = range(left, (right if right >= 0 else len(grid.columns) - 1) + 1)
        return _Shown(
            [_Strip(one, view.rowViewportPosition(one), view.rowHeight(one)) for one in rows],
            [_Strip(one, view.columnViewportPosition(one), view.columnWidth(one)) for one in columns],
        )

    def _paint(self, painter: QPainter, shown: _Shown) -> None:
        selected = self._selected(shown)
        self._grounds(painter, shown, selected)
        self._lines(painter, shown)
        rows = self._grid.rows
        for row, column, area in shown.cells():
            if not rows[row].heading:
                self._content(painter, row, column, area, selected=(row, column) in selected)
        for strip in shown.rows:
            if rows[strip.number].heading:
                self._heading(painter, strip, shown)
        self._ring(painter)

    def _selected(self, shown: _Shown) -> set[tuple[int, int]]:
        """Return the places of the cells that are selected and show."""
        rows, columns = shown.rows, shown.columns
        found: set[tuple[int, int]] = set()
        for part in cast(Iterable[QItemSelectionRange], self._view.selectionModel().selection()):
            across = range(max(part.left(), columns[0].number), min(part.right(), columns[-1].number) + 1)
            down = range(max(part.top(), rows[0].number), min(part.bottom(), rows[-1].number) + 1)
            found.update(product(down, across))
        return found

    def _sign(self, row: int, column: int) -> str:
        grid = self._grid
        return grid.signs.get((grid.rows[row].code, grid.columns[column].code), "")

    def _grounds(self, painter: QPainter, shown: _Shown, selected: set[tuple[int, int]]) -> None:
        """Paint what was found and what is selected as tints."""
        if not selected and not self._grid.signs:
            return
        look = theme()
        for row, column, area in shown.cells():
            if (row, column) in selected:
                painter.fillRect(area, look.colour("selection"))
            elif sign := self._sign(row, column):
                painter.fillRect(area, look.colour(TINTS[sign][0]))

    def _lines(self, painter: QPainter, shown: _Shown) -> None:
        line, whole = theme().colour("separator"), shown.whole()
        for _number, x, wide in shown.columns:
            painter.fillRect(QRect(x + wide - 1, whole.top(), 1, whole.height()), line)
        for _number, y, high in shown.rows:
            painter.fillRect(QRect(whole.left(), y + high - 1, whole.width(), 1), line)

    def _heading(self, painter: QPainter, strip: _Strip, shown: _Shown) -> None:
        """Paint a row that stands above a group, from edge to edge; a matrix names it in the head of the row."""
        look, whole = theme(), shown.whole()
        area = QRect(whole.left(), strip.start, whole.width(), strip.size)
        painter.fillRect(area, look.colour("panel_alt"))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), look.colour("separator"))
        if not self._grid.sheet.matrix:
            words = area.adjusted(12, 0, -8, 0)
            words.setLeft(self._view.columnViewportPosition(0) + 12)
            paint.text(painter, words, self._grid.rows[strip.number].title, "strong", "text")

    def _content(self, painter: QPainter, row: int, column: int, area: QRect, *, selected: bool) -> None:
        """Paint what stands in a cell, and the sign of what was found there."""
        grid = self._grid
        words, room = grid.text(row, column), area.adjusted(8, 0, -8, -1)
        sign = TINTS.get(self._sign(row, column))
        if sign is not None:
            place = QRectF(area.right() - 20, area.center().y() - 7, 14, 14)
            paint.icon(painter, place, sign[1], sign[2])
            room = room.adjusted(0, 0, -18, 0)
        if grid.sheet.matrix:
            if words:
                self._marks(painter, room, words)
        elif is_new(grid.rows[row].code) and column == 0:
            paint.text(painter, room, _("Type to add"), "body", "muted")
        elif words:
            muted = grid.columns[column].code == "code"
            ink = "selection_text" if selected else "muted" if muted else "text"
            paint.text(painter, room, words, "body", ink)

    def _marks(self, painter: QPainter, room: QRect, words: str) -> None:
        """Paint each letter of a cell in a box; what has details shows them as far as there is room."""
        parts = words.split(" | ")
        if not parts[0][:1].isalpha():  # places of steps
            paint.text(painter, room, words, "body", "text")
            return
        x = room.left()
        if all(len(part) <= 2 for part in parts):
            x = room.center().x() - (sum(map(_wide, parts)) + _GAP * (len(parts) - 1)) // 2
        for part in parts:
            mark, _colon, detail = part.partition(": ")
            painter.drawPixmap(QPoint(x, room.center().y() - _BOX // 2 + 1), self._stamp(painter, mark))
            x += _wide(mark) + _GAP
            if detail:
                place = QRect(x, room.top(), max(0, room.right() - x), room.height())
                paint.text(painter, place, detail, "caption", "muted")
                x += paint.width_of(detail, "caption") + 8

    def _stamp(self, painter: QPainter, mark: str) -> QPixmap:
        """Return the picture of a letter in its box."""
        ratio = painter.device().devicePixelRatio()
        found = self._stamps.get((mark, ratio))
        if found is None:
            found = self._stamps[mark, ratio] = _stamped(mark, ratio)
        return found

    def _ring(self, painter: QPainter) -> None:
        here = self._view.currentIndex()
        if here.isValid() and not self._grid.rows[here.row()].heading:
            area = self._view.visualRect(here).adjusted(0, 0, -1, -1)
            paint.box(painter, area, outline=theme().colour("focus"), radius=0, width=2)


def _wide(mark: str) -> int:
    """Return the width of a letter's box; a star beside it needs room."""
    return _BOX if len(mark) == 1 else _BOX + 8


def _stamped(mark: str, ratio: float) -> QPixmap:
    look, size, filled = theme(), QSize(_wide(mark), _BOX), mark[:1] in _FILLED
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter, box, accent = QPainter(made), QRect(QPoint(0, 0), size), look.colour("accent")
    paint.box(painter, box, fill=accent if filled else look.colour("panel"), outline=accent, radius=3)
    painter.setFont(look.font("strong" if filled else "body"))
    painter.setPen(look.colour("accent_text" if filled else "accent_ink"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark)
    painter.end()
    return made
