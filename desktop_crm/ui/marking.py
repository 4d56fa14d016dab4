"""What lists of work mark once they stand: urgent cases and what is lent; and what came back by itself is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from desktop_crm.core.i18n import _
from desktop_crm.core.ids import WorkItemId
from desktop_crm.store.work import Reading
from desktop_crm.ui.desk.lists import WorkPanel
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.list_view import Keeper
from desktop_crm.workflow.reads_rows import WorkRow

if TYPE_CHECKING:
    from desktop_crm.workflow.reads_marks import CameBack, Marks

_KEPT = 200  # so many of what was told are known again at the next log-in
# What came back longer ago than this while nobody looked is old news.
_OLD = timedelta(days=7)


class Marking(QObject):
    """Reads what the rows of some lists are marked with, and lets the lists show it."""

    def __init__(self, session: Session, panels: Sequence[WorkPanel], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._panels = session, panels

    def look(self) -> None:
        """Read the marks of the rows that stand there."""
        rows = [row for panel in self._panels for row in panel.work]
        if rows:
            self._session.read(_marks_of(rows), self._show, owner=self, key="marks")

    def _show(self, found: Marks) -> None:
        for panel in self._panels:
            panel.show_marks(found)


def _marks_of(rows: Sequence[WorkRow]) -> Callable[[Reading], Marks]:
    def ask(view: Reading) -> Marks:
        from desktop_crm.workflow.reads_marks import marks_of

        return marks_of(view, rows)

    return ask


class Returns(QObject):
    """Says once, to who lent a step and to who had it, that it went back by itself.

    What went back while nobody was here is said at the next log-in: what somebody had lent is kept in the settings.
    """

    def __init__(self, session: Session, settings: Keeper | None, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self._name = f"lent/{session.actor.id}"
        kept = settings.get(self._name, {}) if settings is not None else {}
        self._borrowed = {WorkItemId(UUID(one)) for one in kept.get("borrowed", ())}
        self._told: list[str] = list(kept.get("told", ()))
        self._held: set[WorkItemId] = set()

    def look_at(self, rows: Sequence[WorkRow]) -> None:
        """Ask of what is new in one's hands, and of what was lent to one and is not there, whether it went back."""
        held = {row.work_item for row in rows}
        borrowed = {row.work_item for row in rows if row.lender is not None}
        asked = sorted((held - borrowed - self._held) | (self._borrowed - held))
        changed = borrowed != self._borrowed
        self._held, self._borrowed = held, borrowed
        if changed:
            self._keep()
        if asked:
            self._session.read(self._came_back(asked), self._tell, owner=self, key="returns")

    def _came_back(self, asked: Sequence[WorkItemId]) -> Callable[[Reading], tuple[CameBack, ...]]:
        plans = self._session.plans

        def ask(view: Reading) -> tuple[CameBack, ...]:
            from desktop_crm.workflow.reads_marks import came_back

            return came_back(view, plans, asked)

        return ask

    def _tell(self, found: tuple[CameBack, ...]) -> None:
        me, now = self._session.actor.id, self._session.now()
        for one in found:
            key = f"{one.item.hex}@{one.at.isoformat()}"
            words = _words(one, me)
            if words and key not in self._told and now - one.at < _OLD:
                self._told = [*self._told, key][-_KEPT:]
                self._keep()
                self._session.messages.notice(words)

    def _keep(self) -> None:
        if self._settings is not None:
            borrowed = sorted(str(one) for one in self._borrowed)
            self._settings.put({self._name: {"borrowed": borrowed, "told": self._told}})


def _words(one: CameBack, me: UUID) -> str:
    if me == one.lender:
        words = _("“{step}” for {customer} is back with you: the time for which {who} had it is over.")
        return words.format(step=one.step, customer=one.whose, who=one.borrower_name)
    if me == one.borrower:
        words = _("“{step}” for {customer} went back to {who}: the time for which you had it is over.")
        return words.format(step=one.step, customer=one.whose, who=one.lender_name)
    return ""
