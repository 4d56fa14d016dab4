"""Saving what was edited on a customer's file: clashes ask, Ctrl+Z takes back, the history tells."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.customers.editing import Clashing, FieldEdit
from desktop_crm.customers.fields import Place
from desktop_crm.customers.history import FieldChange, field_history, in_words
from desktop_crm.ui import wording
from desktop_crm.ui.customer.details import DetailRow
from desktop_crm.ui.customer.row_acts import edited
from desktop_crm.ui.customer.undoing import Undoable
from desktop_crm.ui.quiet import empty, quiet
from desktop_crm.ui.widgets.fact_row import Fact, FactRow
from desktop_crm.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from desktop_crm.ui.customer.page import CustomerPage

_SHOWN = 60


class Editing(QObject):
    """What a customer's page does with edits.

    Attributes:
        saved: the acts of this page that can be taken back, the latest last.
        changes: the panel that tells who changed what; hidden until it is asked for.
    """

    def __init__(self, page: CustomerPage) -> None:
        super().__init__(page)
        self._page = page
        self.saved: list[Undoable] = []
        self._told_of: frozenset[str] = frozenset()
        self.changes = Panel(_("Changes"))
        self.changes.hide()
        undo = QShortcut(QKeySequence.StandardKey.Undo, page)
        undo.activated.connect(self.take_back)

    def show_file(self) -> None:
        """Tell again who changed what, where that is shown."""
        if not self.changes.isHidden():
            self._read_history()

    def did(self, done: Undoable | Changes) -> None:
        """Remember an act, and say that it can be taken back."""
        if isinstance(done, Undoable):
            self.saved.append(done)
            self._page.session.messages.notice(_("Done. Ctrl+Z takes {what} back.").format(what=done.what))

    def save(self, row: DetailRow, edit: FieldEdit) -> None:
        """Save one edit; when somebody else changed the same field, both values are shown there."""

        desk, customer = self._page.session.desk, self._page.customer

        def done(saved: Undoable) -> None:
            self.saved.append(saved)
            row.leave()

        def refused(problem: Known) -> None:
            if isinstance(problem, Clashing):
                row.choose(problem.clashes[0])
            else:
                row.say(problem.sentence)

        act = partial(edited, desk, customer, [edit], row.detail.label)
        self._page.session.write(act, done, refused, owner=self)

    def take_back(self) -> None:
        """Take the last act back, as a change of its own."""
        session = self._page.session
        messages = session.messages
        if not self.saved:
            messages.notice(_("There is nothing of yours to take back on this file."))
            return
        last = self.saved[-1]

        def done(_changes: object) -> None:
            self.saved.remove(last)
            messages.notice(_("Taken back: {what}.").format(what=last.what))

        session.write(last.back, done, messages.error, owner=self)

    def show_history(self, fields: frozenset[str] = frozenset()) -> None:
        """Read and show who changed what: these fields of the customer, or anything."""
        self._told_of = fields
        self._read_history()

    def _read_history(self) -> None:
        session, customer = self._page.session, self._page.customer
        session.read(
            lambda view: field_history(view, customer, most=_SHOWN), self._told, owner=self, key="history"
        )

    def _told(self, changes: tuple[FieldChange, ...]) -> None:
        empty(self.changes.body)
        if self._told_of:
            changes = tuple(
                one for one in changes if one.place == Place.CUSTOMER and one.field in self._told_of
            )
        for one in changes[:_SHOWN]:
            words, _colon, rest = in_words(one).partition(": ")
            source = f"{one.who}, {wording.full_day(one.at)}" if one.who else wording.full_day(one.at)
            self.changes.add(FactRow(Fact(words, rest, source), below=True))
        if not changes:
            self.changes.add(quiet(_("Nothing was changed since the customer came.")))
        self.changes.set_count(str(len(changes)))
        self.changes.show()
