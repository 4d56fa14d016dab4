"""The tab strip: a tab for each open page, a dot for unsaved work, a cross to close."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme

_SIDE, _SIGN, _CROSS, _GAP = 14, 16, 20, 8
_DOT = 6
_LEAST, _MOST = 96, 320


@dataclass(slots=True)
class Tab:
    """What one tab shows."""

    title: str
    icon: str = ""
    closable: bool = True
    dirty: bool = False


class TabStrip(QWidget):
    """Tabs in a row.

    Signals:
        chosen: the index of the tab to bring to the front.
        close_wanted: the index of the tab to close.
    """

    chosen = Signal(int)
    close_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs: list[Tab] = []
        self._current = -1
        self._hover = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme().height("tab"))
        self._name_it()

    def add(self, tab: Tab) -> int:
        """Put a tab behind the others and return its index."""
        self.tabs.append(tab)
        self._show_again()
        return len(self.tabs) - 1

    def remove(self, index: int) -> None:
        """Take a tab away."""
        del self.tabs[index]
        self._current = min(self._current, len(self.tabs) - 1)
        self._show_again()

    def change(self, index: int, *, title: str | None = None, dirty: bool | None = None) -> None:
        """Change what a tab shows."""
        tab = self.tabs[index]
        tab.title = tab.title if title is None else title
        tab.dirty = tab.dirty if dirty is None else dirty
        self._show_again()

    def set_current(self, index: int) -> None:
        """Show a tab as the one in front."""
        self._current = index
        self._show_again()

    def _show_again(self) -> None:
        self._name_it()
        self.updateGeometry()
        self.update()

    def _name_it(self) -> None:
        if 0 <= self._current < len(self.tabs):
            tab = self.tabs[self._current]
            words = _("Tab {number} of {count}: {title}")
            self.setAccessibleName(
                words.format(number=self._current + 1, count=len(self.tabs), title=tab.title)
            )
            self.setAccessibleDescription(_("has unsaved work") if tab.dirty else "")
        else:
            self.setAccessibleName(_("Tabs"))

    def _natural(self, tab: Tab) -> int:
        wide = 2 * _SIDE + paint.width_of(tab.title, "strong")
        wide += (_SIGN + _GAP) if tab.icon else 0
        wide += (_DOT + _GAP) if tab.dirty else 0
        wide += _CROSS if tab.closable else 0
        return min(max(wide, _LEAST if tab.closable else 0), _MOST)

    def _places(self) -> list[QRect]:
        widths = [self._natural(tab) for tab in self.tabs]
        # What can't be closed, the desk, is always read in full; the others share what is left.
        kept = sum(wide for wide, tab in zip(widths, self.tabs, strict=True) if not tab.closable)
        total, room = sum(widths) - kept, self.width() - kept
        if total > room > 0:
            widths = [
                max(40, wide * room // total) if tab.closable else wide
                for wide, tab in zip(widths, self.tabs, strict=True)
            ]
        places, x = [], 0
        for wide in widths:
            places.append(QRect(x, 0, wide, self.height()))
            x += wide
        return places

    def _cross(self, place: QRect) -> QRect:
        return QRect(place.right() - _SIDE - 10, place.y() + (place.height() - _CROSS) // 2, _CROSS, _CROSS)

    def sizeHint(self) -> QSize:
        """Return room for all tabs."""
        return QSize(sum(self._natural(tab) for tab in self.tabs), theme().height("tab"))

    def minimumSizeHint(self) -> QSize:
        """Return room for a few letters of each tab."""
        return QSize(40 * len(self.tabs), theme().height("tab"))

    def _hit(self, point: QPoint) -> int:
        return next((i for i, place in enumerate(self._places()) if place.contains(point)), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the whole title of the tab under the mouse."""
        self._hover = self._hit(event.position().toPoint())
        self.setToolTip(self.tabs[self._hover].title if self._hover >= 0 else "")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring a tab to the front, or close it by its cross or the middle button."""
        point = event.position().toPoint()
        index = self._hit(point)
        if index < 0:
            return
        tab = self.tabs[index]
        on_cross = self._cross(self._places()[index]).contains(point)
        if tab.closable and (event.button() is Qt.MouseButton.MiddleButton or on_cross):
            self.close_wanted.emit(index)
        elif event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move over the tabs with the arrows; Delete closes."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self.tabs:
            self.chosen.emit(min(max(0, self._current + step), len(self.tabs) - 1))
        elif event.key() == Qt.Key.Key_Delete and 0 <= self._current < len(self.tabs):
            self.close_wanted.emit(self._current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tabs."""
        painter = QPainter(self)
        for index, place in enumerate(self._places()):
            self._paint_tab(painter, place, index)
        if self.hasFocus() and 0 <= self._current < len(self.tabs):
            paint.focus_ring(painter, self._places()[self._current].adjusted(2, 4, -2, -2), 2)

    def _paint_tab(self, painter: QPainter, place: QRect, index: int) -> None:
        look, tab = theme(), self.tabs[index]
        current = index == self._current
        if current:
            painter.fillRect(place, look.colour("panel"))
            for x in (place.left(), place.right()):
                paint.line(painter, x, place.top(), x, place.bottom(), look.colour("separator"))
            painter.fillRect(QRect(place.x(), place.y(), place.width(), 2), look.colour("accent"))
        ink = "text" if current or index == self._hover else "muted"
        x = place.x() + _SIDE
        middle = place.center().y() + 1
        if tab.dirty:
            self._paint_dot(painter, x, middle)
            x += _DOT + _GAP
        if tab.icon:
            paint.icon(painter, QRectF(x, middle - 8, _SIGN, _SIGN), tab.icon, ink)
            x += _SIGN + _GAP
        right = self._cross(place).left() - 2 if tab.closable else place.right() - _SIDE + 4
        room = QRect(x, place.y() + 1, right - x, place.height())
        paint.text(painter, room, tab.title, "strong" if current else "body", ink)
        if tab.closable:
            cross = QRectF(self._cross(place).adjusted(3, 4, -3, -2))
            paint.icon(painter, cross, "ph.x", ink)

    def _paint_dot(self, painter: QPainter, x: int, middle: int) -> None:
        paint.box(
            painter, QRectF(x, middle - _DOT / 2, _DOT, _DOT), fill=theme().colour("accent"), radius=_DOT / 2
        )
