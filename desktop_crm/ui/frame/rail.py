"""The rail: the places this employee may go to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme

_HEIGHT = 56


class RailButton(QAbstractButton):
    """One place: an icon above a word."""

    def __init__(self, icon: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self.setText(label)
        self.setAccessibleName(label)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the rail's width."""
        return QSize(theme().width("rail") - 1, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go there on Enter; move along the rail with the arrows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the place; the current one with an accent bar."""
        painter = QPainter(self)
        look = theme()
        ink = "accent_ink" if self.isChecked() else "text" if self.underMouse() else "muted"
        if self.isChecked():
            painter.fillRect(self.rect(), look.colour("accent_soft"))
            painter.fillRect(
                QRect(0, 0, look.tokens.line["selection_bar"], self.height()), look.colour("accent")
            )
        side = look.icon_size("rail")
        paint.icon(painter, QRectF((self.width() - side) / 2, 9, side, side), self._icon_name, ink)
        painter.setFont(look.font("table_head" if self.isChecked() else "caption"))
        painter.setPen(look.colour(ink))
        words = QRect(0, 9 + side + 2, self.width(), 18)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), self.text())
        if self.hasFocus():
            paint.focus_ring(painter, self.rect().adjusted(4, 1, -1, -1))


class Rail(QWidget):
    """The places in a column; those of the system's set-up at the bottom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, RailButton] = {}
        self.setFixedWidth(theme().width("rail"))
        self.setAccessibleName(_("Places"))
        self._above, self._below = QVBoxLayout(), QVBoxLayout()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme().space("base"), 1, theme().space("base"))
        whole.setSpacing(0)
        for column in (self._above, self._below):
            column.setSpacing(0)
        whole.addLayout(self._above)
        whole.addStretch(1)
        whole.addLayout(self._below)

    def add(
        self, key: str, label: str, icon: str, callback: Callable[[], None], *, bottom: bool = False
    ) -> None:
        """Add a place."""
        button = RailButton(icon, label)
        # The mark follows the page in front, not the click.
        button.clicked.connect(lambda: self._go(key, callback))
        self._buttons[key] = button
        (self._below if bottom else self._above).addWidget(button)

    def _go(self, key: str, callback: Callable[[], None]) -> None:
        self._buttons[key].setChecked(False)
        callback()

    def set_current(self, key: str) -> None:
        """Mark the place that the page in front belongs to; empty: none."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    def button(self, key: str) -> RailButton:
        """Return a place's button."""
        return self._buttons[key]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line at the right."""
        right = self.width() - 1
        paint.line(QPainter(self), right, 0, right, self.height(), theme().colour("separator"))
