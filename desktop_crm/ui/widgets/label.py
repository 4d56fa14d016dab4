"""Labels in the theme's fonts and colours: one line that is elided, or text that wraps."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_crm.ui.theme import paint, theme


class Label(QLabel):
    """Plain text in a kind of type and a colour role; never markup: customers' words come through."""

    def __init__(
        self,
        text: str = "",
        *,
        font: str = "body",
        colour: str = "text",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self._font_name, self._colour_name = font, colour
        self._dress()
        theme().changed.connect(self._dress)

    def set_colour(self, name: str) -> None:
        """Take another colour role."""
        self._colour_name = name
        self._dress()

    def _dress(self) -> None:
        self.setFont(theme().font(self._font_name))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().colour(self._colour_name))
        self.setPalette(palette)


class ElidingLabel(QWidget):
    """One line of text that ends in an ellipsis where room is short; the whole text is its tool tip then."""

    def __init__(
        self,
        text: str = "",
        *,
        font: str = "body",
        colour: str = "text",
        right: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._font_name, self._colour_name, self._right = text, font, colour, right
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme().changed.connect(self.update)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_look(self, *, font: str | None = None, colour: str | None = None) -> None:
        """Take another kind of type or colour role."""
        self._font_name = font or self._font_name
        self._colour_name = colour or self._colour_name
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the whole text."""
        return QSize(paint.width_of(self._text, self._font_name) + 1, theme().line(self._font_name))

    def minimumSizeHint(self) -> QSize:
        """Return room for an ellipsis."""
        return QSize(min(24, self.sizeHint().width()), theme().line(self._font_name))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, elided to fit."""
        short = QFontMetrics(theme().font(self._font_name)).horizontalAdvance(self._text) > self.width() + 1
        self.setToolTip(self._text if short else "")
        paint.text(
            QPainter(self), self.rect(), self._text, self._font_name, self._colour_name, right=self._right
        )
