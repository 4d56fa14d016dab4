"""How long what is kept, and who is past it: looked for when asked, chosen, erased or kept for longer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Invalid, Known
from desktop_crm.core.i18n import _
from desktop_crm.privacy.periods import (
    AT_ONCE,
    Past,
    Period,
    counted_from,
    in_words,
    months_in_words,
    what_in_words,
)
from desktop_crm.ui import wording
from desktop_crm.ui.activity.act_panel import ActPanel
from desktop_crm.ui.activity.acts import ActSpec
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.privacy.keeping_acts import erase_spec, period_spec, postpone_spec
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.busy_panel import BusyPanel
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

KEY = "privacy/periods"
MOST = 1_000
_PERIODS_HIGH = 300


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a look found: who is past a period, how many are put off, and whether there are more."""

    rows: tuple[Past, ...]
    postponed: int
    more: bool


class KeepingPage(Page):
    """Periods above, below them who is past the one that is marked.

    Attributes:
        panel: asks for what an act needs, or None.

    Signals:
        customer_wanted: carries the id of the customer whose file is to open.
    """

    icon = ""
    help_topic = "customer"
    customer_wanted = Signal(object)
    _told = Signal(int, int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Privacy: how long what is kept"), parent)
        self.setObjectName("keeping_page")
        self.session = session
        self.panel: ActPanel | None = None
        self._rows: tuple[Past, ...] = ()
        self._stop = threading.Event()
        self._make_lists()
        self.busy = BusyPanel()
        self.busy.cancelled.connect(self._call_off)
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._lay_out()
        self.load()

    def _make_lists(self) -> None:
        self.periods = PagedTableModel(
            (
                Column("what", _("What"), lambda row: what_in_words(row.what), 220, "strong"),
                Column("kept", _("Kept for"), lambda row: months_in_words(row.months), 140),
                Column(
                    "from", _("Counted from"), lambda row: counted_from(row.what), 320, "muted", stretch=True
                ),
                Column("said", _("Stated"), _stated, 220, "muted"),
            ),
            id_of=lambda row: row.what,
            parent=self,
        )
        self.period_list = ListView(self.periods, name=_("Periods"))
        self.period_list.opened.connect(lambda _what: self.change_period())
        self.period_list.current_changed.connect(lambda _what: self._show_proposals(None))
        self.past = PagedTableModel(
            (
                Column("number", _("Number"), lambda row: row.number, 100),
                Column("name", _("Customer"), lambda row: row.name, 240, "strong"),
                Column(
                    "last", _("Last"), lambda row: wording.full_day(row.last), 130, order=lambda row: row.last
                ),
                Column("why", _("Why it is proposed"), in_words, 320, "muted", stretch=True),
            ),
            id_of=lambda row: row.customer,
            parent=self,
        )
        self._empty = EmptyState(
            _("Nobody was looked for yet."),
            _("Mark a period and look. Nothing is erased by itself: you choose who of those found."),
        )
        self.past_list = ListView(self.past, name=_("Who is past the period"), empty=self._empty, multi=True)
        self.past_list.opened.connect(self.customer_wanted)

    def _lay_out(self) -> None:
        space = theme().space("panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(space, space, space, space)
        column.setSpacing(space)
        above = Panel(_("How long what is kept"))
        above.add(self.period_list, 1)
        above.setFixedHeight(_PERIODS_HIGH)
        column.addWidget(above)
        self._found = Panel(_("Past its period"))
        for name, words, keys, act in (
            ("change_period", _("Change the period…"), "F2", self.change_period),
            ("look", _("Look who is past it"), "F5", self.look),
        ):
            above.add_to_head(self._button(name, words, keys, act))
        for name, words, keys, act in (
            ("postpone", _("Keep for longer…"), "Ctrl+L", self.postpone),
            ("erase_past", _("Erase…"), "Ctrl+D", self.erase),
        ):
            self._found.add_to_head(self._button(name, words, keys, act))
        self._found.add(self.busy)
        self._found.add(self.past_list, 1)
        column.addWidget(self._found, 1)
        self._below = QVBoxLayout()
        column.addLayout(self._below)

    def _button(self, name: str, words: str, keys: str, act: Any) -> Button:
        button = Button(words, key=keys, small=True)
        button.setObjectName(name)
        button.clicked.connect(act)
        return button

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("F2", _("Change the period that is marked")),
            ("F5", _("Look who is past it; Esc calls it off")),
            ("Ctrl+L", _("Keep those who are marked for longer")),
            ("Ctrl+D", _("Erase those who are marked, once confirmed")),
            ("Enter", _("Open the file of who is marked")),
        )

    def load(self) -> None:
        """Ask for the periods."""
        desk = self.session.desk
        self.session.tasks.read(
            desk.privacy.retention.periods, self._show, self._cannot, owner=self, key="periods"
        )

    def _show(self, found: tuple[Period, ...]) -> None:
        marked = self.period_list.current_id()
        self.periods.set_rows(found)
        self.period_list.select_id(marked if marked is not None else found[0].what)

    def _cannot(self, problem: Known) -> None:
        self.session.messages.error(problem)
        self.close_wanted.emit()

    # Looking ------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look through all customers, on another thread; it can be called off, and keeps what it found."""
        period = self.period_list.current_row()
        if period is None:
            return
        if period.months is None:
            self.session.messages.notice(_("This kind is kept always: state a period first (F2)."))
            return
        self._stop = threading.Event()
        self.busy.begin(_("Reading the customers…"))
        retention, stop, told, what = self.session.desk.privacy.retention, self._stop, self._told, period.what

        def search() -> Proposals:
            of, rows, postponed, after, done = retention.how_many(), list[Past](), 0, None, 0
            while True:
                found = retention.look(what=what, after=after)
                rows += found.rows
                postponed, after, done = postponed + found.postponed, found.after, done + AT_ONCE
                if after is None or len(rows) > MOST or stop.is_set():
                    return Proposals(tuple(rows[:MOST]), postponed, after is not None or len(rows) > MOST)
                told.emit(min(done, of), of)

        self.session.tasks.read(search, self._ended, self._failed, owner=self, key="look", cancel=stop.set)

    def _call_off(self) -> None:
        self._stop.set()

    def _tell(self, done: int, of: int) -> None:
        words = _("{done} of {of} customers").format(done=f"{done:,}", of=f"{of:,}")
        self.busy.set_progress(done, of, words)

    def _failed(self, problem: Known) -> None:
        self.busy.end()
        self.session.messages.error(problem)

    def _ended(self, found: Proposals) -> None:
        self.busy.end()
        self._show_proposals(found)

    def _show_proposals(self, found: Proposals | None) -> None:
        rows = self._rows = found.rows if found is not None else ()
        self.past.set_rows(rows)
        count = "" if found is None else f"{len(rows):,}{'+' if found.more else ''}"
        if found is not None and found.postponed:
            count += _(" · {count} put off").format(count=found.postponed)
        self._found.set_count(count)
        if found is not None and not rows:
            self._empty.say(_("Nobody is past this period."), _("Whose case runs is never proposed."))
        if rows:
            self.past_list.select_id(rows[0].customer)
            self.past_list.setFocus(Qt.FocusReason.OtherFocusReason)

    # Acting -------------------------------------------------------------------------------------------

    def change_period(self) -> None:
        """Ask how long the kind that is marked is kept."""
        period = self.period_list.current_row()
        if period is not None:
            spec, given = period_spec(period, self.session.desk)
            self._ask(spec, given)

    def erase(self) -> None:
        """Ask whether those who are marked are to be erased."""
        chosen = self._chosen()
        if chosen:
            self._ask(erase_spec(chosen, self.session.desk), {})

    def postpone(self) -> None:
        """Ask until when, and why, those who are marked are kept."""
        chosen = self._chosen()
        if chosen:
            self._ask(postpone_spec(chosen, self.session.desk), {})

    def _chosen(self) -> list[Past]:
        marked = set(self.past_list.selected_ids())
        return [row for row in self._rows if row.customer in marked]

    def _ask(self, spec: ActSpec, given: dict[str, str]) -> None:
        self._leave()
        panel = self.panel = ActPanel(spec, self.session)
        for code, value in given.items():
            panel.fields[code].set_value(value)
        panel.left.connect(self._leave)
        panel.confirmed.connect(self._confirm)
        self._below.addWidget(panel)
        panel.show()
        panel.begin()

    def _leave(self) -> None:
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
            self.past_list.setFocus()

    def _confirm(self, spec: ActSpec, given: dict[str, str]) -> None:
        marked = self._chosen()

        def done(changes: Changes) -> None:
            self._leave()
            if spec.key == "period":
                self._show_proposals(None)
                self.load()
                return
            gone = changes.ids("privacy") | changes.ids("erased")
            self._rows = tuple(row for row in self._rows if row.customer not in gone)
            self.past.set_rows(self._rows)
            self._found.set_count(f"{len(self._rows):,}")
            left = ", ".join(row.number for row in marked if row.customer not in gone)
            if left:
                self.session.messages.warning(
                    _("Not erased, since something happened with them meanwhile: {numbers}.").format(
                        numbers=left
                    )
                )

        self.session.write(spec.act(given), done, self._refused, owner=self)

    def _refused(self, problem: Known) -> None:
        if self.panel is not None:
            where = problem.where if isinstance(problem, Invalid) else ""
            self.panel.say(problem.sentence.removeprefix(f"{where}: "))

    def activated(self) -> None:
        """Put the keyboard into the periods."""
        self.period_list.setFocus()


def _stated(period: Period) -> str:
    if period.set_at is None:
        return _("by nobody yet")
    return f"{period.set_by}, {wording.full_day(period.set_at)}"
