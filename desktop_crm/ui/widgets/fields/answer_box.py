"""What stands in a field that was answered without a value: the word, the reason, and a way back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui.theme import paint, theme
from desktop_crm.ui.widgets.fields.spec import ANSWER_ICONS, FieldAnswer, answer_word
from desktop_crm.ui.widgets.link import Link
from desktop_crm.ui.widgets.owner import FieldOwner


class _Word(QWidget):
    """The tag with the word and its sign."""

    def __init__(self) -> None:
        super().__init__()
        self._kind = "unknown"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme().height("tag"))

    def set_kind(self, kind: str) -> None:
        """Show another word."""
        self._kind = kind
        self.setFixedWidth(paint.width_of(answer_word(kind), "table_head") + 35)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tag."""
        painter = QPainter(self)
        look = theme()
        paint.box(painter, self.rect(), fill=look.colour("panel"), outline=look.colour("separator"), radius=3)
        paint.icon(painter, QRectF(7, (self.height() - 14) / 2, 14, 14), ANSWER_ICONS[self._kind], "text")
        font = look.font("table_head")
        paint.text(
            painter, self.rect().adjusted(26, 0, 0, 0), answer_word(self._kind), font, "text", elide=False
        )


class _Reason(QLineEdit):
    """The line for the reason; its ring is the box's."""

    def __init__(self, box: QWidget) -> None:
        super().__init__()
        self.owner: FieldOwner | None = None
        self._around = box

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the field first."""
        if self.owner is None or not self.owner.field_key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self._around.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._around.update()


class AnswerBox(QWidget):
    """The dashed box.

    Signals:
        reason_edited: the person typed a reason.
        reopened: the person wants to answer after all.
    """

    reason_edited = Signal()
    reopened = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._kind = ""
        self.setFixedHeight(theme().height("control"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().space("base"), 0, theme().space("base"), 0)
        row.setSpacing(theme().space("base"))
        self._word = _Word()
        self.reason = _Reason(self)
        self.reason.setFrame(False)
        self.reason.setMaxLength(1000)
        self.reason.setPlaceholderText(_("Reason"))
        self.reason.setMinimumHeight(24)
        palette = self.reason.palette()
        palette.setColor(palette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.reason.setPalette(palette)
        self.back = Link(_("Answer after all"))
        row.addWidget(self._word)
        row.addSpacing(-2)
        row.addWidget(self.reason, 1)
        row.addWidget(self.back)
        self.reason.textEdited.connect(lambda _text: self.reason_edited.emit())
        self.back.clicked.connect(self.reopened)
        self.setFocusProxy(self.reason)

    def start_over(self, label: str) -> None:
        """Hold no answer, for the field of this label."""
        self._label, self._kind = label, ""
        self.reason.setText("")
        self.reason.setAccessibleName("")

    def answer(self) -> FieldAnswer:
        """Return what is answered."""
        return FieldAnswer(self._kind, self.reason.text().strip())

    def set_answer(self, answer: FieldAnswer) -> None:
        """Show an answer."""
        self._kind = answer.kind
        self._word.set_kind(answer.kind)
        if answer.reason != self.reason.text().strip():
            self.reason.setText(answer.reason)
        self.reason.setAccessibleName(
            _("{name}: {answer}, reason").format(name=self._label, answer=answer_word(answer.kind))
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed outline; the ring while the reason has the keyboard."""
        painter = QPainter(self)
        look = theme()
        edge = look.colour("border")
        fill = look.colour("panel_alt")
        paint.box(painter, self.rect(), fill=fill, outline=edge, radius=look.radius("control"), dashed=True)
        if self.reason.hasFocus():
            paint.focus_ring(painter, self.rect(), look.radius("control"))
