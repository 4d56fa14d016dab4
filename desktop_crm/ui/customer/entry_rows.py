"""Lists beside the time line whose rows are acted on by keys: Enter or F2 changes, Delete ends, arrows walk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.ui.quiet import empty, padded, quiet
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.panel import Panel

Act = Callable[[], None]
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LABEL_PART = 0.27
# So many rows more come at once: ten thousand numbers on one file would be ten thousand widgets.
_MORE = 100
_T = TypeVar("_T")


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: what it says, and what its keys do.

    Attributes:
        opened: Enter, or a double click. `changed`: F2. `ended`: Delete.
    """

    fact: Fact
    opened: Act = _nothing
    changed: Act = _nothing
    ended: Act = _nothing


class EntryRow(FactRow):
    """A row that takes the keyboard."""

    def __init__(self, entry: Entry, owner: EntryPanel) -> None:
        super().__init__(entry.fact, label_part=_LABEL_PART)
        self.entry, self._owner = entry, owner
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key stands for."""
        entry, key = self.entry, event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _ENTER:
            entry.opened()
        elif key == Qt.Key.Key_F2:
            entry.changed()
        elif key == Qt.Key.Key_Delete:
            entry.ended()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._owner.walk(self, 1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open."""
        self.entry.opened()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring of the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            paint.focus_ring(QPainter(self), self.rect().adjusted(2, 2, -2, -3), theme().radius("control"))


class EntryPanel(Panel):
    """A panel of such rows, with links in its head.

    Args:
        nothing: the sentence that stands there while there are no rows.
        links: words, object name and act of each link in the head.

    Attributes:
        rows: the rows that are shown.
    """

    def __init__(
        self,
        title: str,
        nothing: str,
        links: Sequence[tuple[str, str, Act]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self.rows: list[EntryRow] = []
        self._nothing = nothing
        for words, name, act in links:
            link = Link(words)
            link.setObjectName(name)
            link.clicked.connect(act)
            self.add_to_head(link)

    def show_entries(self, entries: Sequence[Entry], *, most: int = 0) -> None:
        """Show rows in the place of others; the keyboard stays in the row in which it was.

        Args:
            most: so many are shown until more are asked for; 0: all.
        """
        self.show_made(entries, lambda entry: entry, most=most)

    def show_made(self, things: Sequence[_T], made: Callable[[_T], Entry], *, most: int = 0) -> None:
        """Show things as rows, as `show_entries` does; of what isn't shown no row is made either."""
        had = next((place for place, row in enumerate(self.rows) if row.hasFocus()), -1)
        empty(self.body)
        shown = things[: most or len(things)]
        self.rows = [EntryRow(made(one), self) for one in shown]
        for row in self.rows:
            self.add(row)
        if not things:
            self.add(quiet(self._nothing))
        if len(shown) < len(things):
            rest = Link(f"+ {len(things) - len(shown)}")
            rest.setObjectName("more_entries")
            rest.clicked.connect(lambda: self.show_made(things, made, most=len(shown) + _MORE))
            self.add(padded(rest))
        self.set_count(str(len(things)) if things else "")
        if had >= 0 and self.rows:
            self.rows[min(had, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def walk(self, row: EntryRow, by: int) -> None:
        """Go to the next row, or to the one before."""
        place = self.rows.index(row) + by
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
