"""Whom work can be given to: a list beside the queues, that work is dropped on; who is away stands there as such."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import EmployeeId
from desktop_crm.ui import wording
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel
from desktop_crm.workflow.reads_rows import AbsenceLine
from desktop_crm.workflow.reads_start import ColleagueLine


@frozen
class Colleague:
    """Somebody who works here; `away` while they are away, with until when."""

    id: EmployeeId
    name: str
    roles: tuple[str, ...]
    away: AbsenceLine | None


class ColleaguesPanel(Panel):
    """A row for each; how much each of them has in hand does not stand here.

    Signals:
        chosen: carries the id of the colleague to whom what is selected shall go (Enter, double click).
        away_wanted: who is away is to be seen, or said.
    """

    chosen = Signal(object)
    away_wanted = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(_("Colleagues"), parent=parent)
        self.setObjectName("colleagues")
        self._now = now
        self.rows = PagedTableModel(
            (
                Column("name", _("Name"), lambda row: row.name, 136, "strong", stretch=True),
                Column("away", _("Away until"), self._away, 104, "muted"),
                Column("roles", _("Roles"), lambda row: ", ".join(row.roles), 136, "muted", stretch=True),
            ),
            id_of=lambda row: row.id, parent=self,
        )  # fmt: skip
        self.list = ListView(self.rows, name=_("Colleagues"), compact=True)
        self.list.setObjectName("colleagues_list")
        self.list.opened.connect(self.chosen)
        self.away = Button(_("Away…"), key="Ctrl+B", small=True, bind=False)
        self.away.setObjectName("team_away")
        self.away.clicked.connect(self.away_wanted)
        self.add_to_head(self.away)
        self.add(self.list, 1)

    def _away(self, row: Colleague) -> str:
        if row.away is None:
            return ""
        return wording.day(row.away.ends - timedelta(microseconds=1), self._now())

    def show_colleagues(self, people: Sequence[ColleagueLine], away: Sequence[AbsenceLine]) -> None:
        """Show these people, and which of them are away now."""
        now = self._now()
        absent = {one.employee: one for one in away if one.begins <= now < one.ends}
        self.rows.set_rows([Colleague(one.id, one.name, one.roles, absent.get(one.id)) for one in people])
        self.set_count(_("{count} away").format(count=len(absent)) if absent else "")
