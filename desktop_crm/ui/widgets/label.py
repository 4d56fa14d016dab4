"""Labels in the theme's fonts and colours: one line that is elided, or text that wraps."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped

_WRAP_AT = 320


class Label(QLabel):
    """Plain text in a kind of type and a colour role, with the design's line height.

    Never markup: customers' words come through here. Only an `ElidingLabel` is ever cut.
    """

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
        self._font_name, self._colour_name, self._wrap = font, colour, wrap
        across = QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Minimum
        policy = QSizePolicy(across, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setAccessibleName(text)

    def setText(self, text: str) -> None:
        """Say something else."""
        super().setText(text)
        self.setAccessibleName(text)

    def set_colour(self, name: str) -> None:
        """Take another colour role."""
        self._colour_name = name
        self.update()

    def _lines(self, width: int) -> tuple[str, ...]:
        if self._wrap:
            return wrapped(self.text(), self._font_name, width)
        return tuple(self.text().split("\n"))

    def hasHeightForWidth(self) -> bool:
        """Tell whether the text wraps."""
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text in this width."""
        return len(self._lines(width)) * theme().line(self._font_name)

    def _natural(self) -> int:
        return max(paint.width_of(line, self._font_name) for line in self.text().split("\n")) + 1

    def sizeHint(self) -> QSize:
        """Return the size of the text, wrapped at a readable width."""
        wide = min(self._natural(), _WRAP_AT) if self._wrap else self._natural()
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """Return the least: one line, or the whole of what does not wrap."""
        if self._wrap:
            return QSize(min(80, self._natural()), theme().line(self._font_name))
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines from the top, a single one in the middle."""
        painter = QPainter(self)
        lines, high = self._lines(self.width()), theme().line(self._font_name)
        y = (self.height() - high) // 2 if len(lines) == 1 else 0
        for line in lines:
            place = QRect(0, y, self.width() + 2, high)
            paint.text(painter, place, line, self._font_name, self._ink(), elide=False)
            y += high

    def _ink(self) -> str:
        return self._colour_name if self.isEnabled() else "disabled"


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
        short = paint.width_of(self._text, self._font_name) > self.width() + 1
        self.setToolTip(self._text if short else "")
        paint.text(
            QPainter(self), self.rect(), self._text, self._font_name, self._colour_name, right=self._right
        )
