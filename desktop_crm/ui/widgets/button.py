"""Buttons: one filled button a window, outlined ones, and flat ones; each may name its key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcutEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.key_tag import hint_width, paint_hint
from desktop_crm.ui.theme.style_controls import button_colours


class Button(QPushButton):
    """A button with an optional icon in front and the name of its key behind.

    Args:
        text: what it does.
        kind: ``filled`` (what Ctrl+Enter does), ``outlined`` or ``flat``.
        key: the key that does the same; shown, and made to work unless `bind` is False.
        icon: a token or glyph name.
        small: 24 instead of 32 high.
    """

    def __init__(
        self,
        text: str,
        *,
        kind: str = "outlined",
        key: str = "",
        icon: str = "",
        small: bool = False,
        bind: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.kind, self.key, self.icon_name, self.small = kind, key, icon, small
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        if key:
            self.setToolTip(f"{text} ({key})")
            if bind:
                self.setShortcut(QKeySequence("Ctrl+Return" if key == "Ctrl+Enter" else key))

    def set_words(self, text: str) -> None:
        """Say something else; the key stays (setting a push button's text alone would drop it)."""
        key = self.shortcut()
        self.setText(text)
        self.setShortcut(key)
        self.setAccessibleName(text)
        self.updateGeometry()

    def allow(self, why_not: str = "") -> None:
        """Enable it, or say in a sentence, to whoever points at it or has it read out, why it can't be pressed."""
        from html import escape  # it brings a table of all entities, which a start need not read

        self.setEnabled(not why_not)
        words = f"{self.text()} ({self.key})" if self.key else ""
        # As rich text a long sentence is broken into lines.
        self.setToolTip(f"<p>{escape(why_not)}</p>" if why_not else words)
        self.setAccessibleDescription(why_not)

    def event(self, event: QEvent) -> bool:
        """Act on its key at once; Qt's own way shows the button pressed for a tenth of a second first."""
        if (
            event.type() is QEvent.Type.Shortcut
            and isinstance(event, QShortcutEvent)
            and not event.isAmbiguous()
        ):
            self.click()
            return True
        return super().event(event)

    @property
    def _font(self) -> str:
        return "strong" if self.kind == "filled" else "body"

    def sizeHint(self) -> QSize:
        """Return the size that shows icon, words and key."""
        look = theme()
        wide = 2 * look.space("base" if self.small else "inner") + paint.width_of(self._words(), self._font)
        if self.icon_name:
            wide += look.icon_size("normal") + (look.space("base") if self.text() else 0)
        if self.key:
            wide += look.space("base") + hint_width(self.key)
        return QSize(wide, look.height("control_small" if self.small else "control"))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a button is never cut."""
        return self.sizeHint()

    def _words(self) -> str:
        return self.text().replace("&", "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button."""
        painter = QPainter(self)
        look = theme()
        fill, outline, ink = button_colours(
            self.kind,
            down=self.isDown() or self.isChecked(),
            hover=self.underMouse() and self.isEnabled(),
            enabled=self.isEnabled(),
        )
        if self.kind != "flat" or self.isDown() or (self.underMouse() and self.isEnabled()):
            paint.box(painter, self.rect(), fill=fill, outline=outline, radius=look.radius("control"))
        self._paint_focus(painter)
        x = look.space("base" if self.small else "inner")
        if self.icon_name:
            side = look.icon_size("normal")
            place = QRect(x, (self.height() - side) // 2, side, side)
            paint.icon(painter, place, self.icon_name, ink)
            x += side + look.space("base")
        room = QRect(x, 0, self.width() - x, self.height())
        paint.text(painter, room, self._words(), self._font, ink, elide=False)
        if self.key:
            edge = ink if self.kind == "filled" else look.colour("separator")
            right = self.width() - look.space("base" if self.small else "inner")
            hint_ink = ink if self.kind == "filled" or not self.isEnabled() else look.colour("muted")
            paint_hint(painter, right, self.height() // 2, self.key, hint_ink, edge)

    def _paint_focus(self, painter: QPainter) -> None:
        if not self.hasFocus():
            return
        if self.kind == "filled":
            # The ring has the accent's own colour: a line of the ground makes it visible on the fill.
            inside = self.rect().adjusted(2, 2, -2, -2)
            paint.box(painter, inside, outline=theme().colour("accent_text"), radius=2, width=1)
        else:
            paint.focus_ring(painter, self.rect(), theme().radius("control"))


class IconButton(Button):
    """A flat, square button that is only an icon; `name` is what assistive technology reads."""

    def __init__(self, icon: str, name: str, *, kind: str = "flat", parent: QWidget | None = None) -> None:
        super().__init__("", kind=kind, icon=icon, parent=parent)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        """Return a square."""
        side = theme().height("control")
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon in the middle."""
        painter = QPainter(self)
        look = theme()
        fill, outline, ink = button_colours(
            self.kind, down=self.isDown(), hover=self.underMouse(), enabled=self.isEnabled()
        )
        if self.kind != "flat" or self.isDown() or self.underMouse():
            edge = look.colour("separator") if outline is not None else None
            paint.box(painter, self.rect(), fill=fill, outline=edge, radius=look.radius("control"))
        self._paint_focus(painter)
        side = look.icon_size("normal")
        place = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint.icon(painter, place, self.icon_name, ink)
