"""The top bar: search, the state of the store, the time, and who is logged in."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import IconButton
from desktop_crm.ui.widgets.search_box import SearchBox


class StateButton(QAbstractButton):
    """An icon, a strong word, a muted one, and a caret where a menu opens."""

    def __init__(
        self, icon: str, *, strong: bool = False, caret: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._strong, self._caret = icon, strong, caret
        self._note = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, words: str, note: str = "", *, icon: str = "") -> None:
        """Show other words."""
        self._icon_name = icon or self._icon_name
        self._note = note
        self.setText(words)
        self.setAccessibleName(f"{words} {note}".strip())
        self.updateGeometry()
        self.update()

    @property
    def _font(self) -> str:
        return "strong" if self._strong else "body"

    def sizeHint(self) -> QSize:
        """Return room for everything."""
        wide = 24 + paint.width_of(self.text(), self._font) + 12
        wide += paint.width_of(self._note, "body") + 8 if self._note else 0
        return QSize(wide + (20 if self._caret else 0), theme().height("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon, words and caret."""
        painter = QPainter(self)
        high = self.height()
        paint.icon(
            painter, QRectF(4, (high - 16) / 2, 16, 16), self._icon_name, "text" if self.text() else "muted"
        )
        x = 28
        wide = paint.width_of(self.text(), self._font)
        ink = "text" if self._strong or self._note or self._caret else "muted"
        paint.text(painter, self.rect().adjusted(x, 0, 0, 0), self.text(), self._font, ink, elide=False)
        if self._note:
            paint.text(
                painter, self.rect().adjusted(x + wide + 8, 0, 0, 0), self._note, "body", "muted", elide=False
            )
        if self._caret:
            paint.caret(painter, QRectF(self.width() - 18, 0, 14, high), theme().colour("text"))
        if self.hasFocus():
            paint.focus_ring(painter, self.rect())


class _Divider(QWidget):
    """A short upright line between two states."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(1, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        QPainter(self).fillRect(self.rect(), theme().colour("separator"))


class TopBar(QWidget):
    """What stands above everything.

    Attributes:
        search: the search box; Ctrl+K goes there.

    Signals:
        rail_toggled: the person wants the rail away, or back.
        store_clicked: the person wants to know more about the store's state.
    """

    rail_toggled = Signal()
    store_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme().height("top_bar"))
        self.search = SearchBox(_("Find a customer, a case, an action…"), key="Ctrl+K")
        self.search.setMaximumWidth(theme().width("search"))
        self.store = StateButton("ph.database")
        self.time = StateButton("ph.arrows-clockwise")
        self.who = StateButton("ph.user-circle", strong=True, caret=True)
        self.store.clicked.connect(self.store_clicked)
        self._menu_button = IconButton("ph.list", _("Show or hide the places"))
        self._menu_button.clicked.connect(self.rail_toggled)
        self._lay_out()
        shortcut = QShortcut(QKeySequence("Ctrl+K"), self)
        shortcut.activated.connect(self._to_search)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, theme().space("inner"), 1)
        row.setSpacing(theme().space("inner"))
        row.addWidget(self._menu_button)
        row.addSpacing(20 - theme().space("inner"))
        row.addWidget(self.search, 1000)
        row.addStretch(1)
        for index, part in enumerate((self.store, self.time, self.who)):
            if index:
                row.addWidget(_Divider())
            row.addWidget(part)

    def _to_search(self) -> None:
        self.search.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.line.selectAll()

    def set_store_state(self, state: str, note: str = "", *, offline: bool = False) -> None:
        """Say which store this is and who else is there."""
        self.store.say(state, note, icon="offline" if offline else "ph.database")

    def show_place(self, location: str, *, reached: bool = True) -> None:
        """Say where the store is: a file by its name, a shared one by its address, and whether it is reached."""
        _scheme, shared, address = location.partition("://")
        name = address if shared else location.rpartition("/")[2]
        self.set_store_state(
            _("Shared store") if shared else _("Embedded store"),
            f"· {name}" if reached else _("· reconnecting; what you type is kept"),
            offline=not reached,
        )
        self.store.setToolTip(location)

    def set_time(self, words: str) -> None:
        """Show when the screens were last brought up to date."""
        self.time.say(words)
        self.time.setAccessibleName(_("Up to date at {time}").format(time=words))

    def set_user(self, name: str, role: str, menu: QMenu | None = None) -> None:
        """Say who is logged in; `menu` opens on a click (roles, language, colours, log out)."""
        self.who.say(name, role)
        if menu is not None:
            self.who.clicked.connect(lambda: menu.popup(self._below_user(menu)))

    def _below_user(self, menu: QMenu) -> QPoint:
        corner = self.who.mapToGlobal(self.who.rect().bottomRight())
        corner.setX(corner.x() - menu.sizeHint().width())
        return corner

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line below."""
        bottom = self.height() - 1
        paint.line(QPainter(self), 0, bottom, self.width(), bottom, theme().colour("separator"))
