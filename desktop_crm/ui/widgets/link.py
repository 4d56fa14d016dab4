"""A link: words that one can click, or reach with Tab and press Enter on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_crm.ui.theme import paint, theme


class Link(QAbstractButton):
    """Words in the link's colour; `clicked` like any button."""

    def __init__(
        self,
        text: str,
        *,
        font: str = "body",
        colour: str = "link",
        underlined: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._font_name, self._colour_name, self._underlined = font, colour, underlined
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_words(self, text: str) -> None:
        """Say something else."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size of the words."""
        return QSize(paint.width_of(self.text(), self._font_name) + 4, theme().line(self._font_name))

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters."""
        return QSize(min(40, self.sizeHint().width()), self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Underline under the mouse."""
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow the link on Enter too, not only on the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words."""
        painter = QPainter(self)
        area = self.rect().adjusted(2, 0, -2, 0)
        colour = self._colour_name if self.isEnabled() else "disabled"
        paint.text(painter, area, self.text(), self._font_name, colour)
        if self._underlined or (self.underMouse() and self.isEnabled()):
            wide = min(area.width(), paint.width_of(self.text(), self._font_name))
            base = (self.height() + paint.metrics(self._font_name).ascent()) // 2 + 1
            painter.fillRect(QRect(2, base, wide, 1), theme().colour(colour))
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), 2)
