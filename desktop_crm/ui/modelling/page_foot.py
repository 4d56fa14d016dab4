"""The foot of the Model screen's sheet: what its signs mean, what was refused, and what else shows the model."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.process.model import Model
from desktop_crm.process.sheets import Sheet
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.label import ElidingLabel

_HIGH = 40


class ModelFoot(QWidget):
    """One line of words, and buttons at its right.

    Attributes:
        said: the words.
    """

    def __init__(self, buttons: Iterable[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HIGH)
        self.said = ElidingLabel(font="caption", colour="muted")
        self.said.setObjectName("model_said")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().space("panel"), 0, theme().space("base"), 0)
        row.setSpacing(theme().space("base"))
        row.addWidget(self.said, 1)
        for button in buttons:
            row.addWidget(button)

    def say(self, sentence: str, refused: bool = False) -> None:
        """Say a sentence."""
        self.said.set_look(colour="overdue_ink" if refused else "muted")
        self.said.set_text(sentence)

    def say_legend(self, sheet: Sheet, model: Model, *, editable: bool) -> None:
        """Say what the signs of a sheet mean, which keys change it, and how large the model is."""
        parts = [f"{mark} {words}" for mark, words in sheet.marks]
        if not editable:
            parts.append(_("only read here"))
        elif sheet.matrix and sheet.marks:
            parts.append(_("letters set a cell, Delete empties it, Enter for details"))
        elif sheet.matrix:
            parts.append(_("type at which place it comes"))
        else:
            parts.append(_("Enter changes a cell, Ctrl+Delete takes a row out, Alt+arrows move it"))
        processes, activities, roles = len(model.processes), len(model.activities), len(model.roles)
        counts = (
            ngettext("{count} process", "{count} processes", processes).format(count=processes),
            ngettext("{count} activity", "{count} activities", activities).format(count=activities),
            ngettext("{count} role", "{count} roles", roles).format(count=roles),
        )
        self.say(" · ".join((*parts, ", ".join(counts))))
