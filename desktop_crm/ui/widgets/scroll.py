"""A column that scrolls when its window is too low, without a frame of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.viewport import own_viewport


class ScrollColumn(QScrollArea):
    """Widgets below one another, scrolled upright only; whatever gets the keyboard is brought into view.

    Args:
        most: grow with the contents up to this height in pixels; 0: take what the layout gives.
    """

    def __init__(self, *, most: int = 0, ground: str = "panel", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self._ground = ground
        own_viewport(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = self._inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addStretch(1)
        self.setWidget(inner)
        inner.installEventFilter(self)
        self._dress()
        theme().changed.connect(self._dress)

    def add(self, widget: QWidget) -> None:
        """Put a widget below the others."""
        self.column.insertWidget(self.column.count() - 1, widget)

    def _dress(self) -> None:
        colour = theme().colour(self._ground)
        for widget in (self.viewport(), self._inner):
            palette = widget.palette()
            palette.setColor(QPalette.ColorRole.Window, colour)
            widget.setPalette(palette)
            widget.setAutoFillBackground(True)

    def sizeHint(self) -> QSize:
        """Return the contents' size, up to the most."""
        hint = self._inner.sizeHint()
        return QSize(hint.width(), min(hint.height(), self._most) if self._most else hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return what keeps the contents' width."""
        wide = self._inner.minimumSizeHint().width()
        return QSize(wide, min(self.sizeHint().height(), self._most or 80))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask the layout again when the contents grow."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
