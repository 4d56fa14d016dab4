"""Passing on, or lending, what is selected in a list of work, one step or many, and taking that back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
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
Act = Callable[["Gone"], Changes]


@frozen
class Gone:
    """A step that was passed on, and with whom it was before: somebody, or the queue of a role."""

    work_item: WorkItemId
    before: Whom


@frozen
class Passed:
    """What came of passing several work items on: each went by itself."""

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
        pass_on.lent.connect(self.delegate)

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
        items = self._session.desk.items
        self._write(
            self._selected(), lambda one: items.hand_over(work_item=one.work_item, reason=reason, **whom)
        )

    def delegate(self, employee: EmployeeId, reason: str, until: datetime | None = None) -> None:
        """Lend what is selected, `until` then or until it is given back: each step returns to whoever has it."""
        if not reason.strip():
            self._pass_on.refuse(_("A reason is needed; say in a few words why."))
            return
        items = self._session.desk.items
        self._write(
            self._selected(),
            lambda one: items.delegate(
                work_item=one.work_item, employee=employee, reason=reason, until=until
            ),
            _lent,
        )

    def _selected(self) -> list[Gone]:
        return [Gone(row.work_item, self._where(row)) for row in self.rows()]

    def _where(self, row: WorkRow) -> Whom:
        if row.holder is not None:
            return {"employee": EmployeeId(row.holder)}
        return {"role": self._roles.get(row.role, row.role)}

    def undo(self) -> None:
        """Give back what was passed on last, to whoever had it."""
        if not self._last:
            self._session.messages.notice(_("Nothing was reassigned here that could be taken back."))
            return
        items, reason = self._session.desk.items, _("Reassigned by mistake; taken back.")
        self._write(
            self._last,
            lambda one: items.hand_over(work_item=one.work_item, reason=reason, **one.before),
            _given_back,
            back=True,
        )

    def _write(
        self, steps: Sequence[Gone], act: Act, told: Callable[[int], str] | None = None, *, back: bool = False
    ) -> None:
        self._session.write(
            partial(self._pass, steps, act), partial(self._passed, told or _reassigned, back), owner=self
        )

    def _pass(self, steps: Sequence[Gone], act: Act) -> Passed:
        changes, done, refused = Changes(), [], []
        for one in steps:
            try:
                changes |= act(one)
                done.append(one)
            except Known as problem:
                refused.append(problem.sentence)
        return Passed(changes, tuple(done), tuple(refused))

    def _passed(self, told: Callable[[int], str], back: bool, passed: Passed) -> None:
        if passed.done:
            self._last = () if back else passed.done
            self._pass_on.leave()
            self._session.messages.notice(told(len(passed.done)))
        if passed.refused and back:
            self._session.messages.notice(passed.refused[0])
        elif passed.refused:
            self._pass_on.refuse(passed.refused[0])
        self.moved.emit()


def _given_back(count: int) -> str:
    return ngettext("{count} step was given back.", "{count} steps were given back.", count).format(
        count=count
    )


def _lent(count: int) -> str:
    words = ngettext(
        "{count} step was delegated; it returns to whoever had it.",
        "{count} steps were delegated; each returns to whoever had it.",
        count,
    )
    return words.format(count=count)


def _reassigned(count: int) -> str:
    return ngettext("{count} step was reassigned.", "{count} steps were reassigned.", count).format(
        count=count
    )
