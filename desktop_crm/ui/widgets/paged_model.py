"""A table model of ids and pages: as fast at the end of a million rows as at the beginning."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[int, Sequence[Any]], None]
PAGE = 100
_PAGES_KEPT = 24
ROW = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()


@frozen
class Column:
    """A column: its head, how wide it begins, and what it says of a row.

    Attributes:
        key: names it in settings and for sorting. `title`: the word in the head.
        text: what it says of a row, also when copied or read aloud.
        kind: how it is painted: ``text``, ``strong``, ``muted``, ``link``, ``clock`` or ``bar``.
        face: for ``clock``, the `ClockFace` of a row; for ``bar``, its parts, each from 0 to 1.
        order: what a complete list is sorted by; None: the text. `sortable`: whether its head sorts.
        stretch: takes what room is left, or a part of it. `right`: figures stand at the right.
        spare: stands there only while all columns have their width. `tip`: what the mouse is told over a cell.
        marks: which parts of the text to underline, each a start and a length.
    """

    key: str
    title: str
    text: Callable[[Any], str]
    width: int = 160
    kind: str = "text"
    face: Callable[[Any], Any] | None = None
    order: Callable[[Any], Any] | None = None
    sortable: bool = True
    stretch: bool = False
    right: bool = False
    spare: bool = False
    tip: Callable[[Any], str] | None = None
    marks: Callable[[Any], Sequence[tuple[int, int]]] | None = None


@dataclass(slots=True)
class _Pages:
    """Rows by page number, the least recently used forgotten first."""

    most: int
    rows: OrderedDict[int, list[Any]] = field(default_factory=OrderedDict)
    wanted: set[int] = field(default_factory=set)

    def get(self, page: int) -> list[Any] | None:
        found = self.rows.get(page)
        if found is not None:
            self.rows.move_to_end(page)
        return found

    def put(self, page: int, rows: list[Any]) -> None:
        self.wanted.discard(page)
        self.rows[page] = rows
        self.rows.move_to_end(page)
        while len(self.rows) > self.most:
            self.rows.popitem(last=False)


class PagedTableModel(QAbstractTableModel):
    """Rows by id; pages come when they are looked at.

    A short list is given whole (`set_rows`) and is then sorted and filtered here. A long one is given as its
    first page, then all its ids (`set_first_page`, `set_ids`); the pages behind are asked for through
    `fetch(page, ids)`, answered with `put_page`, and sorting and filtering is the store's.

    Args:
        columns: what is shown.
        fetch: asks for the rows of some ids, in their order; must return at once.
        id_of: the id of a row; by default its ``id``.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        fetch: Fetch | None = None,
        id_of: Callable[[Any], Hashable] = lambda row: row.id,
        page: int = PAGE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch, self._id_of, self._page = fetch, id_of, page
        self._all: list[Any] | None = []
        self._shown: list[Any] = []
        self._ids: list[Hashable] = []
        self._pages = _Pages(_PAGES_KEPT)
        self._words: tuple[str, ...] = ()
        self._sorted: tuple[int, bool] | None = None

    @property
    def whole(self) -> bool:
        """Whether all rows are here, so that the list is sorted and filtered here."""
        return self._all is not None

    # Short lists --------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show a whole list; rows that only changed are repainted, so that selection and scrolling stay."""
        shown = self._arranged(rows)
        same = self.whole and [self._id_of(r) for r in shown] == self._ids
        if same:
            self._all, self._shown = list(rows), shown
            self._tell_changed()
            return
        self.beginResetModel()
        self._all, self._shown = list(rows), shown
        self._ids = [self._id_of(row) for row in shown]
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only rows that hold all these words in some column; of whole lists only."""
        self._words = tuple(text.casefold().split())
        if self._all is not None:
            self._rearrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort a whole list by a column; -1 keeps the order in which it was given."""
        self._sorted = (column, order is Qt.SortOrder.DescendingOrder) if column >= 0 else None
        if self._all is not None:
            self._rearrange()

    def _arranged(self, rows: Sequence[Any]) -> list[Any]:
        found = [row for row in rows if self._matches(row)] if self._words else list(rows)
        if self._sorted is not None:
            column = self.columns[self._sorted[0]]
            order = column.order or (lambda row: column.text(row).casefold())
            found.sort(key=order, reverse=self._sorted[1])
        return found

    def _matches(self, row: Any) -> bool:
        text = "\n".join(column.text(row) for column in self.columns).casefold()
        return all(word in text for word in self._words)

    def _rearrange(self) -> None:
        assert self._all is not None
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.id_at(index.row())) for index in self.persistentIndexList()]
        self._shown = self._arranged(self._all)
        self._ids = [self._id_of(row) for row in self._shown]
        places = {identity: row for row, identity in enumerate(self._ids)}
        old = [index for index, _identity in kept]
        new = [
            self.index(places[identity], index.column()) if identity in places else QModelIndex()
            for index, identity in kept
        ]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    # Long lists ---------------------------------------------------------------------------------------

    def set_first_page(self, rows: Sequence[Any]) -> None:
        """Show the beginning of a long list at once; `set_ids` follows."""
        self.beginResetModel()
        self._all, self._shown = None, []
        self._ids = [self._id_of(row) for row in rows]
        self._pages = _Pages(_PAGES_KEPT)
        for page in range(-(-len(rows) // self._page)):
            self._pages.put(page, list(rows[page * self._page : (page + 1) * self._page]))
        self.endResetModel()

    def set_ids(self, ids: Sequence[Hashable]) -> None:
        """Give all ids of a long list; where they begin as before, rows are only added below."""
        before = len(self._ids)
        if not self.whole and len(ids) > before and list(ids[:before]) == self._ids:
            self.beginInsertRows(_NOWHERE, before, len(ids) - 1)
            self._ids = list(ids)
            if before % self._page:
                self._pages.rows.pop(before // self._page, None)
            self.endInsertRows()
        elif self.whole or list(ids) != self._ids:
            self.beginResetModel()
            self._all, self._shown, self._ids = None, [], list(ids)
            self._pages = _Pages(_PAGES_KEPT)
            self.endResetModel()

    def put_page(self, page: int, rows: Sequence[Any]) -> None:
        """Take the answer to `fetch(page, ids)`: the rows of these ids; an outdated one is dropped."""
        ids = self._ids[page * self._page : (page + 1) * self._page]
        if [self._id_of(row) for row in rows] != ids:
            self._pages.wanted.discard(page)
            return
        self._pages.put(page, list(rows))
        if ids:
            last = page * self._page + len(ids) - 1
            self.dataChanged.emit(self.index(page * self._page, 0), self.index(last, len(self.columns) - 1))

    def forget_pages(self) -> None:
        """Read what is looked at again, as when something changed in the store."""
        self._pages = _Pages(_PAGES_KEPT)
        self._tell_changed()

    # What views ask -----------------------------------------------------------------------------------

    def id_at(self, row: int) -> Hashable | None:
        """Return the id of a row; None outside the list."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, identity: Hashable) -> int:
        """Return where an id stands; -1 if it doesn't."""
        return self._ids.index(identity) if identity in self._ids else -1

    def row_at(self, row: int) -> Any | None:
        """Return a row, or None while its page is on its way."""
        if not 0 <= row < len(self._ids):
            return None
        if self.whole:
            return self._shown[row]
        page, place = divmod(row, self._page)
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        return rows[place] if place < len(rows) else None

    def _want(self, page: int) -> None:
        if self._fetch is not None and page not in self._pages.wanted:
            self._pages.wanted.add(page)
            self._fetch(page, self._ids[page * self._page : (page + 1) * self._page])

    def _tell_changed(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says, or its whole row for `ROW`."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            told = self.row_at(index.row()) if column.tip is not None else None
            return column.tip(told) if column.tip is not None and told is not None else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, ROW):
            return None
        row = self.row_at(index.row())
        if role == ROW:
            return row
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else _("being read")
        return column.text(row)

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the word above a column."""
        if side is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.columns[section].right
            return Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return None
