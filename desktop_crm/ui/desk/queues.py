"""The queues by role, at a supervisor's desk: how much waits, what is at risk, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.core.i18n import _
from desktop_crm.ui import wording
from desktop_crm.ui.widgets.clock_chip import ClockFace
from desktop_crm.ui.widgets.list_view import Keeper, ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.workflow.reads_queues import QueueRow


def risk_face(row: QueueRow) -> ClockFace | None:
    """Return the worst there is in a queue, and how often; None where nothing is at risk."""
    if row.overdue:
        return ClockFace("overdue", main=str(row.overdue), word=_("overdue"))
    return ClockFace("at_risk", main=str(row.at_risk), word=_("at risk")) if row.at_risk else None


def oldest(row: QueueRow, now: datetime) -> str:
    """Return for how long the one has waited that waits longest: ``0 h 35``, ``2 d 4 h``."""
    return wording.waited((now - row.oldest).total_seconds()) if row.oldest is not None else ""


def ages(row: QueueRow) -> str:
    """Return how many wait for how long, in words: ``5 up to a day, 2 up to a week, 1 longer``."""
    words = (_("{count} up to a day"), _("{count} up to a week"), _("{count} longer"))
    told = [one.format(count=count) for one, count in zip(words, row.ages, strict=True) if count]
    return ", ".join(told)


def queue_name(row: QueueRow) -> str:
    """Return whose queue it is."""
    return row.name or _("All roles")


class QueuesPanel(Panel):
    """A row for each role, all of them together on top.

    Signals:
        chosen: carries the `QueueRow` of the queue somebody wants to look into.
    """

    chosen = Signal(object)

    def __init__(
        self, now: Callable[[], datetime], settings: Keeper | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Queues by role"), parent=parent)
        self.setObjectName("queues")
        columns = (
            Column("role", _("Role"), queue_name, 120, "strong", stretch=True),
            Column("waiting", _("Waiting"), lambda row: str(row.waiting), 64, right=True,
                   order=lambda row: row.waiting),
            Column("risk", _("Risk"), lambda row: face.spoken if (face := risk_face(row)) else "", 104, "clock",
                   face=risk_face, order=lambda row: (-row.overdue, -row.at_risk)),
            Column("ages", _("Age"), ages, 48, "bar", face=self._bar, tip=ages,
                   order=lambda row: tuple(reversed(row.ages))),
            Column("oldest", _("Longest"), lambda row: oldest(row, now()), 80, "muted", right=True,
                   order=lambda row: (row.oldest is None, row.oldest)),
        )  # fmt: skip
        self.rows = PagedTableModel(columns, id_of=lambda row: row.role or "*", parent=self)
        self.list = ListView(self.rows, name=_("Queues by role"), settings=settings, settings_key="queues")
        self.list.setObjectName("queues_list")
        self.list.current_changed.connect(lambda _role: self._choose())
        self.add(self.list, 1)

    def _bar(self, row: QueueRow) -> tuple[float, ...]:
        """The parts of a queue's bar, by how long they wait; the longest queue of a role fills the column."""
        rows = (self.rows.row_at(place) for place in range(self.rows.rowCount()))
        most = max((one.waiting for one in rows if one is not None and one.role), default=0) or row.waiting
        return tuple(min(1.0, count / most) if row.role and most else 0.0 for count in row.ages)

    def _choose(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self.chosen.emit(row)

    def show_queues(self, rows: Sequence[QueueRow]) -> None:
        """Show these queues; the head says how much waits. At first all of them are looked into."""
        first = not self.rows.rowCount()
        self.rows.set_rows(rows)
        if first and rows:
            self.list.select_id(self.rows.id_at(0))
        self.set_count(str(rows[0].waiting) if rows else "")
