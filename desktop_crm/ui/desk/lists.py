"""The two lists of the desk: what I hold, and what waits for my role; the same columns in both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.core.i18n import _, ngettext
from desktop_crm.ui import wording
from desktop_crm.ui.clock_words import list_face
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.clock_chip import ClockFace
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.filter_button import FilterButton
from desktop_crm.ui.widgets.list_view import Keeper, ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.workflow.reads_rows import WorkList, WorkRow

if TYPE_CHECKING:
    from desktop_crm.workflow.reads_marks import Marks

Now = Callable[[], datetime]
_LAST_COLUMN = 208  # the same in both lists, so that their columns stand in one line


def _face(row: WorkRow, now: datetime) -> ClockFace:
    return list_face(row.clock, row.paused_until, now) or ClockFace("not_started", word=_("no clock"))


def _due(row: WorkRow) -> tuple[int, str]:
    """Sort by what runs out first; what waits or has no clock comes last."""
    due = row.clock.due if row.clock is not None and row.paused_until is None else None
    return (1, "") if due is None else (0, due.isoformat())


def measured(row: WorkRow, now: datetime) -> str:
    """Return what the nearest clock measures, a promise with its time."""
    if row.clock is None:
        return ""
    if row.clock.measure == "promise_kept" and row.clock.due is not None:
        return _("Promise: {time}").format(time=wording.when(row.clock.due, now))
    return row.clock.name


def due(row: WorkRow, now: datetime) -> str:
    """Return when the nearest clock runs out or ran out; empty while it stands still."""
    runs = row.clock is not None and row.clock.due is not None and row.paused_until is None
    return wording.when(row.clock.due, now) if runs and row.clock and row.clock.due else ""


def _clock_told(row: WorkRow, now: datetime) -> str:
    """Return what the mouse is told over a clock: what it measures and until when, which lists are sorted by."""
    name = row.clock.name if row.clock is not None else ""
    until = due(row, now)
    return _("{clock}, due {time}").format(clock=name, time=until) if until else name


def waiting_since(row: WorkRow, now: datetime) -> str:
    """Return since when an offered work item waits, and for how long; after days without the minutes."""
    waited = now - row.offered
    if waited.days:
        return f"{wording.day(row.offered, now)} · {wording.waited(waited.total_seconds())}"
    then, today = wording.local(row.offered), wording.local(now)
    since = f"{then:%H:%M}" if then.date() == today.date() else wording.when(row.offered, now)
    return f"{since} · {wording.waited(waited.total_seconds())}"


def named(row: WorkRow, marks: Marks | None, now: datetime) -> str:
    """Return how a list calls a step: with the word urgent before it, behind it until when it is lent."""
    if marks is None:
        return row.activity
    parts = [_("Urgent")] if row.case in marks.urgent else []
    parts.append(row.activity)
    if row.work_item in marks.lent:
        end = marks.lent[row.work_item]
        parts.append(_("lent until {time}").format(time=wording.when(end, now)) if end else _("lent"))
    return " · ".join(parts)


def _columns(now: Now, name: Callable[[WorkRow], str], last: Column) -> tuple[Column, ...]:
    return (
        Column(
            "clock", _("Clock"), lambda row: _face(row, now()).spoken, 190, "clock",
            face=lambda row: _face(row, now()), order=_due, tip=lambda row: _clock_told(row, now()),
        ),
        # Days of one clock are working days and those of another are not: the moment makes them comparable.
        Column("due", _("Due"), lambda row: due(row, now()), 136, "muted", order=_due, spare=True),
        Column("activity", _("Activity"), name, 200, "strong", stretch=True),
        Column("customer", _("Customer"), lambda row: row.customer_name or _("anonymous"), 180, stretch=True),
        Column("case", _("Case"), lambda row: row.number, 104),
        last,
    )  # fmt: skip


class WorkPanel(Panel):
    """A list of work items with its figures in the head.

    Attributes:
        work: the rows that stand there.

    Signals:
        opened: carries the id of the work item to open.
    """

    opened = Signal(object)

    def __init__(
        self,
        title: str,
        name: str,
        now: Now,
        last: Column,
        empty: EmptyState,
        settings: Keeper | None,
        parent: QWidget,
    ) -> None:
        super().__init__(title, parent=parent)
        self.setObjectName(name)
        self.empty = empty
        self.take: Button | None = None
        self.work: tuple[WorkRow, ...] = ()
        self._marks: Marks | None = None
        columns = _columns(now, lambda row: named(row, self._marks, now()), last)
        self.rows = PagedTableModel(columns, id_of=lambda row: row.work_item, parent=self)
        self.list = ListView(self.rows, name=title, settings=settings, settings_key=name, empty=empty)
        self.list.setObjectName(f"{name}_list")
        self.list.opened.connect(self.opened)
        self.add(self.list, 1)

    def show_work(self, work: WorkList, before: str = "") -> None:
        """Show these rows; the head says how many there are, and how many are overdue or at risk."""
        self.work = work.rows
        self.rows.set_rows(work.rows)
        parts = [before, str(work.total)]
        if work.overdue:
            parts.append(_("{count} overdue").format(count=work.overdue))
        if work.at_risk:
            parts.append(_("{count} at risk").format(count=work.at_risk))
        self.set_count(" · ".join(part for part in parts if part))

    def show_marks(self, marks: Marks) -> None:
        """Show which cases are urgent, and what is lent."""
        if marks != self._marks:
            self._marks = marks
            self.retell()

    def invite(self, waiting: int) -> None:
        """Say in the empty list how many wait for one's role, and offer the most urgent of them."""
        words = _("Steps you take or are handed appear here.")
        if waiting:
            more = ngettext("One waits for your role.", "{count} wait for your role.", waiting)
            words = f"{words} {more.format(count=waiting)}"
        self.empty.say(_("Nothing is waiting for you."), words)
        if self.take is not None:
            self.take.setVisible(waiting > 0)

    def retell(self) -> None:
        """Paint the times again, as they are now."""
        self.list.viewport().update()


def my_work_panel(
    now: Now, settings: Keeper | None, take_next: Callable[[], Any], parent: QWidget
) -> WorkPanel:
    """Return the list of what this employee holds."""
    take = Button(_("Take next"), key="F5", bind=False)
    take.clicked.connect(take_next)
    empty = EmptyState(
        _("Nothing is waiting for you."),
        _("Steps you take or are handed appear here."),
        action=take,
    )
    last = Column("measured", _("What is measured"), lambda row: measured(row, now()), _LAST_COLUMN, "muted")
    panel = WorkPanel(_("My work"), "my_work", now, last, empty, settings, parent)
    panel.take = take
    panel.invite(0)
    panel.add_to_head(FilterButton(panel.list))
    return panel


def role_panel(now: Now, settings: Keeper | None, take_next: Callable[[], Any], parent: QWidget) -> WorkPanel:
    """Return the list of what waits for the employee's roles, with the button that takes the most urgent."""
    empty = EmptyState(
        _("Nothing waits for your role."), _("Steps that are handed to your role appear here.")
    )

    def since(row: WorkRow) -> str:
        return waiting_since(row, now()) if row.holder is None else _("for a colleague who is away")

    last = Column("waiting", _("Waiting since"), since, _LAST_COLUMN, "muted", order=lambda row: row.offered)
    panel = WorkPanel(_("For my role"), "role_queue", now, last, empty, settings, parent)
    take = panel.take = Button(_("Take next"), key="F5", small=True, bind=False)
    take.setObjectName("take_next")
    take.clicked.connect(take_next)
    panel.add_to_head(FilterButton(panel.list))
    panel.add_to_head(take)
    return panel
