"""One customer: head, time line with filters, and beside it open cases, facts and relations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import ContactId, CustomerId
from desktop_crm.customers.rows import TimeKind
from desktop_crm.dossier.rows import OpenCase, TimeRow
from desktop_crm.process.model import Channel
from desktop_crm.ui import wording
from desktop_crm.ui.after_paint import after_paint
from desktop_crm.ui.customer.beside import Beside
from desktop_crm.ui.customer.calendar_out import KEY as CALENDAR
from desktop_crm.ui.customer.calendar_out import CalendarOut
from desktop_crm.ui.customer.documents import Documents
from desktop_crm.ui.customer.dropping import Dropping
from desktop_crm.ui.customer.editing import Editing
from desktop_crm.ui.customer.entries import entries_of, month_of
from desktop_crm.ui.customer.foot import FileFoot
from desktop_crm.ui.customer.head import CustomerHead
from desktop_crm.ui.customer.lettering import KEY as LETTER
from desktop_crm.ui.customer.lettering import letter_spec, usual_letter
from desktop_crm.ui.customer.mailing import Mailing
from desktop_crm.ui.customer.merged import Parting
from desktop_crm.ui.customer.noting import KEY as NOTE_KEY
from desktop_crm.ui.customer.noting import note_spec, usual_answers
from desktop_crm.ui.customer.on_paper import customer_paper
from desktop_crm.ui.customer.planning import Planning, said_spec, tag_spec
from desktop_crm.ui.customer.read import FileView, read_file, read_page
from desktop_crm.ui.customer.side import SideColumn
from desktop_crm.ui.customer.trades import Trades
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.paper.sheet import Sheet
from desktop_crm.ui.proposing import KEY as PROPOSE
from desktop_crm.ui.proposing import Proposing
from desktop_crm.ui.session import Session
from desktop_crm.ui.sides import side_width
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.filter_chips import FilterChips
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.segmented import Option
from desktop_crm.ui.widgets.time_line import TimeLine

KEY = "customers/"
# So long the page before is looked at when a store is slow; then an empty file says that it is being opened.
_PATIENCE_MS = 200
_KINDS = {
    "contacts": TimeKind.CONTACT,
    "cases": TimeKind.CASE,
    "trades": TimeKind.TRADE,
    "documents": TimeKind.DOCUMENT,
    "statements": TimeKind.STATEMENT,
    "planned": TimeKind.PLANNED,
}


class CustomerPage(Page):
    """The customer file, first form.

    Attributes:
        view: what is shown; None until the first answer of the store.

    Signals:
        event_wanted: carries the customer for whom something new begins.
        case_wanted: carries the id of the case to open.
        customer_wanted: carries the id of another customer.
        merge_wanted: carries the customer who may be here twice.
        record_wanted: what was told of people and erased is to be shown.
        shown: head and time line stand there. `completed`: the lists beside it do too.
    """

    icon = ""
    help_topic = "customer"
    event_wanted = Signal(object)
    case_wanted = Signal(object)
    customer_wanted = Signal(object)
    merge_wanted = Signal(object)
    record_wanted = Signal()
    shown = Signal(object)
    completed = Signal(object)

    def __init__(self, session: Session, customer: CustomerId, parent: QWidget | None = None) -> None:
        super().__init__(KEY + customer.hex, _("Opening…"), parent)
        self.setObjectName("customer_page")
        self.setAcceptDrops(True)
        self.session, self._asked = session, customer
        self.customer = customer
        self.view: FileView | None = None
        self._kind: TimeKind | None = None
        self._last: TimeRow | None = None
        self.load()  # is read while all of this is made
        self.head, self.side = CustomerHead(), SideColumn()
        self.filters = FilterChips(name=_("What the time line shows"))
        self.line = TimeLine(
            name=_("Time line"),
            empty=EmptyState(
                _("Nothing happened yet."),
                _("Contacts, cases, transactions and documents stand here, newest first."),
            ),
        )
        self.foot = FileFoot()
        self._lay_out()
        self.planning = Planning(self, self._below)
        self.dropping, self.mailing = Dropping(self), Mailing(self)
        self.foot.note.clicked.connect(self._register_contact)
        self.foot.letter.clicked.connect(self._write_letter)
        self.calendar = CalendarOut(self)
        self.foot.calendar.clicked.connect(self.calendar.ask)
        self.parting = Parting(self, self._below)
        self.proposing = Proposing(self, session, self._below, self._contact)
        self.editing = Editing(self)
        self.documents = Documents(self, self._below)
        self.side.said_wanted.connect(self._register_said)
        self.trades = Trades(self, self._below)
        acts = (self.planning, self.parting, self.proposing, self.documents, self.trades)
        for act in acts:
            act.opening.connect(partial(_leave_all, [one for one in acts if one is not act]))
        self._connect()

    @cached_property
    def beside(self) -> Beside:
        """What stands beside the time line below what is seen first."""
        return Beside(self)

    def _complete(self) -> None:
        self.beside.show_file()
        self.completed.emit(self.beside)

    def _connect(self) -> None:
        self.foot.propose.clicked.connect(self.proposing.begin)
        self.foot.paper.clicked.connect(self.paper_wanted)
        self.head.merge_wanted.connect(lambda: self.merge_wanted.emit(self.customer))
        self.head.plan_wanted.connect(self.planning.begin)
        self.head.mail_wanted.connect(self.mailing.begin)
        self.head.event_wanted.connect(lambda: self.event_wanted.emit(self.customer))
        self.side.case_wanted.connect(self._open_case)
        self.filters.chosen.connect(self._filter)
        self.line.entries.more_wanted.connect(self._read_more)
        self.line.opened.connect(self._open_entry)

    def _lay_out(self) -> None:
        space = theme().space("panel")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        # What is filled while nobody sees it is laid out and painted once.
        self._body = QWidget()
        self._body.hide()
        QTimer.singleShot(_PATIENCE_MS, self._body, self._body.show)
        whole.addWidget(self._body)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        row = QHBoxLayout()
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        panel = Panel()
        above = QHBoxLayout()
        above.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        above.setSpacing(theme().space("base"))
        above.addWidget(self.filters)
        above.addStretch(1)
        panel.body.addLayout(above)
        panel.add(self.line, 1)
        # Below the list: above it, the filters of a narrow window leave no room.
        panel.body.addLayout(self.foot)
        row.addWidget(panel, 1)
        row.addWidget(self.side)
        column.addLayout(row, 1)
        self._below = QVBoxLayout()
        self._below.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._below)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+N", _("New event for this customer")),
            ("Ctrl+Shift+N", _("Plan a contact")),
            (NOTE_KEY, _("Register a contact in one line")),
            (LETTER, _("Write a letter, look at it, register it")),
            (CALENDAR, _("Write what is planned to a calendar file")),
            ("Ctrl+M", _("Merge with somebody who is the same")),
            ("F2", _("Edit the details; Enter saves, Tab goes on, Esc gives up")),
            ("Enter", _("In a list beside the time line: change the row, or go to the other customer")),
            ("F2", _("In a list beside the time line: change the row")),
            ("Delete", _("In a list beside the time line: end it today; what has ended goes")),
            ("Ctrl+Z", _("Take back what you last did on this file")),
            ("Enter", _("Open what is marked in the time line")),
            ("Ctrl+P", _("Print the contact sheet")),
            (PROPOSE, _("Propose what the customer said in this contact as a KSF")),
        )

    def paper(self) -> Sheet:
        """Return the customer's contact sheet."""
        return customer_paper(self.session, self.customer, self.title)

    def load(self) -> None:
        """Ask for the file as it is now."""
        session, customer = self.session, self._asked
        session.read(
            lambda view: read_file(view, session, customer),
            self.show_file,
            self._cannot,
            owner=self,
            key="file",
        )

    def _cannot(self, problem: Known) -> None:
        self.session.messages.error(problem)
        self.close_wanted.emit()

    def show_file(self, view: FileView) -> None:
        """Show a file."""
        first = self.view is None
        self.view = view
        file = view.file
        self.customer = file.head.id  # whom the one who was asked for is one with, while they are
        self.set_title(_("Customer · {name}").format(name=file.head.name))
        self.foot.calendar.setVisible(bool(file.planned))
        self.head.show_file(file, wording.local(view.now).date())
        self.side.show_file(view)
        counts = file.counts
        options = [
            Option("all", _("All")), Option("contacts", _("Contacts")), Option("cases", _("Cases")),
            Option("trades", _("Transactions")), Option("documents", _("Documents")),
            Option("statements", _("Said")), Option("planned", _("Planned")),
        ]  # fmt: skip
        figures = {key: getattr(counts, key) for key in ("all", *_KINDS)}
        self.filters.set_options(options, figures)
        if self._kind is None:
            self._show_first(file.time_line, more=file.more)
        else:
            self._read_kind()
        if first:
            self._body.show()
            if self.isVisible():
                self.line.setFocus()
            after_paint(self.line.viewport(), self._complete)
        else:
            self._complete()
        self.shown.emit(view)

    def _channels(self) -> dict[str, Channel]:
        return {} if self.view is None else self.view.model.channel

    def _show_first(self, rows: Sequence[TimeRow], *, more: bool) -> None:
        assert self.view is not None
        now, channels = self.view.now, self._channels()
        planned = self.view.file.planned if self._kind is None else ()
        entries = entries_of(planned, channels, now, planned=True)
        entries += entries_of(rows, channels, now, planned=self._kind is TimeKind.PLANNED)
        self._last = rows[-1] if rows else None
        self.line.entries.set_entries(entries, more=more)

    def _filter(self, code: str) -> None:
        self._kind = _KINDS.get(code)
        if self.view is None:
            return
        if self._kind is None:
            self._show_first(self.view.file.time_line, more=self.view.file.more)
        else:
            self._read_kind()

    def _read_kind(self) -> None:
        assert self.view is not None
        model, kind, customer = self.view.model, self._kind, self.customer
        self.session.read(
            lambda view: read_page(view, customer, model, kind, None),
            lambda found: self._show_first(found[0], more=found[1]), owner=self, key="page",
        )  # fmt: skip

    def _read_more(self) -> None:
        if self.view is None or self._last is None:
            return
        model, kind, customer, before = self.view.model, self._kind, self.customer, self._last.key
        self.session.read(
            lambda view: read_page(view, customer, model, kind, before), self._append, owner=self, key="page"
        )

    def _append(self, found: tuple[tuple[TimeRow, ...], bool]) -> None:
        rows, more = found
        assert self.view is not None
        month = month_of(self._last.at) if self._last is not None else ""
        self._last = rows[-1] if rows else self._last
        self.line.entries.append(entries_of(rows, self._channels(), self.view.now, after=month), more=more)

    def _contact(self) -> ContactId | None:
        """Return the contact that is marked in the time line."""
        entry = self.line.entries.entry(self.line.currentIndex().row())
        key: Any = None if entry is None else entry.key
        return ContactId(key[1]) if key is not None and key[0] == str(TimeKind.CONTACT) else None

    def _open_entry(self, key: Any) -> None:
        case = key[2] if isinstance(key, tuple) and len(key) == 4 else None
        if key is not None and key[0] == str(TimeKind.CASE):
            case = case or key[1]
        if key is not None and key[0] == str(TimeKind.DOCUMENT):
            self.documents.show_document(key[1])
        elif key is not None and key[0] == str(TimeKind.TRADE):
            self.trades.show_trade(key[1])
        elif case is not None:
            self.case_wanted.emit(case)

    def _register_contact(self) -> None:
        if self.view is not None:
            session, channels = self.session, self.view.model.channels
            self.planning.ask(
                note_spec(self.customer, channels, session.desk, session.now()), usual_answers(channels)
            )

    def _write_letter(self) -> None:
        if self.view is not None:
            spec = letter_spec(self.customer, self.session.desk, self.view.model.channels)
            self.planning.ask(spec, usual_letter())

    def _register_said(self) -> None:
        self.planning.ask(said_spec(self.customer, self.session.desk))

    def add_tag(self) -> None:
        """Ask for a tag."""
        self.planning.ask(tag_spec(self.customer, self.session.desk))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 goes to the details."""
        if event.key() == Qt.Key.Key_F2 and not event.modifiers() and self.view is not None:
            if not self.beside.details.rows:  # faster than the first paint
                self.beside.show_file()
            self.beside.details.begin()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged in."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the files that were dropped on the customer's file."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.documents.add(paths)
        event.acceptProposedAction()

    def show_contact(self, contact: UUID) -> None:
        """Go to one contact on the time line, however far back it stands."""
        from desktop_crm.ui.customer.contact_wanted import ContactWanted

        ContactWanted(self, ContactId(contact))

    def _open_case(self, case: OpenCase) -> None:
        self.case_wanted.emit(case.case.case)

    def refresh(self, changes: Changes) -> None:
        """Read the file again when this customer changed."""
        ours = {self.customer, self._asked}
        # A file still being read will not be found.
        if changes.ids("erased") & ours and self.view is not None:
            self.beside.privacy.gone()
        elif changes.about("customer", *ours):
            self.load()

    def activated(self) -> None:
        """Put the keyboard into the time line."""
        self.line.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the side the width for this window's width."""
        super().resizeEvent(event)
        self.side.setFixedWidth(side_width("customer_side", self.width()))


def _leave_all(acts: Iterable[Any]) -> None:
    """Below a file stands one panel at a time."""
    for act in acts:
        act.leave()
