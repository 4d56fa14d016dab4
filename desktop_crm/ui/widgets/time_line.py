"""The time line: everything that happened with a customer, by month, on an upright line."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.style_lists import selection_bar
from desktop_crm.ui.widgets.cells import dress_as_panel
from desktop_crm.ui.widgets.clock_chip import ClockFace, natural_width, paint_in_row
from desktop_crm.ui.widgets.empty_state import EmptyState

Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
_LINE = 128
_TEXT = 152


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """One thing that happened, or a head (a month, "Planned") if `key` is None.

    Attributes:
        day, time: two short lines at the left. `icon`: token or glyph name on the line.
        strong: the beginning of the title, bold; `title`: the rest of it.
        detail: the second line. `meta`: at the right; `face`: a clock there instead; `meta_icon`: before it.
    """

    key: Hashable | None
    day: str = ""
    time: str = ""
    icon: str = ""
    strong: str = ""
    title: str = ""
    detail: str = ""
    meta: str = ""
    face: ClockFace | None = None
    meta_icon: str = ""

    @property
    def spoken(self) -> str:
        """The whole entry as a phrase."""
        clock = self.face.spoken if self.face is not None else self.meta
        parts = (f"{self.day} {self.time}".strip(), f"{self.strong} {self.title}".strip(), self.detail, clock)
        return ", ".join(part for part in parts if part)


class TimeLineModel(QAbstractListModel):
    """Entries, the newest first; more are asked for when the end comes into view.

    Signals:
        more_wanted: the end is near; answer with `append`.
    """

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[TimeEntry] = []
        self._more = False

    def set_entries(self, entries: Sequence[TimeEntry], *, more: bool = False) -> None:
        """Show these; `more`: there are older ones."""
        self.beginResetModel()
        self._entries, self._more = list(entries), more
        self.endResetModel()

    def append(self, entries: Sequence[TimeEntry], *, more: bool) -> None:
        """Add older ones below; a head that is there already is not repeated."""
        heads = {entry.strong for entry in self._entries if entry.key is None}
        fresh = [entry for entry in entries if entry.key is not None or entry.strong not in heads]
        self._more = more
        if fresh:
            first = len(self._entries)
            self.beginInsertRows(_NOWHERE, first, first + len(fresh) - 1)
            self._entries.extend(fresh)
            self.endInsertRows()

    def entry(self, row: int) -> TimeEntry | None:
        """Return an entry; None outside the list."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many entries are here."""
        return 0 if parent.isValid() else len(self._entries)

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether there are older ones."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Ask for older ones, once."""
        if self._more:
            self._more = False
            self.more_wanted.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the entry, or what it says."""
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.spoken if entry.key is not None else entry.strong
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads can't be selected."""
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None or entry.key is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _EntryDelegate(QStyledItemDelegate):
    """Paints an entry, or a head."""

    def __init__(self, model: TimeLineModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return 48 for an entry, 24 for a head."""
        entry = self._model.entry(index.row())
        head = entry is not None and entry.key is None
        return QSize(320, theme().height("row_compact" if head else "row_two_lines"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        entry = self._model.entry(index.row())
        if entry is None:
            return
        look, area = theme(), option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if entry.key is None:
            painter.fillRect(area, look.colour("panel_alt"))
            paint.text(painter, area.adjusted(15, 0, -15, 0), entry.strong, "table_head", "muted")
        elif selected:
            painter.fillRect(area, look.colour("selection"))
            selection_bar(painter, area)
        paint.line(painter, area.left(), area.bottom(), area.right(), area.bottom(), look.colour("separator"))
        if entry.key is not None:
            self._paint_when(painter, area, entry, selected=selected)
            self._paint_sign(painter, area, entry)
            self._paint_words(painter, area, entry, selected=selected)

    def _paint_when(self, painter: QPainter, area: QRect, entry: TimeEntry, *, selected: bool) -> None:
        ink = "selection_text" if selected else "muted"
        right = area.x() + _LINE - 23
        high = area.height() - 1
        lines = [line for line in (entry.day, entry.time) if line]
        each = 16
        top = area.y() + (high - each * len(lines)) // 2
        for number, words in enumerate(lines):
            place = QRect(area.x() + 8, top + number * each, right - area.x() - 8, each)
            paint.text(painter, place, words, "caption", ink, right=True)

    def _paint_sign(self, painter: QPainter, area: QRect, entry: TimeEntry) -> None:
        look = theme()
        x, y = area.x() + _LINE, area.y() + (area.height() - 1) / 2
        painter.fillRect(QRect(x, area.y(), 1, area.height()), look.colour("separator"))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("separator"), 1))
        painter.setBrush(look.colour("panel"))
        painter.drawEllipse(QPointF(x + 0.5, y), 12, 12)
        painter.restore()
        if entry.icon:
            paint.icon(painter, QRectF(x - 6.5, y - 7, 14, 14), entry.icon, "muted")

    def _paint_words(self, painter: QPainter, area: QRect, entry: TimeEntry, *, selected: bool) -> None:
        ink = "selection_text" if selected else "text"
        quiet = "selection_text" if selected else "muted"
        right = area.right() - 16 - self._paint_meta(painter, area, entry, quiet)
        left = area.x() + _TEXT
        top = area.y() + 4
        strong = min(paint.width_of(entry.strong, "strong") + 1, right - left)
        paint.text(painter, QRect(left, top, strong, 22), entry.strong, "strong", ink)
        gap = 4 if entry.strong and entry.title else 0
        rest = QRect(left + strong + gap, top, max(0, right - left - strong - gap), 22)
        if entry.title and rest.width() > 12:
            paint.text(painter, rest, entry.title, "body", ink)
        paint.text(painter, QRect(left, top + 20, right - left, 18), entry.detail, "caption", quiet)

    def _paint_meta(self, painter: QPainter, area: QRect, entry: TimeEntry, quiet: str) -> int:
        """Paint what stands at the right; return how much of the width it took."""
        room = area.adjusted(_TEXT, 0, -16, -1)
        if entry.face is not None:
            calm = entry.face.state not in ("at_risk", "overdue")
            # A chip without fill ends with its words, not with its padding.
            paint_in_row(painter, room.adjusted(0, 0, 8 if calm else 0, 0), entry.face, right=True)
            return natural_width(entry.face, in_row=True) + 8
        if not entry.meta:
            return 8
        paint.text(painter, room, entry.meta, "body", quiet, right=True, elide=False)
        wide = paint.width_of(entry.meta, "body")
        if entry.meta_icon:
            paint.icon(
                painter,
                QRectF(room.right() - wide - 19, room.center().y() - 7, 14, 14),
                entry.meta_icon,
                quiet,
            )
            wide += 20
        return wide + 16


class TimeLine(QListView):
    """Entries on a line.

    Signals:
        opened: the key of the entry to open (Enter, double click).
        current_changed: the key of the current entry, or None.
    """

    opened = Signal(object)
    current_changed = Signal(object)

    def __init__(self, *, name: str, empty: EmptyState | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = TimeLineModel(self)
        self.setModel(self.entries)
        self.setItemDelegate(_EntryDelegate(self.entries, self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._empty = empty
        if empty is not None:
            empty.setParent(self.viewport())
            for signal in (self.entries.modelReset, self.entries.rowsInserted):
                signal.connect(lambda *_args: self._show_empty())
            self._show_empty()
        self.doubleClicked.connect(self._open)
        self._dress()
        theme().changed.connect(self._dress)

    def _dress(self) -> None:
        dress_as_panel(self)

    def _show_empty(self) -> None:
        if self._empty is not None:
            self._empty.setVisible(self.entries.rowCount() == 0)
            self._empty.resize(self.viewport().size())

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which entry is the current one."""
        super().currentChanged(current, previous)
        entry = self.entries.entry(current.row())
        self.current_changed.emit(entry.key if entry is not None else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, copy on Ctrl+C."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            entry = self.entries.entry(self.currentIndex().row())
            QGuiApplication.clipboard().setText(entry.spoken if entry is not None else "")
        else:
            super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        entry = self.entries.entry(index.row())
        if entry is not None and entry.key is not None:
            self.opened.emit(entry.key)
