"""Duplicates: pairs of customers who may be one, with reasons; side by side; merged, told apart, or left for later."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.evidence import Evidence
from desktop_crm.customers.reads import customer_names
from desktop_crm.customers.rows import CustomerName
from desktop_crm.customers.rules import Rules
from desktop_crm.customers.scanning import Cancelled
from desktop_crm.dossier.side_by_side import SideBySide, side_by_side
from desktop_crm.ui.duplicates.beside import Beside
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.likeness_words import percent, strongest
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.busy_panel import BusyPanel
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.ui.widgets.scroll import ScrollColumn

KEY = "customers/duplicates"


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two customers who may be one; `id` is the pair."""

    id: tuple[CustomerId, CustomerId]
    one: CustomerName
    other: CustomerName
    score: float
    evidence: tuple[Evidence, ...]

    @property
    def likely(self) -> str:
        """How likely it is; empty for a pair that somebody chose."""
        return percent(self.score) if self.evidence else ""

    @property
    def reasons(self) -> str:
        """The strongest reasons, in words."""
        return ", ".join(strongest(self.evidence))


class DuplicatesPage(Page):
    """A list of pairs with the two of one beside each other.

    Signals:
        customer_wanted: carries the id of the customer whose file is to open.
    """

    icon = "customers"
    help_topic = "duplicates"
    fullest_first = True  # whoever there is most of is offered as the one to keep
    customer_wanted = Signal(object)
    _told = Signal(int, int)

    def __init__(
        self, session: Session, key: str = KEY, title: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(key, title or _("Duplicates"), parent)
        self.setObjectName("duplicates_page")
        self.session = session
        self._stop = threading.Event()
        columns = (
            Column("score", _("Likely"), lambda row: row.likely, 70, order=lambda row: -row.score),
            Column("one", _("Customer"), lambda row: f"{row.one.name}, {row.one.number}", 200, "strong"),
            Column("other", _("May be the same"), lambda row: f"{row.other.name}, {row.other.number}", 200),
            Column("why", _("Why"), lambda row: row.reasons, 240, "muted", stretch=True),
        )
        self.pairs = PagedTableModel(columns, parent=self)
        self._empty = EmptyState(
            _("Nobody was looked for yet."),
            _(
                "Pairs who may be one stand here, the most likely first. Among many customers it takes minutes."
            ),
        )
        self.list = ListView(self.pairs, name=_("Customers who may be one"), empty=self._empty)
        self.list.current_changed.connect(lambda _pair: self._show_current())
        self.list.opened.connect(lambda pair: self.customer_wanted.emit(pair[0]))
        self.busy = BusyPanel()
        self.busy.cancelled.connect(self._call_off)
        self.beside = Beside()
        self.why = Label("", colour="muted", wrap=True)
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._make_buttons()
        self._lay_out()
        self._show_beside(None)

    def _make_buttons(self) -> None:
        self.look = Button(_("Look through all customers"), key="F5")
        self.look.setObjectName("look")
        self.look.clicked.connect(self.begin)
        self.merge = Button(_("Merge"), kind="filled", key="Ctrl+Enter")
        self.merge.setObjectName("merge")
        self.merge.clicked.connect(self.merge_them)
        self.apart = Button(_("Not a duplicate"), key="Ctrl+D")
        self.apart.setObjectName("apart")
        self.apart.clicked.connect(self.tell_apart)
        self.later = Button(_("Later"), key="Ctrl+L")
        self.later.setObjectName("later")
        self.later.clicked.connect(self.leave_for_later)

    def _lay_out(self) -> None:
        space = theme().space("panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        found = self._found = Panel(_("Customers who may be one"))
        found.add_to_head(self.look)
        self.above = QVBoxLayout()
        found.body.addLayout(self.above)
        found.add(self.busy)
        found.add(self.list, 1)
        row.addWidget(found, 1)
        right = Panel(_("Side by side"))
        scroll = ScrollColumn()
        scroll.add(self.beside)
        right.add(scroll, 1)
        below = QVBoxLayout()
        below.setContentsMargins(space, theme().space("base"), space, theme().space("base"))
        below.setSpacing(theme().space("base"))
        below.addWidget(self.why)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme().space("base"))
        for button in (self.later, self.apart):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.merge)
        below.addLayout(buttons)
        right.body.addLayout(below)
        row.addWidget(right, 1)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("F5", _("Look through all customers")),
            ("Ctrl+Enter", _("Merge the two")),
            ("Ctrl+D", _("They are two; do not ask again")),
            ("Ctrl+L", _("Leave the pair for later")),
            ("Enter", _("Open the file of the first")),
        )

    # Looking ------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Look through all customers, on another thread; it can be called off."""
        if not self.look.isEnabled():
            return
        self.look.allow(_("They are being looked for."))
        self._stop.clear()
        self.busy.begin(_("Reading the customers…"))
        service, stop, told = self.session.desk.duplicates, self._stop, self._told

        def search() -> list[PairRow] | None:
            try:
                pairs = service.find_duplicates(rules=Rules.BROAD, progress=told.emit, cancelled=stop.is_set)
            except Cancelled:
                return None
            with service.store.read() as view:
                names = customer_names(view, {who for pair in pairs for who in (pair.one, pair.other)})
            return [
                PairRow((pair.one, pair.other), names[pair.one], names[pair.other], pair.score, pair.evidence)
                for pair in pairs
                if pair.one in names and pair.other in names
            ]

        self.session.tasks.read(
            search, self._show_pairs, self._cannot, owner=self, key="scan", cancel=stop.set
        )

    def _tell(self, done: int, total: int) -> None:
        if not self.look.isEnabled() and total:
            words = _("{done} of {total} pairs compared").format(done=f"{done:,}", total=f"{total:,}")
            self.busy.set_progress(done, total, words)

    def _call_off(self) -> None:
        self._stop.set()

    def _ended(self) -> None:
        self.busy.end()
        self.look.allow()

    def _cannot(self, problem: Known) -> None:
        self._ended()
        self.session.messages.error(problem)

    def _show_pairs(self, found: list[PairRow] | None) -> None:
        self._ended()
        if found is None:
            self.session.messages.notice(_("It was called off; nothing was changed."))
            return
        self._empty.say(
            _("Nobody seems to be here twice."),
            _("Whoever is typed or imported from now on is compared at once."),
        )
        self.pairs.set_rows(found)
        self._count()
        if found:
            self.list.select_id(found[0].id)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_pairs(self, found: Sequence[PairRow]) -> None:
        """Show pairs that somebody else found, such as an import."""
        self._show_pairs(list(found))

    def _count(self) -> None:
        self._found.set_count(str(self.pairs.rowCount()) if self.pairs.rowCount() else "")

    # Side by side -------------------------------------------------------------------------------------

    def _show_current(self) -> None:
        row = self.list.current_row()
        if row is None:
            self._show_beside(None)
            return
        pair, fullest_first = row.id, self.fullest_first
        self.session.read(
            lambda view: side_by_side(view, pair, fullest_first=fullest_first),
            self._show_beside,
            lambda _gone: self._show_beside(None),
            owner=self,
            key="beside",
        )

    def _show_beside(self, shown: SideBySide | None) -> None:
        if shown is not None and len(shown.people) < 2:
            shown = None  # they are one by now
        self.beside.show_customers(shown)
        row = self.list.current_row() if shown is not None else None
        if row is None:
            words = _("Choose a pair to see the two side by side.")
        else:
            words = _("Why: {reasons}.").format(reasons=row.reasons) if row.evidence else ""
        self.why.setText(words)
        for button in (self.merge, self.apart, self.later):
            button.allow("" if shown is not None else _("Choose a pair first."))

    # Acting -------------------------------------------------------------------------------------------

    def merge_them(self) -> None:
        """Make the two one, as they are chosen."""
        kept, others, shown = self.beside.kept, self.beside.others, self.beside.shown
        if kept is None or shown is None or not self.merge.isEnabled():
            return
        merges, take = self.session.desk.merges, self.beside.take()
        names = {one.id: one.name for one in shown.people}
        told = _("{gone} is one with {kept} now; in the file it can be taken back.")
        sentence = told.format(gone=names[others[0]], kept=names[kept])
        self._act(lambda: merges.merge(kept=kept, others=others, take=take), sentence)

    def tell_apart(self) -> None:
        """Remember that the two are two."""
        row = self.list.current_row()
        if row is not None and self.apart.isEnabled():
            duplicates, (one, other) = self.session.desk.duplicates, row.id
            self._act(
                lambda: duplicates.tell_apart(one=one, other=other), _("They are two; nobody is asked again.")
            )

    def _act(self, act: Any, sentence: str) -> None:
        pair = self.list.current_id()
        for button in (self.merge, self.apart):
            button.allow(_("It is being done."))

        def done(_result: Any) -> None:
            self.session.messages.notice(sentence)
            self._leave(pair)

        self.session.write(act, done, self._refused, owner=self)

    def _refused(self, problem: Known) -> None:
        self.session.messages.error(problem)
        self._show_current()

    def leave_for_later(self) -> None:
        """Put the pair at the end of the list."""
        pair = self.list.current_id()
        rows = self._rows()
        moved = [row for row in rows if row.id != pair] + [row for row in rows if row.id == pair]
        self._set_rows(moved, pair)

    def _leave(self, pair: Any) -> None:
        self._set_rows([row for row in self._rows() if row.id != pair], pair)

    def _rows(self) -> list[PairRow]:
        found = (self.pairs.row_at(number) for number in range(self.pairs.rowCount()))
        return [row for row in found if row is not None]

    def _set_rows(self, rows: list[PairRow], left: Any) -> None:
        """Show other rows; the one that stood below what was left is the current one."""
        at = next((number for number, row in enumerate(self._rows()) if row.id == left), 0)
        self.pairs.set_rows(rows)
        self._count()
        if rows:
            self.list.select_id(rows[min(at, len(rows) - 1)].id)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_current()

    def refresh(self, changes: Changes) -> None:
        """Read the two again when one of them changed."""
        row = self.list.current_row()
        if row is not None and changes.about("customer", *row.id):
            self._show_current()

    def may_close(self) -> bool:
        """Stop looking when the tab goes."""
        self._stop.set()
        return True

    def activated(self) -> None:
        """Put the keyboard into the list, or on the button that fills it."""
        target = self.list if self.pairs.rowCount() else self.look
        target.setFocus(Qt.FocusReason.OtherFocusReason)
