"""The drawing of a process under keyboard and mouse: one stands on a figure or a line, and goes on from there."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.process.diagram import Connection, Diagram, Shape
from desktop_crm.process.diagram_strokes import figure_strokes, lane_strokes, line_strokes
from desktop_crm.process.diagram_walk import Spot, Walk
from desktop_crm.process.layout import Area
from desktop_crm.ui.modelling.diagram_paint import paint_strokes, rectangle
from desktop_crm.ui.modelling.grid_paint import TINTS
from desktop_crm.ui.theme import paint, theme

_LEAST, _MOST, _STEP = 0.3, 2.0, 1.25
_EDGE = 16
_NEAR = 6  # pixels from a line within which a click is on it
_Key = Qt.Key
_Keys = Qt.KeyboardModifier


class DiagramCanvas(QAbstractScrollArea):
    """Shows a drawing and where one stands in it.

    Attributes:
        walk: the ways through the drawing. `spot`: where one stands. `zoom`: 1 is its own size.
        origin: the figure that is being connected; None otherwise.

    Signals:
        moved: one stands elsewhere. `zoomed`: it is larger or smaller.
        edit_wanted: Enter, or a double click. `connect_wanted`: carries the figures of both ends.
    """

    moved = Signal()
    zoomed = Signal()
    edit_wanted = Signal()
    connect_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.walk: Walk | None = None
        self.spot = Spot("")
        self.zoom = 1.0
        self.origin: Spot | None = None
        self.signs: dict[str, str] = {}
        self._pulled: QPointF | None = None
        self._pressed: QPoint | None = None
        self._panned = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(False)
        theme().changed.connect(self._repaint)

    def _repaint(self) -> None:
        self.viewport().update()

    # What is shown ------------------------------------------------------------------------------------

    def show_diagram(self, diagram: Diagram, spot: Spot | None = None) -> None:
        """Show a drawing; stay where one stands if that is still there."""
        self.walk = Walk(diagram)
        self.origin = None
        self._arrange()
        wanted = spot or self.spot
        self.go(wanted if self.walk.holds(wanted) else self.walk.first)

    def set_signs(self, signs: dict[str, str]) -> None:
        """Mark steps with the severity of what was found there."""
        if signs != self.signs:
            self.signs = signs
            self.viewport().update()

    def set_zoom(self, zoom: float) -> None:
        """Show it larger or smaller; what one stands on stays in sight."""
        self.zoom = max(_LEAST, min(zoom, _MOST))
        self._arrange()
        self._reveal()
        self.zoomed.emit()

    def larger(self) -> None:
        """Zoom in."""
        self.set_zoom(self.zoom * _STEP)

    def smaller(self) -> None:
        """Zoom out."""
        self.set_zoom(self.zoom / _STEP)

    def fit(self) -> None:
        """Show the whole drawing, or as much of it as can still be read."""
        if self.walk is not None:
            diagram, room = self.walk.diagram, self.maximumViewportSize()
            self.set_zoom(
                min(
                    1.0,
                    (room.width() - 2 * _EDGE - 1) / diagram.width,
                    (room.height() - 2 * _EDGE - 1) / diagram.height,
                )
            )

    def go(self, spot: Spot) -> None:
        """Stand on a figure or a line."""
        if self.walk is None or not self.walk.holds(spot):
            return
        self.spot = spot
        self.setAccessibleName(
            self.walk.words(spot)
        )  # a screen reader says the new name of what has the focus
        self._reveal()
        self.viewport().update()
        self.moved.emit()

    def area_of(self, spot: Spot) -> Area:
        """Return where a figure stands, or what is written on a line, in the drawing."""
        assert self.walk is not None
        if not spot.target:
            return self.walk.figures[spot.source].area
        line = self.walk.lines[spot]
        if line.label is not None:
            return line.label
        x, y = line.points[len(line.points) // 2]
        return Area(x - 40, y - 12, 80, 24)

    def on_screen(self, area: Area) -> QRectF:
        """Return where an area of the drawing is in the viewport."""
        left, top = self._shift()
        return QRectF(
            area.x * self.zoom + left,
            area.y * self.zoom + top,
            area.width * self.zoom,
            area.height * self.zoom,
        )

    def _shift(self) -> tuple[int, int]:
        return _EDGE - self.horizontalScrollBar().value(), _EDGE - self.verticalScrollBar().value()

    def _arrange(self) -> None:
        if self.walk is None:
            return
        diagram, room = self.walk.diagram, self.viewport()
        for bar, size, seen in (
            (self.horizontalScrollBar(), diagram.width, room.width()),
            (self.verticalScrollBar(), diagram.height, room.height()),
        ):
            bar.setRange(0, max(0, round(size * self.zoom) + 2 * _EDGE - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(40)
        self.viewport().update()

    def _reveal(self) -> None:
        """Scroll as little as brings what one stands on into sight, beside the heads of the lanes."""
        if self.walk is None or not self.walk.holds(self.spot):
            return
        place = self.on_screen(self.area_of(self.spot))
        head = self.walk.diagram.head * self.zoom
        for bar, begin, end, least, seen in (
            (self.horizontalScrollBar(), place.left(), place.right(), head + _EDGE, self.viewport().width()),
            (self.verticalScrollBar(), place.top(), place.bottom(), _EDGE, self.viewport().height()),
        ):
            if begin < least:
                bar.setValue(int(bar.value() + begin - least))
            elif end > seen - _EDGE:
                bar.setValue(int(bar.value() + end - seen + 3 * _EDGE))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys arrive here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll over what there is no room for."""
        super().resizeEvent(event)
        self._arrange()

    # Painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight; the heads of the lanes stay at the left."""
        painter, look = QPainter(self.viewport()), theme()
        painter.fillRect(self.viewport().rect(), look.colour("panel"))
        if self.walk is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        diagram = self.walk.diagram
        left, top = self._shift()
        painter.translate(left, top)
        painter.scale(self.zoom, self.zoom)
        seen = painter.worldTransform().inverted()[0].mapRect(QRectF(self.viewport().rect()))
        for lane in diagram.lanes:
            paint_strokes(painter, lane_strokes(diagram, lane))
        for spot, line in self.walk.lines.items():
            if not _crosses(line, seen):
                continue
            here = spot == self.spot
            paint_strokes(painter, line_strokes(line, "accent" if here else "muted", 2 if here else 1))
        for figure in diagram.figures:
            if rectangle(figure.area).adjusted(-60, -4, 60, 60).intersects(seen):
                paint_strokes(painter, figure_strokes(figure))
                self._paint_sign(painter, figure.key, figure.area)
        self._paint_spot(painter)
        if diagram.head and left < _EDGE:
            self._freeze_heads(painter, seen, (_EDGE - left) / self.zoom)

    def _freeze_heads(self, painter: QPainter, seen: QRectF, by: float) -> None:
        """Paint the heads of the lanes once more, over what was scrolled below them."""
        assert self.walk is not None
        diagram, edge = self.walk.diagram, _EDGE / self.zoom
        painter.translate(by, 0)
        painter.setClipRect(QRectF(-edge, seen.top(), edge + diagram.head + 1, seen.height()))
        painter.fillRect(QRectF(-edge, seen.top(), edge, seen.height()), theme().colour("panel"))
        for lane in diagram.lanes:
            paint_strokes(painter, lane_strokes(diagram, lane))

    def _paint_sign(self, painter: QPainter, key: str, area: Area) -> None:
        tint = TINTS.get(self.signs.get(key, ""))
        if tint is not None:
            paint.icon(painter, QRectF(area.right - 18, area.y + 4, 14, 14), tint[1], tint[2])

    def _paint_spot(self, painter: QPainter) -> None:
        assert self.walk is not None
        look = theme()
        for spot, colour in ((self.origin, "accent"), (self.spot, "focus")):
            if spot is not None and not spot.target and self.walk.holds(spot):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.colour(colour), 2 if self.hasFocus() or spot is self.origin else 1))
                painter.drawRoundedRect(rectangle(self.area_of(spot)).adjusted(-3, -3, 3, 3), 6, 6)
        if self.origin is not None:
            begin = self.area_of(self.origin)
            end = self._pulled
            if end is None and not self.spot.target:
                x, y = self.area_of(self.spot).middle
                end = QPointF(x, y)
            if end is not None:
                painter.setPen(QPen(look.colour("accent"), 2, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(begin.right, begin.middle[1]), end)

    # Keys ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, connect, zoom; whatever changes the process is the panel's."""
        key, held = _Key(event.key()), event.modifiers() & ~_Keys.KeypadModifier
        if self.walk is None or not self._walk_key(key, held):
            super().keyPressEvent(event)

    def _walk_key(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        assert self.walk is not None
        line = held == _Keys.ShiftModifier
        if key in (_Key.Key_Right, _Key.Key_Left) and (line or not held):
            along = self.walk.on if key is _Key.Key_Right else self.walk.back
            self.go(along(self.spot, by_line=line))
        elif key in (_Key.Key_Up, _Key.Key_Down) and not held:
            self.go(self.walk.beside(self.spot, -1 if key is _Key.Key_Up else 1))
        elif key is _Key.Key_Home:
            self.go(self.walk.first)
        elif key is _Key.Key_End:
            self.go(self.walk.last)
        elif key in (_Key.Key_Return, _Key.Key_Enter) and not held:
            self._enter()
        elif key is _Key.Key_Escape and self.origin is not None:
            self.stop_connecting()
        elif key in (_Key.Key_Plus, _Key.Key_Equal):
            self.larger()
        elif key is _Key.Key_Minus:
            self.smaller()
        elif key is _Key.Key_0:
            self.fit()
        else:
            return False
        return True

    def begin_connecting(self) -> bool:
        """Take the figure one stands on as the beginning of a new line; tell whether it can be one."""
        if self.walk is None or self.spot.target or self.walk.figures[self.spot.source].shape is Shape.END:
            return False
        self.origin = self.spot
        self.viewport().update()
        return True

    def stop_connecting(self) -> None:
        """Connect nothing."""
        self.origin, self._pulled = None, None
        self.viewport().update()
        self.moved.emit()

    def _enter(self) -> None:
        origin = self.origin
        if origin is None:
            self.edit_wanted.emit()
        elif not self.spot.target:
            self.stop_connecting()
            self.connect_wanted.emit(origin, self.spot)

    # Mouse --------------------------------------------------------------------------------------------

    def spot_at(self, point: QPointF) -> Spot | None:
        """Return the figure or the line at a place of the viewport."""
        if self.walk is None:
            return None
        left, top = self._shift()
        x, y = (point.x() - left) / self.zoom, (point.y() - top) / self.zoom
        for figure in self.walk.diagram.figures:
            if rectangle(figure.area).contains(x, y):
                return Spot(figure.key)
        for spot, line in self.walk.lines.items():
            if line.label is not None and rectangle(line.label).contains(x, y):
                return spot
            for (x1, y1), (x2, y2) in itertools.pairwise(line.points):
                if (
                    min(x1, x2) - _NEAR <= x <= max(x1, x2) + _NEAR
                    and min(y1, y2) - _NEAR <= y <= max(y1, y2) + _NEAR
                ):
                    return spot
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Stand on what was pressed; a figure may be drawn to another from here."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed, self._panned = event.position().toPoint(), False
        spot = self.spot_at(event.position())
        if spot is not None:
            self.go(spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw a new line from the figure that was pressed, or move the drawing."""
        if self._pressed is None:
            return
        at = event.position()
        if self.origin is None and not self._panned:
            if (at.toPoint() - self._pressed).manhattanLength() < 8:
                return
            self._panned = self.spot_at(QPointF(self._pressed)) is None or not self.begin_connecting()
        if self.origin is not None:
            left, top = self._shift()
            self._pulled = QPointF((at.x() - left) / self.zoom, (at.y() - top) / self.zoom)
            self.viewport().update()
        else:
            by = at.toPoint() - self._pressed
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - by.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - by.y())
            self._pressed = at.toPoint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Connect with the figure below the mouse."""
        self._pressed = None
        origin = self.origin
        if origin is not None and self._pulled is not None:
            target = self.spot_at(event.position())
            self.stop_connecting()
            if target is not None and not target.target and target != origin:
                self.connect_wanted.emit(origin, target)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit what was clicked."""
        if self.spot_at(event.position()) == self.spot:
            self.edit_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; scroll otherwise."""
        if event.modifiers() & _Keys.ControlModifier:
            self.set_zoom(self.zoom * (_STEP if event.angleDelta().y() > 0 else 1 / _STEP))
        else:
            super().wheelEvent(event)

    @property
    def told(self) -> str:
        """What one hears of the place where one stands."""
        if self.walk is None:
            return ""
        if self.origin is not None:
            return _("Arrows go to what shall follow, Enter connects, Escape leaves")
        return self.walk.words(self.spot)


def _crosses(line: Connection, seen: QRectF) -> bool:
    """Whether a line, or what is written on it, may be in sight."""
    left, right = min(x for x, _y in line.points), max(x for x, _y in line.points)
    if line.label is not None:
        right = max(right, line.label.right)
    return left <= seen.right() and right >= seen.left()
