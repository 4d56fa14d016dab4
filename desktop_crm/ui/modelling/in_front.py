"""What stands in the Model screen instead of the sheet in front: a button that brings it there, and its panel."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_crm.ui.widgets.button import Button


class InFront(QObject):
    """A panel beside the sheets of a stack; a subclass makes it when it is first looked at.

    Attributes:
        button: brings the panel to the front, and the sheet back; it is down while the panel is in front.

    Signals:
        told: a sentence for the foot of the page, and whether it is a refusal.
    """

    told = Signal(str, bool)

    def __init__(self, words: str, key: str, name: str, stack: QStackedWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._stack = stack
        self._made: QWidget | None = None
        self.button = Button(words, small=True, key=key)
        self.button.setObjectName(name)
        self.button.setCheckable(True)
        stack.currentChanged.connect(lambda _place: self.button.setChecked(self.front))

    @property
    def front(self) -> bool:
        """Whether the panel is in front."""
        return self._made is not None and self._stack.currentWidget() is self._made

    def _put(self, panel: QWidget) -> None:
        """Put the panel that was made among what can be in front."""
        self._made = panel
        self._stack.addWidget(panel)
