"""The frozen heads of the model's sheets: what rows and columns are called, and the corner between them."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QStaticText, QTextOption, QTransform
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from desktop_crm.ui.modelling.grid_model import GridModel
from desktop_crm.ui.modelling.grid_paint import TINTS
from desktop_crm.ui.theme import paint, theme

NOTE = 84


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
        self._titles: dict[tuple[str, int], QStaticText] = {}
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
        room = rect.adjusted(4 if self._grid.sheet.matrix else 8, 0, -4, 0)
        words = self._shaped(column.title, room.width())
        painter.setClipRect(room)
        painter.drawStaticText(
            QPointF(room.x(), room.y() + max(0.0, (room.height() - words.size().height()) / 2)), words
        )

    def _shaped(self, title: str, width: int) -> QStaticText:
        """Return a title on as many lines as it takes, shaped once."""
        found = self._titles.get((title, width))
        if found is None:
            sides = Qt.AlignmentFlag.AlignHCenter if self._grid.sheet.matrix else Qt.AlignmentFlag.AlignLeft
            option = QTextOption(sides)
            option.setWrapMode(QTextOption.WrapMode.WordWrap)
            found = self._titles[title, width] = QStaticText(title)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.setTextOption(option)
            found.setTextWidth(width)
            found.prepare(QTransform(), theme().font("table_head"))
        return found


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
