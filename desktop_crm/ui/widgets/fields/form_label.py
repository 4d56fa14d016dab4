"""The label of a field: its words, and a muted star where an answer is required."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped


class FormLabel(QWidget):
    """Words of up to a few lines; the first stands on the field's own height."""

    def __init__(self, words: str, *, required: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._required = words, required
        self.setFixedWidth(theme().width("form_label"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._name_it()
        theme().changed.connect(self.update)

    @property
    def required(self) -> bool:
        """Whether the star is there."""
        return self._required

    def set_required(self, required: bool) -> None:
        """Show or remove the star."""
        self._required = required
        self._name_it()
        self.update()

    def _name_it(self) -> None:
        spoken = _("{name}, required").format(name=self._words) if self._required else self._words
        self.setAccessibleName(spoken)

    def _lines(self) -> tuple[str, ...]:
        return wrapped(self._words, theme().font("label"), self.width() - 16)

    def sizeHint(self) -> QSize:
        """Return room for the wrapped words."""
        high = theme().height("control")
        return QSize(self.width(), high + (len(self._lines()) - 1) * theme().line("label"))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a label is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words and the star."""
        painter = QPainter(self)
        y, high = 0, theme().height("control")
        lines = self._lines()
        for number, line in enumerate(lines):
            paint.text(painter, QRect(0, y, self.width(), high), line, "body", "text", elide=False)
            if number == len(lines) - 1 and self._required:
                left = paint.width_of(line, "body") + 4
                paint.text(painter, QRect(left, y, 16, high), "*", "body", "muted", elide=False)
            y += theme().line("label")
