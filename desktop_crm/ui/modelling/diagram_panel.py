"""The drawing of a process in the Model screen: which process, how large, and a line to type in where one stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.diagram import Shape, diagram_of
from desktop_crm.process.diagram_walk import Spot
from desktop_crm.process.layout import Area
from desktop_crm.ui.modelling.bench import Bench
from desktop_crm.ui.modelling.diagram_canvas import DiagramCanvas
from desktop_crm.ui.modelling.diagram_changes import DiagramChanges
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.fields.choice_editors import ComboBox
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.line_edit import LineEdit

_Key = Qt.Key
_Keys = Qt.KeyboardModifier
_LINE_WIDTH = 260


def ask_where(parent: QWidget, name: str) -> str:
    """Ask where an SVG file goes; empty: nowhere."""
    path, _pattern = QFileDialog.getSaveFileName(parent, _("Save the drawing"), f"{name}.svg", "SVG (*.svg)")
    return path


class DiagramPanel(QWidget):
    """One process as a drawing that is edited.

    Attributes:
        canvas: the drawing. `line`: what is typed where one stands; hidden otherwise. `process`: the code.

    Signals:
        moved: one stands elsewhere; carries the code of the step, empty for the start.
        told: a sentence for the foot of the page, and whether it is a refusal.
    """

    moved = Signal(str)
    told = Signal(str, bool)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model_diagram")
        self._bench = bench
        self._changes = DiagramChanges(bench)
        self._drawn: object = None
        self._take: Callable[[str], None] | None = None
        self.choose_file = ask_where
        self.canvas = DiagramCanvas()
        self.canvas.setObjectName("diagram_canvas")
        self.canvas.installEventFilter(self)
        self.canvas.moved.connect(self._moved)
        self.canvas.zoomed.connect(self._tell_zoom)
        self.canvas.edit_wanted.connect(self.edit)
        self.canvas.connect_wanted.connect(self._connect)
        self.line = LineEdit(parent=self.canvas.viewport())
        self.line.setObjectName("diagram_line")
        self.line.setMinimumHeight(0)
        self.line.hide()
        self.line.installEventFilter(self)
        self.line.editingFinished.connect(self._typed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._make_head())
        whole.addWidget(self.canvas, 1)

    def _make_head(self) -> QHBoxLayout:
        look = theme()
        self.choice = ComboBox(name=_("Process"))
        self.choice.setObjectName("diagram_process")
        self.choice.setMinimumWidth(240)
        self.choice.activated.connect(lambda _at: self.show_process(self.choice.code()))
        self.zoom = ElidingLabel(colour="muted")
        self.zoom.setFixedWidth(48)
        row = QHBoxLayout()
        row.setContentsMargins(
            look.space("panel"), look.space("hair"), look.space("panel"), look.space("hair")
        )
        row.setSpacing(look.space("base"))
        row.addWidget(self.choice)
        row.addStretch(1)
        row.addWidget(self.zoom)
        for words, act in (
            (_("Smaller"), self.canvas.smaller), (_("Larger"), self.canvas.larger), (_("Fit"), self.canvas.fit),
            (_("Save as SVG…"), self.save),
        ):  # fmt: skip
            button = Button(words, small=True)
            button.clicked.connect(act)
            row.addWidget(button)
        return row

    @property
    def process(self) -> str:
        """The code of the process that is shown."""
        return self._changes.process

    # Showing ------------------------------------------------------------------------------------------

    def show_process(self, code: str, step: str = "") -> None:
        """Show a process, standing on one of its steps."""
        other = code != self.process
        self._changes.process = code
        self._drawn = None
        self.follow(Spot(step) if step else None)
        if other and not step and self.canvas.walk is not None:
            self.canvas.go(self.canvas.walk.first)

    def follow(self, spot: Spot | None = None) -> None:
        """Draw the model that stands; what is drawn of it already stays."""
        model = self._bench.model
        names = tuple((one.code, one.name) for one in model.processes)
        process = model.process.get(self.process) or next(iter(model.processes), None)
        self.choice.set_choices(names)
        self.canvas.setVisible(process is not None)
        if process is None:
            self.told.emit(_("There is no process yet; add one to the list of processes."), False)
            return
        self.choice.set_code(process.code)
        self._changes.process = process.code
        if self._drawn is not model:
            self._drawn = model
            self.canvas.show_diagram(diagram_of(model, process), spot)
            self._tell_zoom()
        elif spot is not None:
            self.canvas.go(spot)

    def set_signs(self, signs: dict[tuple[str, str], str]) -> None:
        """Mark the steps at which something was found, by the rows of the list of steps."""
        head = f"{self.process}/"
        self.canvas.set_signs(
            {
                row.removeprefix(head): sign
                for (row, column), sign in signs.items()
                if not column and row.startswith(head)
            }
        )

    def begin(self) -> None:
        """Put the keyboard on the drawing."""
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def legend(self) -> str:
        """Return what keys do here."""
        if not self._bench.editable:
            return _("arrows move along the flows · only read here")
        return _(
            "Enter edits, Insert adds a step after, Ctrl+L connects, Delete takes out, Alt+Up and Alt+Down reorder"
            " · P parallel, W waits for all, C concludes, S may be skipped"
        )

    def _moved(self) -> None:
        walk = self.canvas.walk
        if walk is not None:
            self.moved.emit(walk.step_of(self.canvas.spot))
        self.told.emit(self.canvas.told, False)

    def _tell_zoom(self) -> None:
        self.zoom.set_text(_("{percent} %").format(percent=round(self.canvas.zoom * 100)))

    # Keys ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that change the process; Escape leaves the line as it was."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is self.line:
            if event.key() in (_Key.Key_Return, _Key.Key_Enter):
                self._typed()  # here, since a line passes its Enter on to what it lies on
                return True
            if event.key() == _Key.Key_Escape:
                self._take = None
                self._put_away()
                return True
            return False
        return watched is self.canvas and self.canvas.walk is not None and self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        key, held = _Key(event.key()), event.modifiers() & ~_Keys.KeypadModifier
        walk, spot = self.canvas.walk, self.canvas.spot
        assert walk is not None
        if key is _Key.Key_Insert:
            self.insert()
        elif key in (_Key.Key_Delete, _Key.Key_Backspace) and not held:
            self._changes.remove(walk, spot)
        elif key in (_Key.Key_Up, _Key.Key_Down) and held == _Keys.AltModifier:
            self._changes.move(walk, spot, -1 if key is _Key.Key_Up else 1)
        elif key is _Key.Key_L and held == _Keys.ControlModifier:
            if self._may() and self.canvas.begin_connecting():
                self.told.emit(self.canvas.told, False)
        elif key in (_Key.Key_PageUp, _Key.Key_PageDown) and not held:
            self._next(-1 if key is _Key.Key_PageUp else 1)
        elif not held & ~_Keys.ShiftModifier and event.text().upper() in ("P", "W", "C", "S"):
            self._changes.turn(walk.step_of(spot), event.text().upper())
        else:
            return False
        return True

    def _may(self) -> bool:
        """Whether the model may be changed; else the bench says why not."""
        if not self._bench.editable:
            self._bench.edit("", lambda model: model)
        return self._bench.editable

    def _next(self, by: int) -> None:
        codes = list(self._bench.model.process)
        if self.process in codes:
            self.show_process(codes[(codes.index(self.process) + by) % len(codes)])

    def _connect(self, origin: Spot, target: Spot) -> None:
        if self.canvas.walk is not None:
            self._changes.connect(self.canvas.walk, origin, target)

    # The line -----------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Type what a step is called, or the condition of a line."""
        walk, spot = self.canvas.walk, self.canvas.spot
        if walk is None or not self._may():
            return
        flow = walk.flow_of(spot)
        if flow is not None:
            text = self._changes.condition_of(*flow)
            if text is not None:
                hint = _("damage at-most 500.00 EUR; empty: otherwise")
                self._open(self.canvas.area_of(spot), text, hint, partial(self._changes.say_when, *flow))
        elif not spot.target and walk.figures[spot.source].shape not in (Shape.START, Shape.END):
            step = walk.step_of(spot)
            if step:
                text, hint = self._changes.words_of(step), _("An activity, or a name")
                area = self.canvas.area_of(spot)
                self._open(area, text, hint, partial(self._changes.call, step), offer=True)

    def insert(self) -> None:
        """Type which activity comes after a step, or on a line."""
        walk, spot = self.canvas.walk, self.canvas.spot
        if walk is None or not self._may():
            return
        area = self.canvas.area_of(spot)
        place = (
            area if spot.target else Area(area.x, area.bottom + 8, area.width, 32)
        )  # what it follows is seen
        self._open(place, "", _("An activity, known or new"), partial(self._insert, spot), offer=True)

    def _insert(self, spot: Spot, text: str) -> None:
        walk = self.canvas.walk
        if walk is not None and text.strip():
            new = self._changes.insert(walk, spot, text)
            if new:
                self.follow(Spot(new))

    def _open(
        self, area: Area, text: str, hint: str, take: Callable[[str], None], *, offer: bool = False
    ) -> None:
        self._take = take
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(hint)
        self.line.setText(text)
        self.line.setCompleter(self._completer(offer=offer))
        place = self.canvas.on_screen(area).toRect()
        room = self.canvas.viewport().rect()
        high = theme().height("control")
        x = max(4, min(place.left(), room.right() - _LINE_WIDTH - 4))
        y = max(4, min(place.center().y() - high // 2, room.bottom() - high - 4))
        self.line.setGeometry(x, y, _LINE_WIDTH, high)
        self.line.show()
        self.line.selectAll()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _completer(self, *, offer: bool) -> QCompleter:
        names = [one.name for one in self._bench.model.activities] if offer else []
        completer = QCompleter(names, self.line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        return completer

    def _typed(self) -> None:
        take, self._take = self._take, None
        if take is not None:
            self._put_away()
            take(self.line.text())

    def _put_away(self) -> None:
        offered = self.line.completer().popup()
        if offered is not None:
            offered.hide()  # it would take the keys that are meant for the drawing
        self.line.hide()
        self.begin()

    # On paper -----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write the drawing to an SVG file."""
        from desktop_crm.exchange.diagram_svg import save_svg

        walk = self.canvas.walk
        path = self.choose_file(self, self.process) if walk is not None else ""
        if path and walk is not None:
            try:
                save_svg(walk.diagram, Path(path))
            except Invalid as problem:
                self.told.emit(problem.sentence, True)
            else:
                self.told.emit(_("The drawing is in {file}.").format(file=path), False)
