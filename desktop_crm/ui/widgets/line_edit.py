"""One line to type in, with room at both ends for a sign, a tag or a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.key_tag import hint_width, paint_hint
from desktop_crm.ui.widgets.owner import FieldOwner


class LineEdit(QLineEdit):
    """A line edit in our looks.

    Attributes:
        mood: ``known``, ``problem`` or nothing; see `set_mood`.
        owner: the field it stands in, which takes some keys first.
    """

    def __init__(
        self,
        text: str = "",
        *,
        placeholder: str = "",
        icon: str = "",
        unit: str = "",
        key: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.mood = ""
        self.owner: FieldOwner | None = None
        self._icon_name, self._unit, self._key, self._tail = icon, unit, key, ""
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 8, 0)
        self._inside.setSpacing(4)
        self._inside.addStretch(1)
        self._guests: list[QWidget] = []
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setMinimumHeight(theme().height("control"))
        self._make_room()

    def set_mood(self, mood: str) -> None:
        """Show the field as known before, as wrong, or as neither."""
        if mood != self.mood:
            self.mood = mood
            self.update()

    def set_unit(self, unit: str) -> None:
        """Say what stands before the figures (a currency)."""
        if unit != self._unit:
            self._unit = unit
            self._make_room()
            self.update()

    def set_tail(self, words: str) -> None:
        """Say something small and muted at the right end ("3 found", "today")."""
        self._tail = words
        self._make_room()
        self.update()

    def add_inside(self, widget: QWidget) -> None:
        """Put a widget at the right end, inside the outline."""
        self._inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._guests.append(widget)
        widget.installEventFilter(self)
        self._make_room()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Make room when a guest comes or goes."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._make_room()
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _make_room(self) -> None:
        left = 6
        if self._icon_name:
            left += 24
        if self._unit:
            left += paint.width_of(self._unit, "body") + 8
        right = 6
        if self._tail:
            right += paint.width_of(self._tail, "caption") + 8
        if self._key:
            right += hint_width(self._key) + 8
        right += sum(guest.sizeHint().width() + 4 for guest in self._guests if not guest.isHidden())
        self.setTextMargins(left, 0, right, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the field first."""
        if self.owner is None or not self.owner.field_key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the field."""
        super().focusInEvent(event)
        if self.owner is not None:
            self.owner.field_entered()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the field."""
        super().focusOutEvent(event)
        elsewhere = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in elsewhere:
            self.home(False)  # of what is too long for the line, its beginning is what one reads
        if self.owner is not None:
            self.owner.field_left()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, then what stands at its ends."""
        super().paintEvent(event)
        if not (self._icon_name or self._unit or self._tail or self._key):
            return
        painter = QPainter(self)
        look, middle, x = theme(), self.height() // 2, 8
        if self._icon_name:
            paint.icon(
                painter, self.rect().adjusted(x, 0, x + 16 - self.width(), 0), self._icon_name, "muted"
            )
            x += 24
        if self._unit:
            paint.text(painter, self.rect().adjusted(x, 0, 0, 0), self._unit, "body", "muted", elide=False)
        room = self.rect().adjusted(0, 0, -8, 0)
        if self._key:
            paint_hint(
                painter, room.right(), middle, self._key, look.colour("muted"), look.colour("separator")
            )
        elif self._tail:
            paint.text(painter, room, self._tail, "caption", "muted", right=True, elide=False)
