"""A banner: a state or a notice in one line, with something to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.button import IconButton
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.link import Link

# kind → (colour role, icon)
_KINDS = {
    "offline": ("offline", "offline"),
    "notice": ("met", "ph.check-circle"),
    "alert": ("at_risk", "warning"),
    "warning": ("at_risk", "warning"),
    "error": ("overdue", "error"),
    "info": ("accent", "ph.info"),
}
_PASSING = {"notice", "alert"}


class Banner(QWidget):
    """One line across the page: what is so, since when, what to do.

    Args:
        kind: ``offline``, ``notice`` or ``alert`` (go by themselves after 8 seconds), ``warning``, ``error`` or
            ``info``.

    Signals:
        dismissed: it has gone.
    """

    dismissed = Signal()

    def __init__(
        self, kind: str, title: str, note: str = "", *, closable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        role, self._icon_name = _KINDS[kind]
        self._closable = closable
        self._gone = False
        accent = role == "accent"
        self._ground = "accent_soft" if accent else f"{role}_bg"
        self._shape = "accent" if accent else f"{role}_shape"
        self._ink = f"{role}_ink"
        self.setFixedHeight(theme().height("banner"))
        self.setAccessibleName(f"{title} {note}".strip())
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(40, 0, theme().space("base"), 0)
        self._row.setSpacing(theme().space("base"))
        words = ElidingLabel(title, font="strong", colour=self._ink)
        # What happened is read first: the note gives way before the title does.
        words.setMinimumWidth(min(words.sizeHint().width(), 360))
        self._row.addWidget(words)
        self._row.addWidget(ElidingLabel(note, colour=self._ink))
        self._row.addStretch(1)
        if closable:
            close = IconButton("ph.x", _("Dismiss"))
            close.clicked.connect(self.dismiss)
            self._row.addWidget(close)
        if kind in _PASSING:
            QTimer.singleShot(theme().duration("notice_stays"), self, self.dismiss)

    def add_action(self, words: str, act: Callable[[], None]) -> Link:
        """Add a link at the right that does something about it."""
        link = Link(words, colour=self._ink, underlined=True)
        link.clicked.connect(act)
        behind = self._row.count() - (1 if self._closable else 0)
        self._row.insertWidget(behind, link, 0, Qt.AlignmentFlag.AlignVCenter)
        return link

    def dismiss(self) -> None:
        """Take it away."""
        if not self._gone:
            self._gone = True
            self.hide()
            self.dismissed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, outline, bar and sign."""
        painter = QPainter(self)
        look = theme()
        edge = look.colour(self._shape)
        paint.box(
            painter, self.rect(), fill=look.colour(self._ground), outline=edge, radius=look.radius("control")
        )
        painter.fillRect(QRect(0, 1, 3, self.height() - 2), edge)
        paint.icon(painter, QRectF(14, (self.height() - 16) / 2, 16, 16), self._icon_name, self._ink)
