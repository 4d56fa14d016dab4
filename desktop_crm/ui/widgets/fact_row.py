"""A known fact: its label, its value, where it comes from and how old it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `state` is empty, ``ask_again`` (it has outlived its validity) or ``withheld`` (no right).

    `age` follows the source, and stays whole where the source has to be cut.
    """

    label: str
    value: str
    source: str = ""
    state: str = ""
    age: str = ""


def kept_whole(words: str, source: str, room: int) -> str:
    """Return `words` with the source they begin with cut to fit `room` pixels: what follows it stays whole."""
    after = words.removeprefix(source)
    if not source or not after or paint.width_of(words, "caption") <= room:
        return words
    left = room - paint.width_of(after, "caption")
    return theme().metrics("caption").elidedText(source, Qt.TextElideMode.ElideRight, left) + after


class FactRow(QWidget):
    """One fact in a row.

    Args:
        fact: what it says.
        below: the source stands below the value (in a step), not at the right (in the customer file).
        label_part: how much of the width the label takes; 0: as designed.
    """

    def __init__(
        self, fact: Fact, *, below: bool = False, label_part: float = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._below = below
        self._part = label_part or (0.42 if below else 0.373)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_fact(fact)

    def show_fact(self, fact: Fact) -> None:
        """Show a fact, in the place of another."""
        self._fact = fact
        again = _("ask again") if fact.state == "ask_again" else ""
        self.setAccessibleName(
            ", ".join(part for part in (fact.label, fact.value, fact.source, fact.age, again) if part)
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Return the row's height."""
        return QSize(300, theme().height("row_two_lines") + 1 if self._below else theme().height("row_fact"))

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row and the line below it."""
        painter = QPainter(self)
        look, fact = theme(), self._fact
        bottom = self.height() - 1
        paint.line(painter, 0, bottom, self.width(), bottom, look.colour("separator"))
        side = look.space("panel") - 1
        split = side + round((self.width() - 2 * side) * self._part)
        high = look.line("body") + 2 if self._below else bottom
        top = 5 if self._below else 0
        paint.text(painter, QRect(side, top, split - side - 8, high), fact.label, "body", "muted")
        source, quiet = self._source()
        right = self.width() - side
        if not self._below and source:
            wide = min(paint.width_of(source, "caption"), (right - split) // 2)
            paint.text(painter, QRect(right - wide, 0, wide, bottom), source, "caption", quiet, right=True)
            right -= wide + 8
        left = self._paint_sign(painter, split, top + high / 2)
        ink = "muted" if fact.state == "withheld" else "text"
        paint.text(painter, QRect(left, top, right - left, high), fact.value, "body", ink)
        if self._below:
            line = QRect(split, top + high - 1, self.width() - side - split, look.line("caption") + 2)
            paint.text(painter, line, kept_whole(source, fact.source, line.width()), "caption", quiet)
        self._tell_whole(right - left)

    def _source(self) -> tuple[str, str]:
        again = _("ask again") if self._fact.state == "ask_again" else ""
        parts = (self._fact.source, self._fact.age, again)
        words = (" · " if self._below else ", ").join(part for part in parts if part)
        return words, "at_risk_ink" if again else "muted"

    def _paint_sign(self, painter: QPainter, left: int, middle: float) -> int:
        signs = {"ask_again": ("ask_again", "at_risk_ink"), "withheld": ("withheld", "muted")}
        sign = signs.get(self._fact.state)
        if sign is None:
            return left
        paint.icon(painter, QRectF(left, middle - 7, 14, 14), *sign)
        return left + 18

    def _tell_whole(self, room: int) -> None:
        cut = paint.width_of(self._fact.value, "body") > room
        self.setToolTip(self._fact.value if cut else "")
