"""A line to search in, with what was found below it while one types."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.i18n import ngettext
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.line_edit import LineEdit
from desktop_crm.ui.widgets.popover import Popover
from desktop_crm.ui.widgets.result_list import Hit, ResultList


class SearchBox(QWidget):
    """A search line; its results open over the page, or stand below the line where `inline`.

    Typing asks after 80 ms without a key. Up and Down move, Enter chooses, Escape closes, then clears. Enter before
    the answer is there chooses the first of it, and never what was found for fewer letters.

    Signals:
        searched: carries the words to search for; answer with `set_hits(words, …)`.
        chosen: carries the `Hit` that was chosen.
        entered: Enter was pressed while nothing was found; carries the words.
    """

    searched = Signal(str)
    chosen = Signal(object)
    entered = Signal(str)

    def __init__(
        self,
        placeholder: str,
        *,
        key: str = "",
        inline: bool = False,
        icon: str = "ph.magnifying-glass",
        most: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.line = LineEdit(placeholder=placeholder, icon=icon, key=key, name=placeholder)
        self.results = ResultList(most=most, outlined=inline)
        self._popover: Popover | None = None
        self._inline = inline
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(theme().duration("search_after_last_key"))
        self._wait.timeout.connect(self._ask)
        self._asked = self._answered = ""
        self._first_wanted = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space("base"))
        column.addWidget(self.line)
        if inline:
            column.addWidget(self.results)
            self.results.hide()
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        self.results.chosen.connect(self._choose)

    def text(self) -> str:
        """Return what is typed."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Put words into the line without searching for them."""
        self._wait.stop()
        self.line.setText(text)
        self.close_results()

    def set_hits(self, words: str, hits: Sequence[Hit], *, empty: str = "", count: int | None = None) -> None:
        """Show what was found for `words`; an answer to any but the last question is dropped."""
        if words != self._asked:
            return
        self.results.set_hits(hits, empty=empty)
        self._answered = words
        wanted, self._first_wanted = self._first_wanted, False
        if wanted and self.line.hasFocus():
            if (first := self.results.current()) is not None:
                self._choose(first)
                return
            self.entered.emit(words)
        found = len(hits) if count is None else count
        if self._inline:
            self.line.set_tail(ngettext("{count} found", "{count} found", found).format(count=found))
            self.results.setVisible(bool(hits) or bool(empty))
        elif (hits or empty) and self.line.hasFocus():
            self._open()

    def close_results(self) -> None:
        """Hide the results."""
        self._asked = self._answered = ""
        self._first_wanted = False
        if self._inline:
            self.results.hide()
            self.line.set_tail("")
        if self._popover is not None:
            self._popover.dismiss()

    def _open(self) -> None:
        if self._popover is None:
            self._popover = Popover(self.line, takes_focus=False)
            column = QVBoxLayout(self._popover)
            column.setContentsMargins(1, 4, 1, 4)
            column.addWidget(self.results)
        self._popover.setFixedWidth(self.line.width())
        self._popover.open()

    def _typed(self, _text: str) -> None:
        self._first_wanted = False
        self._wait.start()

    def _ask(self) -> None:
        words = self.line.text().strip()
        if words:
            self._asked = words
            self.searched.emit(words)
        else:
            self.close_results()

    def _choose(self, hit: Hit) -> None:
        self.close_results()
        self.chosen.emit(hit)

    def _showing(self) -> bool:
        return self.results.isVisible() and self.results.current() is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drive the results from the line."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self._showing():
                self.results.move(1 if key is Qt.Key.Key_Down else -1)
            elif key is Qt.Key.Key_Down:
                self._ask()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._enter()
            return True
        if key is Qt.Key.Key_Escape and (self.results.isVisible() or self.line.text()):
            if not self.results.isVisible():
                self.line.clear()
            self.close_results()
            return True
        return False

    def _enter(self) -> None:
        if self._wait.isActive():  # Enter came before the pause after the last key
            self._wait.stop()
            self._ask()
        if self._asked != self._answered:
            self._first_wanted = True
            return
        hit = self.results.current()
        if self._showing() and hit is not None:
            self._choose(hit)
        elif self.line.text().strip():
            self.entered.emit(self.line.text().strip())
