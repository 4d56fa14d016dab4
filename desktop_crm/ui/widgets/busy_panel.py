"""Long work: a line of progress, a count, and a way out; appears after 300 ms only."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import ElidingLabel


class BusyPanel(QWidget):
    """Shown while something takes long.

    Signals:
        cancelled: the person wants it to stop (the button, or Escape while the keyboard is in here).
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.words = ElidingLabel()
        self.cancel = Button(_("Cancel"), key="Esc", small=True)
        self.cancel.clicked.connect(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(
            look.space("panel"), look.space("inner"), look.space("panel"), look.space("base")
        )
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.cancel)
        column.addWidget(self.bar)
        column.addLayout(row)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(look.duration("busy_appears_after"))
        self._wait.timeout.connect(self.show)
        self.hide()

    def begin(self, words: str) -> None:
        """Something began; the panel appears if it is not done soon."""
        self.set_progress(0, 0, words)
        self._wait.start()

    def set_progress(self, done: int, of: int, words: str) -> None:
        """Say how far it is, with a count in words ("1,9 of 3,0 million"); `of` 0: the end is unknown."""
        self.bar.setRange(0, max(0, of))
        self.bar.setValue(min(done, of))
        self.words.set_text(words)
        self.bar.setAccessibleName(words)

    def end(self) -> None:
        """It is done."""
        self._wait.stop()
        self.hide()

    def _stop(self) -> None:
        self.end()
        self.cancelled.emit()
