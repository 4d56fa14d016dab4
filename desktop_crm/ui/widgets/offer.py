"""What a cell may hold, offered below the line while one types; Enter takes the line, offered or not."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class Offer(QCompleter):
    """Offers words that hold what is typed, whatever its capitals.

    Qt's own list takes the first Enter for itself, so that a word typed in full would need a second one.
    """

    def __init__(self, words: Iterable[str], line: QLineEdit) -> None:
        super().__init__(list(words), line)
        self._line = line
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the word that is chosen into the line, and give the line the key that ends it."""
        # The completer hears of the line's own events too: those go their own way.
        if watched is not self._line and isinstance(event, QKeyEvent) and _ends(event):
            offered = self.popup()
            if offered is not None:
                chosen = offered.currentIndex()
                if chosen.isValid():
                    self._line.setText(str(chosen.data()))
                offered.hide()
            QCoreApplication.sendEvent(
                self._line, QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
            )
            return True
        return super().eventFilter(watched, event)


def _ends(event: QKeyEvent) -> bool:
    return event.type() is QEvent.Type.KeyPress and event.key() in _ENDS
