"""A key success factor at a glance: in the customers' words, the share met against its norm, the last weeks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.measures import words
from desktop_crm.measures.care import Care
from desktop_crm.measures.ksf_figures import KsfTile
from desktop_crm.ui import wording
from desktop_crm.ui.team.care_tiles import WIDE, CareTile, press_or_go
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.wrap import wrapped
from desktop_crm.ui.widgets.viewport import own_viewport

HEIGHT, LOW = 184, 148  # in a low window a tile has no course of the weeks
_LEAST, _MOST = 236, 340
_LINES = 2
_CARE = 2
_FACE = {"met": "met", "just_below": "at_risk", "below": "missed"}
_SPARK, _LEAST_SPARK = 40, 16


class Tile(QAbstractButton):
    """One key success factor; pressing it opens its figures.

    Signals:
        reached: the keyboard came here; carries the tile.
    """

    reached = Signal(object)

    def __init__(self, tile: KsfTile, fewest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tile, self._fewest = tile, fewest
        self.setObjectName(f"ksf_{tile.ksf}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._spoken())
        self.setToolTip(words.left_out(tile.withheld))

    def _spoken(self) -> str:
        tile = self.tile
        said = wording.quoted(tile.words or tile.name)
        if tile.figures is None:
            return f"{said}: {words.verdict(tile)}. {words.untold(self._fewest, tile.withheld)}"
        parts = (
            words.percent(tile.figures.share), words.verdict(tile), words.rests_on(tile),
            words.spread(tile.figures, tile.judged),
        )  # fmt: skip
        return f"{said}: " + ", ".join(part for part in parts if part)

    def sizeHint(self) -> QSize:
        """Return the size of a tile."""
        return QSize(_MOST, self.height())

    def minimumSizeHint(self) -> QSize:
        """Return the least in which its words still stand."""
        return QSize(_LEAST, self.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard is here."""
        super().focusInEvent(event)
        self.reached.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter; go to the next tile with the arrows."""
        press_or_go(self, event, super().keyPressEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        painter, look = QPainter(self), theme()
        untold = self.tile.figures is None
        paint.box(
            painter,
            self.rect(),
            fill=look.colour("panel_alt" if untold else "panel"),
            outline=look.colour("border" if self.underMouse() else "separator"),
            radius=look.radius("panel"),
        )
        space = look.space("panel")
        room = self.rect().adjusted(space, 10, -space, -8)
        high = look.line("body")
        for line in _shortened(wording.quoted(self.tile.words or self.tile.name), room.width()):
            paint.text(painter, QRect(room.x(), room.y(), room.width(), high), line, "body", "text")
            room.adjust(0, high, 0, 0)
        room.setTop(self.rect().top() + 10 + _LINES * high + 2)
        if untold:
            self._paint_untold(painter, room)
        else:
            self._paint_figures(painter, room)
        if self.hasFocus():
            paint.focus_ring(painter, self.rect().adjusted(1, 1, -1, -1), look.radius("panel"))

    def _paint_untold(self, painter: QPainter, room: QRect) -> None:
        high = theme().line("caption")
        paint.text(
            painter, QRect(room.x(), room.y(), room.width(), 24), _("Not shown"), "panel_title", "text"
        )
        room.adjust(0, 28, 0, 0)
        for line in wrapped(words.untold(self._fewest, self.tile.withheld), "caption", room.width()):
            paint.text(painter, QRect(room.x(), room.y(), room.width(), high), line, "caption", "muted")
            room.adjust(0, high, 0, 0)

    def _paint_figures(self, painter: QPainter, room: QRect) -> None:
        figures = self.tile.figures
        assert figures is not None, "a tile without figures is painted otherwise"
        look = theme()
        top, caption = look.line("figure"), look.line("caption")
        line = QRect(room.x(), room.y(), room.width(), top)
        paint.text(painter, line, words.percent(figures.share), "figure", "text")
        self._paint_verdict(painter, line)
        room.adjust(0, top, 0, 0)
        paint.text(
            painter,
            QRect(room.x(), room.y(), room.width(), caption),
            words.rests_on(self.tile),
            "caption",
            "muted",
        )
        room.adjust(0, caption + 4, 0, 0)
        spark = QRectF(room.x(), room.y(), room.width(), min(_SPARK, room.height() - caption - 4))
        if spark.height() >= _LEAST_SPARK:
            spark_line(painter, spark, [point.share for point in self.tile.points], self.tile.norm)
        bottom = QRect(room.x(), self.rect().bottom() - 8 - caption, room.width(), caption)
        paint.text(painter, bottom, words.spread(figures, self.tile.judged), "caption", "muted")

    def _paint_verdict(self, painter: QPainter, line: QRect) -> None:
        look, face = theme(), _FACE[self.tile.verdict]
        said = words.verdict(self.tile)
        wide = paint.width_of(said, "caption") + 28
        chip = QRect(line.right() - wide + 1, line.center().y() - 10, wide, 20)
        paint.box(
            painter, chip, fill=look.colour(f"{face}_bg"), outline=look.colour(f"{face}_shape"),
            radius=look.radius("chip"),
        )  # fmt: skip
        sign = {"met": "ph.check", "at_risk": "ph.triangle-fill", "missed": "ph.x"}[face]
        paint.icon(painter, QRectF(chip.x() + 6, chip.y() + 4, 12, 12), sign, f"{face}_shape")
        paint.text(painter, chip.adjusted(22, 0, -4, 0), said, "caption", f"{face}_ink", elide=False)


def spark_line(painter: QPainter, area: QRectF, values: Sequence[float], norm: float) -> None:
    """Paint the course of shares with the norm as a dashed line; the newest has a dot."""
    look = theme()
    least = min([norm, *values], default=0.0)
    most = max([norm, *values], default=1.0)
    reach = max(most - least, 0.02)
    upper = most + reach * 0.15

    def height(value: float) -> float:
        return area.top() + (upper - value) / (reach * 1.3) * area.height()

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(look.colour("muted"), 1, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawLine(QPointF(area.left(), height(norm)), QPointF(area.right(), height(norm)))
    if values:
        step = area.width() / max(1, len(values) - 1)
        points = [QPointF(area.left() + 3 + place * (step - 6 / max(1, len(values) - 1)), height(value))
                  for place, value in enumerate(values)]  # fmt: skip
        painter.setPen(QPen(look.colour("chart_working"), 1.6))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(look.colour("chart_working"))
        painter.drawEllipse(points[-1], 3, 3)
    painter.restore()


def _shortened(said: str, width: int) -> list[str]:
    """Return words in as many lines as a tile has; what is left over ends the last one in an ellipsis."""
    lines = list(wrapped(said, "body", width))
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], " ".join(lines[_LINES - 1 :])]
    return lines


class Tiles(QScrollArea):
    """The tiles side by side; more than fit are scrolled to, by the keyboard too.

    Signals:
        opened: carries the `KsfTile` whose figures somebody wants to see.
        care_opened: carries the `Care` behind which somebody wants to see.
    """

    opened = Signal(object)
    care_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Key success factors"))
        own_viewport(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme().space("panel"))
        self.setWidget(inner)
        self.tiles: list[Tile] = []
        self.care: list[CareTile] = []
        self._high = HEIGHT
        self._fit()

    def set_low(self, low: bool) -> None:
        """Take less of a low window, or the usual height."""
        high = LOW if low else HEIGHT
        if high != self._high:
            self._high = high
            for one in (*self.tiles, *self.care):
                one.setFixedHeight(high)
            self._fit()

    def _fit(self) -> None:
        """Leave room for the bar below the tiles where they do not all fit."""
        space = self._row.spacing()
        # Those of care come last: their room is kept, so that nothing below moves when they do.
        taken = len(self.tiles) * (_LEAST + space) + (len(self.care) or _CARE) * (WIDE + space)
        wide = taken > self.width()
        self.setFixedHeight(self._high + (theme().space("panel") if wide else 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again whether all fit."""
        super().resizeEvent(event)
        self._fit()

    def show_tiles(self, tiles: Sequence[KsfTile], fewest: int) -> None:
        """Show these, the ones that can be told before those that can't."""
        focused = next((one.tile.ksf for one in self.tiles if one.hasFocus()), "")
        for old in self.tiles:
            self._row.removeWidget(old)
            old.deleteLater()
        self.tiles = []
        for place, tile in enumerate(sorted(tiles, key=lambda one: one.figures is None)):
            made = Tile(tile, fewest)
            made.setFixedHeight(self._high)
            made.clicked.connect(partial(self._open, tile))
            made.reached.connect(self._bring_in)
            self._row.insertWidget(place, made)
            self.tiles.append(made)
            if tile.ksf == focused:
                made.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def show_care(self, care: Sequence[Care]) -> None:
        """Show, behind the key success factors, how well customers are looked after."""
        for old in self.care:
            self._row.removeWidget(old)
            old.deleteLater()
        self.care = [CareTile(one, self._high) for one in care]
        for made in self.care:
            made.clicked.connect(partial(self._open_care, made.care))
            made.reached.connect(self._bring_in)
            self._row.addWidget(made)
        self._fit()

    def _open(self, tile: KsfTile, _checked: bool = False) -> None:
        self.opened.emit(tile)

    def _open_care(self, care: Care, _checked: bool = False) -> None:
        self.care_opened.emit(care)

    def _bring_in(self, tile: QWidget) -> None:
        self.ensureWidgetVisible(tile, theme().space("panel"), 0)
