"""The drawing's place in the Model screen: the button that brings it to the front, and what it says around it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop_crm.core.i18n import _
from desktop_crm.process.sheets import Head, Sheet
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.modelling.diagram_panel import DiagramPanel
from desktop_crm.ui.modelling.findings import FindingsPanel
from desktop_crm.ui.modelling.in_front import InFront
from desktop_crm.ui.modelling.side import SidePanel

Cell = tuple[Head, Head]


class DiagramPlace(InFront):
    """Shows the process in hand as a drawing, instead of the sheet in front.

    Signals:
        wanted: the drawing shall come to the front (True), or the sheet (False).
    """

    wanted = Signal(bool)

    def __init__(
        self, bench: Bench, stack: QStackedWidget, findings: FindingsPanel, side: SidePanel, parent: QObject
    ) -> None:
        super().__init__(_("Diagram"), "Ctrl+D", "model_drawing", stack, parent)
        self._bench, self._findings, self._side = bench, findings, side
        self._panel: DiagramPanel | None = None
        self._sheet: Sheet | None = None
        self.button.clicked.connect(self.wanted)
        bench.found.connect(self._found)

    @property
    def panel(self) -> DiagramPanel:
        """The drawing; made when it is first looked at."""
        if self._panel is None:
            self._panel = DiagramPanel(self._bench)
            self._panel.moved.connect(self._stand_on)
            self._panel.told.connect(self.told)
            self._put(self._panel)
        return self._panel

    def show(self, sheets: Sequence[Sheet], sheet: Sheet, cell: Cell | None) -> None:
        """Bring the process and step of a sheet's cell to the front."""
        self._sheet = next(one for one in sheets if one.key == "steps")
        process, step = _in_hand(sheet, cell)
        self._stack.setCurrentWidget(self.panel)
        self.panel.show_process(process or self.panel.process, step)
        self._found()
        self.panel.begin()
        self.told.emit(self.panel.legend(), False)

    def go(self, row: str) -> None:
        """Go to a step by its row in the list of steps."""
        process, _slash, step = row.partition("/")
        self.panel.show_process(process, step)
        self.panel.begin()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of the drawing."""
        return (
            ("Ctrl+D", _("Back to the sheet")),
            ("←  →", _("Along the flows")),
            ("↑  ↓", _("To a neighbour")),
            ("Shift+→", _("Onto the line")),
            ("Enter", _("Change the step, or the condition of a line")),
            ("Insert", _("Add a step after, or on the line")),
            ("Ctrl+L", _("Connect with another step")),
            ("Delete", _("Take out")),
            ("Alt+↑  Alt+↓", _("Reorder branches or steps")),
            ("P  W  C  S", _("Parallel, waits for all, concludes, may be skipped")),
            ("PageDown", _("The next process")),
            ("+  -  0", _("Larger, smaller, fit")),
            ("Ctrl+Z", _("Undo")),
            ("Ctrl+Y", _("Redo")),
        )

    def _found(self) -> None:
        if self._panel is not None:
            self._panel.set_signs(self._findings.signs("steps"))

    def _stand_on(self, step: str) -> None:
        """Say beside the drawing what is to be said of a step."""
        if self._sheet is None:
            return
        model, code = self._bench.model, f"{self.panel.process}/{step}"
        row = next((one for one in self._sheet.rows(model) if one.code == code), None)
        column = next(one for one in self._sheet.columns(model) if one.code == "flows")
        self._side.show_cell(self._sheet, None if row is None or not step else (row, column))


def _in_hand(sheet: Sheet, cell: Cell | None) -> tuple[str, str]:
    """Return the process and the step that a cell belongs to; empty: none."""
    if cell is None:
        return "", ""
    row, column = cell
    process, _slash, step = row.code.partition("/")
    if sheet.key == "steps":
        return process, step
    if sheet.key == "process":
        return process, ""
    return (column.code, "") if sheet.key in ("places", "measurements") else ("", "")
