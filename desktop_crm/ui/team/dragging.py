"""Work that is dragged from one list onto a row of another; what the keyboard does as well."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from desktop_crm.ui.widgets.list_view import ListView

_KIND = "application/x-desktop-crm-work"


class DragSource(QObject):
    """Lets the selected rows of a list be dragged; which they are, the list knows itself."""

    def __init__(self, source: ListView) -> None:
        super().__init__(source)
        self._list = source
        self._pressed: QPoint | None = None
        source.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to drag once the mouse has left the place where it was pressed on a selected row."""
        if isinstance(event, QMouseEvent):
            if event.type() is QEvent.Type.MouseButtonPress:
                return self._press(event)
            if event.type() is QEvent.Type.MouseMove and self._pressed is not None:
                way = event.position().toPoint() - self._pressed
                if way.manhattanLength() >= QApplication.startDragDistance():
                    self._pressed = None
                    self.begin()
                return True
            if event.type() is QEvent.Type.MouseButtonRelease:
                self._pressed = None
        return False

    def _press(self, event: QMouseEvent) -> bool:
        """Remember a press on what is selected, which else would select that row alone."""
        index = self._list.indexAt(event.position().toPoint())
        held = event.button() is Qt.MouseButton.LeftButton and not event.modifiers()
        selected = index.isValid() and self._list.selectionModel().isSelected(index)
        self._pressed = event.position().toPoint() if held and index.isValid() else None
        return bool(held and selected and len(self._list.selected_ids()) > 1)

    def begin(self) -> None:
        """Drag what is selected, until it is dropped."""
        if not self._list.selected_ids():
            return
        drag, content = QDrag(self._list), QMimeData()
        content.setData(_KIND, b"work")
        drag.setMimeData(content)
        drag.exec(Qt.DropAction.MoveAction)


class DropTarget(QObject):
    """Takes what is dropped on a row of a list.

    Signals:
        dropped: carries the id of the row.
    """

    dropped = Signal(object)

    def __init__(self, target: ListView) -> None:
        super().__init__(target)
        self._list = target
        target.setAcceptDrops(True)
        target.viewport().setAcceptDrops(True)
        target.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept work over a row, and say onto which it was dropped."""
        if not isinstance(event, QDropEvent) or not event.mimeData().hasFormat(_KIND):
            return False
        row = self._row_at(event)
        if row is None and event.type() is not QEvent.Type.DragEnter:
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self.dropped.emit(row)
        return True

    def _row_at(self, event: QDropEvent) -> Hashable | None:
        return self._list.rows.id_at(self._list.indexAt(event.position().toPoint()).row())
