"""Passing on what is selected in a list of work, one step or many, and taking that back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _, ngettext
from desktop_crm.core.ids import EmployeeId, WorkItemId
from desktop_crm.ui.desk.lists import WorkPanel
from desktop_crm.ui.session import Session
from desktop_crm.ui.team.passing_on import PassOn
from desktop_crm.workflow.reads_rows import WorkRow

Whom = dict[str, Any]


@frozen
class Gone:
    """A step that was passed on, and with whom it was before: somebody, or the queue of a role."""

    work_item: WorkItemId
    before: Whom


@frozen
class Passed:
    """What came of reassigning several work items: each went by itself."""

    changes: Changes
    done: tuple[Gone, ...]
    refused: tuple[str, ...]


class Reassigning(QObject):
    """Asks to whom, does it, and takes the last time back.

    Signals:
        moved: the lists are to be read again.
    """

    moved = Signal()

    def __init__(self, session: Session, work: WorkPanel, pass_on: PassOn) -> None:
        super().__init__(work)
        self._session, self._work, self._pass_on = session, work, pass_on
        self._last: tuple[Gone, ...] = ()
        self._roles: dict[str, str] = {}
        pass_on.confirmed.connect(self.hand_over)

    def know_roles(self, roles: Sequence[tuple[str, str]]) -> None:
        """Take the codes and names of roles: a list of work says of a role its name."""
        self._roles = {name: code for code, name in roles}

    def rows(self) -> list[WorkRow]:
        """Return what is selected."""
        chosen = self._work.list.selectionModel().selectedRows()
        found = [self._work.rows.row_at(index.row()) for index in chosen]
        return [row for row in found if row is not None]

    def ask_whom(self, whom: str = "") -> None:
        """Ask to whom what is selected shall go; `whom` is a choice that was made, as by dropping it there."""
        rows = self.rows()
        if not rows:
            self._session.messages.notice(_("Select one step or several first; Ctrl+A selects all."))
            return
        self._pass_on.ask(len(rows), whom)

    def hand_over(self, whom: Whom, reason: str) -> None:
        """Pass on what is selected."""
        self._write(
            [Gone(row.work_item, self._where(row)) for row in self.rows()], reason, lambda _gone: whom
        )

    def _where(self, row: WorkRow) -> Whom:
        if row.holder is not None:
            return {"employee": EmployeeId(row.holder)}
        return {"role": self._roles.get(row.role, row.role)}

    def undo(self) -> None:
        """Give back what was passed on last, to whoever had it."""
        if not self._last:
            self._session.messages.notice(_("Nothing was reassigned here that could be taken back."))
            return
        self._write(self._last, _("Reassigned by mistake; taken back."), lambda gone: gone.before, back=True)

    def _write(
        self, steps: Sequence[Gone], reason: str, whom: Callable[[Gone], Whom], *, back: bool = False
    ) -> None:
        self._session.write(partial(self._pass, steps, reason, whom), partial(self._passed, back), owner=self)

    def _pass(self, steps: Sequence[Gone], reason: str, whom: Callable[[Gone], Whom]) -> Passed:
        hand_over: Callable[..., Changes] = self._session.desk.items.hand_over
        changes, done, refused = Changes(), [], []
        for one in steps:
            try:
                changes |= hand_over(work_item=one.work_item, reason=reason, **whom(one))
                done.append(one)
            except Known as problem:
                refused.append(problem.sentence)
        return Passed(changes, tuple(done), tuple(refused))

    def _passed(self, back: bool, passed: Passed) -> None:
        if passed.done:
            self._last = () if back else passed.done
            self._pass_on.leave()
            self._session.messages.notice(_told(len(passed.done), back=back))
        if passed.refused and back:
            self._session.messages.notice(passed.refused[0])
        elif passed.refused:
            self._pass_on.refuse(passed.refused[0])
        self.moved.emit()


def _told(count: int, *, back: bool) -> str:
    if back:
        return ngettext("{count} step was given back.", "{count} steps were given back.", count).format(
            count=count
        )
    return ngettext("{count} step was reassigned.", "{count} steps were reassigned.", count).format(
        count=count
    )
