"""The estimate: the draft beside the version in use, played for some weeks, off the windows' own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.core.changes import Changes
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _
from desktop_crm.estimate.figures import compare
from desktop_crm.estimate.model import (
    Comparison,
    Estimate,
    Figure,
    ProcessFigures,
    RoleFigures,
    Scope,
    Stopped,
)
from desktop_crm.estimate.question import Question, read_question
from desktop_crm.ui.frame.page import Page
from desktop_crm.ui.modelling.estimate_inputs import InputsPanel, figure_in_words
from desktop_crm.ui.session import Session
from desktop_crm.ui.theme import theme
from desktop_crm.ui.widgets.busy_panel import BusyPanel
from desktop_crm.ui.widgets.button import Button
from desktop_crm.ui.widgets.empty_state import EmptyState
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_view import ListView
from desktop_crm.ui.widgets.paged_model import Column, PagedTableModel
from desktop_crm.ui.widgets.panel import Panel

KEY = "model/estimate"
_INPUTS = 420


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """A process in the draft and today; either may not have it."""

    id: str
    name: str
    draft: ProcessFigures | None
    today: ProcessFigures | None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role in the draft and today."""

    id: str
    name: str
    draft: RoleFigures | None
    today: RoleFigures | None


class EstimatePage(Page):
    """Figures at the left, what follows from them at the right.

    Attributes:
        inputs: the figures. `busy`: how far it is, and the way out.

    Signals:
        estimated: the figures of both versions stand on the screen.
    """

    icon = "model"
    help_topic = "model"
    estimated = Signal()
    _progressed = Signal(int, int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(KEY, _("Estimate"), parent)
        self.setObjectName("estimate_page")
        self.session, self.scope = session, Scope()
        self.found: Comparison | None = None
        self._question: Question | None = None
        self._stop = threading.Event()
        self.inputs = InputsPanel()
        self.inputs.changed.connect(self._outdated)
        self.said = Label("", colour="muted", wrap=True)
        self.said.setObjectName("estimate_said")
        self.go = Button(_("Estimate"), kind="filled", key="Ctrl+Enter")
        self.go.setObjectName("estimate_go")
        self.go.clicked.connect(self.estimate)
        self.busy = BusyPanel()
        self.busy.cancelled.connect(self.stop)
        self.processes, self.roles = self._process_rows(), self._role_rows()
        self._lay_out()
        self._progressed.connect(self._tell_progress, Qt.ConnectionType.QueuedConnection)
        self.load()

    def _process_rows(self) -> PagedTableModel:
        return PagedTableModel(
            (
                Column("name", _("Process"), lambda row: row.name, 120, "strong", stretch=True),
                *_pair("median", _("Half within"), lambda one: _hours(one.median), lambda one: one.median),
                *_pair("p90", _("Nine in ten"), lambda one: _hours(one.p90), lambda one: one.p90),
                *_pair(
                    "waiting", _("Waits for us"), lambda one: _share(one.waiting), lambda one: one.waiting
                ),
                *_pair(
                    "per_day", _("A day"), lambda one: f"{one.per_day.value:.1f}", lambda one: one.per_day
                ),
            ),
            id_of=lambda row: row.id,
            parent=self,
        )

    def _role_rows(self) -> PagedTableModel:
        return PagedTableModel(
            (
                Column("name", _("Role"), lambda row: row.name, 200, "strong", stretch=True),
                *_pair("people", _("People"), lambda one: str(one.people)),
                *_pair("busy", _("Busy"), lambda one: _share(one.busy), lambda one: one.busy),
                *_pair("wait", _("Work waits"), lambda one: _hours(one.wait), lambda one: one.wait),
            ),
            id_of=lambda row: row.id,
            parent=self,
        )

    def _lay_out(self) -> None:
        space = theme().space("panel")
        row = QHBoxLayout(self)
        row.setContentsMargins(space, space, space, space)
        row.setSpacing(space)
        self.inputs.setFixedWidth(_INPUTS)
        row.addWidget(self.inputs)
        column = QVBoxLayout()
        column.setSpacing(space)
        for title, rows, name, stretch in (
            (_("Processes: the draft, and today"), self.processes, "estimate_processes", 3),
            (_("Roles: the draft, and today"), self.roles, "estimate_roles", 2),
        ):
            panel = Panel(title)
            empty = EmptyState(
                _("Nothing is estimated yet."), _("Ctrl+Enter plays both versions for some weeks.")
            )
            view = ListView(rows, name=title, empty=empty)
            view.setObjectName(name)
            panel.add(view, 1)
            column.addWidget(panel, stretch)
        foot = Panel(padded=True)
        line = QWidget()
        beside = QHBoxLayout(line)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.said, 1)
        beside.addWidget(self.go)
        foot.add(line)
        foot.add(self.busy)
        column.addWidget(foot)
        row.addLayout(column, 1)

    # Reading ------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask for the draft, the version in use, and what was measured."""
        session, now = self.session, self.session.now()
        session.read(
            lambda view: read_question(view, session.actor, now),
            self._asked,
            self._refused,
            owner=self,
            key="question",
        )

    def _asked(self, question: Question) -> None:
        self._question = question
        known = [one for one in (question.draft, question.today) if one is not None]
        self.inputs.show_inputs(question.inputs, *known)
        self._outdated()

    def _refused(self, problem: Known) -> None:
        self._question = None
        self.go.setEnabled(False)
        self._say(problem.sentence, wrong=True)

    def _outdated(self) -> None:
        self.go.setEnabled(self._question is not None)
        words = _("{days} working weeks’ cases, {runs} times; whatever was never measured is assumed.")
        self._say(words.format(days=self.scope.days // 7, runs=self.scope.replications))

    def _say(self, words: str, *, wrong: bool = False) -> None:
        self.said.set_colour("overdue_ink" if wrong else "muted")
        self.said.setText(words)

    # Estimating ---------------------------------------------------------------------------------------

    def estimate(self) -> None:
        """Play both versions; the figures come when it is done, and nothing else waits for it."""
        question = self._question
        if question is None or not self.go.isEnabled():
            return
        self._stop = stop = threading.Event()
        self.go.setEnabled(False)
        self.busy.begin(_("Playing the first weeks…"))
        act = partial(
            compare, question.draft, question.today, self.inputs.inputs(), self.scope,
            stop=stop.is_set, progress=self._progressed.emit,
        )  # fmt: skip
        self.session.tasks.read(act, self._show, self._failed, owner=self, key="estimate", cancel=stop.set)

    def stop(self) -> None:
        """Stop what is being estimated; the figures that stand stay."""
        self._stop.set()

    def _tell_progress(self, done: int, of: int) -> None:
        self.busy.set_progress(done, of, _("Run {done} of {of}").format(done=done, of=of))

    def _failed(self, problem: Known) -> None:
        self.busy.end()
        self._outdated()
        self._say(problem.sentence, wrong=not isinstance(problem, Stopped))

    def _show(self, found: Comparison) -> None:
        self.found = found
        self.busy.end()
        self._outdated()
        draft, today = (one or Estimate((), ()) for one in (found.draft, found.today))
        self.processes.set_rows(_process_rows(draft.processes, today.processes))
        self.roles.set_rows(_role_rows(draft.roles, today.roles))
        self._say(_("Times are open hours; over a figure the mouse says how sure it is."))
        self.estimated.emit()

    # What the window asks -----------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        """Read again when the draft or the version in use changed; the figures stay until one asks again."""
        if changes.touches("model", "model_draft"):
            self.load()

    def activated(self) -> None:
        """Put the keyboard on the figures."""
        self.inputs.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def may_close(self) -> bool:
        """Stop what is being estimated, then close."""
        self.stop()
        return True

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this screen."""
        return (
            ("Ctrl+Enter", _("Estimate")),
            ("Enter", _("State another figure")),
            ("Esc", _("Stop the estimate")),
        )


def _pair(
    key: str, title: str, say: Callable[[Any], str], sure: Callable[[Any], Figure] | None = None
) -> tuple[Column, Column]:
    """Return a column for the draft and one for today; `sure`: the figure whose confidence the mouse is told."""

    def of(which: str, words: Callable[[Any], str]) -> Callable[[Any], str]:
        return lambda row: "–" if getattr(row, which) is None else words(getattr(row, which))

    def within(one: Any) -> str:
        figure = Figure(0.0) if sure is None else sure(one)
        part = figure.within / figure.value * 100 if figure.value else 0.0
        return _("within {part} % of this, with 95 % confidence").format(part=f"{part:.0f}")

    def tip(which: str) -> Callable[[Any], str] | None:
        return of(which, within) if sure is not None else None

    return (
        Column(key, title, of("draft", say), 86, right=True, tip=tip("draft")),
        Column(f"{key}_today", _("today"), of("today", say), 66, "muted", right=True, tip=tip("today")),
    )


def _process_rows(draft: Sequence[ProcessFigures], today: Sequence[ProcessFigures]) -> list[ProcessRow]:
    new, old = ({one.process: one for one in found} for found in (draft, today))
    return [
        ProcessRow(code, (new.get(code) or old[code]).name, _counted(new.get(code)), _counted(old.get(code)))
        for code in (*new, *(code for code in old if code not in new))
    ]


def _counted(found: ProcessFigures | None) -> ProcessFigures | None:
    return found if found is not None and found.cases else None


def _role_rows(draft: Sequence[RoleFigures], today: Sequence[RoleFigures]) -> list[RoleRow]:
    new, old = ({one.role: one for one in found} for found in (draft, today))
    return [
        RoleRow(code, (new.get(code) or old[code]).name, new.get(code), old.get(code))
        for code in (*new, *(code for code in old if code not in new))
    ]


def _hours(figure: Figure) -> str:
    return figure_in_words("work", figure.value)


def _share(figure: Figure) -> str:
    return f"{figure.value * 100:.0f} %"
