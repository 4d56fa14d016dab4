"""The pages below one another, as large as one wants to read them; only those that show are drawn."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.paper.pages import picture, words_of
from desktop_crm.ui.tasks import Tasks
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.viewport import own_viewport

_GAP = 16
_KEPT = 8  # pictures: a page of A4 that fills a screen has some megabytes
_WIDEST = 1.25  # as large as pages become by themselves
_SCREEN = 96 / 72  # dots for a point at 100 %
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


class _Pages(QWidget):
    """All pages of a document; a page whose picture isn't there yet is asked for, and is white until then."""

    def __init__(self, tasks: Tasks, content: bytes, sizes: tuple[QSizeF, ...]) -> None:
        super().__init__()
        self._tasks, self._content, self.sizes = tasks, content, sizes
        self._pictures: OrderedDict[tuple[int, float], QImage] = OrderedDict()
        self.zoom = 1.0
        self._places: list[QRect] = []

    def lay_out(self, width: int, zoom: float) -> None:
        """Put the pages below one another in a width, in pixels."""
        self.zoom = zoom
        widest = max((self._size(size).width() for size in self.sizes), default=0)
        whole = max(width, widest + 2 * _GAP)
        self._places, top = [], _GAP
        for size in self.sizes:
            room = self._size(size)
            self._places.append(QRect(QPoint((whole - room.width()) // 2, top), room))
            top += room.height() + _GAP
        self.setFixedSize(whole, top)
        self.update()

    def _size(self, size: QSizeF) -> QSize:
        return QSize(round(size.width() * self.zoom * _SCREEN), round(size.height() * self.zoom * _SCREEN))

    def place(self, number: int) -> QRect:
        """Return where a page stands."""
        return self._places[number]

    def page_at(self, y: int) -> int:
        """Return the page that stands at a height, or above it."""
        return max((number for number, place in enumerate(self._places) if place.top() <= y), default=0)

    def drawn(self, number: int) -> bool:
        """Tell whether a page's picture is there, in the size in which it is shown."""
        return (number, self._scale()) in self._pictures

    def _scale(self) -> float:
        return self.zoom * _SCREEN * self.devicePixelRatioF()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages that show."""
        painter, look = QPainter(self), theme()
        painter.fillRect(event.rect(), look.colour("window"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, place in enumerate(self._places):
            if not place.intersects(event.rect()):
                continue
            there = self._pictures.get((number, self._scale()))
            painter.fillRect(place, Qt.GlobalColor.white)  # paper is never dark
            if there is not None:
                painter.drawImage(place, there)
            else:
                self._ask(number)
            paint.box(painter, place.adjusted(-1, -1, 1, 1), outline=look.colour("border"), radius=0)

    def _ask(self, number: int) -> None:
        scale = self._scale()
        self._tasks.read(
            partial(picture, self._content, number, scale), partial(self._keep, number, scale), owner=self,
            key=f"page/{number}",
        )  # fmt: skip

    def _keep(self, number: int, scale: float, found: QImage) -> None:
        self._pictures[(number, scale)] = found
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        self.update(self._places[number])


class PagesView(QScrollArea):
    """A document to read through by keyboard: arrows and pages scroll, plus and minus zoom.

    Signals:
        moved: carries the number of the page that one is at, counted from 0.
        zoomed: carries the zoom, 1.0 being the size on paper.
    """

    moved = Signal(int)
    zoomed = Signal(float)

    def __init__(
        self, tasks: Tasks, content: bytes, sizes: tuple[QSizeF, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._content = tasks, content
        own_viewport(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("paper_pages")
        self.pages = _Pages(tasks, content, sizes)
        self._fitted = True
        self._at = -1
        self.setWidget(self.pages)
        self.verticalScrollBar().setSingleStep(48)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._look())

    @property
    def at(self) -> int:
        """The page that one is at, counted from 0."""
        return max(0, self._at)

    def fit(self) -> None:
        """Let the widest page fill the width, as far as that is good to read."""
        self._fitted = True
        self._zoom_to(self._fitting())

    def zoom(self, zoom: float) -> None:
        """Show the pages in another size."""
        self._fitted = False
        self._zoom_to(zoom)

    def step(self, by: int) -> None:
        """Show the pages one step larger, or smaller."""
        now = self.pages.zoom
        larger = [zoom for zoom in ZOOMS if (zoom > now + 0.01 if by > 0 else zoom < now - 0.01)]
        if larger:
            self.zoom(larger[0] if by > 0 else larger[-1])

    def go_to(self, number: int) -> None:
        """Bring a page to the top."""
        number = min(max(0, number), len(self.pages.sizes) - 1)
        if number < 0:
            return
        self.verticalScrollBar().setValue(self.pages.place(number).top() - _GAP)

    def _fitting(self) -> float:
        widest = max((size.width() for size in self.pages.sizes), default=1.0)
        return min(_WIDEST, max(0.25, (self.viewport().width() - 2 * _GAP) / (widest * _SCREEN)))

    def _zoom_to(self, zoom: float) -> None:
        page = self.at
        self.pages.lay_out(self.viewport().width(), zoom)
        self.go_to(page)
        self._look()
        self.zoomed.emit(zoom)

    def _look(self) -> None:
        """Note at which page one is, and have it ready for whoever has it read out."""
        if not self.pages.sizes:
            return
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        at = self.pages.page_at(middle)
        if at != self._at:
            self._at = at
            self.setAccessibleName(
                _("Page {number} of {count}").format(number=at + 1, count=len(self.pages.sizes))
            )
            self._tasks.read(
                partial(words_of, self._content, at), self.setAccessibleDescription, owner=self, key="words"
            )
            self.moved.emit(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages again."""
        super().resizeEvent(event)
        self._zoom_to(self._fitting() if self._fitted else self.pages.zoom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll and zoom."""
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.step(1)
            case Qt.Key.Key_Minus:
                self.step(-1)
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_Left:
                self.go_to(self.at - 1)
            case Qt.Key.Key_Right:
                self.go_to(self.at + 1)
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom while Ctrl is held."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)
