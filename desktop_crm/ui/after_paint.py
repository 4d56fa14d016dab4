"""What can wait until a window is on the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

# A window that nobody sees is never painted; what waits for it is done all the same.
_PATIENCE_MS = 250


class _Waiting(QObject):
    """Waits for a widget's next paint; goes with the widget."""

    def __init__(self, widget: QWidget, act: Callable[[], object]) -> None:
        super().__init__(widget)
        self._act: Callable[[], object] | None = act
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._do)
        self._patience.start(_PATIENCE_MS if widget.isVisible() else 0)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's name
        """What is painted now is on the screen when this round of events ends."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._patience.stop()
            QTimer.singleShot(0, self, self._painted)
        return False

    def _painted(self) -> None:
        """Everything of this round is painted; let the next one begin before anything else is done."""
        QTimer.singleShot(0, self, self._do)

    def _do(self) -> None:
        act, self._act = self._act, None
        if act is not None:
            self.deleteLater()
            act()


def after_paint(widget: QWidget, act: Callable[[], object]) -> None:
    """Paint `widget` again and call `act` once it is on the screen, or soon where it can't be seen.

    A widget that is destroyed before takes `act` with it.
    """
    _Waiting(widget, act)
    widget.update()
