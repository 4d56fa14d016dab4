"""A panel: a card with a head (title, what it counts, a widget at the right) and a body."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.label import ElidingLabel

_TITLE_KEPT = 120  # pixels


class Panel(QWidget):
    """A flat card on the window's ground.

    Args:
        title: stands in the head. `head`: there is a head without a title too, for filters and the like.
        padded: the body has margins; a list's has none.
        outline: the colour role of the outline.

    Attributes:
        body: the layout that takes what the panel holds; without margins unless `padded`.
    """

    def __init__(
        self,
        title: str = "",
        *,
        padded: bool = False,
        head: bool = False,
        outline: str = "separator",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._outline = outline
        self._head: QWidget | None = None
        self._title = ElidingLabel(title, font="panel_title")
        self._count = ElidingLabel(font="body", colour="muted")
        self._alarm = ElidingLabel(font="body", colour="overdue_ink")
        whole = QVBoxLayout(self)
        # The lowest rows stay clear of the rounded corners.
        whole.setContentsMargins(1, 1, 1, 3)
        whole.setSpacing(0)
        self._heads = QHBoxLayout()
        self._lefts = 3
        if title or head:
            whole.addWidget(self._make_head())
        self.body = QVBoxLayout()
        space = theme().space("panel") if padded else 0
        self.body.setContentsMargins(space, space, space, space)
        self.body.setSpacing(0)
        whole.addLayout(self.body, 1)
        self.setAccessibleName(title)

    def _make_head(self) -> QWidget:
        head = self._head = QWidget()
        head.setFixedHeight(theme().height("panel_head"))
        row = self._heads
        head.setLayout(row)
        row.setContentsMargins(theme().space("panel") - 1, 0, theme().space("panel") - 1, 0)
        row.setSpacing(theme().space("base"))
        row.addWidget(self._title)
        row.addWidget(self._count)
        row.addWidget(self._alarm)
        for words in (self._title, self._count, self._alarm):
            words.setVisible(bool(words.text()))
        self._keep_title()
        row.addStretch(1)
        return head

    def set_title(self, text: str) -> None:
        """Change the title; only a panel made with one has a head."""
        self._title.set_text(text)
        self._keep_title()
        self.setAccessibleName(text)

    def _keep_title(self) -> None:
        """A short title stays whole where room is short: what is counted behind it is cut first."""
        self._title.setMinimumWidth(min(self._title.sizeHint().width(), _TITLE_KEPT))

    def set_count(self, text: str, alarm: str = "") -> None:
        """Say what the panel counts, muted (``10 · 1 overdue``); `alarm` follows it in red."""
        self._count.set_text(f"{text} ·" if alarm else text)
        self._alarm.set_text(alarm)
        self._count.setVisible(bool(text))
        self._alarm.setVisible(bool(alarm))

    def add_to_head(self, widget: QWidget, *, left: bool = False) -> None:
        """Put a widget at the right of the head, or at the left behind the title."""
        if left:
            self._heads.insertWidget(self._lefts, widget, 0, Qt.AlignmentFlag.AlignVCenter)
            self._lefts += 1
        else:
            self._heads.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below the others in the body."""
        self.body.addWidget(widget, stretch)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card and the line below its head."""
        painter = QPainter(self)
        look = theme()
        paint.box(
            painter,
            self.rect(),
            fill=look.colour("panel"),
            outline=look.colour(self._outline),
            radius=look.radius("panel"),
        )
        if self._head is not None:
            y = self._head.geometry().bottom()
            paint.line(painter, 1, y, self.width() - 2, y, look.colour("separator"))


class SubHead(QWidget):
    """A line of the table head's kind inside a panel: a word at the left, a count at the right."""

    def __init__(self, text: str, count: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._count = text, count
        self.setFixedHeight(theme().height("table_head"))
        self.setAccessibleName(f"{text} {count}".strip())

    def set_count(self, count: str) -> None:
        """Say how many."""
        self._count = count
        self.setAccessibleName(f"{self._text} {count}".strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, lines and words."""
        painter = QPainter(self)
        look = theme()
        painter.fillRect(self.rect(), look.colour("panel_alt"))
        bottom = self.height() - 1
        paint.line(painter, 0, 0, self.width(), 0, look.colour("separator"))
        paint.line(painter, 0, bottom, self.width(), bottom, look.colour("separator"))
        room = self.rect().adjusted(look.space("panel") - 1, 0, 1 - look.space("panel"), 0)
        paint.text(painter, room, self._text, "table_head", "muted")
        paint.text(painter, room, self._count, "table_head", "muted", right=True)
