"""A list as all are: type to filter, sort, columns remembered, Enter opens, Ctrl+C copies, Ctrl+E exports."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Protocol

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.cells import RowDelegate, dress_as_panel
from desktop_crm.ui.widgets.column_fit import fitted
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.paged_model import Index, PagedTableModel
from desktop_crm.ui.widgets.viewport import own_viewport

_LEAST_COLUMN = 48


class Keeper(Protocol):
    """Keeps small values between sessions; `core.settings.Settings` does."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is kept."""
        ...

    def put(self, values: dict[str, Any]) -> None:
        """Keep values."""
        ...


class ListView(QTableView):
    """A list of rows.

    Args:
        model: what it shows.
        name: what the list is called, aloud and in the settings.
        settings: keeps widths, order and sorting between sessions; None: nothing is kept.
        empty: what stands there while the list is empty.

    Attributes:
        filter_text: what was typed to filter; a whole list is filtered here, a long one by `filter_wanted`.

    Signals:
        opened: the id of the row to open (Enter, double click).
        current_changed: the id of the current row, or None.
        filter_changed: what is typed to filter, to be shown in a panel's head.
        sort_wanted: column key and whether descending; of long lists only.
        export_wanted: Ctrl+E.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    filter_changed = Signal(str)
    sort_wanted = Signal(str, bool)
    export_wanted = Signal()

    def __init__(
        self,
        model: PagedTableModel,
        *,
        name: str,
        settings: Keeper | None = None,
        settings_key: str = "",
        empty: EmptyState | None = None,
        compact: bool = False,
        multi: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows = model
        self.filter_text = ""
        self._settings, self._settings_key = settings, settings_key
        self._row_height = theme().height("row_compact" if compact else "row_comfortable")
        self._kept: Hashable | None = None
        self._fitting = False
        self._empty = empty or EmptyState(_("Nothing here yet."))
        ground = own_viewport(self)
        self._empty.setParent(ground)
        self._nothing_found = EmptyState(_("Nothing matches."), icon="ph.funnel", parent=ground)
        self._remember = QTimer(self)
        self._remember.setSingleShot(True)
        self._remember.setInterval(500)
        self._remember.timeout.connect(self._keep_columns)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(model, self, row_height=self._row_height))
        self.setAccessibleName(name)
        self._set_up(multi=multi)
        self._set_up_head()
        self._connect(model)
        self._show_empty()

    def _set_up(self, *, multi: bool) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if multi else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        upright = self.verticalHeader()
        upright.setVisible(False)
        upright.setMinimumSectionSize(self._row_height)
        upright.setDefaultSectionSize(self._row_height)
        upright.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _set_up_head(self) -> None:
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(_LEAST_COLUMN)
        head.setFixedHeight(theme().height("table_head"))
        head.setSortIndicatorClearable(True)
        head.setStretchLastSection(not any(column.stretch for column in self.rows.columns))
        self._wanted = [column.width for column in self.rows.columns]
        for index, width in enumerate(self._wanted):
            self.setColumnWidth(index, width)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._put_back_columns()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.sortIndicatorChanged.connect(self._sort)
        head.sectionResized.connect(self._section_resized)
        head.sectionMoved.connect(lambda *_args: self._remember.start())

    def height_of(self, rows: int) -> int:
        """Return how high the list is with so many rows in sight, its head among it; in pixels."""
        return theme().height("table_head") + rows * self._row_height

    def _connect(self, model: PagedTableModel) -> None:
        model.modelAboutToBeReset.connect(self._before_reset)
        model.modelReset.connect(self._after_reset)
        for signal in (model.layoutChanged, model.rowsInserted, model.rowsRemoved):
            signal.connect(lambda *_args: self._show_empty())
        self.doubleClicked.connect(self._open)
        self._dress()
        theme().changed.connect(self._dress)

    def _dress(self) -> None:
        dress_as_panel(self)

    # Rows ---------------------------------------------------------------------------------------------

    def current_id(self) -> Hashable | None:
        """Return the id of the current row."""
        return self.rows.id_at(self.currentIndex().row())

    def current_row(self) -> Any | None:
        """Return the current row, or None while there is none or it is on its way."""
        return self.rows.row_at(self.currentIndex().row())

    def selected_ids(self) -> list[Hashable]:
        """Return the ids of all selected rows, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [identity for row in rows if (identity := self.rows.id_at(row)) is not None]

    def select_id(self, identity: Hashable) -> bool:
        """Make the row of an id the current one; False if it isn't in the list."""
        row = self.rows.row_of(identity)
        if row < 0:
            return False
        index = self.rows.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)
        return True

    def _before_reset(self) -> None:
        self._kept = self.current_id()

    def _after_reset(self) -> None:
        if self._kept is not None:
            self.select_id(self._kept)
        self._show_empty()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row is the current one."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.current_changed.emit(self.rows.id_at(current.row()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Repaint whole rows: the accent bar stands in the first column."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def _section_resized(self, index: int, _before: int, width: int) -> None:
        if not self._fitting:
            self._wanted[index] = width
            self._remember.start()

    def _fit(self) -> None:
        """Give the columns widths that fit, unless that would cut a clock or a figure."""
        self._fitting = True
        widths = fitted(self.rows.columns, self._wanted, self.viewport().width())
        for index, width in enumerate(widths):
            if self.isColumnHidden(index) != (width == 0):
                self.setColumnHidden(index, width == 0)
            if width and self.columnWidth(index) != width:
                self.setColumnWidth(index, width)
        self._fitting = False

    # Filter, sort, columns ------------------------------------------------------------------------------

    def set_filter(self, text: str) -> None:
        """Show only what matches."""
        if text == self.filter_text:
            return
        self.filter_text = text
        if self.rows.whole:
            self.rows.set_filter(text)
        self.filter_changed.emit(text)
        self._show_empty()

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if column >= 0 and not self.rows.columns[column].sortable:
            self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            return
        self._remember.start()
        if self.rows.whole:
            self.rows.sort(column, order)
        elif column >= 0:
            self.sort_wanted.emit(self.rows.columns[column].key, order is Qt.SortOrder.DescendingOrder)

    def _name_kept(self) -> str:
        return f"columns.{self._settings_key}"

    def _keep_columns(self) -> None:
        if self._settings is None or not self._settings_key:
            return
        head = self.horizontalHeader()
        columns = self.rows.columns
        sorted_by = head.sortIndicatorSection()
        self._settings.put(
            {
                self._name_kept(): {
                    "order": [columns[head.logicalIndex(at)].key for at in range(len(columns))],
                    "widths": {column.key: self._wanted[i] for i, column in enumerate(columns)},
                    "sort": columns[sorted_by].key if 0 <= sorted_by < len(columns) else "",
                    "descending": head.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder,
                }
            }
        )

    def _put_back_columns(self) -> None:
        kept = (
            self._settings.get(self._name_kept())
            if self._settings is not None and self._settings_key
            else None
        )
        if not isinstance(kept, dict):
            return
        head, places = self.horizontalHeader(), {c.key: i for i, c in enumerate(self.rows.columns)}
        for key, width in dict(kept.get("widths") or {}).items():
            if key in places and isinstance(width, int):
                self._wanted[places[key]] = max(_LEAST_COLUMN, min(width, 2000))
                self.setColumnWidth(places[key], self._wanted[places[key]])
        order = [key for key in kept.get("order") or () if key in places]
        for target, key in enumerate(order):
            head.moveSection(head.visualIndex(places[key]), target)
        if kept.get("sort") in places:
            descending = (
                Qt.SortOrder.DescendingOrder if kept.get("descending") else Qt.SortOrder.AscendingOrder
            )
            head.setSortIndicator(places[kept["sort"]], descending)
            self.rows.sort(places[kept["sort"]], descending)

    # Empty --------------------------------------------------------------------------------------------

    def _show_empty(self) -> None:
        nothing = self.rows.rowCount() == 0
        filtered = bool(self.filter_text)
        if nothing and filtered:
            words = _("Nothing here holds “{text}”. Escape takes the filter away.")
            self._nothing_found.say(_("Nothing matches."), words.format(text=self.filter_text))
        self._nothing_found.setVisible(nothing and filtered)
        self._empty.setVisible(nothing and not filtered)
        self._place_empty()

    def _place_empty(self) -> None:
        for state in (self._empty, self._nothing_found):
            state.setGeometry(self.viewport().rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns and the empty state."""
        super().resizeEvent(event)
        self._fit()
        self._place_empty()

    # Keys ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open, copy, export, filter by typing."""
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key == Qt.Key.Key_E and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.export_wanted.emit()
        elif key == Qt.Key.Key_Escape and self.filter_text:
            self.set_filter("")
        elif key == Qt.Key.Key_Backspace and self.filter_text:
            self.set_filter(self.filter_text[:-1])
        elif (
            plain
            and event.text().isprintable()
            and event.text()
            and (event.text() != " " or self.filter_text)
        ):
            if event.text() == "?" and not self.filter_text:
                event.ignore()
            else:
                self.set_filter(self.filter_text + event.text())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open with the left button only."""
        if event.button() is Qt.MouseButton.LeftButton:
            super().mouseDoubleClickEvent(event)

    def copy(self) -> None:
        """Put the selected rows on the clipboard, columns apart by tabs, as they stand on screen."""
        head = self.horizontalHeader()
        places = (head.logicalIndex(at) for at in range(len(self.rows.columns)))
        order = [place for place in places if not self.isColumnHidden(place)]
        lines = []
        for row in sorted(index.row() for index in self.selectionModel().selectedRows()):
            found = self.rows.row_at(row)
            if found is not None:
                lines.append("\t".join(" ".join(self.rows.columns[c].text(found).split()) for c in order))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _open(self, index: Index) -> None:
        identity = self.rows.id_at(index.row())
        if identity is not None:
            self.opened.emit(identity)
