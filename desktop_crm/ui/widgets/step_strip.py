"""The step strip: where in the process one is, with the role of each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme

_BADGE = 16
_GAP = 4
_LEAST = 120
_BEFORE_TEXT = _BADGE + 6


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the strip; `state` is ``done``, ``current``, ``open`` (others have it) or ``ahead``.

    Attributes:
        shorter: the note in fewer and fewer words, for a strip too narrow for all of it; a time is never cut.
    """

    name: str
    note: str = ""
    state: str = "ahead"
    key: object = None
    shorter: tuple[str, ...] = ()

    @property
    def font(self) -> str:
        """The kind of text of the name."""
        return "strong" if self.state == "current" else "body"

    def least(self) -> int:
        """Return how many pixels the step takes with its whole name, and its time where its note has one."""
        time = paint.width_of(self.shorter[-1], "caption") if self.shorter else 0
        return _BEFORE_TEXT + max(paint.width_of(self.name, self.font), time)

    def notes(self) -> tuple[str, ...]:
        """Return the note in fewer and fewer words."""
        return (self.note, *self.shorter)

    def brevity(self, room: int) -> int:
        """Return which of the notes fits into `room` pixels, 0 being the whole one; the last, where none does."""
        notes = self.notes()
        fits = (n for n, words in enumerate(notes) if paint.width_of(words, "caption") <= room)
        return next(fits, len(notes) - 1)


def share(room: int, wanted: Sequence[int]) -> list[int]:
    """Return how `room` pixels are shared: alike if that is enough for all, else more to who wants more.

    Where all together want more than there is, the widest give way first, down to one width.
    """
    alike = room // max(1, len(wanted))
    if not wanted or max(wanted) <= alike:
        return [alike] * len(wanted)
    spare = room - sum(wanted)
    if spare >= 0:
        return [want + spare // len(wanted) for want in wanted]
    most, left = 0, room
    for place, want in enumerate(sorted(wanted)):
        most = left // (len(wanted) - place)
        if want > most:
            break
        left -= want
    return [min(want, most) for want in wanted]


class StepStrip(QWidget):
    """Steps in a row: a line, a number or tick, the name, role and time below.

    Signals:
        step_chosen: the `key` of the step that was clicked or on which Enter was pressed.
    """

    step_chosen = Signal(object)

    def __init__(self, stages: Sequence[Stage] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: list[Stage] = []
        self._marked = 0
        self._places: dict[int, QRect] = {}  # of the steps that fit; empty: to be worked out
        self._words: dict[int, str] = {}  # their notes
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_stages(stages)

    def set_stages(self, stages: Sequence[Stage]) -> None:
        """Show these steps."""
        self._stages = list(stages)
        current = [i for i, stage in enumerate(stages) if stage.state == "current"]
        self._marked = current[0] if current else 0
        self._places = {}
        self._name_it()
        self.update()

    def _name_it(self) -> None:
        if not self._stages:
            self.setAccessibleName(_("Steps"))
            return
        stage = self._stages[self._marked]
        words = _("Step {number} of {count}: {name}, {note}")
        self.setAccessibleName(
            words.format(number=self._marked + 1, count=len(self._stages), name=stage.name, note=stage.note)
        )

    def sizeHint(self) -> QSize:
        """Return the height of line, name and note."""
        return QSize(640, theme().tokens.line["step"] + 6 + theme().line("body") + theme().line("caption"))

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and room for two steps."""
        return QSize(2 * _LEAST, self.sizeHint().height())

    def _shown(self) -> range:
        """Return which steps fit; a long process shows those around the current one."""
        room = max(1, (self.width() + _GAP) // (_LEAST + _GAP))
        if len(self._stages) <= room:
            return range(len(self._stages))
        first = min(max(0, self._marked - room // 2), len(self._stages) - room)
        return range(first, first + room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width among the steps."""
        super().resizeEvent(event)
        self._places = {}

    def _place(self, index: int) -> QRect:
        if not self._places:
            self._share_room()
        return self._places[index]

    def _share_room(self) -> None:
        """Give every step its place; steps of one kind say equally much, so that they can be compared."""
        shown, left = self._shown(), 0
        room = self.width() - _GAP * (len(shown) - 1)
        brevity: dict[str, int] = {}
        for index, wide in zip(shown, share(room, [self._stages[one].least() for one in shown]), strict=True):
            self._places[index] = QRect(left, 0, wide, self.height())
            left += wide + _GAP
            stage = self._stages[index]
            needed = stage.brevity(wide - _BEFORE_TEXT)
            brevity[stage.state] = max(needed, brevity.get(stage.state, 0))
        for index in shown:
            notes = self._stages[index].notes()
            self._words[index] = notes[min(brevity[self._stages[index].state], len(notes) - 1)]

    def _at(self, x: int) -> int | None:
        return next((i for i in self._shown() if self._place(i).contains(x, 1)), None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the step under the mouse."""
        index = self._at(round(event.position().x()))
        if index is not None and event.button() is Qt.MouseButton.LeftButton:
            self._mark(index)
            self.step_chosen.emit(self._stages[index].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move over the steps with the arrows; Enter chooses."""
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in moves and self._stages:
            self._mark(min(max(0, self._marked + moves[Qt.Key(event.key())]), len(self._stages) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._stages and not event.modifiers():
            self.step_chosen.emit(self._stages[self._marked].key)
        else:
            super().keyPressEvent(event)

    def _mark(self, index: int) -> None:
        self._marked = index
        self._places = {}
        self._name_it()
        self.update()

    def event(self, event: object) -> bool:
        """Show the whole name and note of a step whose text is cut."""
        if isinstance(event, QHelpEvent):
            index = self._at(event.pos().x())
            stage = self._stages[index] if index is not None else None
            QToolTip.showText(event.globalPos(), f"{stage.name}\n{stage.note}" if stage else "", self)
            return True
        return super().event(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the steps that fit."""
        painter = QPainter(self)
        for index in self._shown():
            self._paint_stage(painter, self._place(index), index)

    def _paint_stage(self, painter: QPainter, area: QRect, index: int) -> None:
        look, stage = theme(), self._stages[index]
        reached = stage.state in ("done", "current")
        thick = look.tokens.line["step"]
        painter.fillRect(
            QRect(area.x(), 0, area.width(), thick), look.colour("accent" if reached else "separator")
        )
        top = thick + 4
        name_high, note_high = look.line("body"), look.line("caption")
        badge = QRectF(area.x(), top + (name_high - _BADGE) / 2 + 1, _BADGE, _BADGE)
        self._paint_badge(painter, badge, stage, index + 1)
        left = area.x() + _BADGE + 6
        wide = area.right() - left + 1
        paint.text(painter, QRect(left, top, wide, name_high), stage.name, stage.font, "text")
        ink = "accent_ink" if stage.state == "current" else "muted"
        paint.text(
            painter, QRect(left, top + name_high - 1, wide, note_high), self._words[index], "caption", ink
        )
        if self.hasFocus() and index == self._marked:
            paint.focus_ring(painter, QRect(area.x(), thick, area.width(), self.height() - thick), 2)

    def _paint_badge(self, painter: QPainter, area: QRectF, stage: Stage, number: int) -> None:
        look = theme()
        if stage.state == "done":
            paint.tick(painter, area.adjusted(2, 2, -2, -2), look.colour("accent_ink"), 1.8)
            return
        filled = stage.state == "current"
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = "accent" if stage.state in ("current", "open") else "border"
        painter.setPen(QPen(look.colour(ring), 1))
        painter.setBrush(look.colour("accent") if filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(area.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("accent_text" if filled else "muted"))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), str(number))
        painter.restore()
