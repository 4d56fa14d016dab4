"""A page of the log-in window: a title, a sentence, a few fields, one filled button, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_crm.core.frozen import frozen
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.link import Link


@frozen
class Line:
    """A field of the page; `secret` ones show dots, `optional` ones may stay empty."""

    key: str
    label: str
    secret: bool = False
    optional: bool = False


class FormPage(QWidget):
    """Fields one below the other; Enter goes to the next empty one, and in the last does what the button does.

    Signals:
        submitted: the dictionary of what was typed, by key.
        link_followed: the key of the link that was clicked.
    """

    submitted = Signal(dict)
    link_followed = Signal(str)

    def __init__(
        self,
        title: str,
        explanation: str,
        lines: Sequence[Line],
        button: str,
        links: Sequence[tuple[str, str]] = (),
        *,
        title_font: str = "window_title",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lines = tuple(lines)
        self._fields: dict[str, QLineEdit] = {}
        look = theme()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space("hair"))
        column.addWidget(Label(title, font=title_font))
        self._explanation = Label(explanation, colour="muted", wrap=True)
        column.addWidget(self._explanation)
        column.addSpacing(look.space("inner"))
        for line in self._lines:
            self._add_field(column, line)
        self._wrong = Label("", colour="overdue_ink", wrap=True)
        self._wrong.setObjectName("problem")
        self._wrong.setAccessibleName("")
        self._wrong.hide()
        column.addWidget(self._wrong)
        column.addSpacing(look.space("base"))
        self.button = Button(button, kind="filled")
        self.button.setObjectName("submit")
        self.button.clicked.connect(self.submit)
        column.addLayout(self._bottom(links))
        column.addStretch(1)

    def _add_field(self, column: QVBoxLayout, line: Line) -> None:
        label = Label(line.label, font="label")
        field = QLineEdit()
        field.setObjectName(line.key)
        field.setAccessibleName(line.label)
        field.setMinimumHeight(theme().height("control"))
        field.setMaxLength(1_000)
        field.setTextMargins(6, 0, 6, 0)
        if line.secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.textEdited.connect(self._typed)
        label.setBuddy(field)
        column.addWidget(label)
        column.addWidget(field)
        column.addSpacing(theme().space("base"))
        self._fields[line.key] = field

    def _bottom(self, links: Sequence[tuple[str, str]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme().space("panel"))
        for key, words in links:
            link = Link(words)
            link.setObjectName(key)
            link.clicked.connect(lambda _checked=False, followed=key: self.link_followed.emit(followed))
            row.addWidget(link)
        row.addStretch(1)
        row.addWidget(self.button)
        return row

    def field(self, key: str) -> QLineEdit:
        """Return the field of a key."""
        return self._fields[key]

    def _typed(self) -> None:
        """What was said is about what stood here before."""
        self.say("")

    def say(self, problem: str) -> None:
        """Show in a sentence what went wrong; an empty one takes it away."""
        self._wrong.setText(problem)
        self._wrong.setAccessibleName(problem)
        self._wrong.setVisible(bool(problem))

    def add(self, widget: QWidget) -> None:
        """Put a widget below the fields."""
        self._column.insertWidget(self._column.indexOf(self._wrong), widget)

    def explain(self, words: str) -> None:
        """Show another sentence below the title."""
        self._explanation.setText(words)

    def set_busy(self, busy: bool) -> None:
        """Take no input while an answer is on its way."""
        self.button.setEnabled(not busy)
        for field in self._fields.values():
            field.setReadOnly(busy)

    def begin(self) -> None:
        """Empty secret fields and put the keyboard into the first empty one."""
        for line in self._lines:
            if line.secret:
                self._fields[line.key].clear()
        first = self._first_empty() or next(iter(self._fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_empty(self) -> QLineEdit | None:
        empty = (self._fields[line.key] for line in self._lines if not line.optional)
        return next((field for field in empty if not field.text()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go to the next empty field, then submit."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            super().keyPressEvent(event)

    def submit(self) -> None:
        """Tell what was typed, unless a field is still empty or an answer is on its way."""
        if not self.button.isEnabled():
            return
        empty = self._first_empty()
        if empty is not None:
            empty.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.say("")
        self.submitted.emit({key: field.text() for key, field in self._fields.items()})
