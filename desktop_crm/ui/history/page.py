"""Contact history: narrowed in a bar, a list of any length, and a pane that reads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.customers.time_line import PAGE
from desktop_crm.measures.contact_history import HistoryFilter, HistoryLine
from desktop_crm.measures.looking_back import ContactRead
from desktop_crm.process.model import Model
from desktop_crm.reports.apart import Book
from desktop_crm.store.work import Reading
from desktop_crm.ui import wording
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.history.narrowing import Narrowing
from desktop_crm.ui.history.reading import ReadingPane
from desktop_crm.ui.paper.sheet import Sheet, options_of
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.list_view import Keeper, ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

KEY = "history"
_PANE = 480
_REST_MS = 300  # who passes over a contact has not read it


class HistoryPage(Page):
    """All contacts that this employee may see, newest first.

    Attributes:
        narrowing: the bar. `pane`: the contact that is read.

    Signals:
        shown: the first page stands on the screen. `read`: a contact stands in the pane.
        case_wanted, customer_wanted: carry an id.
    """

    icon = "history"
    help_topic = "history"
    shown = Signal()
    read = Signal()
    case_wanted = Signal(object)
    customer_wanted = Signal(object)

    def __init__(
        self, session: Session, settings: Keeper | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(KEY, _("Contact history"), parent)
        self.setObjectName("history_page")
        self.session = session
        self._channels: dict[str, str] = {}
        self._lines: dict[UUID, HistoryLine] = {}
        self._asked: HistoryFilter | None = None
        self._more = False
        self.narrowing = Narrowing(session)
        self.narrowing.changed.connect(self.load)
        self.rows = PagedTableModel(self._columns(), fetch=self._fetch, page=PAGE, parent=self)
        nothing = EmptyState(_("No contact is found."), _("Look in a longer period, or narrow it down less."))
        self.list = ListView(
            self.rows, name=_("Contact history"), settings=settings, settings_key=KEY, empty=nothing
        )
        self.list.setObjectName("history_list")
        self.pane = ReadingPane()
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self.read_current)
        self._lay_out()
        self._connect()
        session.read(self._model, self._show_model, owner=self, key="model")
        self.load()

    def _columns(self) -> tuple[Column, ...]:
        now = self.session.now
        return (
            Column("at", _("When"), lambda row: wording.when(row.at, now()), 152, sortable=False),
            Column("customer", _("Customer"), lambda row: row.customer_name or _("anonymous"), 168, "strong",
                   stretch=True, sortable=False),
            Column("channel", _("Channel"), lambda row: self._channels.get(row.channel, row.channel), 96, "muted",
                   sortable=False),
            Column("said", _("What was said"), lambda row: row.subject or row.text, 240, stretch=True,
                   sortable=False),
            Column("who", _("Who"), lambda row: row.who, 136, sortable=False),
            Column("case", _("Case"), lambda row: row.number, 104, "muted", sortable=False, spare=True),
        )  # fmt: skip

    def _lay_out(self) -> None:
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.narrowing)
        row = QHBoxLayout()
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        found = Panel(_("Contacts"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        found.add(self.list, 1)
        self.print_button = Button(_("Print…"), key="Ctrl+P", bind=False, small=True)
        self.print_button.setObjectName("history_print")
        self.print_button.clicked.connect(self.paper_wanted)
        found.add_to_head(self.print_button)
        row.addWidget(found, 1)
        self.pane.setFixedWidth(_PANE)
        row.addWidget(self.pane)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.list.current_changed.connect(lambda _contact: self._resting.start())
        self.list.opened.connect(lambda _contact: self.read_current())
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.pane.note_wanted.connect(self.leave_note)
        self.pane.case_wanted.connect(self.case_wanted)
        self.pane.customer_wanted.connect(self.customer_wanted)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._to_words)

    def _to_words(self) -> None:
        self.narrowing.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+F", _("Words that were said")),
            ("Enter", _("Read the contact")),
            ("Ctrl+P", _("Print what is found, or the contacts that are selected")),
        )

    # Reading ------------------------------------------------------------------------------------------

    def _model(self, view: Reading) -> Model:
        return self.session.plans.in_force(view, self.session.actor.id).model

    def _show_model(self, model: Model) -> None:
        self._channels = {one.code: one.name for one in model.channels}
        self.narrowing.set_model(model)

    def load(self) -> None:
        """Read the first page of what is looked for."""
        service = self.session.desk.measuring.history
        narrowed = self._asked = self.narrowing.narrowed(self.session.now())
        self.session.tasks.read(
            lambda: service.page(narrowed), self._show_first, self._refused, owner=self, key="page"
        )

    def _refused(self, problem: Known) -> None:
        self.session.messages.error(problem)

    def _show_first(self, lines: list[HistoryLine]) -> None:
        self._lines = {line.id: line for line in lines}
        self._more = len(lines) == PAGE
        self.rows.set_first_page(lines)
        self.pane.clear()
        self.shown.emit()

    def _scrolled(self, value: int) -> None:
        """Read on where the end comes near."""
        bar = self.list.verticalScrollBar()
        if not self._more or value < bar.maximum() - bar.pageStep() or self._asked is None or not self._lines:
            return
        self._more = False
        service, narrowed = self.session.desk.measuring.history, self._asked
        last = self._lines[next(reversed(self._lines))]
        self.session.tasks.read(
            partial(service.page, narrowed, before=(last.at, last.id)), self._show_more, self._refused,
            owner=self, key="page",
        )  # fmt: skip

    def _show_more(self, lines: list[HistoryLine]) -> None:
        self._lines |= {line.id: line for line in lines}
        self._more = len(lines) == PAGE
        self.rows.set_ids(list(self._lines))

    def _fetch(self, page: int, ids: Sequence[object]) -> None:
        """Answer from what was read: the pages were read in this order."""
        lines = [self._lines[one] for one in ids if isinstance(one, UUID)]
        QTimer.singleShot(0, self, partial(self.rows.put_page, page, lines))

    def read_current(self) -> None:
        """Show the current contact in full; a colleague is told that it was read."""
        self._resting.stop()
        row = self.list.current_row()
        if row is not None and (self.pane.shown is None or self.pane.shown.line.id != row.id):
            self._read(row.id)

    def _read(self, contact: UUID) -> None:
        service = self.session.desk.measuring.history
        self.session.write(partial(service.read, contact=contact), self._show, self._refused, owner=self)

    def _show(self, found: ContactRead) -> None:
        channel = self._channels.get(found.line.channel, found.line.channel)
        self.pane.show_contact(found, self.session.now(), channel)
        self.read.emit()

    def paper(self) -> Sheet:
        """Return the contacts that are selected; of one or none, all that is looked for."""
        service, session = self.session.desk.measuring.history, self.session
        narrowed = self._asked or self.narrowing.narrowed(session.now())
        rows = self.list.selectionModel().selectedRows()
        chosen = [row.id for index in rows if (row := self.rows.row_at(index.row())) is not None]
        only = tuple(chosen) if len(chosen) > 1 else ()
        title = " · ".join(filter(None, (_("Contact history"), *self.narrowing.in_words())))
        return Sheet(
            title, lambda: Book("history_book", service.take_out(narrowed, only=only), options_of(session))
        )

    def activated(self) -> None:
        """Begin with the words that one looks for."""
        self._to_words()

    # Acting -------------------------------------------------------------------------------------------

    def leave_note(self, text: str) -> None:
        """Leave the colleague a note."""
        if self.pane.shown is None:
            return
        service, contact = self.session.desk.measuring.history, self.pane.shown.line.id
        self.session.write(
            partial(service.write_note, contact=contact, text=text), partial(self._noted, contact), self._refused,
            owner=self,
        )  # fmt: skip

    def _noted(self, contact: UUID, _changes: Changes) -> None:
        self.pane.words.clear()
        self._read(contact)
