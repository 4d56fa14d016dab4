"""A panel that opens below what asked for it, over the page: no window of its own, no dialog."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_crm.ui.theme import paint, theme

_MARGIN = 8


class Popover(QWidget):
    """Lies over the window below its anchor; Escape, a click elsewhere or leaving it with Tab closes it.

    Args:
        anchor: below what it opens; gets the keyboard back afterwards.
        takes_focus: the keyboard moves into it; a list below a line that one types in does without.
    """

    def __init__(self, anchor: QWidget, *, takes_focus: bool = True) -> None:
        super().__init__(anchor.window())
        self._anchor = anchor
        self._takes_focus = takes_focus
        self.setVisible(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if takes_focus else Qt.FocusPolicy.NoFocus)

    def open(self) -> None:
        """Show it below its anchor, or above where there is no room below."""
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        if self._takes_focus:
            self.setFocus(Qt.FocusReason.PopupFocusReason)

    def place(self) -> None:
        """Move to where it belongs, inside the window."""
        window = self.parentWidget()
        assert window is not None
        below = self._anchor.mapTo(window, QPoint(0, self._anchor.height() + 4))
        room = window.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        size = self.size().boundedTo(room.size())
        x = min(below.x(), room.right() - size.width() + 1)
        y = below.y()
        if y + size.height() > room.bottom():
            above = self._anchor.mapTo(window, QPoint(0, -4)).y() - size.height()
            y = above if above >= room.top() else max(room.top(), room.bottom() - size.height())
        self.setGeometry(QRect(QPoint(max(room.left(), x), y), size))

    def dismiss(self) -> None:
        """Close it; the keyboard goes back to its anchor if it was inside."""
        if not self.isVisible():
            return
        application = QApplication.instance()
        assert application is not None
        application.removeEventFilter(self)
        inside = self._holds(QApplication.focusWidget())
        self.hide()
        if inside:
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)

    def _holds(self, widget: QObject | None) -> bool:
        return isinstance(widget, QWidget) and (widget is self or self.isAncestorOf(widget))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close on a press outside or when the keyboard goes elsewhere."""
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            inside = QRect(self.mapToGlobal(QPoint(0, 0)), self.size()).contains(
                event.globalPosition().toPoint()
            )
            on_anchor = watched is self._anchor
            if isinstance(watched, QWidget) and not inside and not on_anchor:
                self.dismiss()
        elif kind is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            if (
                not self._holds(watched)
                and watched is not self._anchor
                and not self._anchor.isAncestorOf(watched)
            ):
                self.dismiss()
        elif kind is QEvent.Type.Resize and watched is self.parentWidget():
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a flat panel with the outline of a control."""
        look = theme()
        painter = QPainter(self)
        paint.box(
            painter,
            self.rect(),
            fill=look.colour("panel"),
            outline=look.colour("border"),
            radius=look.radius("panel"),
        )
