"""The reading pane: one contact in full, who looked at it if it is one's own, and notes on it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.customers.zones import clock_there
from desktop_crm.measures.looking_back import ContactRead
from desktop_crm.ui import wording
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.fields.editor import CommentEdit
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn


class ReadingPane(Panel):
    """What was said, and what is said of it.

    Signals:
        note_wanted: carries the words of a note to the colleague who had the contact.
        case_wanted, customer_wanted: carry an id.
    """

    note_wanted = Signal(str)
    case_wanted = Signal(object)
    customer_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Contact"), parent=parent)
        self.setObjectName("reading_pane")
        self.shown: ContactRead | None = None
        self._column = ScrollColumn()
        self.add(self._column, 1)
        self.to_case = Button(_("Case"), small=True)
        self.to_customer = Button(_("Customer"), small=True)
        for button in (self.to_case, self.to_customer):
            self.add_to_head(button)
        self.to_case.clicked.connect(self._open_case)
        self.to_customer.clicked.connect(self._open_customer)
        self.words = CommentEdit(
            name=_("Note to the colleague"), placeholder=_("A note only the colleague sees")
        )
        self.words.setObjectName("note_words")
        self.words.setFixedHeight(72)
        self.send = Button(_("Leave the note"), small=True)
        self.send.setObjectName("note_send")
        self.send.clicked.connect(self._send)
        self._writing = QWidget()
        below = QVBoxLayout(self._writing)
        space = theme().space("panel")
        below.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        below.addWidget(self.words)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.send)
        below.addLayout(row)
        self.add(self._writing)
        self.clear()

    def clear(self) -> None:
        """Show nothing yet."""
        self.shown = None
        self._say([(_("Choose a contact to read it."), "muted")])
        for widget in (self._writing, self.to_case, self.to_customer):
            widget.hide()

    def show_contact(self, read: ContactRead, now: datetime, channel: str) -> None:
        """Show a contact; `channel` is the name of its channel."""
        self.shown, line = read, read.line
        self.set_title(line.customer_name or _("anonymous"))
        self.to_case.setVisible(line.case is not None)
        self.to_case.setText(line.number or _("Case"))
        self.to_customer.setVisible(line.customer is not None)
        self._writing.setVisible(read.may_note)
        out = _("from us") if line.direction == "out" else _("from the customer")
        said = [
            (line.subject, "text"),
            (" · ".join(filter(None, (wording.when_exactly(line.at), channel, out, line.who))), "muted"),
            (_there(read), "muted"),
            (line.text, "text"),
        ]
        for one in read.questions:
            answered = (
                _("answered {time}").format(time=wording.when(one.answered, now))
                if one.answered
                else _("open")
            )
            said.append((f"{wording.quoted(one.text)} ({answered})", "text"))
        said += [(_("{who} read this, {time}").format(who=one.who, time=wording.when(one.at, now)), "muted")
                 for one in read.looks]  # fmt: skip
        for note in read.notes:
            said.append(
                (_("{who} notes, {time}:").format(who=note.who, time=wording.when(note.at, now)), "muted")
            )
            said.append((note.text, "text"))
        self._say([(words, ink) for words, ink in said if words])

    def _say(self, said: list[tuple[str, str]]) -> None:
        column = self._column.column
        while column.count() > 1:
            item = column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        column.setContentsMargins(*[theme().space("panel")] * 4)
        column.setSpacing(theme().space("base"))
        for words, ink in said:
            self._column.add(Label(words, colour=ink, wrap=True))

    def _send(self) -> None:
        self.note_wanted.emit(self.words.toPlainText())

    def _open_case(self) -> None:
        if self.shown is not None:
            self.case_wanted.emit(self.shown.line.case)

    def _open_customer(self) -> None:
        if self.shown is not None:
            self.customer_wanted.emit(self.shown.line.customer)


def _there(read: ContactRead) -> str:
    """Return what the customer's clock said, where it is another than the reader's."""
    there = clock_there(read.line.at, read.zone, wording.zone())
    if there is None:
        return ""
    told = f"{there.at.day} {wording.month_name(there.at.month)} {there.at:%H:%M}"
    return _("for the customer {time}, in {place}").format(time=told, place=there.place)
