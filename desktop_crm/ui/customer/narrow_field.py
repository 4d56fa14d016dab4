"""A field for a narrow column: the label above the editor, what is wrong below it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped
from desktop_crm.ui.widgets.fields import ItemField

_LEAST = 200


class NarrowField(ItemField):
    """One field of a form, as wide as the column it stands in."""

    def sizeHint(self) -> QSize:
        """Return the height of label, editor and note, at any width."""
        look = theme()
        high = look.line("caption") + max(look.height("control"), self.editor.sizeHint().height())
        return QSize(_LEAST, high + 2 * look.space("base") + self._note_height())

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def _lines(self) -> tuple[str, ...]:
        words = self.note.words
        return (
            wrapped(words, "caption", max(self.width(), _LEAST) - 2 * theme().space("panel")) if words else ()
        )

    def _note_height(self) -> int:
        return len(self._lines()) * theme().line("caption")

    def _editor_place(self) -> QRect:
        look = theme()
        top, side = look.line("caption") + look.space("base") // 2, look.space("panel")
        high = max(look.height("control"), self.editor.sizeHint().height())
        return QRect(side, top, self.width() - 2 * side, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the label above the editor and the note below it."""
        painter, look, place = QPainter(self), theme(), self._editor_place()
        label = QRect(place.left(), 2, place.width(), look.line("caption"))
        paint.text(painter, label, self.spec.label, "caption", "muted")
        top = place.bottom() + 4
        for line in self._lines():
            room = QRect(place.left(), top, place.width(), look.line("caption"))
            paint.text(painter, room, line, "caption", "overdue_ink")
            top += look.line("caption")
