"""Filters as chips, each with how many it would show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.segmented import Option


class _Chip(QAbstractButton):
    """One filter."""

    def __init__(self, words: str, count: int | None) -> None:
        super().__init__()
        self.setText(words)
        self._count = "" if count is None else f"{count:,}".replace(",", ".")
        self.setAccessibleName(f"{words} {self._count}".strip())
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for the word and the count."""
        wide = paint.width_of(self.text(), "strong") + (
            paint.width_of(self._count, "body") + 7 if self._count else 0
        )
        return QSize(wide + 18, theme().height("control_small"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose on Enter; move along with the arrows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip."""
        painter, look, on = QPainter(self), theme(), self.isChecked()
        fill, edge = look.colour("accent_soft" if on else "panel"), look.colour("accent" if on else "border")
        paint.box(painter, self.rect(), fill=fill, outline=edge, radius=look.radius("chip"))
        font, ink = ("strong", "accent_ink") if on else ("body", "text")
        room = self.rect().adjusted(9, 0, -9, 0)
        paint.text(painter, room, self.text(), font, ink, elide=False)
        paint.text(
            painter, room, self._count, "body", "accent_ink" if on else "muted", right=True, elide=False
        )
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), look.radius("chip"))


class FilterChips(QWidget):
    """One of several filters.

    Signals:
        chosen: the code of the filter.
    """

    chosen = Signal(str)

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme().space("base"))
        self._group = QButtonGroup(self)
        self._chips: dict[str, _Chip] = {}

    def code(self) -> str:
        """Return the chosen filter."""
        return next((code for code, chip in self._chips.items() if chip.isChecked()), "")

    def set_options(self, options: Sequence[Option], counts: Mapping[str, int] | None = None) -> None:
        """Offer these, with how many each would show; what was chosen stays."""
        kept = self.code()
        for chip in self._chips.values():
            self._group.removeButton(chip)
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for option in options:
            chip = _Chip(option.label, counts.get(option.code) if counts is not None else None)
            chip.clicked.connect(lambda _on, code=option.code: self.chosen.emit(code))
            self._group.addButton(chip)
            self._row.addWidget(chip)
            self._chips[option.code] = chip
        self.set_code(kept)

    def set_code(self, code: str) -> None:
        """Choose without telling."""
        chip = self._chips.get(code) or next(iter(self._chips.values()), None)
        if chip is not None:
            chip.setChecked(True)
