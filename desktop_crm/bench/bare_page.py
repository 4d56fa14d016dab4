"""The reference of `bench team`: plain Qt tables and lines drawn, as many as the Team screen has, in Qt's own style."""

from __future__ import annotations

from collections.abc import Sequence
from math import sin

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import (
    QGridLayout,
    QScrollArea,
    QStyleFactory,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

_PLOT_HEIGHT = 184


class _Plot(QWidget):
    """A line of so many points."""

    def __init__(self, points: int) -> None:
        super().__init__()
        self._points = points
        self.setFixedHeight(_PLOT_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the line."""
        step, middle = self.width() / max(1, self._points), self.height() / 2
        places = (QPointF(place * step, middle * (1 + sin(place) / 2)) for place in range(self._points))
        QPainter(self).drawPolyline(QPolygonF(list(places)))


class BareWindow(QScrollArea):
    """A window whose page is built anew each time; it stays open in between, as ours does."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._style = QStyleFactory.create("Fusion")  # goes with the widgets of a page
        self.setWidgetResizable(True)
        self.resize(width, height)
        self.show()

    def build(self, tables: Sequence[tuple[int, int]], plots: Sequence[int]) -> list[QWidget]:
        """Show a new page of tables (rows and columns) below plots (points); return what has to be painted."""
        page = QWidget()
        grid = QGridLayout(page)
        for column, points in enumerate(plots):
            grid.addWidget(_Plot(points), 0, column)
        made = [_table(rows, columns) for rows, columns in tables]
        for place, table in enumerate(made):
            for widget in (table, table.horizontalHeader(), table.verticalHeader()):
                widget.setStyle(self._style)
            grid.addWidget(table, 1 + place, 0, 1, max(1, len(plots)))
        self.setWidget(page)  # the one before goes
        self._style = QStyleFactory.create("Fusion")
        return [table.viewport() for table in made]


def _table(rows: int, columns: int) -> QTableWidget:
    table = QTableWidget(rows, columns)
    for row in range(rows):
        for column in range(columns):
            table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
    return table
