"""The step strip: where in the process one is, with the role of each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme

_BADGE = 16
_GAP = 4
_LEAST = 120


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the strip; `state` is ``done``, ``current``, ``open`` (others have it) or ``ahead``."""

    name: str
    note: str = ""
    state: str = "ahead"
    key: object = None


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
        self._first = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_stages(stages)

    def set_stages(self, stages: Sequence[Stage]) -> None:
        """Show these steps."""
        self._stages = list(stages)
        current = [i for i, stage in enumerate(stages) if stage.state == "current"]
        self._marked = current[0] if current else 0
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

    def _place(self, index: int) -> QRect:
        shown = self._shown()
        each = (self.width() + _GAP) / max(1, len(shown))
        left = round((index - shown.start) * each)
        return QRect(left, 0, round((index - shown.start + 1) * each) - _GAP - left, self.height())

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
        font = "strong" if stage.state == "current" else "body"
        paint.text(painter, QRect(left, top, wide, name_high), stage.name, font, "text")
        ink = "accent_ink" if stage.state == "current" else "muted"
        paint.text(painter, QRect(left, top + name_high - 1, wide, note_high), stage.note, "caption", ink)
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
