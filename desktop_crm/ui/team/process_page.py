"""A process as it really ran: its ways beside what the model draws, its steps and hand-overs, the cases behind each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.i18n import _
from desktop_crm.measures import words
from desktop_crm.measures.cases_behind import CaseBehind
from desktop_crm.measures.ksf_figures import Choice
from desktop_crm.measures.log_times import LOG, LogCase
from desktop_crm.measures.process_times import HandOver, ProcessTimes, StepTimes, Way
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.session import Session
from desktop_crm.ui.team.behind import CasesBehind, LogCases
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

KEY = "team/process/"


class ProcessPage(Page):
    """Ways, steps and hand-overs at the left; at the right the cases behind the row that was chosen last.

    Signals:
        case_wanted: carries the id of a case to open.
        shown: the cases behind a row stand on the screen.
    """

    icon = "team"
    help_topic = "team"
    case_wanted = Signal(object)
    shown = Signal()

    def __init__(
        self, session: Session, times: ProcessTimes, choice: Choice, parent: QWidget | None = None
    ) -> None:
        super().__init__(KEY + times.process, times.name, parent)
        self.setObjectName("process_page")
        self.session, self.times, self._choice = session, times, choice
        nothing = EmptyState(_("No case of this process was concluded in a month that is over."))
        self.ways = _list(_way_columns(times), times.ways, _("Ways"), lambda row: row.code, nothing)
        self.steps = _list(_step_columns(times), times.steps, _("Steps"), lambda row: row.activity)
        self.hand_overs = _list(
            _hand_over_columns(times), times.hand_overs, _("Hand-overs"), lambda row: (row.origin, row.to),
            EmptyState(_("No hand-over can be told of.")),
        )  # fmt: skip
        none = EmptyState(_("Choose a way, a step or a hand-over."), _("The cases behind it stand here."))
        self.behind = LogCases(none) if _is_log(times) else CasesBehind(session, none, judged=False)
        self.behind.case_wanted.connect(self.case_wanted)
        self.cases, self.cases_list = self.behind.rows, self.behind.list
        self._lay_out()
        for found, asked in (
            (self.ways, lambda row: {"way": row.code}),
            (self.steps, lambda row: {"activity": row.activity}),
            (self.hand_overs, lambda row: {"hand_over": (row.origin, row.to)}),
        ):  # fmt: skip
            found.current_changed.connect(lambda _id, one=found, ask=asked: self._choose(one, ask))
            found.opened.connect(lambda _id: self.cases_list.setFocus(Qt.FocusReason.OtherFocusReason))
        self._load({})

    def _lay_out(self) -> None:
        space = theme().space("panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        left = QVBoxLayout()
        left.setSpacing(space)
        for title, found, share in (
            (_("How cases ran"), self.ways, 3), (_("Steps"), self.steps, 3), (_("Hand-overs"), self.hand_overs, 2),
        ):  # fmt: skip
            panel = Panel(title)
            panel.add(found, 1)
            left.addWidget(panel, share)
        row.addLayout(left, 3)
        row.addWidget(self.behind, 2)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (("Enter", _("Go to the cases behind the row; there: open the case")),)

    def activated(self) -> None:
        """Begin in the ways."""
        self.ways.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, chosen: ListView, asked: Any) -> None:
        row = chosen.current_row()
        if row is None:
            return
        for other in (self.ways, self.steps, self.hand_overs):
            if other is not chosen:
                other.clearSelection()
        self._load(asked(row))

    def _load(self, what: dict[str, Any]) -> None:
        """Read the cases behind a row; of none, all that are counted."""
        measuring, choice, process = self.session.desk.measuring, self._choice, self.times.process

        def ask() -> tuple[CaseBehind, ...] | tuple[LogCase, ...]:
            if _is_log(self.times):
                return measuring.logs.cases_behind(log=UUID(process.partition("/")[2]), **what)
            return measuring.team.process_cases(choice, process=process, **what)

        self.session.tasks.read(ask, self._show, self.session.messages.error, owner=self, key="cases")

    def _show(self, found: tuple[Any, ...]) -> None:
        self.behind.show_cases(found)
        self.shown.emit()


def _is_log(times: ProcessTimes) -> bool:
    return times.process.startswith(f"{LOG}/")


def _list(
    columns: Sequence[Column], rows: Sequence[Any], name: str, id_of: Any, empty: EmptyState | None = None
) -> ListView:
    model = PagedTableModel(columns, id_of=id_of)
    found = ListView(model, name=name, empty=empty)
    model.setParent(found)
    model.set_rows(rows)
    return found


def _way_columns(times: ProcessTimes) -> tuple[Column, ...]:
    def path(row: Way) -> str:
        return " → ".join(row.activities)

    return (
        Column("path", _("Way"), path, 320, "strong", stretch=True, tip=path),
        Column("cases", _("Cases"), lambda row: str(row.cases), 72, right=True, order=lambda row: row.cases),
        Column("share", _("Share"), lambda row: words.percent(row.cases / times.cases) if times.cases else "", 80,
               "muted", right=True, order=lambda row: row.cases),
        Column("drawn", _("The model"), lambda row: _("leads so") if row.as_drawn else _("✗ leads otherwise"), 136),
    )  # fmt: skip


def _step_columns(times: ProcessTimes) -> tuple[Column, ...]:
    def told(row: StepTimes) -> str:
        return words.duration(sum(row.times), times.day_seconds) if row.times else _("not shown")

    return (
        Column("step", _("Step"), lambda row: row.name, 200, "strong", stretch=True),
        Column("role", _("Role"), lambda row: row.role, 144, "muted"),
        Column("count", _("Times"), lambda row: str(row.count), 72, right=True, order=lambda row: row.count),
        Column("took", _("Took"), told, 112, right=True, order=lambda row: sum(row.times) if row.times else -1),
    )  # fmt: skip


def _hand_over_columns(times: ProcessTimes) -> tuple[Column, ...]:
    def lost(row: HandOver) -> str:
        return words.duration(row.median, times.day_seconds)

    return (
        Column("origin", _("From"), lambda row: row.origin, 144, "strong", stretch=True),
        Column("to", _("To"), lambda row: row.to, 144, "strong", stretch=True),
        Column("count", _("Times"), lambda row: str(row.count), 72, right=True, order=lambda row: row.count),
        Column("lost", _("Lost, median"), lost, 112, right=True, order=lambda row: row.median),
    )
