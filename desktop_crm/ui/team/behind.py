"""The cases behind a figure, in a panel beside it: Enter opens one; nobody who worked on them stands there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.core.i18n import _
from desktop_crm.measures import words
from desktop_crm.measures.cases_behind import MOST
from desktop_crm.ui import wording
from desktop_crm.ui.session import Session
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import ElidingLabel
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel


class _Behind(Panel):
    """A list of cases: of the figure that was chosen last.

    Attributes:
        rows, list: the cases.

    Signals:
        case_wanted: carries the id of a case to open.
    """

    case_wanted = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        id_of: Callable[[Any], Any],
        empty: EmptyState,
        parent: QWidget | None,
    ) -> None:
        super().__init__(_("Cases behind the figure"), parent=parent)
        self._of = ElidingLabel(colour="muted")
        self.add_to_head(self._of, left=True)
        self.rows = PagedTableModel(columns, id_of=id_of, parent=self)
        self.list = ListView(self.rows, name=_("Cases behind the figure"), empty=empty)
        self.list.setObjectName("cases_behind")
        self.add(self.list, 1)

    def show_cases(self, cases: Sequence[Any], of: str = "") -> None:
        """Show these cases, and of which part of the figure they are."""
        self.rows.set_rows(cases)
        count = len(cases)
        self.set_count(_("the latest {count}").format(count=count) if count >= MOST else str(count))
        self._of.set_text(of)


class CasesBehind(_Behind):
    """Cases of ours, which Enter opens; `judged`: their clocks came to a verdict."""

    def __init__(
        self, session: Session, empty: EmptyState, *, judged: bool = True, parent: QWidget | None = None
    ) -> None:
        columns = _columns(session, judged=judged)
        super().__init__(columns, lambda row: (row.case, row.stopped), empty, parent)
        self.list.opened.connect(lambda _id: self._open())

    def _open(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self.case_wanted.emit(row.case)


class LogCases(_Behind):
    """Cases of an imported log: what is known of each stands in its row, there is no more to open."""

    def __init__(self, empty: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(_log_columns(), lambda row: row.name, empty, parent)


def _log_columns() -> tuple[Column, ...]:
    return (
        Column("name", _("Case"), lambda row: row.name, 160, "strong", stretch=True),
        Column("events", _("Events"), lambda row: str(row.events), 80, right=True, order=lambda row: row.events),
        Column("took", _("Took"), lambda row: words.duration(row.took, 86_400), 112, right=True,
               order=lambda row: row.took),
        Column("ended", _("Last event"), lambda row: wording.full_day(row.ended), 176, "muted",
               order=lambda row: row.ended),
    )  # fmt: skip


def _columns(session: Session, *, judged: bool) -> tuple[Column, ...]:
    def verdict(row: Any) -> str:
        return _("met") if row.verdict == "met" else _("missed")

    return (
        Column("number", _("Case"), lambda row: row.number, 104, "strong"),
        Column("customer", _("Customer"), lambda row: row.customer or _("anonymous"), 200, stretch=True),
        *((Column("verdict", _("Verdict"), verdict, 88),) if judged else ()),
        Column("stopped", _("When") if judged else _("Concluded"),
               lambda row: wording.day(row.stopped, session.now()), 120, "muted", order=lambda row: row.stopped),
    )  # fmt: skip
