"""Where each column of a file goes: its heading, the first text in it, and a choice."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.exchange.examining import Examined
from desktop_crm.exchange.headings import KEEP, LEAVE_OUT, TARGETS
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.scroll import ScrollColumn

_ITSELF = "itself"


class ColumnChoices(ScrollColumn):
    """A line a column. What nobody chose goes where its heading says.

    Attributes:
        chosen: heading to target, of those that somebody chose.

    Signals:
        changed: a column goes elsewhere.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("import_columns")
        self.chosen: dict[str, str] = {}
        self.boxes: dict[str, ComboBox] = {}
        self._lines: QWidget | None = None
        self._headings: tuple[str, ...] = ()

    def show_columns(self, found: Examined) -> None:
        """Show the columns of a file; lines that stand there already stay."""
        if found.headings != self._headings:
            self._build(found)
        for heading, target in zip(found.headings, found.targets, strict=True):
            box = self.boxes[heading]
            with QSignalBlocker(box):
                place = box.findData(target) if target else box.findData(_ITSELF)
                box.setCurrentIndex(place)

    def _build(self, found: Examined) -> None:
        self._headings = found.headings
        if self._lines is not None:
            self._lines.deleteLater()
        self.boxes = {}
        lines = self._lines = QWidget()
        space = theme().space("panel")
        grid = QGridLayout(lines)
        grid.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        grid.setHorizontalSpacing(theme().space("inner"))
        grid.setVerticalSpacing(theme().space("hair"))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 4)
        for place, heading in enumerate(found.headings):
            if heading in self.boxes:
                continue  # two columns of one heading go one way
            grid.addWidget(ElidingLabel(heading or "–", font="strong"), place, 0)
            grid.addWidget(ElidingLabel(found.examples[place], colour="muted"), place, 1)
            grid.addWidget(self._box(heading), place, 2)
        self.add(lines)

    def _box(self, heading: str) -> ComboBox:
        box = ComboBox(name=_("Where “{heading}” goes").format(heading=heading))
        targets = [(name, _(name)) for name in TARGETS]
        ways = (
            (_ITSELF, _("By its heading")),
            (KEEP, _("Keep beside the fields")),
            (LEAVE_OUT, _("Leave out")),
        )
        box.set_choices((*ways, *targets))
        box.currentIndexChanged.connect(partial(self._choose, heading))
        self.boxes[heading] = box
        return box

    def _choose(self, heading: str, _index: int) -> None:
        code = self.boxes[heading].code()
        if code == _ITSELF:
            self.chosen.pop(heading, None)
        else:
            self.chosen[heading] = code
        self.changed.emit()
