"""Judging a draft before it is lived: estimate what it would do, practise it in the real windows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button


class Trying(QWidget):
    """The buttons of the Model screen that try the draft.

    Signals:
        estimate_wanted: the draft is to be estimated beside the version in use.
        practice_wanted: carries the model that is to be practised.
    """

    estimate_wanted = Signal()
    practice_wanted = Signal(object)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.estimate = Button(_("Estimate"), small=True)
        self.estimate.setObjectName("model_estimate")
        self.practice = Button(_("Practice"), small=True)
        self.practice.setObjectName("model_practice")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space("base"))
        # What was typed last is in the store before it is estimated.
        self.estimate.clicked.connect(bench.keep)
        self.estimate.clicked.connect(self.estimate_wanted)
        self.practice.clicked.connect(lambda: self.practice_wanted.emit(bench.model))
        for button in (self.estimate, self.practice):
            row.addWidget(button)
        bench.loaded_again.connect(self._follow)
        bench.found.connect(self._follow)

    def _follow(self) -> None:
        there = self._bench.draft is not None or self._bench.published is not None
        self.setVisible(there)
        sound = self._bench.checked is not None and not self._bench.errors()
        self.estimate.setEnabled(sound)
        self.practice.setEnabled(sound)
