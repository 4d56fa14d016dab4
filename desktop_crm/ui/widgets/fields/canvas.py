"""A small sheet to draw on with the mouse or a pen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme

_SHEET = QSize(640, 240)
_PEN = 2.2
_STROKES_KEPT = 50


class Canvas(QWidget):
    """White paper in both colour schemes: what is drawn is also printed.

    Signals:
        drawn: a stroke was finished.
    """

    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = _blank(_SHEET)
        self._before: list[tuple[QImage, bool]] = []
        self._last: QPointF | None = None
        self._caption = ""
        self.empty = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_SHEET.height())
        self.setMinimumWidth(240)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def sizeHint(self) -> QSize:
        """Return the sheet's size."""
        return self._image.size()

    def image(self) -> QImage:
        """Return what is drawn."""
        return self._image

    def set_image(self, image: QImage) -> None:
        """Draw on an image, made to fit; a null one clears the sheet. Earlier strokes are forgotten."""
        self._before.clear()
        self._last = None
        if not self.empty:
            self._image = _blank(_SHEET)
        self.empty = image.isNull()
        if not image.isNull():
            fitted = image.scaled(
                _SHEET, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            painter = QPainter(self._image)
            painter.drawImage(QPoint(0, 0), fitted)
            painter.end()
        self._caption = ""
        self.update()

    def set_caption(self, words: str) -> None:
        """Name what was registered before, on the empty sheet."""
        self._caption = words
        self.update()

    def clear(self) -> None:
        """Take everything away; can be undone."""
        self._keep()
        self._image = _blank(_SHEET)
        self.empty = True
        self.update()

    def undo(self) -> bool:
        """Take back the last stroke or clearing; False where there is none."""
        if not self._before:
            return False
        self._image, self.empty = self._before.pop()
        self.update()
        return True

    def _keep(self) -> None:
        self._before.append((self._image.copy(), self.empty))
        del self._before[:-_STROKES_KEPT]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._keep()
            self._last = event.position()
            self._stroke(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke."""
        if self._last is not None:
            self._stroke(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if self._last is not None:
            self._last = None
            self.drawn.emit()

    def _stroke(self, to: QPointF) -> None:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(Qt.GlobalColor.black, _PEN)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        start = self._last if self._last is not None else to
        if start == to:
            painter.drawPoint(to)
        else:
            painter.drawLine(start, to)
        painter.end()
        self._last = to
        self.empty = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawImage(0, 0, self._image)
        paint.box(painter, self.rect(), outline=theme().colour("border"), radius=0)
        if self.empty:
            words = self._caption or _("Draw here with the mouse or a pen")
            paint.text(
                painter,
                self.rect().adjusted(12, 0, -12, 0),
                words,
                "caption",
                QColor(Qt.GlobalColor.darkGray),
            )


def _blank(size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    return image
