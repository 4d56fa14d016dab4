"""What a search found: two-line results with the matched letters marked, one of them current."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.theme.style_lists import selection_bar


@frozen
class Hit:
    """One result.

    Attributes:
        key: what the screen opens.
        title: shown bold; `marks` are the matched parts of it as (start, length).
        detail: the second line, with its `detail_marks`; `meta`: at the right. `icon`: before the title; may be empty.
    """

    key: object
    title: str
    detail: str = ""
    meta: str = ""
    icon: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    detail_marks: tuple[tuple[int, int], ...] = ()


class ResultList(QWidget):
    """Results below one another; what is typed into drives it, so it never takes the keyboard itself.

    Signals:
        chosen: carries the `Hit` that was clicked.
        current_changed: carries the `Hit` that Up or Down came to, or None.
    """

    chosen = Signal(object)
    current_changed = Signal(object)

    def __init__(self, *, most: int = 8, outlined: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []
        self._empty = ""
        self._current = -1
        self._most, self._outlined = most, outlined
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._name_it()

    @property
    def hits(self) -> Sequence[Hit]:
        """What is shown."""
        return self._hits

    def set_hits(self, hits: Sequence[Hit], *, empty: str = "") -> None:
        """Show these, the first one current; without any the sentence `empty`."""
        self._hits = list(hits[: self._most])
        self._empty = empty
        self._current = 0 if self._hits else -1
        self._name_it()
        self.updateGeometry()
        self.update()
        self.current_changed.emit(self.current())

    def current(self) -> Hit | None:
        """Return the result that Enter would open."""
        return self._hits[self._current] if 0 <= self._current < len(self._hits) else None

    def move(self, step: int) -> None:  # type: ignore[override]
        """Make the next (1) or previous (-1) result the current one; the ends stop."""
        if self._hits:
            self._current = min(max(0, self._current + step), len(self._hits) - 1)
            self._name_it()
            self.update()
            self.current_changed.emit(self.current())

    def _name_it(self) -> None:
        hit = self.current()
        words = _("Result {number} of {count}: {title}, {detail}")
        self.setAccessibleName(
            words.format(number=self._current + 1, count=len(self._hits), title=hit.title, detail=hit.detail)
            if hit
            else self._empty or _("Results")
        )

    @property
    def _row(self) -> int:
        return theme().height("row_two_lines")

    def sizeHint(self) -> QSize:
        """Return room for what is shown."""
        rows = (
            len(self._hits) * self._row
            if self._hits
            else (theme().height("row_comfortable") if self._empty else 0)
        )
        return QSize(320, rows + (2 if rows and self._outlined else 0))

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(160, self.sizeHint().height())

    def _place(self, index: int) -> QRect:
        edge = 1 if self._outlined else 0
        return QRect(edge, edge + index * self._row, self.width() - 2 * edge, self._row)

    def _hit_at(self, y: int) -> int:
        index = (y - 1) // self._row
        return index if 0 <= index < len(self._hits) else -1

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the result under the mouse."""
        index = self._hit_at(round(event.position().y()))
        if index >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self._current = index
            self._name_it()
            self.update()
            self.current_changed.emit(self._hits[index])
            self.chosen.emit(self._hits[index])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the results."""
        painter = QPainter(self)
        look = theme()
        if self._outlined and (self._hits or self._empty):
            paint.box(
                painter,
                self.rect(),
                fill=look.colour("field"),
                outline=look.colour("separator"),
                radius=look.radius("control"),
            )
        for index, hit in enumerate(self._hits):
            self._paint_hit(painter, self._place(index), hit, current=index == self._current)
        if not self._hits and self._empty:
            paint.text(painter, self.rect().adjusted(10, 0, -8, 0), self._empty, "body", "muted")

    def _paint_hit(self, painter: QPainter, area: QRect, hit: Hit, *, current: bool) -> None:
        look = theme()
        if current:
            painter.fillRect(area, look.colour("selection"))
            selection_bar(painter, area)
        else:
            paint.line(
                painter, area.left(), area.bottom(), area.right(), area.bottom(), look.colour("separator")
            )
        ink = "selection_text" if current else "text"
        quiet = "selection_text" if current else "muted"
        left = area.x() + 9
        if hit.icon:
            paint.icon(painter, QRect(left, area.y() + 8, 16, 16), hit.icon, quiet)
            left += 24
        meta = paint.width_of(hit.meta, "caption") + 12 if hit.meta else 0
        room = QRect(left, area.y() + 4, area.right() - left - 8 - meta, 22)
        paint.marks(painter, room, hit.title, "strong", hit.marks)
        paint.text(painter, room, hit.title, "strong", ink)
        below = QRect(left, area.y() + 24, area.right() - left - 8, 18)
        paint.marks(painter, below, hit.detail, "caption", hit.detail_marks)
        paint.text(painter, below, hit.detail, "caption", quiet)
        if hit.meta:
            place = QRect(area.right() - meta, area.y() + 4, meta - 8, 20)
            paint.text(painter, place, hit.meta, "caption", quiet, right=True, elide=False)
