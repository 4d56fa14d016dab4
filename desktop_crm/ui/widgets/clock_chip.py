"""Clock chips: shape, name, time or verdict, word; a caret where one may ask why."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.clock_shapes import FIELD, ink_colour, paint_shape

_GAP = 6
_SIDE = 9
_CARET = 18


@frozen
class ClockFace:
    """What a chip says.

    Attributes:
        state: ``not_started``, ``running``, ``out_of_hours``, ``at_risk``, ``overdue``, ``paused``, ``met``,
            ``missed`` or ``cancelled``.
        name: the KSF's short name ("First answer"); lost first where room is short.
        main: the time or the verdict, in bold ("2:55 left", "met"); never cut.
        word: what goes with it ("at risk", "for the customer, until Thu"); never cut.
    """

    state: str
    name: str = ""
    main: str = ""
    word: str = ""

    @property
    def spoken(self) -> str:
        """The whole chip as a phrase for assistive technology."""
        return ", ".join(part for part in (self.name, self.main, self.word) if part)


def natural_width(face: ClockFace, *, named: bool = True, caret: bool = False, in_row: bool = False) -> int:
    """Return how wide a chip is, in pixels."""
    side = theme().space("base") if in_row else _SIDE
    wide = side + round(FIELD) + side
    if named and face.name:
        wide += _GAP + paint.width_of(face.name, "body")
    if face.main:
        wide += _GAP + paint.width_of(face.main, main_font(face, in_row=in_row))
    if face.word:
        wide += _GAP + paint.width_of(face.word, "body")
    return wide + (_CARET if caret else 0)


def main_font(face: ClockFace, *, in_row: bool) -> str:
    """Return the type of the time: bold, but in a list only where it wants to be looked at."""
    calm = face.state in ("running", "out_of_hours", "met", "missed", "not_started", "cancelled")
    return "body" if in_row and calm else "strong"


def paint_chip(painter: QPainter, area: QRect, face: ClockFace, *, named: bool, caret: bool) -> None:
    """Paint a chip with its outline, filling `area`."""
    look = theme()
    token = look.tokens.clock[face.state]
    fill = None if token.fill == "none" else look.colour(token.fill)
    edge = "border" if token.colour in ("muted", "running") else f"{token.colour}_shape"
    paint.box(
        painter, area, fill=fill, outline=look.colour(edge), radius=look.radius("chip"), dashed=token.dashed
    )
    _paint_contents(painter, area, face, named=named, in_row=False)
    if caret:
        place = QRectF(area.right() - _SIDE - 10, area.y(), 10, area.height())
        paint.caret(painter, place, look.colour(ink_colour(face.state)))


def paint_in_row(painter: QPainter, area: QRect, face: ClockFace, *, right: bool = False) -> None:
    """Paint a chip for a list into a cell: no outline, filled only at risk and overdue."""
    look = theme()
    wide = min(natural_width(face, named=bool(face.name), in_row=True), area.width())
    high = look.height("chip_in_row")
    x = area.right() - wide + 1 if right else area.x()
    chip = QRect(x, area.y() + (area.height() - high) // 2, wide, high)
    if face.state in ("at_risk", "overdue"):
        fill = look.colour(look.tokens.clock[face.state].fill)
        paint.box(painter, chip, fill=fill, radius=look.radius("chip"))
    _paint_contents(painter, chip, face, named=bool(face.name), in_row=True)


def _paint_contents(painter: QPainter, area: QRect, face: ClockFace, *, named: bool, in_row: bool) -> None:
    ink = ink_colour(face.state)
    if in_row and face.state in ("met", "missed"):
        ink = "text"
    x = area.x() + (theme().space("base") if in_row else _SIDE)
    paint_shape(painter, x, area.y() + (area.height() - FIELD) / 2, face.state)
    x += round(FIELD)
    parts = [
        (face.name if named else "", "body"),
        (face.main, main_font(face, in_row=in_row)),
        (face.word, "body"),
    ]
    quiet = "muted" if in_row and face.state == "paused" else ink
    for index, (words, font) in enumerate(parts):
        if words:
            x += _GAP
            wide = paint.width_of(words, font)
            room = QRect(x, area.y(), wide + 2, area.height())
            paint.text(painter, room, words, font, quiet if index == 2 else ink, elide=False)
            x += wide


class ClockChip(QAbstractButton):
    """A clock as a chip; clicking it, or Enter, Space or Down, asks why.

    Signals:
        why_requested: the person wants every interval, counted or not, and the reason.
    """

    why_requested = Signal()

    def __init__(self, face: ClockFace, *, explains: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face, self._explains, self._named = face, explains, True
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if explains else Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._ask)
        self.set_face(face)

    @property
    def face(self) -> ClockFace:
        """What the chip says now."""
        return self._face

    def set_face(self, face: ClockFace) -> None:
        """Say something else; repainted only where it differs."""
        different = face != self._face
        self._face = face
        self.setAccessibleName(face.spoken)
        self.setAccessibleDescription(_("Shows which intervals count, and why") if self._explains else "")
        if different:
            self.updateGeometry()
            self.update()

    def set_named(self, named: bool) -> None:
        """Take the width with the name, or without it where a row has no room for all of them."""
        if named != self._named:
            self._named = named
            self.updateGeometry()

    def full_width(self, *, named: bool) -> int:
        """Return the width in pixels, with or without the name; a chip of nothing else keeps it."""
        return natural_width(self._face, named=named or not self._face.main, caret=self._explains)

    def _ask(self) -> None:
        if self._explains:
            self.why_requested.emit()

    def sizeHint(self) -> QSize:
        """Return the size of the whole chip."""
        return QSize(self.full_width(named=self._named), theme().height("chip"))

    def minimumSizeHint(self) -> QSize:
        """Return the size without the name: time and word are never cut."""
        return QSize(self.full_width(named=False), theme().height("chip"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask why on Enter and Down too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip, without its name where room is short."""
        painter = QPainter(self)
        named = self.width() >= natural_width(self._face, caret=self._explains)
        self.setToolTip("" if named else self._face.name)
        paint_chip(painter, self.rect(), self._face, named=named or not self._face.main, caret=self._explains)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect(), theme().radius("chip"))
