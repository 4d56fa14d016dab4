"""A contact in two lines: what it was and when, and what was said."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.ui.theme import paint, theme


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact; `detail` holds the customer's own words in quotation marks where there are any."""

    key: object
    title: str
    detail: str
    when: str
    icon: str = "telephony"


class ContactRow(QWidget):
    """One contact; a click or Enter opens it.

    Signals:
        opened: carries the key.
    """

    opened = Signal(object)

    def __init__(self, line: ContactLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_line(line)

    def show_line(self, line: ContactLine) -> None:
        """Show a contact, in the place of another."""
        self._line = line
        self.setAccessibleName(f"{line.when}: {line.title}. {line.detail}")
        self.setToolTip(line.detail)
        self.update()

    @property
    def key(self) -> object:
        """What the contact is known by."""
        return self._line.key

    def sizeHint(self) -> QSize:
        """Return the row's height."""
        return QSize(300, theme().height("row_two_lines") + 1)

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(200, self.sizeHint().height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the contact."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._line.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the contact on Enter; move along with the arrows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit(self._line.key)
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row and the line below it."""
        painter = QPainter(self)
        look, line = theme(), self._line
        bottom = self.height() - 1
        paint.line(painter, 0, bottom, self.width(), bottom, look.colour("separator"))
        side = look.space("panel") - 1
        paint.icon(painter, QRectF(side, 7, 16, 16), line.icon, "text")
        left = side + 24
        right = self.width() - side
        wide = paint.width_of(line.when, "caption")
        high = look.line("body") + 2
        paint.text(
            painter, QRect(right - wide, 5, wide, high - 4), line.when, "caption", "muted", elide=False
        )
        paint.text(painter, QRect(left, 6, right - wide - left - 8, high), line.title, "body", "text")
        detail = QRect(left, 5 + high, right - left, look.line("caption") + 2)
        paint.text(painter, detail, line.detail, "caption", "muted")
        if self.hasFocus():
            paint.focus_ring(painter, self.rect().adjusted(2, 1, -2, -2), 2)
