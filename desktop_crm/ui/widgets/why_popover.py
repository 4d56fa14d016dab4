"""The "why" of a clock: what is judged, its two times, every interval, counted or not, and the reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.clock_chip import ClockChip, ClockFace
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.popover import Popover
from desktop_crm.ui.widgets.scroll import ScrollColumn

_BAR = 16
_ROW = 24


@frozen
class WhyInterval:
    """One interval: when and how long in words, its length for the bar, whether it counts, and why."""

    when: str
    lasted: str
    seconds: float
    counted: bool
    reason: str


@frozen
class Why:
    """Everything a clock has to say.

    Attributes:
        words: the KSF as customers say it; shown in quotation marks.
        judged: which time is judged against which norm, calendar and version, in one line.
        net, customer: the two times, always both.
    """

    words: str
    judged: str
    net: str
    customer: str
    face: ClockFace
    intervals: Sequence[WhyInterval] = ()
    choice: str = ""


class WhyBar(QWidget):
    """All intervals to scale: counted ones filled, the others hatched."""

    def __init__(self, intervals: Sequence[WhyInterval], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intervals = intervals
        self.setFixedHeight(_BAR)
        counted = sum(one.seconds for one in intervals if one.counted)
        whole = sum(one.seconds for one in intervals) or 1
        self.setAccessibleName(_("{share} % of the time counted").format(share=round(100 * counted / whole)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar."""
        painter = QPainter(self)
        paint_bar(painter, self.rect(), self._intervals)


def paint_bar(painter: QPainter, area: QRect, intervals: Sequence[WhyInterval]) -> None:
    """Paint intervals to scale into `area`, at least two pixels each where there is room."""
    look = theme()
    whole = sum(one.seconds for one in intervals)
    if whole <= 0:
        painter.fillRect(area, look.colour("panel_alt"))
        return
    x = float(area.x())
    for one in intervals:
        wide = area.width() * one.seconds / whole
        piece = QRectF(x, area.y(), max(1.0, wide - 1), area.height())
        if one.counted:
            painter.fillRect(piece, look.colour("chart_working"))
        else:
            painter.fillRect(piece, paint.hatching())
            painter.setPen(QPen(look.colour("border"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(piece.adjusted(0.5, 0.5, -0.5, -0.5))
        x += wide


class _IntervalRow(QWidget):
    """When, how long, counted or not, and why."""

    def __init__(self, interval: WhyInterval, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._interval = interval
        self.setFixedHeight(_ROW)
        counted = _("counted") if interval.counted else _("not counted")
        self.setAccessibleName(f"{interval.when}, {interval.lasted}, {counted}: {interval.reason}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row and the line above it."""
        painter = QPainter(self)
        look, one, wide = theme(), self._interval, self.width()
        paint.line(painter, 0, 0, wide, 0, look.colour("separator"))
        columns = [0.30, 0.375, 0.40, 0.535]
        first, second, third, fourth = (round(wide * part) for part in columns)
        high = self.height()
        quiet = "text" if one.counted else "muted"
        paint.text(painter, QRect(0, 0, first - 4, high), one.when, "body", "text")
        paint.text(
            painter, QRect(first - 8, 0, second - first + 8, high), one.lasted, "body", "muted", right=True
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("chart_working" if one.counted else "border"), 1.2))
        painter.setBrush(look.colour("chart_working") if one.counted else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(third + 4, high / 2 + 0.5), 4, 4)
        painter.restore()
        word = _("counted") if one.counted else _("not")
        paint.text(painter, QRect(third + 14, 0, fourth - third - 14, high), word, "body", quiet)
        paint.text(painter, QRect(fourth, 0, wide - fourth, high), one.reason, "body", quiet)
        if paint.width_of(one.reason, "body") > wide - fourth:
            self.setToolTip(one.reason)


class _Legend(QWidget):
    """Which fill means what."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = (_("counted"), _("not counted"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("filled: counted, hatched: not counted"))

    def sizeHint(self) -> QSize:
        """Return room for both."""
        wide = sum(paint.width_of(words, "caption") + 34 for words in self._words)
        return QSize(wide, theme().line("body"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both fills with their words."""
        painter = QPainter(self)
        x, high = 0, self.height()
        for words, counted in zip(self._words, (True, False), strict=True):
            sample = QRect(x, (high - 12) // 2, 16, 12)
            paint_bar(painter, sample, [WhyInterval("", "", 1, counted, "")])
            wide = paint.width_of(words, "caption")
            paint.text(painter, QRect(x + 22, 0, wide + 4, high), words, "caption", "text")
            x += wide + 34


class WhyView(QWidget):
    """The contents of the popover; also stands alone, as in the case's own page."""

    def __init__(self, why: Why, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        column.setSpacing(theme().space("hair"))
        head = QHBoxLayout()
        head.addWidget(Label(f"“{why.words}”", font="strong", wrap=True), 1)
        head.addWidget(ClockChip(why.face, explains=False), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(Label(why.judged, font="caption", colour="muted", wrap=True))
        if why.choice:
            column.addWidget(Label(why.choice, font="caption", colour="muted", wrap=True))
        column.addSpacing(theme().space("hair"))
        column.addWidget(WhyBar(why.intervals))
        column.addLayout(self._times(why))
        column.addSpacing(theme().space("hair"))
        rows = ScrollColumn(most=10 * _ROW)
        for interval in why.intervals:
            rows.add(_IntervalRow(interval))
        column.addWidget(rows)
        self.setAccessibleName(f"{why.words}. {why.judged}")

    def _times(self, why: Why) -> QHBoxLayout:
        times = QHBoxLayout()
        times.setSpacing(theme().space("hair"))
        times.addWidget(Label(_("Net time")))
        times.addWidget(Label(why.net, font="strong"))
        times.addWidget(Label("  ·  ", colour="muted"))
        times.addWidget(Label(_("Customer time")))
        times.addWidget(Label(why.customer, font="strong"))
        times.addStretch(1)
        times.addWidget(_Legend())
        return times


class WhyPopover(Popover):
    """Opens below a chip and explains it."""

    def __init__(self, anchor: QWidget, why: Why) -> None:
        super().__init__(anchor)
        self.view = WhyView(why)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.view)
        self.setFixedWidth(theme().width("why_popover"))
        self.setAccessibleName(_("Why: {words}").format(words=why.words))
